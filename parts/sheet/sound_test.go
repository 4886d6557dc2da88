package sheet_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

var streetCode = citytest.Street.String()

func listFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.csv")
	fine(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestDaysSince1904 reads the days of a workbook of an old Mac, and those of any other.
func TestDaysSince1904(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	for old, want := range map[bool]string{false: "2020-01-01 12:00:00", true: "2024-01-02 12:00:00"} {
		f := excelize.NewFile()
		fine(t, errors.Join(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &old}),
			f.SetSheetRow("Sheet1", "A1", &[]any{"编号", "时间", "区划", "内容"}),
			f.SetSheetRow("Sheet1", "A2", &[]any{want, 43831.5, streetCode, "路灯不亮 " + want}),
			f.SetSheetRow("Sheet1", "A3", &[]any{want + "b", "2024-05-01 下午3:05", streetCode, "井盖破损 " + want})))
		path := filepath.Join(t.TempDir(), "days.xlsx")
		fine(t, f.SaveAs(path))
		a, err := sheet.Import(ctx, sheet.City{Desk: o.Desk, Origins: o.Origins}, "matters", path,
			sheet.Options{Lang: lang.Zh})
		if err != nil || a.Taken != 2 {
			t.Fatalf("%v: %+v, %v", old, a, err)
		}
		found := map[string]bool{}
		fine(t, o.Desk.Each(ctx, org.Caller{System: true}, views.Filter{},
			func(m *matter.Matter) error {
				found[m.SourceNo+
					" "+calendar.Instant(m.FoundAt).Time().In(calendar.China()).Format(time.DateTime)] = true
				return nil
			}))
		if !found[want+" "+want] || !found[want+"b 2024-05-01 15:05:00"] {
			t.Errorf("%v: %v", old, found)
		}
	}
}

// TestNoWords refuses rows whose cells are errors of a spreadsheet program where a value is needed, are broken, or are
// codes that lost digits, and names the cell; where none is needed, an error is nothing.
func TestNoWords(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	head := "编号,时间,区划,地点,姓名,电话,内容\n"
	for _, c := range []struct{ row, says string }{
		{"1,,S,东风路,,,#N/A", "G2"}, {"1,,S,东风路,,,#REF!", "G2"}, {"1,,S,东风路,,,#VALUE!", "G2"},
		{"1,,S,东风路,,,#DIV/0!", "G2"}, {"1,,S,东风路,,,#NAME?", "G2"}, {"1,,S,东风路,,,#NULL!", "G2"},
		{"1,,S,东风路,,,#NUM!", "G2"}, {"#N/A,,S,东风路,,,路灯不亮", "A2"}, {"1,#VALUE!,S,东风路,,,路灯不亮", "B2"},
		{"1,,#N/A,东风路,,,路灯不亮", "C2"}, {"1,########,S,东风路,,,路灯不亮", "B2"},
		{"1,,4.30405E+11,东风路,,,路灯不亮", "C2"}, {"1,,S,东风路,,1.38001E+10,路灯不亮", "F2"},
		{"1,,S,东\uFFFD路,,,路灯不亮", "D2"}, {"1,2024-02-30,S,东风路,,,路灯不亮", "2024-02-30"},
		{"1,05/01/2024,S,东风路,,,路灯不亮", "-dates"}, {"1,,S,#REF!,#N/A,#N/A,路灯不亮", "当作空白：D2、E2、F2"},
		{"1,,S,东风路,,,井盖丢失 #N/A", ""},
	} {
		path := listFile(t, head+strings.ReplaceAll(c.row, ",S,", ","+streetCode+",")+"\n")
		a, err := sheet.Import(ctx, sheet.City{Desk: o.Desk, Origins: o.Origins}, "matters", path,
			sheet.Options{Lang: lang.Zh, DryRun: true})
		blank := strings.Contains(c.says, "当作空白")
		if (err == nil) != (c.says == "" || blank) || a.Rows != 1 || a.Refused != len(a.Notes) && !blank {
			t.Errorf("%s: %+v %v", c.row, a, err)
			continue
		}
		if c.says != "" && !strings.Contains(a.Notes[0].Text, c.says) {
			t.Errorf("%s: said %q", c.row, a.Notes[0].Text)
		}
	}
}

// TestOneImportAtATime tells a second import how far the first is.
func TestOneImportAtATime(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	path := listFile(t, "编号,区划,内容\n1,"+streetCode+",路灯不亮\n")
	c := sheet.City{Desk: o.Desk, Origins: o.Origins}
	turn, err := o.Desk.Ledger().Alone(ctx, "import", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	turn.At(45, 100)
	soon, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	a, err := sheet.Import(soon, c, "matters", path, sheet.Options{Lang: lang.Zh})
	if fault.Code(err) != "import_taken" || a.Rows != 0 ||
		!strings.Contains(lang.Error(lang.Zh, fault.Of(err)), "45%") {
		t.Errorf("%+v %v", a, err)
	}
	turn.End()
	if a, err := sheet.Import(ctx, c, "matters", path, sheet.Options{Lang: lang.Zh}); err != nil || a.Taken != 1 {
		t.Errorf("%+v %v", a, err)
	}
}
