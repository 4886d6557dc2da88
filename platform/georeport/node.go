package georeport

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// The bounds of what is read.
const (
	maxDepth = 40
	maxParts = 200_000
)

// node is a part of an answer, the same for XML and JSON: a name, what stands in it, and its own parts. What is null,
// and what is empty, has no text.
type node struct {
	name string // in lower case, without - and _
	text string
	kids []*node
}

var errLong = errors.New("too deep, or too many parts")

// read reads an answer by what it looks like, whatever type it claims.
func read(body []byte, kind string) (root *node, format string, bad *Error) {
	text := bytes.TrimSpace(utf8Of(body, kind))
	start := strings.ToLower(string(text[:min(len(text), 512)]))
	var err error
	switch {
	case len(text) == 0:
		return nil, "", &Error{Kind: Refused, Why: WhyUnreadable}
	case strings.HasPrefix(start, "<!doctype html"), strings.Contains(start, "<html"):
		return nil, "", &Error{Kind: Refused, Why: WhyPage}
	case text[0] == '<':
		format = asXML
		root, err = readXML(text)
	case text[0] == '{' || text[0] == '[':
		format = asJSON
		root, err = readJSON(text)
	default:
		err = io.ErrUnexpectedEOF
	}
	if errors.Is(err, errLong) {
		return nil, "", &Error{Kind: Refused, Why: WhyLong}
	}
	if err != nil {
		return nil, "", &Error{Kind: Refused, Why: WhyUnreadable}
	}
	return root, format, nil
}

var declared = regexp.MustCompile(`^<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']`)

// utf8Of is a body as UTF-8: by its mark of bytes, by what it is, by what it or its header says.
func utf8Of(body []byte, kind string) []byte {
	if len(body) > 1 && (body[0] == 0xFE && body[1] == 0xFF || body[0] == 0xFF && body[1] == 0xFE) {
		return decoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), body)
	}
	body = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(body) {
		return body
	}
	_, params, err := mime.ParseMediaType(kind)
	name := ""
	if err == nil {
		name = params["charset"]
	}
	if m := declared.FindSubmatch(bytes.TrimSpace(body)); name == "" && m != nil {
		name = string(m[1])
	}
	if e, err := htmlindex.Get(name); err == nil {
		body = decoded(e, body)
	}
	return bytes.ToValidUTF8(body, []byte("\uFFFD"))
}

func decoded(e encoding.Encoding, body []byte) []byte {
	out, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return body
	}
	return out
}

// plainName is a name as it is compared: service_request_id, serviceRequestId and Service-Request-ID are one.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(s[:min(len(s), 100)]))
}

// readXML reads elements. Nothing that a document defines itself is known: no entity grows.
func readXML(body []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 already
	root := &node{}
	open, parts := []*node{root}, 0
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(open) > 1 || len(root.kids) == 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{name: plainName(t.Name.Local)}
			top.kids = append(top.kids, n)
			open = append(open, n)
			if parts++; parts > maxParts || len(open) > maxDepth {
				return nil, errLong
			}
		case xml.EndElement:
			if open = closed(open, plainName(t.Name.Local)); open == nil {
				return nil, io.ErrUnexpectedEOF
			}
		case xml.CharData:
			if len(open) > 1 {
				top.text += string(t)
			}
		}
	}
}

// closed closes the innermost element of a name, and what was left open in it; nil when none is open.
func closed(open []*node, name string) []*node {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].name == name {
			return open[:i]
		}
	}
	return nil
}

// readJSON reads values. The parts of an array bear the array's name.
func readJSON(body []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	r := &jsonReader{d: d}
	root := &node{}
	if err := r.value(root, "item", 0); err != nil {
		return nil, err
	}
	return root, nil
}

type jsonReader struct {
	d     *json.Decoder
	parts int
}

// value reads one value and adds it to a node under a name.
func (r *jsonReader) value(to *node, name string, depth int) error {
	t, err := r.d.Token()
	if err != nil {
		return err
	}
	if r.parts++; r.parts > maxParts || depth > maxDepth {
		return errLong
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			for r.d.More() {
				if err := r.value(to, name, depth+1); err != nil {
					return err
				}
			}
		} else if err := r.object(to, name, depth); err != nil {
			return err
		}
		_, err = r.d.Token()
		return err
	case nil:
		return nil
	case string:
		to.kids = append(to.kids, &node{name: name, text: t})
	case json.Number:
		to.kids = append(to.kids, &node{name: name, text: t.String()})
	case bool:
		text := "false"
		if t {
			text = "true"
		}
		to.kids = append(to.kids, &node{name: name, text: text})
	}
	return nil
}

func (r *jsonReader) object(to *node, name string, depth int) error {
	n := &node{name: name}
	to.kids = append(to.kids, n)
	for r.d.More() {
		key, err := r.d.Token()
		if err != nil {
			return err
		}
		k, ok := key.(string)
		if !ok {
			return io.ErrUnexpectedEOF
		}
		if err := r.value(n, plainName(k), depth+1); err != nil {
			return err
		}
	}
	return nil
}
