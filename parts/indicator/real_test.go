package indicator_test

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
)

// realAreas are the areas of a real city, those of the demo.
func realAreas(t *testing.T) (out []*org.AreaSet) {
	t.Helper()
	f, err := os.Open("../../tools/demo/areas.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		a, err := area.Parse(r[0])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &org.AreaSet{Area: a, Name: r[1]})
	}
	slices.SortStableFunc(out, func(a, b *org.AreaSet) int { return int(a.Area.Level()) - int(b.Area.Level()) })
	return out
}

// TestRealFigures brings a year of the shipped set of the village economy in for all real villages of a city, from one
// file as a county's system gives it out: bands and sums at every level are those of a plain count, the whole is
// accounted for row by row, and villages that share their names do not share their figures.
func TestRealFigures(t *testing.T) {
	list := realAreas(t)
	o := newTown(t)
	var changes []org.Change
	for _, a := range list {
		changes = append(changes, a)
	}
	for len(changes) > 0 {
		n := min(len(changes), 500)
		o.ChangeOrg(changes[:n]...)
		changes = changes[n:]
	}
	o.begin("village-economy")
	lines := []string{"区划代码,集体经济经营性收入,经营收入,发包及上交收入,投资收益,其他经营收入,说明"}
	bands, sums := map[area.Code]map[string]int64{}, map[area.Code]int64{}
	n := 0
	for _, a := range o.Org().Tree().All() {
		if a.Code.Level() != area.Village || a.Code%1000 < 200 {
			continue
		}
		n++
		own, band := int64(n)*7919%310_000, "rich"
		switch {
		case n%13 == 0:
			own, band = 0, "shell"
		case own < 50_000:
			band = "weak"
		case own < 200_000:
			band = "middling"
		}
		lines = append(lines, fmt.Sprintf("%s,%d,%d,0,0,0,平台导出", a.Code, own, own))
		for at := a.Code; at.Level() >= area.City; at = at.Parent() {
			if bands[at] == nil {
				bands[at] = map[string]int64{}
			}
			bands[at][band]++
			sums[at] += own
		}
	}
	a, err := o.bring("sup", o.file(lines...), "三资.csv", false, in(202500))
	if err != nil || a.Taken != n || a.Rows != n || n < 2000 {
		t.Fatalf("%d villages: %+v, %v", n, numbers(a), err)
	}
	for at, want := range bands {
		if at.Level() == area.Village {
			continue
		}
		list, err := o.Standing(o.ctx, org.Caller{System: true}, o.set, at, []string{"rich", "middling", "weak",
			"shell", "income"})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			n := want[s.Indicator] * int64(indicator.One)
			if s.Indicator == "income" {
				n = sums[at] * int64(indicator.One)
			}
			if s.Actual == nil || int64(*s.Actual) != n || s.In != s.Asked {
				t.Errorf("%s %s: %v of %d, counted by hand %d", at, s.Indicator, s.Actual, s.In, n)
			}
		}
	}
	if err := indicator.Recount(o.ctx, o.DB.Read(), 4304, func(s string) { t.Error(s) }); err != nil {
		t.Error(err)
	}
	again, err := o.bring("sup", o.file(lines...), "三资.csv", false, in(202500))
	if err != nil || again.Repeated != n {
		t.Errorf("the same file again: %+v, %v", numbers(again), err)
	}
	t.Log(n, "villages,", strconv.Itoa(len(strings.Join(lines, "\n"))), "bytes")
}
