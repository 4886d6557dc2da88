// Package sheet is spreadsheets in and out: the 台账 that everybody asks for, and the files that a new city brings.
//
// It owns reading XLSX and CSV as they really are (GB18030, merged cells, formulas, dates of every shape), writing
// them so that no cell runs as a formula, and the imports of areas, units, people and matters. It holds no rule:
// whatever it brings in goes through the desk as commands.
package sheet

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Export writes every matter of a list as a spreadsheet: exactly what the caller's list shows under the filter, in
// its order. Columns are those of policy.ColumnNames; none means those the caller chose, and if he never chose, those
// of the city. Memory stays bounded.
func Export(ctx context.Context, d *desk.Desk, caller org.Caller, l string, f views.Filter, columns []string,
	w io.Writer) error {
	return export(ctx, d, caller, l, f, columns, func(heads []column) (rowWriter, error) { return newXLSX(l, heads) },
		w)
}

// ExportCSV is Export as CSV: UTF-8 with a byte order mark, so that Excel reads it.
func ExportCSV(ctx context.Context, d *desk.Desk, caller org.Caller, l string, f views.Filter, columns []string,
	w io.Writer) error {
	return export(ctx, d, caller, l, f, columns, func(heads []column) (rowWriter, error) { return newCSV(l, heads, w) },
		w)
}

// rowWriter is a spreadsheet being written.
type rowWriter interface {
	row(cells []cell) error
	end(w io.Writer) error
}

func export(ctx context.Context, d *desk.Desk, caller org.Caller, l string, f views.Filter, names []string,
	open func([]column) (rowWriter, error), w io.Writer) error {
	heads, err := chosen(ctx, d, caller, names)
	if err != nil {
		return err
	}
	out, err := open(heads)
	if err != nil {
		return err
	}
	x := &office{d: d, lang: l, now: d.Now()}
	cells := make([]cell, len(heads))
	err = d.Each(ctx, caller, f, func(m *matter.Matter) error {
		x.seq++
		for i, h := range heads {
			cells[i] = h.value(x, m)
		}
		return out.row(cells)
	})
	if err != nil {
		return err
	}
	return out.end(w)
}

// ColumnsPreference is the name under which a person's own columns are remembered.
const ColumnsPreference = "columns"

// Chosen lists the columns a caller's exports have.
func Chosen(ctx context.Context, d *desk.Desk, caller org.Caller) ([]string, error) {
	heads, err := chosen(ctx, d, caller, nil)
	names := make([]string, len(heads))
	for i, h := range heads {
		names[i] = h.name
	}
	return names, err
}

func chosen(ctx context.Context, d *desk.Desk, caller org.Caller, names []string) ([]column, error) {
	if len(names) == 0 && caller.Person != 0 {
		p, err := d.Preference(ctx, caller, ColumnsPreference)
		if err != nil {
			return nil, err
		}
		names = strings.FieldsFunc(p, func(r rune) bool { return r == ',' })
	}
	var out []column
	for _, n := range names {
		if c, ok := find(n); ok {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	for _, n := range d.Policy().Columns {
		if c, ok := find(n); ok {
			out = append(out, c)
		}
	}
	return out, nil
}

func find(name string) (column, bool) {
	for _, n := range policy.ColumnNames() {
		if n == name {
			return column{n, widths[n], values[n]}, values[n] != nil
		}
	}
	return column{}, false
}

// Heading is a column's name in a language.
func Heading(l, name string) string { return lang.T(l, "column."+name, nil) }

// xlsx streams rows into a temporary file; only the sheet's head is held in memory.
type xlsx struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	line   int
	date   int
	wrap   int
}

func newXLSX(l string, heads []column) (*xlsx, error) {
	x := &xlsx{file: excelize.NewFile(), line: 1}
	var err error
	if x.stream, err = x.file.NewStreamWriter("Sheet1"); err != nil {
		return nil, err
	}
	format := "yyyy-mm-dd hh:mm"
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	if err != nil {
		return nil, err
	}
	x.date, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format,
		Alignment: &excelize.Alignment{Vertical: "top"}})
	if err != nil {
		return nil, err
	}
	x.wrap, err = x.file.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return nil, err
	}
	for i, h := range heads {
		if err := x.stream.SetColWidth(i+1, i+1, h.width); err != nil {
			return nil, err
		}
	}
	panes := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := x.stream.SetPanes(panes); err != nil {
		return nil, err
	}
	first := make([]any, len(heads))
	for i, h := range heads {
		first[i] = excelize.Cell{StyleID: bold, Value: Heading(l, h.name)}
	}
	return x, x.stream.SetRow("A1", first)
}

func (x *xlsx) row(cells []cell) error {
	x.line++
	values := make([]any, len(cells))
	for i, c := range cells {
		switch {
		case c.at != 0:
			values[i] = excelize.Cell{StyleID: x.date, Value: serial(c.at)}
		case c.number:
			values[i] = excelize.Cell{StyleID: x.wrap, Value: c.n}
		default:
			values[i] = excelize.Cell{StyleID: x.wrap, Value: harmless(c.text)}
		}
	}
	at, err := excelize.CoordinatesToCellName(1, x.line)
	if err != nil {
		return err
	}
	return x.stream.SetRow(at, values)
}

func (x *xlsx) end(w io.Writer) error {
	if err := x.stream.Flush(); err != nil {
		return err
	}
	// The library would make the whole archive in memory and then write it: a million rows took 375 MB. This writes
	// it as it is made.
	x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	if err := x.file.Write(io.Discard); err != nil {
		return err
	}
	return x.file.Close()
}

// csvFile writes CSV.
type csvFile struct {
	w    *csv.Writer
	lang string
}

func newCSV(l string, heads []column, w io.Writer) (*csvFile, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, err
	}
	c := &csvFile{csv.NewWriter(w), l}
	first := make([]string, len(heads))
	for i, h := range heads {
		first[i] = Heading(l, h.name)
	}
	return c, c.w.Write(first)
}

func (c *csvFile) row(cells []cell) error {
	line := make([]string, len(cells))
	for i, x := range cells {
		line[i] = x.plain()
	}
	return c.w.Write(line)
}

func (c *csvFile) end(io.Writer) error {
	c.w.Flush()
	return c.w.Error()
}
