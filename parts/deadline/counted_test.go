package deadline_test

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/parts/recur"
)

// counted holds what is counted under an area, in use or not, to what the list finds under it: by category, by day, by
// the day of the strike-off; and the register's points to those that lie there.
func (w *fatal) counted(a area.Code) {
	w.T.Helper()
	ctx, all := context.Background(), org.Caller{System: true}
	want := map[string]int64{}
	for _, id := range w.found(a) {
		m := w.Truth(id)
		want[fmt.Sprint(m.Category, " ", m.State)]++
		want[fmt.Sprint(views.DayOf(m.ReportedAt), " ", m.State)]++
		if m.State == matter.StruckOff {
			want[fmt.Sprint(views.DayOf(m.StruckAt), " struck")]++
		}
	}
	got := map[string]int64{}
	note := func(line string, f views.Figures) {
		for name, n := range map[string]int64{"reported": f.Reported, "declined": f.Declined, "merged": f.Merged,
			"listed": f.Listed, "assigned": f.Assigned, "in_hand": f.InHand, "fixed": f.Fixed,
			"struck_off": f.StruckOff, "struck": f.Struck} {
			if n != 0 {
				got[line+" "+name] += n
			}
		}
	}
	categories, err := w.ByCategory(ctx, all, a)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, f := range categories {
		note(f.Category, f)
	}
	days, err := w.ByDay(ctx, all, a, 0, views.DayOf(w.Now()))
	if err != nil {
		w.T.Fatal(err)
	}
	for _, f := range days {
		note(f.Day.String(), f)
	}
	if !maps.Equal(got, want) {
		w.T.Fatalf("%v counts %v, the list has %v", a, got, want)
	}
	now := w.Org().Tree().Now(a)
	page, err := point.List(ctx, w.DB.Read(), 4304, point.Filter{Area: a, Now: now, Limit: point.MaxLimit})
	if err != nil {
		w.T.Fatal(err)
	}
	lie := 0
	for _, id := range w.points {
		p, err := point.Get(ctx, w.DB.Read(), 4304, id)
		if err != nil {
			w.T.Fatal(err)
		}
		if slices.ContainsFunc(now, func(n area.Code) bool { return n.Contains(p.Area) }) {
			lie++
		}
	}
	if lie != len(page.Points) {
		w.T.Fatalf("%v: %d points lie there, %d are listed", a, lie, len(page.Points))
	}
}

// oldCode asks everything that can be asked by an area for a subdistrict that was split among several: each answer is
// that of its successors taken together.
func (o *office) oldCode(run int64) {
	o.T.Helper()
	ctx, sup := context.Background(), o.Who["sup"]
	answers := func(a area.Code) (n [5]int64) {
		s, err := o.Campaign.Sheet(ctx, sup, run, a)
		if err != nil {
			o.T.Fatal(err)
		}
		l, err := o.Recur.List(ctx, sup, recur.Query{List: recur.Recurrent, Area: a, Limit: 10})
		if err != nil {
			o.T.Fatal(err)
		}
		looked, _, err := o.Campaign.FalseZeros(ctx, a, 0, o.Now())
		if err != nil {
			o.T.Fatal(err)
		}
		t, err := o.Topics.Of(ctx, sup, a)
		if err != nil {
			o.T.Fatal(err)
		}
		n = [5]int64{int64(s.All.Areas), int64(s.All.Found), int64(len(l.Matters)), int64(looked), int64(t.Of)}
		return n
	}
	var sum [5]int64
	for _, now := range []area.Code{east, west} {
		for i, n := range answers(now) {
			sum[i] += n
		}
	}
	if got := answers(citytest.Street); got != sum || sum[0] == 0 {
		o.T.Errorf("the old code has %v, its successors %v", got, sum)
	}
}
