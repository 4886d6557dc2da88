package table

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"xiaohao/loop/fault"
)

var marks = []struct {
	mark     string
	encoding encoding.Encoding // nil is UTF-8
}{
	{"\xEF\xBB\xBF", nil},
	{"\xFF\xFE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\xFE\xFF", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"\x84\x31\x95\x33", simplifiedchinese.GB18030},
}

// encodingOf says in which encoding a text is written, and how long its byte order mark is. A mark decides. Without
// one the whole text does: it is GB18030 only when it makes more sense as that from beginning to end, so that a
// broken character changes nothing for the others. nil is UTF-8.
func encodingOf(ctx context.Context, f *os.File) (encoding.Encoding, int, error) {
	head := make([]byte, 4)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	for _, m := range marks {
		if bytes.HasPrefix(head[:n], []byte(m.mark)) {
			return m.encoding, len(m.mark), nil
		}
	}
	var c census
	read := int64(0)
	r := &reading{ctx, io.NewSectionReader(f, 0, math.MaxInt64), &read, math.MaxInt64}
	if err := c.take(r); err != nil {
		return nil, 0, err
	}
	if c.nul > read/10 {
		return nil, 0, fault.New(fault.Invalid, "sheet_type")
	}
	if c.wrong == 0 || c.long > c.wrong {
		return nil, 0, nil
	}
	// most of what is no UTF-8 must be GB18030, else it is neither, and the broken characters are told
	if odd, err := oddities(ctx, f); err != nil || odd >= c.wrong {
		return nil, 0, err
	}
	return simplifiedchinese.GB18030, 0, nil
}

// census counts what a text would be as UTF-8.
type census struct {
	wrong int64 // bytes that are none
	long  int64 // characters of three bytes and more, as Chinese ones are
	nul   int64
}

func (c *census) take(r io.Reader) error {
	buf, held := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[held:])
		b := buf[:held+n]
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		rest := c.count(b, ended)
		if ended {
			return nil
		}
		held = copy(buf, rest)
	}
}

// count counts whole characters and gives back the beginning of one at the end.
func (c *census) count(b []byte, last bool) []byte {
	c.nul += int64(bytes.Count(b, []byte{0}))
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		if !last && !utf8.FullRune(b) {
			return b
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			c.wrong++
		} else if n >= 3 {
			c.long++
		}
		b = b[n:]
	}
	return nil
}

// oddities counts what of a text is no GB18030.
func oddities(ctx context.Context, f *os.File) (int64, error) {
	read, n := int64(0), int64(0)
	r := transform.NewReader(&reading{ctx, io.NewSectionReader(f, 0, math.MaxInt64), &read, math.MaxInt64},
		simplifiedchinese.GB18030.NewDecoder())
	buf := make([]byte, 64<<10)
	for {
		k, err := r.Read(buf)
		n += int64(bytes.Count(buf[:k], []byte("\uFFFD")))
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
