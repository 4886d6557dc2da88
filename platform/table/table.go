// Package table reads spreadsheets, XLSX and CSV, as rows of text, whatever program made them.
//
// It owns what can be known of a file without knowing what it is about: encodings, quotes, sheets and which of them are
// hidden, merged cells, numbers that lost digits, and the limits that keep a small file from taking a large memory. It
// holds one row at a time. It guesses nothing that would change what a file says: where two readings are possible it
// refuses, and names the row. What it leaves out, it says in notes.
package table

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"xiaohao/loop/fault"
)

// Limits against files that are small on disk and large in memory.
const (
	maxUnpacked = 512 << 20 // bytes of an XLSX unpacked
	maxTexts    = 256 << 20 // bytes of its texts, tags and all
	maxRatio    = 400       // unpacked to packed
	maxParts    = 10000     // files in an XLSX
	maxColumns  = 500
	maxCell     = 1 << 20 // bytes of one cell, and of one CSV row
	maxMerged   = 200000  // merged cells of a sheet
	maxStrings  = 4 << 20 // of them
)

// All is the name that chooses every sheet that is not hidden.
const All = "all"

// Note is something that the reader left out or took in its own way; Key is a sentence of the catalogue.
type Note struct {
	Key  string
	Args map[string]string
}

// Table gives the rows of a file one after the other. It begins on the first sheet that was chosen.
type Table struct {
	sheet    string // name of the sheet that Next reads
	next     func() (Row, error)
	turn     func() error // goes to the next sheet, io.EOF after the last
	close    func() error
	progress func() (done, total int64)
	notes    []Note
	others   []string // sheets that are there and were not chosen
	old      bool
}

// Next is the next row that is not empty; its cells are valid until the next call. It ends with io.EOF at the end of a
// sheet. Other errors are *fault.Error, or that of the context.
func (t *Table) Next() (Row, error) { return t.next() }

// Turn goes on to the next sheet that was chosen; io.EOF says that there is none.
func (t *Table) Turn() error { return t.turn() }

// Sheet is the name of the sheet that Next reads, "" in a CSV.
func (t *Table) Sheet() string { return t.sheet }

// Others lists the sheets that are not hidden and were not chosen.
func (t *Table) Others() []string { return t.others }

// Since1904 says that the workbook counts days from 1904-01-01, as old Macs did.
func (t *Table) Since1904() bool { return t.old }

// Notes are what is to be said of the file so far; complete when the last sheet was read.
func (t *Table) Notes() []Note { return t.notes }

// Close gives back what the file needed.
func (t *Table) Close() error { return t.close() }

// Progress is how much of the file was read, in bytes.
func (t *Table) Progress() (done, total int64) { return t.progress() }

func (t *Table) note(key string, args ...string) {
	n := Note{key, map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		n.Args[args[i]] = args[i+1]
	}
	t.notes = append(t.notes, n)
}

// Open reads XLSX or CSV, whatever the file's name says. Sheet is the name of a sheet, All, or "" for the first that
// is not hidden and not empty. The context ends reading at any time. Errors are *fault.Error.
func Open(ctx context.Context, path, sheet string) (*Table, error) {
	return OpenAgain(ctx, path, sheet, &Memo{})
}

// OpenAgain is Open of a file that is read several times: what the first reading found in the memo's file, the next
// need not look for. A file that was changed in between is refused.
func OpenAgain(ctx context.Context, path, sheet string, m *Memo) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Missing, "file_missing", "file", path).By(err)
	}
	t, err := open(ctx, f, path, sheet, m)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return t, nil
}

func open(ctx context.Context, f *os.File, path, sheet string, m *Memo) (*Table, error) {
	s, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !s.Mode().IsRegular() {
		return nil, fault.New(fault.Invalid, "sheet_type")
	}
	if !m.same(s) {
		return nil, fault.New(fault.Conflict, "sheet_changed", "file", path)
	}
	head := make([]byte, 4)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return openXLSX(ctx, f, s.Size(), sheet, m)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return nil, fault.New(fault.Invalid, "sheet_old", "file", path)
	case sheet != "" && sheet != All:
		return nil, fault.New(fault.Invalid, "sheet_none", "sheet", sheet, "sheets", "")
	}
	return openCSV(ctx, f, s.Size(), m)
}

// broken is the fault of a file that is no spreadsheet, or a damaged one.
func broken(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	return fault.New(fault.Invalid, "sheet_broken").By(err)
}

// reading counts what is read, and stops when its context does or when more comes than may.
type reading struct {
	ctx  context.Context
	r    io.Reader
	n    *int64
	most int64
}

func (r *reading) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(b)
	*r.n += int64(n)
	if *r.n > r.most {
		return n, fault.New(fault.TooLarge, "sheet_unpacked", "max", megabytes(r.most))
	}
	return n, err
}
