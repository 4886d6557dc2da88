package sheet

import (
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Grid writes any table as a spreadsheet: a title, a line of notes, the heads, the rows. A cell is a string or an
// int64; a Hundredths is written as a number with two decimals, so that Excel can go on computing. Text is never
// taken for a formula.
type Grid struct {
	Title string
	Notes []string
	Heads []string
	Rows  [][]any
}

// Hundredths is a number with two decimals.
type Hundredths int64

// Write writes the table as .xlsx.
func (t Grid) Write(w io.Writer) error {
	f := excelize.NewFile()
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	if err != nil {
		return err
	}
	format := "0.00"
	number, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	for i := range t.Heads {
		width := 12.0
		if i == 1 {
			width = 28
		}
		if err := s.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	line := 0
	put := func(cells ...any) error {
		line++
		at, err := excelize.CoordinatesToCellName(1, line)
		if err != nil {
			return err
		}
		return s.SetRow(at, cells)
	}
	errs := []error{put(excelize.Cell{StyleID: bold, Value: t.Title})}
	for _, n := range t.Notes {
		errs = append(errs, put(n))
	}
	heads := make([]any, len(t.Heads))
	for i, h := range t.Heads {
		heads[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	errs = append(errs, put(heads...))
	for _, r := range t.Rows {
		cells := make([]any, len(r))
		for i, v := range r {
			switch v := v.(type) {
			case Hundredths:
				cells[i] = excelize.Cell{StyleID: number, Value: float64(v) / 100}
			case string:
				cells[i] = strings.ToValidUTF8(v, "�")
			default:
				cells[i] = v
			}
		}
		errs = append(errs, put(cells...))
	}
	if err := errors.Join(append(errs, s.Flush())...); err != nil {
		return err
	}
	return errors.Join(f.Write(w), f.Close())
}
