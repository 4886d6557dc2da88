package sheet_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"xiaohao/city/citytest"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// book is a workbook that a test makes: its sheets in order, the cells that are merged, the sheets that are hidden.
type book struct {
	names  []string
	sheets [][][]any
	merged []string // of the first sheet, as "A2:A4"
	hidden []string
}

// raw is a numeric cell as the file writes it.
type raw string

// save writes the workbook.
func (b book) save(t testing.TB) string {
	t.Helper()
	f := excelize.NewFile()
	for n, rows := range b.sheets {
		name := "Sheet1"
		if n < len(b.names) {
			name = b.names[n]
		}
		if n == 0 {
			must(t, f.SetSheetName("Sheet1", name))
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, v := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				must(t, err)
				if n, ok := v.(raw); ok {
					must(t, f.SetCellDefault(name, at, string(n)))
				} else if v != nil {
					must(t, f.SetCellValue(name, at, v))
				}
			}
		}
	}
	first := f.GetSheetName(0)
	for _, m := range b.merged {
		from, to, _ := strings.Cut(m, ":")
		must(t, f.MergeCell(first, from, to))
	}
	for n, name := range b.hidden {
		f.SetActiveSheet(n + 1)
		must(t, f.SetSheetVisible(name, false))
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	must(t, f.SaveAs(path))
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// csvFile writes a text as it is.
func csvFile(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.csv")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// counts are an account without its notes, in the order of its fields.
type counts struct{ rows, taken, changed, repeated, conflicts, refused, held, joined int }

func countsOf(a sheet.Account) counts {
	return counts{a.Rows, a.Taken, a.Changed, a.Repeated, a.Conflicts, a.Refused, a.Held, a.Joined}
}

// sums fails when the account does not add up.
func sums(t testing.TB, a sheet.Account) {
	t.Helper()
	if n := a.Taken + a.Changed + a.Repeated + a.Conflicts + a.Refused + a.Held + a.Joined; n != a.Rows {
		t.Errorf("%d rows, but the account adds up to %d: %+v", a.Rows, n, countsOf(a))
	}
}

// step is one import of a case and what is right for it.
type step struct {
	file   func(t testing.TB) string
	what   string // "" for matters
	change func(o *sheet.Options)
	want   counts
	told   []string // parts of notes
}

var sameNew = func(o *sheet.Options) { o.SameNumberNew = true }

// heads are those of most lists of cases.
var heads = []any{"工单编号", "时间", "区划代码", "地点", "内容"}

func listed(rows ...[]any) func(testing.TB) string {
	return func(t testing.TB) string {
		return book{sheets: [][][]any{append([][]any{heads}, rows...)}}.save(t)
	}
}

func text(s string) func(testing.TB) string {
	return func(t testing.TB) string { return csvFile(t, s) }
}

var (
	street = citytest.Street.String()

	floats = listed([]any{raw("1.2345678901234501E+17"), 45000.5, 430405001000.0, "东风路1号", "井盖破损"},
		[]any{raw("1.2345678901234501E+17"), 45001.5, 430405001000.0, "解放路9号", "路灯不亮"},
		[]any{raw("2.0241107153E+19"), 45001.5, 430405001000.0, "解放路10号", "第三件"},
		[]any{raw("2.0241107153E+19"), 45001.5, 430405001000.0, "解放路11号", "第四件"})
	digits = listed([]any{raw("1.234567890123456E+15"), 45000.5, street, "东风路6号", "十六位"},
		[]any{"1234567890123456", 45000.5, street, "东风路6号", "十六位"},
		[]any{"00123", 45000.5, street, "东风路7号", "有前导零"}, []any{123, 45000.5, street, "东风路7号", "一二三"},
		[]any{"１２３", 45000.5, street, "东风路7号", "一二三"})
	unlike = listed([]any{raw("1.234567890123456E+15"), 45000.5, street, "东风路6号", "十六位"},
		[]any{"1234567890123456", 45000.5, street, "东风路6号", "说的是别的"}, []any{"00123", 45000.5, street, "东风路7号", "有前导零"})
	mergedDown = func(t testing.TB) string {
		return book{merged: []string{"A2:A4", "B2:B4"}, sheets: [][][]any{{heads,
			{"B4-1", "2024/1/5", street, "东风路1号", "路灯不亮b4"}, {nil, nil, street, "东风路2号", "井盖丢失b4"},
			{nil, nil, street, "东风路3号", "垃圾满溢b4"}}}}.save(t)
	}
	month = func(name, where string) func(testing.TB) string {
		return func(t testing.TB) string {
			return book{sheets: [][][]any{{{"编号", "地点", "内容"}, {1, where, name + "第一件"},
				{2, where, name + "第二件"}}}}.save(t)
		}
	}
	twoSheets = func(t testing.TB) string {
		return book{names: []string{"1月", "2月"}, sheets: [][][]any{
			{heads, {"B6-1", "2024/1/5", street, "东风路1号", "路灯不亮b6"}},
			{heads, {"B6-2", "2024/2/5", street, "东风路1号", "路灯又不亮b6"}}}}.save(t)
	}
	hiddenFirst = func(t testing.TB) string {
		return book{names: []string{"字典", "数据"}, hidden: []string{"字典"}, sheets: [][][]any{
			{{"编号", "内容"}, {"01", "市容"}, {"02", "市政"}},
			{heads, {"B7-1", "2024/1/5", street, "东风路1号", "路灯不亮b7"}}}}.save(t)
	}
	headRepeated = listed([]any{"B8-1", "2024/1/5", street, "东风路1号", "路灯不亮b8"}, heads,
		[]any{"B8-2", "2024/1/6", street, "东风路1号", "路灯不亮b8 2"})
	twoRows = func(t testing.TB) string {
		return book{merged: []string{"A1:A2", "B1:B2", "C1:C2", "D1:E1"}, sheets: [][][]any{{
			{"工单编号", "地点", "内容", "诉求人信息", nil}, {nil, nil, nil, "姓名", "电话"},
			{"B9-1", "东风路1号", "路灯不亮b9", "王某", "13800000000"}}}}.save(t)
	}
	stray = text("\uFEFF编号,区划代码,地点,内容\nG1-1," + street + ",东风路1号,\"5寸铸铁管破裂g1\nG1-2," + street +
		",东风路2号,路灯不亮g1\nG1-3," + street + ",东风路3号,井盖丢失g1\nG1-4," + street + ",东风路4号,\"引号正常\"\nG1-5," +
		street + ",东风路5号,垃圾满溢g1\n")
	cutChar = text("\uFEFFnumber,area,place,text\nG2-1," + street + ",东风路1号,路灯不亮g2\nG2-2," + street +
		",东风路2号,井盖\xe4\xb8\nG2-3," + street + ",东风路3号,垃圾满溢g2\n")
	names = text("区划,地点,内容\n珠晖区广东路街道,a,n3 1\n衡阳市珠晖区广东路街道,a,n3 2\n珠晖区 广东路街道,a,n3 3\n" +
		"广东路街道办事处,a,n3 4\n广东路街道 ,a,n3 5\n珠晖区-广东路街道,a,n3 6\n湖南省衡阳市珠晖区广东路街道,a,n3 7\n" +
		"４３０４０５００１,a,n3 8\n")
	dates = func(t testing.TB) string {
		rows := [][]any{{"编号", "时间", "区划代码", "内容"}}
		for n, d := range []string{"2024-01-05 15时20分", "2024.1.5", "05/01/2024", "２０２４／１／５", "20240105"} {
			rows = append(rows, []any{fmt.Sprint("d3-", n), d, street, "d3 " + d})
		}
		return book{sheets: [][][]any{rows}}.save(t)
	}
	staff = text("登录名,姓名,岗位,区划,单位\nclerk,经办乙,单位经办人," + citytest.Village.String() + ",she\n" +
		"head,主任丙,核查员," + street + ",\n")
	twenty = func(t testing.TB) string {
		rows := [][]any{{"登录名", "姓名", "岗位", "区划", "单位", "初始密码"}}
		for n := range 20 {
			word := "Abcd#20261xyz"
			if n == 7 {
				word = "123456"
			}
			rows = append(rows, []any{fmt.Sprintf("np%02d", n), "某某", "单位经办人", street, "jie", word})
		}
		return book{sheets: [][][]any{rows}}.save(t)
	}
)

// cases are files that went wrong, each after a kind of complaint, with what a careful clerk expects.
var cases = map[string][]step{
	"numbers that a spreadsheet stored as floats": {
		{file: floats, want: counts{rows: 4, refused: 4}, told: []string{"A2", "A3", "A4", "A5"}},
		{file: floats, change: sameNew, want: counts{rows: 4, taken: 4}},
		{file: floats, want: counts{rows: 4, repeated: 4}}},
	"one number in two spellings": {
		{file: digits, want: counts{rows: 5, taken: 3, repeated: 2}},
		{file: unlike, want: counts{rows: 3, repeated: 2, conflicts: 1}, told: []string{"1234567890123456"}}},
	"one number merged over three problems": {
		{file: mergedDown, want: counts{rows: 3, conflicts: 3}, told: []string{"第 2 行", "第 3 行", "第 4 行"}},
		{file: mergedDown, change: sameNew, want: counts{rows: 3, taken: 3}},
		{file: mergedDown, want: counts{rows: 3, repeated: 3}}},
	"a monthly list that begins at 1 again": {
		{file: month("一月", "东风路1号"), want: counts{rows: 2, taken: 2}},
		{file: month("二月", "东风路9号"), want: counts{rows: 2, conflicts: 2}, told: []string{"第 2 行", "第 3 行"}},
		{file: month("二月", "东风路9号"), change: func(o *sheet.Options) { o.NumberPrefix = "2026-02-" },
			want: counts{rows: 2, taken: 2}},
		{file: month("三月", "东风路9号"), change: sameNew, want: counts{rows: 2, taken: 2}}},
	"two rows of headings":   {{file: twoRows, want: counts{rows: 1, taken: 1}}},
	"the headings once more": {{file: headRepeated, want: counts{rows: 2, taken: 2}, told: []string{"3"}}},
	"two sheets": {{file: twoSheets, want: counts{rows: 1, taken: 1}, told: []string{"2月"}},
		{file: twoSheets, change: func(o *sheet.Options) { o.Sheet = "all" },
			want: counts{rows: 2, taken: 1, repeated: 1}}},
	"a hidden sheet first":      {{file: hiddenFirst, want: counts{rows: 1, taken: 1}}},
	"one quote that never ends": {{file: stray, want: counts{rows: 5, taken: 5}}},
	"one character cut in half": {{file: cutChar, want: counts{rows: 3, refused: 1, held: 2}, told: []string{"D3"}}},
	"areas as lists write them": {{file: names, want: counts{rows: 8, taken: 8}}},
	"dates in several shapes": {
		{file: dates, want: counts{rows: 5, refused: 1, held: 4}, told: []string{"05/01/2024"}},
		{file: dates, change: func(o *sheet.Options) { o.Dates = "dmy" }, want: counts{rows: 5, taken: 5}}},
	"a staff list again": {
		{file: staff, what: "people", change: func(o *sheet.Options) { o.DryRun = true },
			want: counts{rows: 2, changed: 1, repeated: 1}, told: []string{"head 主任丙：增加岗位"}},
		{file: staff, what: "people", want: counts{rows: 2, changed: 1, repeated: 1}},
		{file: staff, what: "people", want: counts{rows: 2, repeated: 2}}},
	"one password too short": {
		{file: twenty, what: "people", want: counts{rows: 20, refused: 1, held: 19}, told: []string{"第 9 行：np07"}},
		{file: twenty, what: "people", change: func(o *sheet.Options) { o.BadFile = filepath.Join(os.TempDir(), "x") },
			want: counts{rows: 20, refused: 1, taken: 19}},
		{file: twenty, what: "people", want: counts{rows: 20, refused: 1, repeated: 19}}},
}

// TestCases runs files that went wrong, and looks at their accounts.
func TestCases(t *testing.T) {
	t.Parallel()
	for name, steps := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, o := context.Background(), citytest.New(t)
			for n, s := range steps {
				opts := sheet.Options{Lang: lang.Zh, Area: citytest.Street}
				if s.change != nil {
					s.change(&opts)
				}
				if opts.BadFile != "" {
					opts.BadFile = filepath.Join(t.TempDir(), "bad.csv")
				}
				if s.what == "" {
					s.what = "matters"
				}
				before := head(o)
				a, err := sheet.Import(ctx, cityOf(o), s.what, s.file(t), opts)
				if countsOf(a) != s.want {
					t.Errorf("step %d: %+v, want %+v; %v", n, countsOf(a), s.want, a.Notes)
				}
				refused := a.Bad() > 0 && opts.BadFile == ""
				if (fault.Code(err) == "import_bad") != refused || err != nil && !refused {
					t.Errorf("step %d: %v", n, err)
				}
				if a.Written == (refused || opts.DryRun) ||
					(head(o) == before) == (a.Written && a.Taken+a.Changed > 0) {
					t.Errorf("step %d: written is %v, and the ledger went from %d to %d", n, a.Written, before, head(o))
				}
				tells(t, a, s.told)
			}
		})
	}
}

