package table

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"unicode"

	"golang.org/x/text/transform"

	"xiaohao/loop/fault"
)

// maxQuoted is how many lines a quoted cell may go over.
const maxQuoted = 1000

// csvRows reads the rows of a CSV. It knows quotes as programs write them, and takes one that ends nowhere for a
// character of its cell: it must not swallow the rows below.
type csvRows struct {
	r      *bufio.Reader
	comma  byte
	eol    byte        // what ends a line
	line   int         // number of the last line taken
	kept   []string    // lines read ahead
	widths map[int]int // how many rows so far have so many cells
	width  int         // what most rows have
	atEnd  bool
	fields []string
}

// openCSV takes the file over when it gives no error.
func openCSV(ctx context.Context, f *os.File, size int64, m *Memo) (*Table, error) {
	if !m.decided {
		var err error
		if m.encoding, m.mark, err = encodingOf(ctx, f); err != nil {
			return nil, broken(err)
		}
		m.decided = true
	}
	e, mark := m.encoding, m.mark
	read := int64(mark)
	var in io.Reader = &reading{ctx, io.NewSectionReader(f, int64(mark), math.MaxInt64), &read, math.MaxInt64}
	if e != nil {
		in = transform.NewReader(in, e.NewDecoder())
	}
	c := &csvRows{r: bufio.NewReaderSize(in, 128<<10), eol: '\n', widths: map[int]int{}}
	start, _ := c.r.Peek(16 << 10)
	if len(bytes.TrimSpace(start)) == 0 && len(start) < 16<<10 {
		return nil, fault.New(fault.Invalid, "sheet_empty")
	}
	if bytes.HasPrefix(start, []byte("\uFEFF")) { // a second mark, that some programs leave
		_, _ = c.r.Discard(3)
	}
	if bytes.IndexByte(start, '\n') < 0 && bytes.IndexByte(start, '\r') >= 0 {
		c.eol = '\r'
	}
	c.comma = separator(start)
	return &Table{next: c.next, turn: func() error { return io.EOF }, close: f.Close,
		progress: func() (int64, int64) { return min(read, size), size }}, nil
}

