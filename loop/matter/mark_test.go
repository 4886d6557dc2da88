package matter

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

func degrees(metres float64) (lat, lng *float64) {
	y, x := 26.9+metres/111_195, 112.6
	return &y, &x
}

// TestRecurs is the rule by table.
func TestRecurs(t *testing.T) {
	t.Parallel()
	rule := RecurrenceRule{Days: 90, Radius: 50}
	y0, x0 := degrees(0)
	base := Absence{Matter: 1, Struck: 100 * day, Category: "road", Lat: y0, Lng: x0}
	for _, c := range []struct {
		name   string
		found  int64 // days
		metres float64
		change func(m *Matter, o *Absence)
		want   bool
	}{
		{"the next day at the same spot", 101, 0, nil, true},
		{"before it was struck off", 99, 0, nil, false},
		{"at that very instant", 100, 0, nil, false},
		{"on the last day", 190, 0, nil, true},
		{"a day later", 191, 0, nil, false},
		{"at the edge", 101, 49, nil, true},
		{"beyond it", 101, 52, nil, false},
		{"another category", 101, 0, func(m *Matter, o *Absence) { o.Category = "lamp" }, false},
		{"another category, one item", 101, 0, func(m *Matter, o *Absence) {
			o.Category, o.Item, m.Item = "lamp", "1.2", "1.2"
		}, true},
		{"one category, another item", 101, 0, func(m *Matter, o *Absence) { o.Item, m.Item = "1.3", "1.2" }, false},
		{"an item on one side only", 101, 0, func(m *Matter, o *Absence) { m.Item = "1.2" }, true},
		{"the same point, far apart", 101, 500, func(m *Matter, o *Absence) { m.Point, o.Point = 7, 7 }, true},
		{"two points, near", 101, 5, func(m *Matter, o *Absence) { m.Point, o.Point = 7, 8 }, false},
		{"nobody knows where", 101, 0, func(m *Matter, o *Absence) { o.Lat, o.Lng = nil, nil }, false},
		{"it was on the list again", 105, 0, func(m *Matter, o *Absence) { o.Until = 104 * day }, false},
		{"it was taken up later", 103, 0, func(m *Matter, o *Absence) { o.Until = 104 * day }, true},
		{"itself", 101, 0, func(m *Matter, o *Absence) { o.Matter = m.ID }, false},
	} {
		m, o := &Matter{ID: 2, FoundAt: calendar.Instant(c.found * day), ReportedAt: 300 * day}, base
		m.Lat, m.Lng = degrees(c.metres)
		if c.change != nil {
			c.change(m, &o)
		}
		if got := len(rule.Recurs(m, "road", []Absence{o})) > 0; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestReached is what makes a matter stubborn, by table; 0 switches a reason off.
func TestReached(t *testing.T) {
	t.Parallel()
	e := Endure{Days: 90, Reworks: 3, Extensions: 2, Bounces: 3, Reopens: 2}
	for _, c := range []struct {
		m    Matter
		want string
	}{
		{Matter{ListedAt: t0}, ""}, {Matter{ListedAt: t0 - 89*day}, ""}, {Matter{ListedAt: t0 - 90*day}, WhyAged},
		{Matter{ListedAt: t0, Reworks: 2}, ""}, {Matter{ListedAt: t0, Reworks: 3}, WhyRedone},
		{Matter{ListedAt: t0, Granted: 2}, WhyExtended}, {Matter{ListedAt: t0, Bounces: 3}, WhyPassed},
		{Matter{ListedAt: t0, Reopens: 2}, WhyReopened}, {Matter{ListedAt: t0 - 200*day, Reworks: 5}, WhyRedone},
	} {
		if why, _ := e.reached(&c.m, t0); why != c.want {
			t.Errorf("%+v: %q, want %q", c.m, why, c.want)
		}
		if why, _ := (Endure{}).reached(&c.m, t0); why != "" {
			t.Errorf("switched off: %q", why)
		}
	}
}

// TestStubbornByTheClock: the third rework makes it stubborn, the unit above answers, and nothing is fixed without a
// cure.
func TestStubbornByTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	endures := func(f *Facts) {
		withLadder(f)
		inner := f.Terms
		f.Terms = func(k Kind, c string, s Severity) Terms {
			t := inner(k, c, s)
			t.Ladder, t.Endure, t.Root = nil, Endure{Days: 90, Reworks: 3}, RootTerms{Longest: 100, Effect: 90}
			return t
		}
	}
	do := func(id int64, c Command, a Actor) int64 {
		t.Helper()
		id, err := w.give(id, c, a, endures)
		if err != nil {
			t.Fatalf("%s: %v", c.Name(), err)
		}
		return id
	}
	unit := Actor{Person: 2, Post: UnitClerk, Unit: 11, Units: []int64{11, 10}}
	id := do(0, &Report{Area: village, Text: "坑"}, resident)
	do(id, &List{Category: "road"}, dispatcher)
	do(id, &Assign{Lead: 11}, dispatcher)
	do(id, &Sign{}, unit)
	for range 3 {
		do(id, &Fix{Note: "好了"}, unit)
		do(id, &Reject{Reason: "没好"}, verifier)
	}
	m := w.matters[id]
	if m.Fire == 0 || m.Fire > w.now {
		t.Fatalf("the clock has nothing to do: %d", m.Fire)
	}
	do(id, &Climb{}, clockActor)
	m = w.matters[id]
	if m.Stubborn == nil || m.Stubborn.Why != WhyRedone || m.Stubborn.N != 3 ||
		!slices.Equal(m.Above, []int64{10}) || m.Fire != 0 {
		t.Errorf("%+v, above %v, fires %d", m.Stubborn, m.Above, m.Fire)
	}
	w.refuses(id, &Fix{Note: "好了"}, unit, "root_missing")
	for code, c := range map[string]*PlanRoot{"text_missing": {Measure: "换", Until: w.now + day},
		"root_until": {Cause: "旧", Measure: "换", Until: w.now + 101*day}} {
		if _, err := w.give(id, c, unit, endures); err == nil {
			t.Errorf("taken without %s", code)
		}
	}
	do(id, &PlanRoot{Cause: "管网老化", Measure: "更换管道", Until: w.now + 30*day}, unit)
	do(id, &Fix{Note: "好了"}, unit)
	do(id, &StrikeOff{Note: "看过"}, verifier)
	do(id, &DoneRoot{Note: "换好了"}, unit)
	if got := w.matters[id].CheckAt(); got != w.now+90*day {
		t.Errorf("looked at in %d days", got.Since(w.now)/day)
	}
	if got := w.matters[id].RootNext(); got != w.matters[id].CheckAt() {
		t.Errorf("next %d", got)
	}
	do(id, &Reopen{Reason: "又坏了"}, verifier)
	if m := w.matters[id]; !m.NeedsRoot() || m.Root.CheckedAt == 0 || m.Root.Held {
		t.Errorf("a cure that did not help: %+v", m.Root)
	}
}

// TestLinksDoNotDependOnOrder lets problems be found, listed and struck off in a street in any order that the loop
// allows, and compares the links with what follows from when things happened, looked at all at once.
func TestLinksDoNotDependOnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		rule := RecurrenceRule{Days: 10, Radius: 50}
		absences := map[int64][]Absence{}
		all := func() (out []Absence) {
			for _, o := range absences {
				out = append(out, o...)
			}
			return out
		}
		street := func(f *Facts) {
			inner := f.Terms
			f.Terms = func(k Kind, c string, s Severity) Terms {
				t := inner(k, c, s)
				t.Recurrence, t.Root = rule, RootTerms{Longest: 100, Effect: 90}
				return t
			}
			f.Names = func(string) bool { return true }
			f.Absences = func(*Matter, string, RecurrenceRule) ([]Absence, error) { return all(), nil }
		}
		do := func(id int64, c Command, a Actor) int64 {
			id, err := w.give(id, c, a, street)
			if err != nil {
				rt.Fatalf("%s: %v", c.Name(), err)
			}
			return id
		}
		var ids []int64
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			w.now = w.now.Plus(int64(rapid.IntRange(1, 3*86400).Draw(rt, "seconds")) * 1e6)
			if len(ids) == 0 || len(ids) < 8 && rapid.Bool().Draw(rt, "another") {
				r := &Report{Area: village, Text: "坑",
					FoundAt: w.now.Plus(-int64(rapid.IntRange(0, 5*86400).Draw(rt, "found before")) * 1e6)}
				r.Lat, r.Lng = degrees(float64(rapid.IntRange(0, 4).Draw(rt, "where")) * 20)
				ids = append(ids, do(0, r, resident))
				continue
			}
			id := rapid.SampledFrom(ids).Draw(rt, "matter")
			switch m := w.matters[id]; m.State {
			case Reported:
				do(id, &List{Category: rapid.SampledFrom([]string{"road", "lamp"}).Draw(rt, "category")}, dispatcher)
			case Listed:
				if rapid.Bool().Draw(rt, "amend") {
					do(id, &Amend{Category: rapid.SampledFrom([]string{"road", "lamp"}).Draw(rt, "category"),
						Reason: "看错了"}, dispatcher)
					break
				}
				do(id, &Assign{Lead: 20}, dispatcher)
				unit := Actor{Person: 2, Post: UnitClerk, Unit: 20, Units: []int64{20}}
				do(id, &Sign{}, unit)
				if w.matters[id].NeedsRoot() {
					do(id, &PlanRoot{Cause: "旧", Measure: "换", Until: w.now + day}, unit)
				}
				do(id, &Fix{Note: "好了"}, unit)
				do(id, &StrikeOff{Note: "看过"}, verifier)
				m = w.matters[id]
				absences[id] = append(absences[id], Absence{Matter: id, Struck: m.StruckAt, Category: m.Category,
					Lat: m.Lat, Lng: m.Lng})
			case StruckOff:
				if rapid.IntRange(0, 3).Draw(rt, "reopen") == 0 {
					do(id, &Reopen{Reason: "没好"}, verifier)
					absences[id][len(absences[id])-1].Until = w.now
				}
			}
		}
		recurrences := map[int64][]Recurrence{}
		for _, id := range ids {
			m := w.matters[id]
			var want []Origin
			if m.State != Reported {
				want = rule.Recurs(m, m.Category, all())
			}
			var got []Origin
			if m.Recurrent != nil {
				got = m.Recurrent.Of
			}
			if d := cmp.Diff(want, got); d != "" {
				rt.Fatalf("matter %d:\n%s", id, d)
			}
			for _, o := range want {
				recurrences[o.Matter] = append(recurrences[o.Matter],
					Recurrence{By: id, Struck: o.Struck, Found: m.seen()})
			}
		}
		for _, id := range ids {
			got := slices.Clone(w.matters[id].Recurrences)
			slices.SortFunc(got, func(a, b Recurrence) int { return int(a.By - b.By) })
			slices.SortFunc(recurrences[id], func(a, b Recurrence) int { return int(a.By - b.By) })
			if d := cmp.Diff(recurrences[id], got); d != "" {
				rt.Fatalf("what came back after matter %d:\n%s", id, d)
			}
		}
	})
}
