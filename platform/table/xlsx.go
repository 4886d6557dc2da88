package table

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"xiaohao/loop/fault"
)

// workbook is an open XLSX.
type workbook struct {
	ctx    context.Context
	file   *os.File
	zip    *zip.Reader
	sheets []sheetPart
	chosen []sheetPart
	old    bool // days count from 1904
	texts  *texts
	read   int64 // bytes unpacked so far
	total  int64
	table  *Table
	open   *sheetRows
	memo   *Memo
}

// sheetPart is a sheet and where it lies in the archive.
type sheetPart struct {
	name   string
	part   *zip.File
	hidden bool
}

// openXLSX takes the file over when it gives no error.
func openXLSX(ctx context.Context, f *os.File, size int64, sheet string, m *Memo) (*Table, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, broken(err)
	}
	if err := bomb(z); err != nil {
		return nil, err
	}
	w := &workbook{ctx: ctx, file: f, zip: z, texts: &texts{}, memo: m}
	w.table = &Table{turn: w.turn, close: w.close,
		next:     func() (Row, error) { return w.open.next() },
		progress: func() (int64, int64) { return min(w.read, w.total), w.total }}
	err = w.start(sheet)
	if err != nil {
		return nil, errors.Join(broken(err), w.texts.close())
	}
	return w.table, nil
}

func (w *workbook) start(sheet string) error {
	if err := w.describe(); err != nil {
		return err
	}
	w.table.old = w.old
	if err := w.choose(sheet); err != nil {
		return err
	}
	for _, s := range w.chosen {
		w.total += int64(s.part.UncompressedSize64)
	}
	w.read = 0
	return w.turn()
}

func (w *workbook) close() error {
	err := w.texts.close()
	if w.open != nil {
		err = errors.Join(err, w.open.close())
	}
	return errors.Join(err, w.file.Close())
}

// bomb refuses an archive that unpacks to far more than it is.
func bomb(z *zip.Reader) error {
	var packed, unpacked uint64
	for _, f := range z.File {
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
	}
	if unpacked > maxUnpacked {
		return fault.New(fault.TooLarge, "sheet_unpacked", "max", megabytes(maxUnpacked))
	}
	if unpacked > 1<<20 && unpacked > maxRatio*max(packed, 1) || len(z.File) > maxParts {
		return fault.New(fault.TooLarge, "sheet_bomb", "max", maxRatio)
	}
	return nil
}

// unpack opens a file of the archive. It gives as much as the archive's table says and no more, whatever the packed
// bytes would make.
func (w *workbook) unpack(f *zip.File) (*scanner, io.Closer, error) {
	r, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return newScanner(&reading{w.ctx, r, &w.read, w.read + int64(f.UncompressedSize64)}), r, nil
}

