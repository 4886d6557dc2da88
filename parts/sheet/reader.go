package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"xiaohao/loop/fault"
)

// Limits against files that are small on disk and large in memory.
const (
	maxUnzipped = 2 << 30 // bytes of an XLSX unpacked
	maxRatio    = 400     // unpacked to packed
	maxColumns  = 500
	maxLine     = 1 << 20 // bytes of one CSV row
)

// Row is one row of a table.
type Row struct {
	Number int    // as a spreadsheet program numbers it, within its sheet
	Nth    int    // its place among all data rows of the file, from 1: two sheets may both have a row 7
	Sheet  string // its sheet's name; "" in a file of one table
	Cells  []string
}

// Name is a cell as a spreadsheet program names it, such as "A17"; i counts from 0. With several sheets the sheet
// stands before it.
func (r Row) Name(i int) string {
	name, err := excelize.CoordinatesToCellName(i+1, r.Number)
	if err != nil {
		name = strconv.Itoa(r.Number)
	}
	if r.Sheet != "" {
		return r.Sheet + "!" + name
	}
	return name
}

// Damaged says that a cell holds a number that lost digits on its way: an integer above 2^53 in a numeric cell,
// however it is written, or a text such as 1.23457E+17. It is no identity and cannot be repaired.
func (r Row) Damaged(i int) bool {
	return i >= 0 && i < len(r.Cells) && damaged(r.Cells[i])
}

var rounded = regexp.MustCompile(`^[+-]?\d(\.\d+)?[eE][+]?\d{2,3}$`)

// damaged says that a text is a number in E-notation with fewer digits than the number has.
func damaged(s string) bool {
	if !rounded.MatchString(s) || !strings.ContainsAny(s, ".+") {
		return false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(s), "E")
	_, digits, _ := strings.Cut(mantissa, ".")
	n, err := strconv.Atoi(exponent)
	return err != nil || len(digits) < n
}

// Table gives the rows of a file one after the other, the heading row first. It holds one row in memory. Next ends
// with io.EOF.
type Table struct {
	next  func() (Row, error)
	close func() error
	done  func() int64
	size  int64
}

// Next is the next row; its cells are valid until the next call.
func (t *Table) Next() (Row, error) { return t.next() }

// Close gives back what the file needed.
func (t *Table) Close() error { return t.close() }

// Progress is how much of the file was read, in bytes of it.
func (t *Table) Progress() (done, total int64) { return t.done(), t.size }

// Open reads XLSX or CSV, whatever the file's name says. Errors are *fault.Error.
func Open(path string) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Missing, "file_missing", "file", path).By(err)
	}
	s, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	head := make([]byte, 4)
	n, _ := io.ReadFull(f, head)
	if bytes.HasPrefix(head[:n], []byte("PK\x03\x04")) {
		err = f.Close()
		t, openErr := openXLSX(path, s.Size())
		return t, errors.Join(openErr, err)
	}
	if bytes.HasPrefix(head[:n], []byte("\xD0\xCF\x11\xE0")) {
		return nil, errors.Join(fault.New(fault.Invalid, "sheet_old", "file", path), f.Close())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	t, err := openCSV(f, s.Size())
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return t, nil
}

func openXLSX(path string, size int64) (*Table, error) {
	if err := bomb(path); err != nil {
		return nil, err
	}
	file, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: 16 << 20,
		RawCellValue: true})
	if err != nil {
		return nil, fault.New(fault.Invalid, "sheet_broken").By(err)
	}
	name, merged, err := firstFilled(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	rows, err := file.Rows(name)
	if err != nil {
		return nil, errors.Join(fault.New(fault.Invalid, "sheet_broken").By(err), file.Close())
	}
	number := 0
	t := &Table{size: size, done: func() int64 { return 0 }}
	t.close = func() error { return errors.Join(rows.Close(), file.Close()) }
	t.next = func() (Row, error) {
		for rows.Next() {
			number++
			cells, err := rows.Columns()
			if err != nil {
				return Row{}, fault.New(fault.Invalid, "sheet_broken").By(err)
			}
			cells = merged.fill(number, cells)
			for i := range cells {
				cells[i] = tidy(cells[i])
			}
			if !blank(cells) {
				return Row{Number: number, Cells: cells}, nil
			}
		}
		if err := rows.Error(); err != nil {
			return Row{}, fault.New(fault.Invalid, "sheet_broken").By(err)
		}
		return Row{}, io.EOF
	}
	return t, nil
}

// bomb refuses an archive that unpacks to far more than it is.
func bomb(path string) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return fault.New(fault.Invalid, "sheet_broken").By(err)
	}
	defer z.Close()
	var packed, unpacked uint64
	for _, f := range z.File {
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
	}
	if unpacked > maxUnzipped || unpacked > 1<<20 && unpacked > maxRatio*max(packed, 1) || len(z.File) > 10000 {
		return fault.New(fault.TooLarge, "sheet_bomb")
	}
	return nil
}

