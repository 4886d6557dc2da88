package table

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
)

// sheetRows reads the rows of one sheet.
type sheetRows struct {
	w      *workbook
	s      *scanner
	c      io.Closer
	label  string
	known  *sheetMemo
	merged []span        // those not yet reached, by their first row
	down   map[int]*span // column → the merged cell that stands in it now
	number int
	cells  []string
	kinds  []kind
	across []int
	raws   map[int]string
	far    []string // cells that are further right than any that is read
	hidden int      // hidden rows with something in them
	last   int      // the last row with something in it
	done   bool
}

func (w *workbook) rows(p sheetPart, known *sheetMemo) (*sheetRows, error) {
	s, c, err := w.unpack(p.part)
	return &sheetRows{w: w, s: s, c: c, known: known, merged: known.merged, down: map[int]*span{}}, err
}

func (r *sheetRows) close() error {
	if r.c == nil {
		return nil
	}
	err := r.c.Close()
	r.c = nil
	return err
}

// next is the next row with something of its own in it: what a merged cell hands down to a row makes no row.
func (r *sheetRows) next() (Row, error) {
	for !r.done {
		if r.known.whole && r.number >= r.known.last {
			r.done = true
			r.w.table.notes = append(r.w.table.notes, r.known.notes...)
			break
		}
		if err := r.s.next(); errors.Is(err, io.EOF) {
			return Row{}, errXML
		} else if err != nil {
			return Row{}, broken(err)
		}
		if r.s.is("sheetData") && (r.s.end || r.s.self) {
			r.end()
			break
		}
		if r.s.end || !r.s.is("row") {
			continue
		}
		filled, hidden, err := r.row()
		if err != nil {
			return Row{}, broken(err)
		}
		r.hand()
		if !filled {
			continue
		}
		if hidden {
			r.hidden++
		}
		r.last = r.number
		return Row{Number: r.number, Sheet: r.label, Cells: r.cells, Across: r.across, kinds: r.kinds,
			raws: r.raws}, nil
	}
	return Row{}, io.EOF
}

// end notes what was peculiar in the sheet.
func (r *sheetRows) end() {
	r.done = true
	before := len(r.w.table.notes)
	defer func() {
		r.known.whole, r.known.last = true, r.last
		r.known.notes = r.w.table.notes[before:len(r.w.table.notes):len(r.w.table.notes)]
	}()
	if r.hidden > 0 {
		r.w.table.note("note.rows_hidden", "n", strconv.Itoa(r.hidden), "sheet", r.w.table.sheet)
	}
	if len(r.far) > 0 {
		r.w.table.note("note.cells_far", "cells", strings.Join(r.far, "、"), "max", strconv.Itoa(maxColumns))
	}
}

// row reads a row up to its end.
func (r *sheetRows) row() (filled, hidden bool, err error) {
	n := r.number + 1
	if a := r.s.attr("r"); a != nil {
		if n, err = strconv.Atoi(string(a)); err != nil || n <= r.number {
			return false, false, errXML
		}
	}
	r.number = n
	h := string(r.s.attr("hidden"))
	hidden = h == "1" || h == "true"
	r.cells, r.kinds, r.across = r.cells[:0], r.kinds[:0], nil
	r.raws = nil
	if r.s.self {
		return false, hidden, nil
	}
	column := 0
	for {
		if err := r.s.next(); err != nil {
			return false, false, orBroken(err)
		}
		if r.s.end && r.s.is("row") {
			return filled, hidden, nil
		}
		if r.s.end || !r.s.is("c") {
			continue
		}
		column++
		if a := r.s.attr("r"); a != nil {
			if column, _ = place(a); column < 1 {
				return false, false, errXML
			}
		}
		if r.s.self {
			continue
		}
		value, k, err := r.value(string(r.s.attr("t")))
		if err != nil {
			return false, false, err
		}
		raw := value
		if k&numeric != 0 {
			value, k = number(raw)
		}
		if value == "" || !r.put(column, value, k) {
			continue
		}
		filled = true
		if raw != value {
			if r.raws == nil {
				r.raws = map[int]string{}
			}
			r.raws[column-1] = raw
		}
	}
}

