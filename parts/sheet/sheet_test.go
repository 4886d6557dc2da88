package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

func save(t testing.TB, name string, b []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

var textOnly = []field{{"text", true, []string{"内容", "问题"}}}

// all reads the data rows of a file.
func all(t testing.TB, path string, fields []field) ([][]string, []string, error) {
	t.Helper()
	l, err := openList(context.Background(), path, "", fields, nil)
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	var out [][]string
	for {
		r, err := l.next()
		if errors.Is(err, io.EOF) {
			return out, l.notes(lang.Zh), nil
		}
		if err != nil {
			return out, nil, err
		}
		out = append(out, append([]string(nil), r.Cells...))
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
	tab, err := openList(context.Background(), save(t, "x.bin", b.Bytes()), "",
		[]field{{"area", true, []string{"区划"}}, {"text", true, []string{"问题"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tab.close()
	var got []string
	for {
		r, err := tab.next()
		if err != nil {
			break
		}
		got = append(got, whole(tab.head.at.of(r, "area"))+tab.head.at.of(r, "text"))
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
		if _, _, err := all(t, save(t, "x", b), textOnly); fault.Code(err) != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	if _, _, err := all(t, save(t, "x.csv", []byte("甲,乙\n1,2\n")), textOnly); fault.Code(err) != "heading_missing" {
		t.Errorf("missing heading: %v", err)
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
	if whole("4.30405009000E+11") != "430405009000" || whole("4.30405E+11") != "4.30405E+11" || whole("1E5") != "1E5" ||
		whole("00123.0") != "00123.0" || whole("１２３") != "123" || whole("a.e") != "a.e" || whole("1.5") != "1.5" {
		t.Error("long codes")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("编号,内容\n1,x\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) { _, _, _ = all(t, save(t, "x", b), textOnly) })
}

func FuzzParseTime(f *testing.F) {
	f.Add("2019/4/25 9:32:09")
	f.Fuzz(func(t *testing.T, s string) { _, _ = ParseTime(s, DayMonthYear) })
}
