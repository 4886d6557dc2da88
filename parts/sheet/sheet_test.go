package sheet

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"xiaohao/loop/fault"
)

func save(t testing.TB, name string, b []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func all(t testing.TB, path string) ([][]string, error) {
	t.Helper()
	tab, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer tab.Close()
	var out [][]string
	for {
		r, err := tab.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, append([]string(nil), r.Cells...))
	}
}

func TestCSVEncodings(t *testing.T) {
	t.Parallel()
	const src = "编号,内容\r\n1,\"两\n行\"\r\n2,镕䶮\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"utf-8": []byte(src), "utf-8 with mark": []byte("\uFEFF" + src), "gb18030": gb,
		"gb18030 with mark": append([]byte("\x84\x31\x95\x33"), gb...),
		"semicolons":        []byte(strings.ReplaceAll(src, ",", ";")),
		"tabs":              []byte(strings.ReplaceAll(src, ",", "\t")),
		"nul":               []byte(strings.ReplaceAll(src, "2,", "2\x00,")),
	} {
		got, err := all(t, save(t, "x.csv", b))
		if err != nil || len(got) != 3 || got[0][1] != "内容" || got[1][1] != "两\n行" || got[2][0] != "2" ||
			got[2][1] != "镕䶮" {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
}

func TestXLSXAsItIs(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for at, v := range map[string]any{"A1": "某市问题台账", "A2": "区划（代码）", "B2": "问题", "A3": 430405001001.0, "B3": "甲",
		"B4": "乙", "A5": "430405", "B5": "丙"} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.MergeCell("Sheet1", "A1", "B1"), f.MergeCell("Sheet1", "A3", "A4"),
		f.SetCellFormula("Sheet1", "C3", "=1+1")); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	tab, err := Open(save(t, "x.bin", b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	at, _, err := findHeadings(tab, []field{{"area", true, []string{"区划"}}, {"text", true, []string{"问题"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		r, err := tab.Next()
		if err != nil {
			break
		}
		got = append(got, whole(at.of(r, "area"))+at.of(r, "text"))
	}
	if want := "430405001001甲 430405001001乙 430405丙"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	var huge bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&huge); err != nil {
		t.Fatal(err)
	}
	for code, b := range map[string][]byte{
		"sheet_empty": []byte(" \n"), "sheet_old": []byte("\xD0\xCF\x11\xE0rest"), "sheet_broken": huge.Bytes()[:200],
		"sheet_type": append([]byte("MZ"), make([]byte, 500)...),
	} {
		if _, err := all(t, save(t, "x", b)); fault.Code(err) != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	tab, err := Open(save(t, "x.csv", []byte("甲,乙\n1,2\n")))
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	if _, _, err := findHeadings(tab, []field{{"text", true, []string{"内容"}}},
		nil); fault.Code(err) != "heading_missing" {
		t.Errorf("missing heading: %v", err)
	}
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2019/4/25 9:32:09": "2019-04-25 09:32:09", "2020-01-06 12:09:38": "2020-01-06 12:09:38",
		"2019年4月25日 9时32分": "2019-04-25 09:32:00",
		"2019年4月25日":       "2019-04-25 00:00:00", "43580.3973": "2019-04-25 09:32:07",
		"06/26/2018 10:58:54 AM":    "2018-06-26 10:58:54",
		"2020-01-06T12:09:38+08:00": "2020-01-06 12:09:38", "20190425": "2019-04-25 00:00:00",
		"２０１９．４．２５": "2019-04-25 00:00:00", "2019/4/25 9:32": "2019-04-25 09:32:00",
	} {
		got, err := ParseTime(in)
		if s := got.Time().In(china).Format(time.DateTime); err != nil || s != want {
			t.Errorf("%q: got %s (%v), want %s", in, s, err, want)
		}
	}
	for _, bad := range []string{"昨天", "2019-13-01", "3", "99999999", "NaN", "1e300"} {
		if got, err := ParseTime(bad); err == nil {
			t.Errorf("%q was read as %d", bad, got)
		}
	}
}

func TestCellsDoNotRun(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@x": "'@x", "\t=1": "=1",
		"ok": "ok", "＝1": "'＝1", "a\x07b\u202Ec": "abc"} {
		got := text(in).plain()
		if in == "\t=1" {
			want = "'=1"
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if whole("4.30405E+11") != "430405000000" || whole("a.e") != "a.e" || whole("1.5") != "1.5" {
		t.Error("long codes")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("编号,内容\n1,x\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = all(t, save(t, "x", b)) })
}

func FuzzParseTime(f *testing.F) {
	f.Add("2019/4/25 9:32:09")
	f.Fuzz(func(t *testing.T, s string) { _, _ = ParseTime(s) })
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"1.23457E+17": true, "1.23457e+17": true, "1.23457E17": true, "1E+17": true,
		"1.23457E+11": true, "1.234567890123456E+15": false, "1E5": false, "12E7": false, "12345678901234567": false,
		"A1.2E+17": false, "": false} {
		r := Row{Number: 17, Cells: []string{in}}
		if got := r.Damaged(0); got != want {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
	r := Row{Number: 17}
	if i, ok := (places{"source_no": 0}).cell("source_no"); !ok || r.Name(i) != "A17" {
		t.Error(r.Name(i))
	}
}