// separator is whichever of comma, semicolon and tab the first line that has any has most of.
func separator(start []byte) byte {
	for line := range bytes.Lines(start) {
		best, most := byte(','), bytes.Count(line, []byte(","))
		for _, c := range []byte{';', '\t'} {
			if n := bytes.Count(line, []byte{c}); n > most {
				best, most = c, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}

func (c *csvRows) next() (Row, error) {
	for {
		line, err := c.take()
		if err != nil {
			return Row{}, err
		}
		number := c.line
		cells, err := c.record(line)
		if err != nil {
			return Row{}, err
		}
		if len(cells) > maxColumns {
			return Row{}, fault.New(fault.TooLarge, "sheet_columns", "row", number, "max", maxColumns)
		}
		for i := range cells {
			cells[i] = tidy(cells[i])
		}
		if !blank(cells) {
			return Row{Number: number, Cells: cells}, nil
		}
	}
}

// take is the next line with its end; io.EOF after the last.
func (c *csvRows) take() (string, error) {
	line, err := c.ahead(0)
	if err != nil {
		return "", err
	}
	c.kept = c.kept[1:]
	c.line++
	return line, nil
}

// ahead is a line further down, without taking it; 0 is the next.
func (c *csvRows) ahead(n int) (string, error) {
	for len(c.kept) <= n {
		if c.atEnd {
			return "", io.EOF
		}
		line, err := c.readLine()
		if err != nil {
			return "", err
		}
		if line != "" {
			c.kept = append(c.kept, line)
		}
	}
	return c.kept[n], nil
}

func (c *csvRows) readLine() (string, error) {
	var long []byte
	for {
		b, err := c.r.ReadSlice(c.eol)
		if err == nil && long == nil {
			return string(b), nil
		}
		long = append(long, b...)
		switch {
		case len(long) > maxCell:
			return "", fault.New(fault.TooLarge, "sheet_row", "row", c.line+len(c.kept)+1)
		case errors.Is(err, io.EOF):
			c.atEnd = true
			return string(long), nil
		case err == nil:
			return string(long), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", broken(err)
		}
	}
}

// record reads the row that begins with a line, and takes the further lines that its quotes go over.
func (c *csvRows) record(line string) ([]string, error) {
	c.fields = c.fields[:0]
	if strings.IndexByte(line, '"') < 0 {
		c.fields = appendPlain(c.fields, line, c.comma)
		c.count(len(c.fields))
		return c.fields, nil
	}
	number, rest, more := c.line, line, 0
	for {
		if !strings.HasPrefix(rest, `"`) {
			field, after, found := strings.Cut(rest, string(c.comma))
			if !found {
				c.fields = append(c.fields, strings.TrimRight(field, "\r\n"))
				break
			}
			c.fields, rest = append(c.fields, field), after
			continue
		}
		field, after, lines, err := c.quoted(rest, more)
		if err != nil {
			return nil, err
		}
		if lines < 0 {
			return c.stray(number, line)
		}
		c.fields, more = append(c.fields, field), lines
		if after == "" || strings.Trim(after, "\r\n") == "" {
			break
		}
		rest = after[1:]
	}
	if more > 0 && c.glued(line, more) {
		return nil, fault.New(fault.Invalid, "sheet_quotes", "row", number)
	}
	c.count(len(c.fields))
	c.kept = c.kept[more:]
	c.line += more
	return c.fields, nil
}

// count learns how many cells a row has.
func (c *csvRows) count(cells int) {
	c.widths[cells]++
	if c.widths[cells] >= c.widths[c.width] {
		c.width = cells
	}
}

// quoted reads a cell that begins with a quote. After is what follows its end: the separator, the end of the line, or
// nothing; lines is how many of those ahead were used, -1 when the quote has no proper end.
func (c *csvRows) quoted(s string, used int) (field, after string, lines int, err error) {
	var b strings.Builder
	s = s[1:]
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			b.WriteString(s)
			s, err = c.ahead(used)
			if errors.Is(err, io.EOF) || used > maxQuoted || b.Len() > maxCell {
				return "", "", -1, nil
			}
			if err != nil {
				return "", "", 0, err
			}
			used++
			continue
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		switch {
		case strings.HasPrefix(s, `"`):
			b.WriteByte('"')
			s = s[1:]
		case s == "", s[0] == c.comma, s == "\n", s == "\r\n", s == "\r":
			return strings.ReplaceAll(b.String(), "\r\n", "\n"), s, used, nil
		default:
			return "", "", -1, nil
		}
	}
}

// stray reads a line with a quote that has no proper end as a row of its own, its quotes being characters. It does so
// only where nothing speaks against it: the line has as many cells as the rows before, and so has the one below.
func (c *csvRows) stray(number int, line string) ([]string, error) {
	own := appendPlain(nil, line, c.comma)
	below, err := c.ahead(0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(own) != c.width || err == nil && strings.TrimSpace(below) != "" && !c.whole(below) {
		return nil, fault.New(fault.Invalid, "sheet_quotes", "row", number)
	}
	for i, f := range own { // a cell that is quoted properly
		if len(f) >= 2 && f[0] == '"' && strings.IndexByte(f[1:], '"') == len(f)-2 {
			own[i] = f[1 : len(f)-1]
		}
	}
	c.count(len(own))
	return own, nil
}

// whole says whether a line has as many cells as the rows before.
func (c *csvRows) whole(line string) bool {
	return len(appendPlain(nil, line, c.comma)) == c.width
}

// glued says whether a row over several lines is rather several rows: each of its lines is one by itself. Where rows
// have few cells, running text could look so too; there each line must also begin as the first does.
func (c *csvRows) glued(line string, more int) bool {
	if c.width < 2 || !c.whole(line) {
		return false
	}
	for i := range more {
		s, err := c.ahead(i)
		if err != nil || !c.whole(s) {
			return false
		}
		if c.width < 4 && shape(s, c.comma) != shape(line, c.comma) {
			return false
		}
	}
	return true
}

// shape is what the first cell of a line looks like: its digits and letters are one each.
func shape(line string, comma byte) string {
	first, _, _ := strings.Cut(line, string(comma))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '0'
		case unicode.IsLetter(r):
			return 'a'
		}
		return r
	}, first)
}

// appendPlain reads a line whose quotes mean nothing.
func appendPlain(to []string, line string, comma byte) []string {
	line = strings.TrimRight(line, "\r\n")
	for {
		field, after, found := strings.Cut(line, string(comma))
		to = append(to, field)
		if !found {
			return to
		}
		line = after
	}
}
