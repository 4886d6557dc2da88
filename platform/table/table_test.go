package table_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"xiaohao/loop/fault"
	"xiaohao/platform/table"
)

func save(t testing.TB, b []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(p, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// read gives the rows of all chosen sheets; each with its number and, when it has one, its sheet before it.
func read(t testing.TB, b []byte, sheet string) ([][]string, []table.Note, error) {
	t.Helper()
	tab, err := table.Open(context.Background(), save(t, b), sheet)
	if err != nil {
		return nil, nil, err
	}
	defer tab.Close()
	var out [][]string
	for {
		r, err := tab.Next()
		if errors.Is(err, io.EOF) {
			if err := tab.Turn(); errors.Is(err, io.EOF) {
				return out, tab.Notes(), nil
			} else if err != nil {
				return out, nil, err
			}
			continue
		}
		if err != nil {
			return out, nil, err
		}
		out = append(out, append([]string{fmt.Sprint(r.Sheet, r.Number)}, r.Cells...))
	}
}

func encoded(t *testing.T, s, as string) []byte {
	t.Helper()
	var b []byte
	var err error
	switch as {
	case "gb18030":
		b, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	case "gb18030 with mark":
		b, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("\uFEFF" + s))
	case "utf-16 little":
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(s))
	case "utf-16 big":
		b, err = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(s))
	case "utf-8 with mark":
		b = []byte("\uFEFF" + s)
	default:
		b = []byte(s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var encodings = []string{"utf-8", "utf-8 with mark", "gb18030", "gb18030 with mark", "utf-16 little", "utf-16 big"}

// TestEncodings reads the same from every encoding, also where the first character that tells comes after 300 KB.
func TestEncodings(t *testing.T) {
	t.Parallel()
	const src = "编号,内容\r\n1,\"两\n行\"\r\n2,镕䶮\r\n"
	want := [][]string{{"1", "编号", "内容"}, {"2", "1", "两\n行"}, {"4", "2", "镕䶮"}}
	for _, e := range encodings {
		got, _, err := read(t, encoded(t, src, e), "")
		if err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %q %v", e, got, err)
		}
		late := "number,text\n" + strings.Repeat("1,nothing but ASCII here\n", 13000) + "2,井盖丢失\n"
		got, _, err = read(t, encoded(t, late, e), "")
		if err != nil || len(got) != 13002 || got[13001][2] != "井盖丢失" {
			t.Errorf("%s late: %d rows, %q, %v", e, len(got), got[len(got)-1], err)
		}
	}
}

// TestOneBrokenCharacter breaks a character of a text in every encoding: only its own row has U+FFFD.
func TestOneBrokenCharacter(t *testing.T) {
	t.Parallel()
	src := "编号,内容\n1,路灯不亮\n2,井盖\n3,垃圾满溢\n"
	for _, few := range []bool{false, true} {
		if few {
			src = "number,text\n1,路灯\n2,井盖\n3,ok\n"
		}
		for _, e := range encodings[:4] {
			b := encoded(t, src, e)
			cut := bytes.Index(b, []byte("\n3"))
			b = append(append([]byte(nil), b[:cut-1]...), b[cut:]...)
			if strings.HasPrefix(e, "gb") { // half a character takes the end of the line for its other half
				b[cut-2] = 0xFF
			}
			tab, err := table.Open(context.Background(), save(t, b), "")
			if err != nil {
				t.Fatal(e, err)
			}
			defer tab.Close()
			for n := 1; ; n++ {
				r, err := tab.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(e, err)
				}
				if got := r.Broken(); (got == 1) != (n == 3) || n == 2 && r.Cells[1][:6] != "路灯" {
					t.Errorf("%s row %d: broken in %d: %q", e, n, got, r.Cells)
				}
			}
		}
	}
}

// TestQuotes reads quotes as programs write them, and does not let one that ends nowhere swallow rows.
func TestQuotes(t *testing.T) {
	t.Parallel()
	head := "编号,区划,地点,内容\n"
	for _, c := range []struct {
		name, in string
		want     []string // rows, "|" between cells
		fault    string
	}{
		{"proper", head + "1,4304,a,\"x,\"\"y\"\"\nz\"\n2,4304,b,w\n",
			[]string{`1|4304|a|x,"y"` + "\nz", "2|4304|b|w"}, ""},
		{"many lines", head + "1,4304,a,\"x\r\n\r\n1. y\r\n2. z\"\r\n2,4304,b,w\r\n",
			[]string{"1|4304|a|x\n\n1. y\n2. z", "2|4304|b|w"}, ""},
		{"stray before a proper one", head + "1,4304,a,\"5寸管\n2,4304,b,w\n3,4304,c,\"好\"\n4,4304,d,v\n",
			[]string{`1|4304|a|"5寸管`, "2|4304|b|w", "3|4304|c|好", "4|4304|d|v"}, ""},
		{"stray to the end", head + "1,4304,a,\"5寸管\n2,4304,b,w\n", []string{`1|4304|a|"5寸管`, "2|4304|b|w"}, ""},
		{"stray in the last row", head + "1,4304,a,w\n2,4304,\"东,\"5寸管",
			[]string{"1|4304|a|w", `2|4304|"东|"5寸管`}, ""},
		{"in the middle", head + "1,4304,a,管径5\"\n2,4304,b,w\n", []string{`1|4304|a|管径5"`, "2|4304|b|w"}, ""},
		{"beside a proper one", head + "1,4304,\"a\",\"5寸管\n2,4304,b,w\n", []string{`1|4304|a|"5寸管`, "2|4304|b|w"}, ""},
		{"begins and ends in other rows", head + "1,4304,a,\"5寸管\n2,4304,b,w\n3,4304,c,管径5\"\n", nil, "sheet_quotes"},
		{"two columns", "编号,内容\nG-1,\"5寸管\nG-2,w\nG-3,管径5\"\n", nil, "sheet_quotes"},
		{"running text", "编号,内容\nG-1,\"one, two\nthree, four\"\nG-2,w\n",
			[]string{"G-1|one, two\nthree, four", "G-2|w"}, ""},
		{"quoted word", head + "1,4304,a,\"东风\"路\n2,4304,b,w\n", []string{`1|4304|a|"东风"路`, "2|4304|b|w"}, ""},
		{"inner quotes not doubled", head + "1,4304,a,\"he said \"no\"\nand went, twice\"\n", nil, "sheet_quotes"},
		{"old Mac", "编号,内容\r1,a\r2,b", []string{"1|a", "2|b"}, ""},
	} {
		got, _, err := read(t, []byte(c.in), "")
		if code := fault.Code(err); code != c.fault {
			t.Errorf("%s: %v, want %q", c.name, err, c.fault)
			continue
		}
		if c.fault != "" {
			continue
		}
		var rows []string
		for _, r := range got[1:] {
			rows = append(rows, strings.Join(r[1:], "|"))
		}
		if d := cmp.Diff(c.want, rows); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
