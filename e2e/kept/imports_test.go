package kept_test

import (
	"strings"
	"testing"
)

// TestImportedOnce imports the files anew that made part of the kept city: nothing is made twice, and the ledger does
// not grow.
func TestImportedOnce(t *testing.T) {
	c := fresh(t)
	seq, hash := c.head(t)
	for _, x := range []struct {
		said string
		args []string
	}{
		{"8 rows: 0 imported, 8 imported before, 0 wrong",
			[]string{"-source", "hotline", "matters", dir("import/matters.csv")}},
		{"4 rows: 0 imported, 4 imported before, 0 wrong", []string{"matters", dir("import/matters.xlsx")}},
		{"3 rows: 0 imported, 3 imported before, 0 wrong", []string{"points", dir("import/points.csv")}},
	} {
		if said := strings.TrimSpace(c.must(t, "import", x.args...)); said != x.said {
			t.Errorf("import %s says %q, once said %q", strings.Join(x.args, " "), said, x.said)
		}
	}
	if n, h := c.head(t); n != seq || h != hash {
		t.Errorf("the same files again made %d events", n-seq)
	}
}