// firstFilled is the first sheet with a row in it, and its merged cells.
func firstFilled(f *excelize.File) (string, spans, error) {
	for _, name := range f.GetSheetList() {
		rows, err := f.Rows(name)
		if err != nil {
			continue
		}
		filled := false
		for i := 0; i < 50 && rows.Next() && !filled; i++ {
			cells, err := rows.Columns()
			filled = err == nil && !blank(cells)
		}
		if err := rows.Close(); err != nil {
			return "", nil, err
		}
		if filled {
			return name, mergedCells(f, name), nil
		}
	}
	return "", nil, fault.New(fault.Invalid, "sheet_empty")
}

// span is a merged cell: its value stands for every cell it covers.
type span struct {
	x1, y1, x2, y2 int // from 1
	value          string
}

type spans []span

func mergedCells(f *excelize.File, name string) spans {
	list, err := f.GetMergeCells(name)
	if err != nil || len(list) > 100000 {
		return nil
	}
	var out spans
	for _, m := range list {
		x1, y1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		x2, y2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		// a title over several columns is no data; one down a column is
		if err1 == nil && err2 == nil && x2 <= maxColumns && y2 > y1 {
			out = append(out, span{x1, y1, x2, y2, m.GetCellValue()})
		}
	}
	return out
}

func (s spans) fill(row int, cells []string) []string {
	for _, m := range s {
		if row <= m.y1 || row > m.y2 {
			continue
		}
		for x := m.x1; x <= m.x2; x++ {
			for len(cells) < x {
				cells = append(cells, "")
			}
			cells[x-1] = m.value
		}
	}
	return cells
}

// counted counts bytes as they are read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(b []byte) (int, error) { n, err := c.r.Read(b); c.n += int64(n); return n, err }

func openCSV(f io.ReadCloser, size int64) (*Table, error) {
	in := &counted{r: f}
	b := bufio.NewReaderSize(in, 256<<10)
	sample, _ := b.Peek(200 << 10)
	if len(bytes.TrimSpace(sample)) == 0 {
		return nil, fault.New(fault.Invalid, "sheet_empty")
	}
	text := decoded(b, sample)
	if bytes.Count(sample, []byte{0}) > len(sample)/10 && !wide(sample) {
		return nil, fault.New(fault.Invalid, "sheet_type")
	}
	tb := bufio.NewReaderSize(text, 256<<10)
	start, _ := tb.Peek(16 << 10)
	if bytes.HasPrefix(start, []byte("\uFEFF")) {
		_, _ = tb.Discard(3)
	}
	r := csv.NewReader(tb)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(start), -1, true, true
	t := &Table{size: size, done: func() int64 { return in.n }, close: f.Close}
	t.next = func() (Row, error) {
		for {
			cells, err := r.Read()
			if errors.Is(err, io.EOF) {
				return Row{}, io.EOF
			}
			if err != nil {
				return Row{}, fault.New(fault.Invalid, "sheet_broken").By(err)
			}
			line, _ := r.FieldPos(0)
			if len(cells) > maxColumns {
				return Row{}, fault.New(fault.TooLarge, "sheet_columns", "row", line, "max", maxColumns)
			}
			total := 0
			for i := range cells {
				cells[i] = tidy(cells[i])
				total += len(cells[i])
			}
			if total > maxLine {
				return Row{}, fault.New(fault.TooLarge, "sheet_row", "row", line)
			}
			if !blank(cells) {
				return Row{Number: line, Cells: cells}, nil
			}
		}
	}
	return t, nil
}

// decoded turns whatever encoding the sample is in into UTF-8: by its byte order mark, else UTF-8 when it is that,
// else GB18030.
func decoded(r io.Reader, sample []byte) io.Reader {
	switch {
	case bytes.HasPrefix(sample, []byte("\xFF\xFE")), bytes.HasPrefix(sample, []byte("\xFE\xFF")):
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case bytes.HasPrefix(sample, []byte("\x84\x31\x95\x33")):
		return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
	}
	for cut := 0; cut < utf8.UTFMax; cut++ { // the sample may end inside a character
		if cut <= len(sample) && utf8.Valid(sample[:len(sample)-cut]) {
			return r
		}
	}
	return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
}

func wide(sample []byte) bool {
	return bytes.HasPrefix(sample, []byte("\xFF\xFE")) || bytes.HasPrefix(sample, []byte("\xFE\xFF"))
}

// separator is whichever of comma, semicolon and tab the first line has most of.
func separator(start []byte) rune {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{';', '\t'} {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// tidy drops NULs, broken characters and blanks at the ends.
func tidy(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.TrimSpace(strings.ToValidUTF8(s, "�"))
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