// head is the number of the last event.
func head(o *citytest.Office) int64 { return o.Ledger().Head().Seq }

// tells fails when a note is not there.
func tells(t testing.TB, a sheet.Account, told []string) {
	t.Helper()
	var all strings.Builder
	for _, n := range a.Notes {
		all.WriteString(n.Line + "\n")
	}
	for _, s := range told {
		if !strings.Contains(all.String(), s) {
			t.Errorf("no note says %q:\n%s", s, all.String())
		}
	}
}

// TestContactsOfTwoRowHeadings looks at the contact of the case with two rows of headings: it is not lost.
func TestContactsOfTwoRowHeadings(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	if _, err := sheet.Import(ctx, cityOf(o), "matters", twoRows(t), sheet.Options{Area: citytest.Street}); err != nil {
		t.Fatal(err)
	}
	c, err := o.Reveal(ctx, o.Who["disp"], o.ID(), head(o), "回访")
	if err != nil || c.Name != "王某" || c.Phone != "13800000000" {
		t.Errorf("%+v %v", c, err)
	}
}

// TestTasks brings tasks in beside problems: they are of the list like the others.
func TestTasks(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	rows := "编号,类型,内容\n"
	for n := range 8 {
		rows += fmt.Sprintf("T%d,%s,第%d件\n", n, []string{"任务", "问题"}[n%2], n)
	}
	a, err := sheet.Import(ctx, cityOf(o), "matters", csvFile(t, rows), sheet.Options{Area: citytest.Street})
	if err != nil || countsOf(a) != (counts{rows: 8, taken: 8}) {
		t.Fatalf("%+v %v", a, err)
	}
	m, err := o.Matter(ctx, o.Who["disp"], head(o)-1)
	if err != nil || m.Kind == matter.Help {
		t.Errorf("%+v %v", m, err)
	}
}
