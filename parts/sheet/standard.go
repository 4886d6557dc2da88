package sheet

import (
	"context"
	"errors"
	"io"

	"xiaohao/loop/fault"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// standardFields are the columns of a standard, by the names of both languages and their own.
func standardFields() []field {
	var out []field
	for _, c := range standard.Columns() {
		f := field{key: c, required: c == "layer" || c == "code" || c == "zh", names: []string{c}}
		for _, l := range lang.All() {
			f.names = append([]string{lang.T(l, "std.column."+c, nil)}, f.names...)
		}
		out = append(out, f)
	}
	return out
}

// maxStandard is how many rows of a standard are read.
const maxStandard = 10000

// ReadStandard reads a standard from XLSX or CSV, in any order of columns. Only what is wrong with the file as a
// whole is an error; what is wrong with a row, the draft tells when it is checked.
func ReadStandard(ctx context.Context, path string, own map[string]string) (*standard.Draft, int, error) {
	d, lines, _, err := readStandard(ctx, path, "", own)
	return d, len(lines), err
}

// readStandard gives the notes of the reader too.
func readStandard(ctx context.Context, path, sheet string, own map[string]string) (*standard.Draft, []standard.Line,
	func(l string) []string, error) {
	t, err := openList(ctx, path, sheet, standardFields(), own)
	if err != nil {
		return nil, nil, nil, err
	}
	defer t.close()
	var lines []standard.Line
	for {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = sound(r, t.head.at, t.fields)
		}
		if err == nil && len(lines) == maxStandard {
			err = fault.New(fault.TooLarge, "standard_rows", "max", maxStandard)
		}
		if err != nil {
			return nil, nil, nil, err
		}
		l := standard.Line{Number: r.Number, Cells: map[string]string{}}
		for _, c := range standard.Columns() {
			l.Cells[c] = t.head.at.of(r, c)
		}
		lines = append(lines, l)
	}
	return standard.Read(lines), lines, t.notes, nil
}

// WriteStandard writes a version as .xlsx, a row for each line, so that reading it again gives the same.
func WriteStandard(v *standard.Version, l string, w io.Writer) error {
	g := Grid{Title: v.Title.In(l)}
	for _, c := range standard.Columns() {
		g.Heads = append(g.Heads, lang.T(l, "std.column."+c, nil))
	}
	for _, line := range v.Lines(l) {
		row := make([]any, 0, len(g.Heads))
		for _, c := range standard.Columns() {
			row = append(row, line.Cells[c])
		}
		g.Rows = append(g.Rows, row)
	}
	return g.Write(w)
}
