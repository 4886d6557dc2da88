package sheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

var knowsAll = standard.Known{Today: 20000, Unit: func(area.Level, string) bool { return true },
	Category: func(s string) (string, bool) { c, ok := policy.Default().Category(s); return c.Code, ok }}

// TestStandardRoundTrip writes the sample in either language and reads the same.
func TestStandardRoundTrip(t *testing.T) {
	t.Parallel()
	v, wrong := standard.Sample().Check(knowsAll)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for _, l := range lang.All() {
		file := filepath.Join(t.TempDir(), "standard.xlsx")
		var b bytes.Buffer
		if err := sheet.WriteStandard(v, l, &b); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		d, n, err := sheet.ReadStandard(context.Background(), file, nil)
		if err != nil || n != len(v.Nodes)+len(v.Kinds)+1 {
			t.Fatalf("%s: %d rows, %v", l, n, err)
		}
		again, wrong := d.Check(knowsAll)
		if len(wrong) > 0 {
			t.Fatalf("%s: row %d %v", l, wrong[0].Row, wrong[0].Err)
		}
		if x := standard.Diff(v, again); len(x) > 0 || again.Digest() != v.Digest() {
			t.Errorf("%s: %+v", l, x)
		}
	}
}

// TestStandardColumnsInAnyOrder shuffles columns and mixes the languages of their headings.
func TestStandardColumnsInAnyOrder(t *testing.T) {
	t.Parallel()
	v, _ := standard.Sample().Check(knowsAll)
	columns := standard.Columns()
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(columns),
		func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var heads []string
	for i, c := range columns {
		heads = append(heads, lang.T(lang.All()[i%2], "std.column."+c, nil))
	}
	rows := [][]string{{"某市测评体系"}, heads}
	for _, line := range v.Lines(lang.Zh) {
		var r []string
		for _, c := range columns {
			r = append(r, line.Cells[c])
		}
		rows = append(rows, r)
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "standard.csv")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d, _, err := sheet.ReadStandard(context.Background(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, wrong := d.Check(knowsAll)
	if len(wrong) > 0 || again.Digest() != v.Digest() {
		t.Errorf("%+v", wrong)
	}
}