// each calls fn for every opening tag of a file of the archive; a file that is not there has none.
func (w *workbook) each(name string, fn func(*scanner) error) (err error) {
	for _, f := range w.zip.File {
		if strings.TrimPrefix(f.Name, "/") != name {
			continue
		}
		s, c, err := w.unpack(f)
		if err != nil {
			return err
		}
		defer c.Close()
		for {
			if err := s.next(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			if s.end {
				continue
			}
			if err := fn(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// relation is where a part of the workbook lies, and what it is.
type relation struct{ kind, target string }

// relations are those of a part of the archive, by their ids.
func (w *workbook) relations(of string) (map[string]relation, error) {
	out := map[string]relation{}
	dir, base := path.Split(of)
	err := w.each(dir+"_rels/"+base+".rels", func(s *scanner) error {
		if !s.is("Relationship") || len(out) > maxParts {
			return nil
		}
		target := words(s.attr("Target"))
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		kind := string(s.attr("Type"))
		out[words(s.attr("Id"))] = relation{kind[strings.LastIndexByte(kind, '/')+1:],
			strings.TrimPrefix(path.Clean(target), "/")}
		return nil
	})
	return out, err
}

// describe reads which sheets there are.
func (w *workbook) describe() error {
	top, err := w.relations("")
	if err != nil {
		return err
	}
	book := "xl/workbook.xml"
	for _, r := range top {
		if r.kind == "officeDocument" {
			book = r.target
		}
	}
	parts, err := w.relations(book)
	if err != nil {
		return err
	}
	byName := map[string]*zip.File{}
	for _, f := range w.zip.File {
		byName[strings.TrimPrefix(f.Name, "/")] = f
	}
	err = w.each(book, func(s *scanner) error {
		switch {
		case s.is("workbookPr"):
			v := string(s.attr("date1904"))
			w.old = v == "1" || v == "true"
		case s.is("sheet"):
			r := parts[words(s.attr("id"))]
			state := string(s.attr("state"))
			if f := byName[r.target]; f != nil && r.kind == "worksheet" {
				w.sheets = append(w.sheets, sheetPart{tidy(words(s.attr("name"))), f,
					state == "hidden" || state == "veryHidden"})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range parts {
		if r.kind == "sharedStrings" {
			if f := byName[r.target]; f != nil && f.UncompressedSize64 > maxTexts {
				return fault.New(fault.TooLarge, "sheet_texts", "max", megabytes(maxTexts))
			}
			if err := w.each(r.target, w.texts.collect()); err != nil {
				return err
			}
		}
	}
	if len(w.sheets) == 0 {
		return fault.New(fault.Invalid, "sheet_broken")
	}
	return nil
}

// choose takes the sheets that are asked for, and notes what is left unread.
func (w *workbook) choose(name string) error {
	var visible, hidden []string
	for _, s := range w.sheets {
		if s.hidden {
			hidden = append(hidden, s.name)
		} else {
			visible = append(visible, s.name)
		}
	}
	for _, s := range w.sheets {
		switch {
		case name != "" && name == s.name && s.hidden && name != All:
			return fault.New(fault.Invalid, "sheet_hidden", "sheet", s.name)
		case s.hidden:
		case name == All || name == s.name:
			w.chosen = append(w.chosen, s)
		case name == "" && len(w.chosen) == 0:
			filled, err := w.filled(s)
			if err != nil {
				return err
			}
			if filled {
				w.chosen = append(w.chosen, s)
			}
		}
	}
	if len(w.chosen) == 0 && name != "" && name != All {
		return fault.New(fault.Invalid, "sheet_none", "sheet", name, "sheets", strings.Join(visible, "、"))
	}
	if len(w.chosen) == 0 {
		if len(hidden) > 0 {
			return fault.New(fault.Invalid, "sheet_hidden", "sheet", strings.Join(hidden, "、"))
		}
		return fault.New(fault.Invalid, "sheet_empty")
	}
	return w.leaveOut(hidden)
}

// leaveOut notes the sheets that are not read.
func (w *workbook) leaveOut(hidden []string) error {
	chosen := map[string]bool{}
	for _, s := range w.chosen {
		chosen[s.name] = true
	}
	for _, s := range w.sheets {
		if s.hidden || chosen[s.name] {
			continue
		}
		filled, err := w.filled(s)
		if err != nil {
			return err
		}
		if filled {
			w.table.others = append(w.table.others, s.name)
		}
	}
	if len(w.table.others) > 0 {
		w.table.note("note.sheets_unread", "sheets", strings.Join(w.table.others, "、"), "read", w.chosen[0].name)
	}
	if len(hidden) > 0 {
		w.table.note("note.sheets_hidden", "sheets", strings.Join(hidden, "、"))
	}
	return nil
}

// filled says whether a sheet has a row with something in it.
func (w *workbook) filled(s sheetPart) (bool, error) {
	if filled, known := w.memo.filled[s.part.Name]; known {
		return filled, nil
	}
	quiet := *w
	quiet.table = &Table{}
	r, err := quiet.rows(s, &sheetMemo{})
	if err != nil {
		return false, err
	}
	_, err = r.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return false, errors.Join(err, r.close())
	}
	if w.memo.filled == nil {
		w.memo.filled = map[string]bool{}
	}
	w.memo.filled[s.part.Name] = err == nil
	return err == nil, r.close()
}

// turn opens the next of the chosen sheets.
func (w *workbook) turn() error {
	if w.open != nil {
		if err := w.open.close(); err != nil {
			return err
		}
	}
	if len(w.chosen) == 0 {
		return io.EOF
	}
	s := w.chosen[0]
	known := w.memo.sheet(s.part.Name)
	if known == nil {
		merged, err := w.merged(s)
		if err != nil {
			return broken(err)
		}
		known = w.memo.keep(s.part.Name)
		known.merged = merged
	}
	var err error
	if w.open, err = w.rows(s, known); err != nil {
		return broken(err)
	}
	if len(w.chosen) > 1 || w.table.sheet != "" {
		w.open.label = s.name
	}
	w.table.sheet, w.chosen = s.name, w.chosen[1:]
	return nil
}