// put keeps a cell; false when it stands too far right.
func (r *sheetRows) put(column int, value string, k kind) bool {
	if column > maxColumns {
		if len(r.far) < 5 {
			r.far = append(r.far, ColumnName(column)+strconv.Itoa(r.number))
		}
		return false
	}
	for len(r.cells) < column {
		r.cells, r.kinds = append(r.cells, ""), append(r.kinds, 0)
	}
	r.cells[column-1], r.kinds[column-1] = value, k
	return true
}

// value reads a cell up to its end. A formula counts by its last result.
func (r *sheetRows) value(t string) (string, kind, error) {
	raw, text := "", ""
	for {
		if err := r.s.next(); err != nil {
			return "", 0, orBroken(err)
		}
		if r.s.end {
			if r.s.is("c") {
				break
			}
			continue
		}
		var err error
		switch {
		case r.s.is("v"):
			raw, err = content(r.s, "v")
		case r.s.is("is"):
			text, err = richText(r.s, "is")
		}
		if err != nil {
			return "", 0, orBroken(err)
		}
	}
	switch t {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil {
			return "", 0, errXML
		}
		text, err = r.w.texts.at(n)
		return tidy(text), 0, err
	case "inlineStr":
		return tidy(text), 0, nil
	case "e":
		return tidy(raw), wrong, nil
	case "b":
		if strings.TrimSpace(raw) == "1" {
			return "TRUE", 0, nil
		}
		return "FALSE", 0, nil
	case "", "n":
		return tidy(raw), numeric, nil
	}
	return tidy(raw), 0, nil
}

func orBroken(err error) error {
	if errors.Is(err, io.EOF) {
		return errXML
	}
	return err
}

// span is a merged cell: its value stands for every row it covers.
type span struct {
	x1, y1, x2, y2 int // from 1
	value          string
	kind           kind
}

// hand gives this row what the merged cells above hand down to it, and says which of its cells are wide.
func (r *sheetRows) hand() {
	for x, m := range r.down {
		if m.y2 < r.number {
			delete(r.down, x)
		} else if m.value != "" && (len(r.cells) < x || r.cells[x-1] == "") {
			r.put(x, m.value, m.kind)
		}
	}
	for len(r.merged) > 0 && r.merged[0].y1 <= r.number {
		m := r.merged[0]
		r.merged = r.merged[1:]
		if m.y1 < r.number || m.x1 > len(r.cells) {
			continue // its own row is not there: it has no value
		}
		if m.x2 > m.x1 {
			for len(r.across) < len(r.cells) {
				r.across = append(r.across, 0)
			}
			r.across[m.x1-1] = m.x2 - m.x1
		}
		if m.y2 > m.y1 {
			m.value, m.kind = r.cells[m.x1-1], r.kinds[m.x1-1]
			r.down[m.x1] = &m
		}
	}
}

// merged lists the merged cells of a sheet. They stand behind its rows, so that the sheet is unpacked once to find
// them; only what could be one is looked at.
func (w *workbook) merged(p sheetPart) ([]span, error) {
	before := w.read
	defer func() { w.read = before }()
	s, c, err := w.unpack(p.part)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var out []span
	for {
		err := s.pass("mergeCell")
		if err == nil {
			err = s.readTag()
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if s.end || !s.is("mergeCell") {
			continue
		}
		from, to, _ := strings.Cut(string(s.attr("ref")), ":")
		m := span{}
		m.x1, m.y1 = place([]byte(from))
		m.x2, m.y2 = place([]byte(to))
		if m.x1 < 1 || m.x2 < m.x1 || m.y2 < m.y1 || m.x1 > maxColumns {
			continue
		}
		if len(out) >= maxMerged {
			return nil, fault.New(fault.TooLarge, "sheet_merged", "max", maxMerged)
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(a.y1, b.y1) })
	return out, nil
}

// place reads the name of a cell as column and row, from 1; 0 when it is none.
func place(name []byte) (column, row int) {
	i := 0
	for ; i < len(name) && name[i] >= 'A' && name[i] <= 'Z' && i < 4; i++ {
		column = column*26 + int(name[i]-'A') + 1
	}
	row, err := strconv.Atoi(string(name[i:]))
	if err != nil || row < 1 || column > 16384 {
		return 0, 0
	}
	return column, row
}
