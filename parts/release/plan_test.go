package release_test

import (
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/release"
	"xiaohao/platform/store/storetest"
)

// TestPlans asks SQLite how it answers whatever a public page is asked for: along an index that knows every condition,
// sorting nothing but the few entries that are merged.
func TestPlans(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for _, a := range []area.Code{0, citytest.County, citytest.Street} {
		for _, category := range []string{"", "fac.lamp"} {
			for _, plain := range []org.Plain{"", org.PlainStruck} {
				f := release.Filter{Area: a, Category: category, Plain: plain}
				for name, q := range f.Texts(4304) {
					plan := o.plan(q)
					want := listPlan(f, name)
					if strings.HasPrefix(name, "squares") {
						want = "public_dots USING PRIMARY KEY (city=? AND size=? AND category=? AND y=? AND x>? AND " +
							"x<?)"
					} else if strings.Contains(name, "near") {
						want = "(city=? AND cell=? AND plain=? AND lat>? AND lat<?)"
						if category != "" {
							want = "(city=? AND category=? AND cell=? AND plain=? AND lat>? AND lat<?)"
						}
					}
					if !strings.Contains(plan, want) || strings.Contains(plan, "SCAN public_") {
						t.Errorf("%s %+v\n%s\n%swant %s", name, f, q.SQL, plan, want)
					}
				}
			}
		}
	}
	for text, want := range map[string]string{
		"SELECT area, key, SUM(n) FROM public_tallies WHERE city = 1 AND area IN (0, 2, 3) AND what = 2 " +
			"AND category = '' " +
			"AND source = '' AND agreed = 0 AND key < 7 " +
			"GROUP BY 1, 2": "PRIMARY KEY (city=? AND area=? AND what=? AND " +
			"category=? AND source=? AND agreed=? AND key<?)",
		"SELECT category, source, agreed FROM public_tallies WHERE city = 1 AND area = 0 " +
			"AND what = 4": "PRIMARY KEY (city=? " +
			"AND area=? AND what=?)",
		"SELECT county, township, category, source, agreed FROM public_matters WHERE city = 1 AND due > 0 " +
			"AND due >= 5 " +
			"AND due < 7": "COVERING INDEX public_matters_due (city=? AND due>? AND due<?)",
		"SELECT bare, shown FROM public_matters WHERE city = 1 AND matter = 2": "(city=? AND matter=?)",
	} {
		if plan := o.plan(release.Text{SQL: text}); !strings.Contains(plan, want) {
			t.Errorf("%s\n%swant %s", text, plan, want)
		}
	}
}

// listPlan is the index of a list: each narrowing column stands in it before the order.
func listPlan(f release.Filter, name string) string {
	cols := "city=?"
	switch f.Area {
	case citytest.County:
		cols += " AND county=?"
	case citytest.Street:
		cols += " AND township=?"
	}
	if f.Category != "" {
		cols += " AND category=?"
	}
	cols += " AND plain=?"
	switch name {
	case "next page":
		cols += " AND (at,matter)<(?,?)"
	case "struck since":
		cols += " AND at>?"
	}
	return "(" + cols
}

// plan is how the engine answers a question.
func (o *town) plan(q release.Text) string {
	o.T.Helper()
	return storetest.Plan(o.T, o.DB.Read(), q.SQL, q.Args...)
}
