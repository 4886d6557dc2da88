package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/fault"
)

// scanner reads the XML of a spreadsheet tag by tag, several times as fast as encoding/xml: a million rows are some
// hundred megabytes of it. It knows what spreadsheets use: UTF-8, tags, attributes, texts and the five entities. A
// document type is refused, so that no entity can grow.
type scanner struct {
	r    *bufio.Reader
	tag  []byte // its attributes, until the next call
	name []byte // the name of the tag without a prefix, until the next call
	end  bool   // it closes an element
	self bool   // it opens and closes one
	text []byte // what stood before the tag, when keep is set; entities are not yet read
	keep bool
}

func newScanner(r io.Reader) *scanner { return &scanner{r: bufio.NewReaderSize(r, 128<<10)} }

var errXML = errors.New("no well-formed XML")

// next goes to the next tag; io.EOF at the end.
func (s *scanner) next() error {
	s.text = s.text[:0]
	for {
		if err := s.toTag(); err != nil {
			return err
		}
		b, err := s.r.Peek(1)
		if err != nil {
			return errXML
		}
		switch b[0] {
		case '!':
			err = s.special()
		case '?':
			err = s.declaration()
		default:
			return s.readTag()
		}
		if err != nil {
			return err
		}
	}
}

// pass goes on to where a word stands, wherever that is; io.EOF when it comes no more.
func (s *scanner) pass(word string) error {
	for n := len(word); ; n = s.r.Size() { // what is held already is not to be moved for each word
		b, err := s.r.Peek(max(n, s.r.Buffered()))
		if i := bytes.Index(b, []byte(word)); i >= 0 {
			_, err := s.r.Discard(i)
			return err
		}
		if err != nil {
			return err
		}
		if _, err := s.r.Discard(len(b) - len(word) + 1); err != nil {
			return err
		}
	}
}

// toTag reads up to the next "<".
func (s *scanner) toTag() error {
	for {
		b, err := s.r.ReadSlice('<')
		if s.keep {
			s.text = append(s.text, bytes.TrimSuffix(b, []byte("<"))...)
			if len(s.text) > maxCell {
				return fault.New(fault.TooLarge, "sheet_cell", "max", megabytes(maxCell))
			}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

func (s *scanner) readTag() error {
	b, err := s.r.ReadSlice('>')
	if err != nil {
		return errXML
	}
	for bytes.Count(b, []byte(`"`))%2 == 1 { // a ">" in an attribute
		long := bytes.Clone(b)
		if b, err = s.r.ReadSlice('>'); err != nil || len(long)+len(b) > maxCell {
			return errXML
		}
		b = append(long, b...)
	}
	b = b[:len(b)-1]
	s.end, s.self = len(b) > 0 && b[0] == '/', len(b) > 0 && b[len(b)-1] == '/'
	if s.end {
		b = b[1:]
	}
	if s.self {
		b = b[:len(b)-1]
	}
	s.tag = b
	start, i := 0, 0
	for ; i < len(b) && b[i] > ' '; i++ {
		if b[i] == ':' {
			start = i + 1
		}
	}
	s.name, s.tag = b[start:i], b[i:]
	return nil
}

// special passes a comment and reads a CDATA section.
func (s *scanner) special() error {
	if b, err := s.r.Peek(3); err == nil && string(b) == "!--" {
		_, err := s.until("-->", false)
		return err
	}
	const cdata = "![CDATA["
	if b, err := s.r.Peek(len(cdata)); err != nil || string(b) != cdata {
		return errXML
	}
	b, err := s.until("]]>", s.keep)
	if err != nil {
		return err
	}
	if s.keep {
		b = bytes.TrimSuffix(bytes.TrimPrefix(b, []byte(cdata)), []byte("]]>"))
		s.text = append(s.text, bytes.ReplaceAll(b, []byte("&"), []byte("&amp;"))...)
	}
	return nil
}

// declaration passes <? … ?>; another encoding than UTF-8 is refused.
func (s *scanner) declaration() error {
	b, err := s.until("?>", true)
	if err != nil {
		return err
	}
	if e := attr(b, "encoding"); len(e) > 0 && !strings.EqualFold(string(e), "utf-8") {
		return errXML
	}
	return nil
}

// until reads up to and with an end, at most as much as a cell may hold.
func (s *scanner) until(end string, keep bool) ([]byte, error) {
	var out []byte
	for {
		b, err := s.r.ReadSlice(end[len(end)-1])
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, errXML
		}
		out = append(out, b...)
		if bytes.HasSuffix(out, []byte(end)) {
			return out, nil
		}
		if keep && len(out) > maxCell {
			return nil, fault.New(fault.TooLarge, "sheet_cell", "max", megabytes(maxCell))
		}
		if !keep && len(out) > len(end) {
			out = out[len(out)-len(end):]
		}
	}
}

// is says whether the tag has a name.
func (s *scanner) is(name string) bool { return string(s.name) == name }

// attr is an attribute of the tag by its name without a prefix, nil when it has none.
func (s *scanner) attr(name string) []byte { return attr(s.tag, name) }

func attr(tag []byte, name string) []byte {
	for i := 0; i < len(tag); {
		for i < len(tag) && (tag[i] <= ' ' || tag[i] == '?') {
			i++
		}
		start := i
		for i < len(tag) && tag[i] != '=' && tag[i] > ' ' {
			if tag[i] == ':' {
				start = i + 1
			}
			i++
		}
		key := tag[start:i]
		for i < len(tag) && tag[i] != '"' && tag[i] != '\'' {
			if tag[i] > ' ' && tag[i] != '=' { // a word without a value
				key = nil
			}
			i++
		}
		if i == len(tag) {
			return nil
		}
		end := bytes.IndexByte(tag[i+1:], tag[i])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return tag[i+1 : i+1+end]
		}
		i += end + 2
	}
	return nil
}

var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// words are the characters of a text: entities read, and the escapes _x000D_ that Office writes.
func words(b []byte) string {
	s := string(b)
	if strings.IndexByte(s, '&') < 0 && !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for len(s) > 0 {
		i := strings.IndexAny(s, "&_")
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		s = s[i:]
		c, n := escape(s)
		out.WriteString(c)
		s = s[n:]
	}
	return out.String() + s
}

// escape is what an entity or an escape at the beginning of a text stands for, and how long it is; what is none is its
// first character.
func escape(s string) (string, int) {
	if s[0] == '_' {
		if len(s) >= 7 && s[1] == 'x' && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				return string(rune(n)), 7
			}
		}
		return "_", 1
	}
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 0 {
		return "&", 1
	}
	name := s[1:end]
	if v, ok := entities[name]; ok {
		return v, end + 1
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !strings.HasPrefix(name, "#") || err != nil || !utf8.ValidRune(rune(n)) {
		return "&", 1
	}
	return string(rune(n)), end + 1
}
