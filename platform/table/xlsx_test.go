package table_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/platform/table"
)

const (
	bookXML = `<workbook><sheets><sheet name="甲" sheetId="1" r:id="a"/></sheets></workbook>`
	relsXML = `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/a.xml"/>` +
		`<Relationship Id="s" Type="x/sharedStrings" Target="/xl/texts.xml"/></Relationships>`
)

// pack makes an XLSX of one sheet. Parts stand beside it or in place of what a plain one has.
func pack(t testing.TB, sheet string, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{"xl/workbook.xml": bookXML, "xl/_rels/workbook.xml.rels": relsXML,
		"xl/worksheets/a.xml": `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>` + sheet + `</worksheet>`}
	for name, s := range parts {
		all[name] = s
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, s := range all {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// varied is a text that does not pack well.
func varied(characters int) string {
	var b strings.Builder
	r := rand.New(rand.NewPCG(1, 2))
	for range characters {
		b.WriteRune('一' + rune(r.IntN(20000)))
	}
	return b.String()
}

// TestNumbers reads numeric cells: their digits however they are written, and whether digits were lost.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, kind, want string
		damaged        bool
	}{
		{"1.2345678901234501E+17", "n", "1.2345678901234501E+17", true},
		{"123456789012345678", "n", "123456789012345678", true},
		{"20241107153000000000", "", "20241107153000000000", true},
		{"9007199254740993", "n", "9007199254740993", true},
		{"9.007199254740993E+15", "n", "9.007199254740993E+15", true},
		{"-9007199254740993", "n", "-9007199254740993", true},
		{"9007199254740992", "n", "9007199254740992", false},
		{"1.234567890123456E+15", "n", "1234567890123456", false},
		{"1E5", "n", "100000", false}, {"1.2E3", "n", "1200", false}, {"123.0", "n", "123", false},
		{"-0", "n", "0", false}, {"1.5", "n", "1.5", false}, {"0.1", "n", "0.1", false}, {"1E400", "n", "1E400", false},
		{"12345678901234567", "str", "12345678901234567", false},
		{"1.23457E+17", "str", "1.23457E+17", true}, {"1.23457e17", "str", "1.23457e17", true},
		{"1E+17", "str", "1E+17", true}, {"1.23457E+11", "str", "1.23457E+11", true},
		{"1.23456789012345678E+17", "str", "1.23456789012345678E+17", true},
		{"1.234567890123456E+15", "str", "1.234567890123456E+15", false},
		{"1E5", "str", "1E5", false}, {"12E7", "str", "12E7", false}, {"A1.2E+17", "str", "A1.2E+17", false},
		{"00123", "str", "00123", false}, {"1", "b", "TRUE", false}, {"0", "b", "FALSE", false},
	} {
		b := pack(t, `<row r="17"><c r="C17" t="`+c.kind+`"><v>`+c.in+`</v></c></row></sheetData>`, nil)
		tab, err := table.Open(context.Background(), save(t, b), "")
		if err != nil {
			t.Fatal(err)
		}
		r, err := tab.Next()
		if err != nil || r.Cells[2] != c.want || r.Damaged(2) != c.damaged || r.Name(2) != "C17" ||
			c.kind == "n" && r.Raw(2) != c.in {
			t.Errorf("%s %s: %q as %q, damaged %v, %v", c.kind, c.in, r.Cells, r.Raw(2), r.Damaged(2), err)
		}
		if err := tab.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestXML reads what programs write and refuses what none does.
func TestXML(t *testing.T) {
	t.Parallel()
	texts := map[string]string{"xl/texts.xml": `<sst><si><t>一</t></si><si><r><t>二</t></r><r><t xml:space="preserve"> ` +
		`三</t>` +
		`</r><rPh><t>er</t></rPh></si><si/></sst>`}
	for _, c := range []struct{ in, want, fault string }{
		{`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c t="s"><v>2</v></c></row></sheetData>`,
			"一|二 三", ""},
		{`<row><c><v>1</v></c><c/><c><v>2</v></c></row></sheetData>`, "1||2", ""},
		{`<row><c t="inlineStr"><is><t>a&lt;b&amp;&#20013;&#x6587;_x000D_&quot;</t></is></c></row></sheetData>`,
			"a<b&中文\r\"", ""},
		{`<row><c t="str"><v><![CDATA[<a&b>]]></v></c></row></sheetData>`, "<a&b>", ""},
		{`<!-- <row><c><v>9</v></c></row> --><x:row a=">"><x:c><x:f>1>0</x:f><x:v>7</x:v></x:c></x:row></x:sheetData>`,
			"7", ""},
		{`<row r="2"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row></sheetData>`, "1", "sheet_broken"},
		{`<row><c t="s"><v>3</v></c></row></sheetData>`, "", "sheet_broken"},
		{`<row><c t="s"><v>-1</v></c></row></sheetData>`, "", "sheet_broken"},
		{`<row><c r="ZZZZ1"><v>1</v></c></row></sheetData>`, "", "sheet_broken"},
		{`<row><c><v>1</v></c>`, "", "sheet_broken"},
		{`<row><c><v>1`, "", "sheet_broken"},
		{`<row><c t="str"><v>` + varied(400000) + `</v></c></row></sheetData>`, "", "sheet_cell"},
		{`<row><c r="XFD1"><v>1</v></c></row></sheetData>`, "", "sheet_empty"},
		{`<!DOCTYPE a [<!ENTITY b "c">]><row><c><v>1</v></c></row></sheetData>`, "", "sheet_broken"},
	} {
		got, _, err := read(t, pack(t, c.in, texts), "")
		if fault.Code(err) != c.fault {
			t.Errorf("%.60s: %v, want %q", c.in, err, c.fault)
		}
		if c.want != "" && (len(got) != 1 || strings.Join(got[0][1:], "|") != c.want) {
			t.Errorf("%.60s: %q, want %q", c.in, got, c.want)
		}
	}
	for name, parts := range map[string]map[string]string{
		"another encoding": {"xl/workbook.xml": `<?xml version="1.0" encoding="gb2312"?>` + bookXML},
		"no sheet":         {"xl/workbook.xml": "<workbook/>"},
		"no such part":     {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
	} {
		if _, _, err := read(t, pack(t, `<row><c><v>1</v></c></row></sheetData>`, parts),
			""); fault.Code(err) != "sheet_broken" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMergedAsByHand compares what merged cells hand down with what a reader of the whole sheet finds.
func TestMergedAsByHand(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		const rows, columns = 8, 4
		var cells [rows][columns]string
		for y := range rows {
			for x := range columns {
				cells[y][x] = rapid.SampledFrom([]string{"", "", fmt.Sprint(y*10 + x + 1)}).Draw(r, "cell")
			}
		}
		want, merges := cells, ""
		for x := range columns {
			for y := 0; y < rows; {
				n := rapid.IntRange(1, 3).Draw(r, "high")
				last := min(y+n-1, rows-1)
				if last > y {
					merges += fmt.Sprintf(`<mergeCell ref="%c%d:%c%d"/>`, 'A'+x, y+1, 'A'+x, last+1)
				}
				for down := y + 1; down <= last; down++ {
					cells[down][x] = ""
					want[down][x] = want[y][x]
				}
				y = last + 1
			}
		}
		sheet, expected := "", [][]string(nil)
		for y := range rows {
			if strings.Join(cells[y][:], "") == "" {
				continue
			}
			sheet += fmt.Sprintf(`<row r="%d">`, y+1)
			for x, v := range cells[y] {
				if v != "" {
					sheet += fmt.Sprintf(`<c r="%c%d"><v>%s</v></c>`, 'A'+x, y+1, v)
				}
			}
			sheet += "</row>"
			expected = append(expected, append([]string{fmt.Sprint(y + 1)}, want[y][:]...))
		}
		if expected == nil {
			return
		}
		got, _, err := read(t, pack(t, sheet+"</sheetData><mergeCells>"+merges+"</mergeCells>", nil), "")
		if err != nil {
			r.Fatal(err)
		}
		for i := range got {
			for len(got[i]) <= columns {
				got[i] = append(got[i], "")
			}
		}
		if d := cmp.Diff(expected, got); d != "" {
			r.Fatal(d)
		}
	})
}

// TestInterrupted ends in the middle when its context does.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	var rows strings.Builder
	for i := range 300000 {
		fmt.Fprintf(&rows, `<row><c><v>%d</v></c></row>`, i*7919)
	}
	tab, err := table.Open(ctx, save(t, pack(t, rows.String()+"</sheetData>", nil)), "")
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	stop()
	for n := 0; ; n++ {
		if _, err := tab.Next(); err != nil {
			if !errors.Is(err, context.Canceled) || n > 100000 {
				t.Errorf("after %d rows: %v", n, err)
			}
			return
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("编号,内容\n1,\"x\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Add(pack(f, `<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCell ref="A1:A2"/>`, nil))
	f.Fuzz(func(t *testing.T, b []byte) { _, _, _ = read(t, b, table.All) })
}

// TestReadAgain reads a file twice with one memo, the second time without what follows its last row, and says the same;
// a file that was changed in between is refused.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	sheet := `<row hidden="1"><c><v>1</v></c></row><row/><row><c r="B3"><v>2</v></c><c r="XFD3"><v>9</v></c></row>` +
		`<row><c/></row></sheetData><mergeCells><mergeCell ref="B3:B5"/></mergeCells>`
	for _, b := range [][]byte{pack(t, sheet, nil), []byte("编号,内容\n1,x\n"), encoded(t, "编号,内容\n1,x\n", "gb18030")} {
		path, m := save(t, b), &table.Memo{}
		var first string
		for i := range 3 {
			tab, err := table.OpenAgain(context.Background(), path, "", m)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for {
				r, err := tab.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got += fmt.Sprint(r.Number, r.Cells)
			}
			got += fmt.Sprint(tab.Notes())
			if err := tab.Close(); err != nil {
				t.Fatal(err)
			}
			if i > 0 && got != first {
				t.Errorf("%s\n%s", first, got)
			}
			first = got
		}
		if err := os.WriteFile(path, append(b, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := table.OpenAgain(context.Background(), path, "", m); fault.Code(err) != "sheet_changed" {
			t.Errorf("a changed file: %v", err)
		}
	}
}
