package sheet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// leaf is a sheet of a book to be made. Cells are by their names; a float64 is a number, a string a text.
type leaf struct {
	name   string
	cells  map[string]any
	merged []string // "A1:A2"
	hidden bool
	very   bool
}

func book(t testing.TB, leaves ...leaf) string {
	t.Helper()
	f := excelize.NewFile()
	visible := 0
	for i, l := range leaves {
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if i == 0 {
			must(f.SetSheetName("Sheet1", l.name))
		} else {
			_, err := f.NewSheet(l.name)
			must(err)
		}
		for at, v := range l.cells {
			must(f.SetCellValue(l.name, at, v))
		}
		for _, m := range l.merged {
			from, to, _ := strings.Cut(m, ":")
			must(f.MergeCell(l.name, from, to))
		}
		if !l.hidden && !l.very {
			visible = i
		}
	}
	f.SetActiveSheet(visible)
	for _, l := range leaves {
		if l.hidden || l.very {
			if err := f.SetSheetVisible(l.name, false, l.very); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return save(t, "book.xlsx", b.Bytes())
}

// told reads a list of matters: of each row its number, place, text, name and phone; a number that lost digits has a
// "!" behind it.
func told(t testing.TB, path, sheet string) (rows, notes []string, err error) {
	t.Helper()
	l, err := openList(context.Background(), path, sheet, (&matterImport{}).fields(), nil)
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	for {
		r, err := l.next()
		if errors.Is(err, io.EOF) {
			return rows, l.notes(lang.Zh), nil
		}
		if err != nil {
			return rows, nil, err
		}
		if r.Nth != len(rows)+1 {
			t.Errorf("row %s is the %dth, not the %dth", r.Name(0), r.Nth, len(rows)+1)
		}
		at := l.head.at
		no := whole(at.of(r, "source_no"))
		if i, ok := at.cell("source_no"); ok && r.Damaged(i) {
			no += "!" + r.Name(i)
		}
		rows = append(rows, strings.TrimRight(strings.Join([]string{no, at.of(r, "place"), at.of(r, "text"),
			at.of(r, "name"), at.of(r, "phone")}, "|"), "|"))
	}
}

// grid names the cells of rows from A1 on; an empty text is no cell.
func grid(rows ...[]any) map[string]any {
	out := map[string]any{}
	for y, r := range rows {
		for x, v := range r {
			if v != "" {
				name, _ := excelize.CoordinatesToCellName(x+1, y+1)
				out[name] = v
			}
		}
	}
	return out
}

// TestLists reads lists as offices keep them: what is a heading, what a row, which sheet counts, and what is said of
// the rest.
func TestLists(t *testing.T) {
	t.Parallel()
	simple := []any{"编号", "地点", "内容"}
	jan := leaf{name: "一月", cells: grid(simple, []any{"1", "a", "x"}, []any{"2", "b", "y"})}
	feb := leaf{name: "二月", cells: grid([]any{"内容", "编号"}, []any{"z", "3"})}
	twoRows := grid([]any{"工单编号", "地点", "内容", "诉求人信息"}, []any{"", "", "", "姓名", "电话"},
		[]any{"B9-1", "东风路1号", "路灯不亮", "王某", "13800000000"})
	down := []string{"A1:A2", "B1:B2", "C1:C2", "D1:E1"}
	for _, c := range []struct {
		name   string
		leaves []leaf
		sheet  string
		rows   []string
		notes  []string // each must be in one of what is said, in order
		fault  string
	}{
		{"numbers as floats", []leaf{{name: "a", cells: grid(simple, []any{1.2345678901234501e17, "a", "x"},
			[]any{2.0241107153e19, "b", "y"}, []any{123456789012345.0, "c", "z"}, []any{"12345678901234567", "d", "w"},
			[]any{"1.23457E+17", "e", "v"}, []any{123.0, "f", "u"}, []any{"00123", "g", "t"}, []any{"１２３", "h", "s"},
			[]any{"1E5", "i", "r"}, []any{"1.23457E+11", "j", "q"})}}, "",
			[]string{"123456789012345000!A2|a|x", "20241107153000000000!A3|b|y", "123456789012345|c|z",
				"12345678901234567|d|w", "1.23457E+17!A6|e|v", "123|f|u", "00123|g|t", "123|h|s", "1E5|i|r",
				"1.23457E+11!A11|j|q"}, nil, ""},
		{"a number merged over three rows", []leaf{{name: "a", merged: []string{"A2:A4"},
			cells: grid(simple, []any{"B4-1", "a", "x"}, []any{"", "b", "y"}, []any{"", "c", "z"},
				[]any{"", "d", "w"})}}, "",
			[]string{"B4-1|a|x", "B4-1|b|y", "B4-1|c|z", "|d|w"}, nil, ""},
		{"rows of two lines", []leaf{{name: "a", merged: []string{"A2:A3", "B2:B3", "C2:C3"},
			cells: grid(simple, []any{"1", "a", "x"}, []any{}, []any{"2", "b", "y"})}}, "",
			[]string{"1|a|x", "2|b|y"}, nil, ""},
		{"two rows of headings", []leaf{{name: "a", merged: down, cells: twoRows}}, "",
			[]string{"B9-1|东风路1号|路灯不亮|王某|13800000000"}, nil, ""},
		{"two rows of headings, not merged", []leaf{{name: "a", cells: twoRows}}, "",
			[]string{"B9-1|东风路1号|路灯不亮|王某|13800000000"}, nil, ""},
		{"groups over all columns", []leaf{{name: "a", merged: []string{"A1:C1", "D1:E1"},
			cells: grid([]any{"基本情况", "", "", "诉求人"}, []any{"编号", "地点", "内容", "姓名", "电话"},
				[]any{"1", "a", "x", "王某", "138"})}}, "", []string{"1|a|x|王某|138"}, nil, ""},
		{"a group whose name is a field's", []leaf{{name: "a", merged: []string{"A1:A2", "B1:C1"},
			cells: grid([]any{"编号", "问题"}, []any{"", "地点", "内容"}, []any{"1", "a", "x"})}}, "",
			[]string{"1|a|x"}, nil, ""},
		{"a field parted into unknown ones", []leaf{{name: "a", merged: []string{"A1:A2", "B1:C1", "D1:E1"},
			cells: grid([]any{"编号", "内容", "", "诉求人"}, []any{"", "简述", "附注", "姓名", "电话"},
				[]any{"1", "x", "more", "王某", "138"})}}, "", []string{"1||x|王某|138"},
			[]string{"没有读取的列：附注"}, ""},
		{"two groups with a name each", []leaf{{name: "a", merged: []string{"A1:A2", "B1:B2", "C1:D1", "E1:F1"},
			cells: grid([]any{"编号", "内容", "经办人", "", "诉求人"}, []any{"", "", "姓名", "电话", "姓名", "电话"},
				[]any{"1", "x", "李某", "139", "王某", "138"})}}, "", []string{"1||x|王某|138"},
			[]string{"没有读取的列：经办人姓名、经办人电话"}, ""},
		{"three rows of headings", []leaf{{name: "a", merged: []string{"A1:A3", "B1:D1", "B2:B3", "C2:D2"},
			cells: grid([]any{"编号", "案件"}, []any{"", "内容", "诉求人"}, []any{"", "", "姓名", "电话"},
				[]any{"1", "x", "王某", "138"})}}, "", []string{"1||x|王某|138"}, nil, ""},
		{"a title, and the headings on every page", []leaf{{name: "a", merged: []string{"A1:C1", "A4:C4"},
			cells: grid([]any{"某市问题台账"}, simple, []any{"1", "a", "x"}, []any{"某市问题台账"}, simple, []any{"2", "b", "y"})}},
			"",
			[]string{"1|a|x", "2|b|y"}, []string{"重复的表头，已跳过：第 5 行", "重复的标题，已跳过：第 4 行"}, ""},
		{"both rows of headings again", []leaf{{name: "a", merged: down, cells: grid(
			[]any{"工单编号", "地点", "内容", "诉求人信息"}, []any{"", "", "", "姓名", "电话"}, []any{"1", "a", "x", "n", "p"},
			[]any{"工单编号", "地点", "内容", "诉求人信息"}, []any{"", "", "", "姓名", "电话"}, []any{"2", "b", "y", "m", "q"})}}, "",
			[]string{"1|a|x|n|p", "2|b|y|m|q"}, []string{"有 2 行是重复的表头，已跳过：第 4、5 行"}, ""},
		{"headings in another order", []leaf{{name: "a", cells: grid(simple, []any{"1", "a", "x"},
			[]any{"内容", "编号", "地点"}, []any{"y", "2", "b"})}}, "", []string{"1|a|x", "2|b|y"},
			[]string{"另一种表头，其后各行按它读取：第 3 行"}, ""},
		{"headings with a column of its own", []leaf{{name: "a", cells: grid([]any{"序", "编号", "内容", "甲"},
			[]any{"1", "1", "x"}, []any{"序", "编号", "内容", "乙"}, []any{"2", "2", "y"})}}, "", []string{"1||x", "2||y"},
			[]string{"重复的表头，已跳过：第 3 行"}, ""},
		{"a heading twice", []leaf{{name: "a", cells: grid([]any{"编号", "内容", "内容"}, []any{"1", "x", "y"})}}, "",
			[]string{"1||x"}, []string{"表头“内容”出现了两次"}, ""},
		{"columns that nobody knows, a running number, one without a heading", []leaf{{name: "a", cells: grid(
			[]any{"序号", "编号", "内容", "办结情况", "", "空列"}, []any{1, "1", "x", "已办", "甲"}, []any{2, "2", "y", "", ""})}}, "",
			[]string{"1||x", "2||y"}, []string{"没有读取的列：办结情况、E。"}, ""},
		{"headings by other names, where no column has the field's own", []leaf{{name: "a", cells: grid(
			[]any{"诉求", "诉求内容", "工单号", "具体位置"}, []any{"噪音", "夜间施工", "G1", "a"})}}, "", []string{"G1|a|夜间施工"},
			[]string{"没有读取的列：诉求。"}, ""},
		{"sums and signatures", []leaf{{name: "a", cells: grid(simple, []any{"1", "a", "x"}, []any{"小 计", "", "1"},
			[]any{"2", "b", "合计"}, []any{"合计（件）", "", "2"}, []any{"填表人：某某", "", "填报日期：1 日"})}}, "",
			[]string{"1|a|x", "2|b|合计"}, []string{"有 3 行是合计或落款，已跳过：第 3、5、6 行"}, ""},
		{"a row that is like a heading in one cell", []leaf{{name: "a", cells: grid([]any{"编号", "类型", "内容"},
			[]any{"1", "问题", "x"}, []any{"2", "类型", "y"})}}, "", []string{"1||x", "2||y"}, nil, ""},
		{"two sheets", []leaf{jan, feb}, "", []string{"1|a|x", "2|b|y"}, []string{"没有读取：二月"}, ""},
		{"the second sheet", []leaf{jan, feb}, "二月", []string{"3||z"}, []string{"没有读取：一月"}, ""},
		{"all sheets", []leaf{jan, feb}, "all", []string{"1|a|x", "2|b|y", "3||z"}, nil, ""},
		{"no such sheet", []leaf{jan, feb}, "三月", nil, nil, "sheet_none"},
		{"all sheets, one of them no list", []leaf{jan, {name: "说明", cells: grid([]any{"谁填"})}}, "all",
			[]string{"1|a|x", "2|b|y"}, nil, "heading_missing_sheet"},
		{"a hidden sheet first", []leaf{{name: "字典", hidden: true, cells: grid([]any{"编号", "内容"}, []any{"01", "市容"})},
			jan}, "",
			[]string{"1|a|x", "2|b|y"}, []string{"隐藏的工作表没有读取：字典"}, ""},
		{"a sheet that only programs show", []leaf{{name: "字典", very: true,
			cells: grid([]any{"编号", "内容"}, []any{"1", "市容"})}, jan},
			"all", []string{"1|a|x", "2|b|y"}, []string{"隐藏的工作表没有读取：字典"}, ""},
		{"a hidden sheet by name", []leaf{{name: "字典", hidden: true, cells: grid(simple, []any{"1", "a", "x"})}, jan},
			"字典",
			nil, nil, "sheet_hidden"},
		{"an empty sheet first", []leaf{{name: "空"}, jan}, "", []string{"1|a|x", "2|b|y"}, nil, ""},
		{"a cover first", []leaf{{name: "封面", cells: grid([]any{"问题台账"})}, jan}, "", nil, nil, "heading_missing_sheet"},
	} {
		rows, notes, err := told(t, book(t, c.leaves...), c.sheet)
		if fault.Code(err) != c.fault {
			t.Errorf("%s: %v, want %q", c.name, err, c.fault)
			continue
		}
		if d := cmp.Diff(c.rows, rows); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		if err == nil && len(notes) != len(c.notes) {
			t.Errorf("%s: said %q, want %q", c.name, notes, c.notes)
			continue
		}
		for i, n := range c.notes {
			if !strings.Contains(notes[i], n) {
				t.Errorf("%s: said %q, want %q", c.name, notes[i], n)
			}
		}
	}
}

// TestNoRowIsLost makes lists of every shape and counts: what stands below the headings is a row or is said to be
// headings again.
func TestNoRowIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		heads := []string{"编号", "地点", "内容", "备注"}
		cell := rapid.SampledFrom([]string{"", "", "x", "内容", "编号", "地点", "a,b", "\"q\"", "两\n行", "5\"管",
			"#N/A", "1E5"})
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 4, 4), 0, 12).Draw(r, "rows")
		var csv strings.Builder
		write := func(cells []string) {
			for i, c := range cells {
				if i > 0 {
					csv.WriteByte(',')
				}
				fmt.Fprintf(&csv, `"%s"`, strings.ReplaceAll(c, `"`, `""`))
			}
			csv.WriteString("\r\n")
		}
		write(heads)
		filled := 0
		for _, c := range rows {
			write(c)
			if strings.Join(c, "") != "" {
				filled++
			}
		}
		l, err := openList(context.Background(), save(t, "x.csv", []byte(csv.String())), "", textOnly, nil)
		if err != nil {
			r.Fatal(err)
		}
		defer l.close()
		n := 0
		for {
			_, err := l.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				r.Fatal(err)
			}
			n++

		}
		for _, x := range l.done {
			if x.Args["n"] != "" {
				var k int
				_, _ = fmt.Sscan(x.Args["n"], &k)

				n += k
			}
		}
		if n != filled {
			r.Fatalf("%d rows of %d\n%s", n, filled, csv.String())
		}
	})
}
