package recur_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/recur"
	"xiaohao/platform/store"
)

const (
	lat, lng = 26.9, 112.6
	metre    = 1 / 111_195.0
	category = "green.damage"
)

// at is a problem so many metres north of the corner, listed.
func at(o *citytest.Office, metres float64, category string) int64 {
	o.T.Helper()
	y, x := lat+metres*metre, lng
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带缺了一大片", Lat: &y, Lng: &x})
	o.Give("disp", id, &matter.List{Category: category})
	return id
}

// through takes a listed matter to its strike-off, with a root-cause measure where one is called for.
func through(o *citytest.Office, id int64) {
	o.T.Helper()
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", id, &matter.Sign{})
	if o.Truth(id).NeedsRoot() {
		o.Give("clerk", id, &matter.PlanRoot{Cause: "人行道太窄", Measure: "改造路缘石", Until: o.Now() + 30*86400e6})
	}
	o.Fix(id)
	o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	o.CatchUp()
}

func listed(o *citytest.Office, who, list string, over bool) []int64 {
	o.T.Helper()
	o.CatchUp()
	page, err := o.Recur.List(context.Background(), o.Who[who], recur.Query{List: list, Over: over, Limit: 10})
	if err != nil {
		o.T.Fatalf("%s: %v", who, err)
	}
	var out []int64
	for _, m := range page.Matters {
		out = append(out, m.ID)
	}
	return out
}

func proved(o *citytest.Office) {
	o.T.Helper()
	o.CatchUp()
	err := o.DB.Snapshot(context.Background(), func(r store.Reader) error {
		return recur.Check(context.Background(), r, 4304, func(s string) { o.T.Error(s) })
	})
	if err != nil {
		o.T.Fatal(err)
	}
}

// TestItComesBack is the whole way of a problem that comes back, until a cure that holds.
func TestItComesBack(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	first := at(o, 0, category)
	other := at(o, 0, "env.rubbish")
	far := at(o, 80, category)
	for _, id := range []int64{first, other, far} {
		through(o, id)
	}
	o.Advance(12 * 24 * time.Hour)
	second := at(o, 20, category)
	m := o.Truth(second)
	if m.Recurrent == nil || len(m.Recurrent.Of) != 1 || m.Recurrent.Of[0].Matter != first ||
		m.Recurrent.Of[0].Metres != 20 {
		t.Fatalf("%+v", m.Recurrent)
	}
	if b := o.Truth(first).Recurrences; len(b) != 1 || b[0].By != second ||
		len(o.Truth(other).Recurrences)+len(o.Truth(far).Recurrences) != 0 {
		t.Errorf("%+v", b)
	}
	o.Give("disp", second, &matter.Assign{Lead: o.Units["she"]})
	if m = o.Truth(second); !slices.Equal(m.Above, []int64{o.Units["jie"]}) {
		t.Errorf("nobody above answers: %v", m.Above)
	}
	o.Give("clerk", second, &matter.Sign{})
	if _, err := o.Do(context.Background(), o.Who["clerk"],
		desk.Command{ID: o.ID(), Matter: second, Body: &matter.Fix{Note: "好了"}}); fault.Code(err) != "root_missing" {
		t.Errorf("fixed without a cure: %v", err)
	}
	for who, want := range map[string][]int64{"clerk": {second}, "sup": {second}, "disp": {second}} {
		if got := listed(o, who, recur.Recurrent, false); !slices.Equal(got, want) {
			t.Errorf("%s sees %v", who, got)
		}
	}
	o.Give("clerk", second, &matter.PlanRoot{Cause: "人行道太窄", Measure: "改造路缘石", Until: o.Now() + 30*86400e6})
	o.Fix(second)
	o.Give("ver", second, &matter.StrikeOff{Note: "看过"})
	o.Give("clerk", second, &matter.DoneRoot{Note: "改造完成"})
	proved(o)

	o.Advance(89 * 24 * time.Hour)
	if n, err := o.Recur.Tick(context.Background()); n != 0 || err != nil {
		t.Errorf("looked too early: %d %v", n, err)
	}
	o.Advance(25 * time.Hour)
	if n, err := o.Recur.Tick(context.Background()); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	if r := o.Truth(second).Root; r.CheckedAt == 0 || !r.Held {
		t.Errorf("%+v", r)
	}
	if got := listed(o, "sup", recur.Root, true); !slices.Equal(got, []int64{second}) {
		t.Errorf("over: %v", got)
	}
	proved(o)
}

// TestACureFails: what comes back while the effect is awaited is known at once.
func TestACureFails(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	through(o, at(o, 0, category))
	o.Advance(24 * time.Hour)
	second := at(o, 0, category)
	through(o, second)
	o.Give("clerk", second, &matter.DoneRoot{Note: "改造完成"})
	o.Advance(40 * 24 * time.Hour)
	third := at(o, 10, category)
	if of := o.Truth(third).Recurrent.Of; len(of) != 2 || of[0].Matter != second {
		t.Errorf("%+v", of)
	}
	o.CatchUp()
	if n, err := o.Recur.Tick(context.Background()); n != 1 || err != nil {
		t.Fatalf("%d %v", n, err)
	}
	if r := o.Truth(second).Root; r.Held || !slices.Equal(r.Recurrences, []int64{third}) {
		t.Errorf("%+v", r)
	}
	h, err := o.Recur.PlaceHistory(context.Background(), o.Who["disp"], third)
	if err != nil || len(h.Lives) != 3 || h.Lives[0].ID != third || len(h.Lives[1].Absences) != 1 {
		t.Errorf("%+v %v", h, err)
	}
	proved(o)
}

// TestAmendedAndUnmarked: a corrected category and a supervisor's word take links away on both ends.
func TestAmendedAndUnmarked(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	green, rubbish := at(o, 0, category), at(o, 0, "env.rubbish")
	through(o, green)
	through(o, rubbish)
	o.Advance(24 * time.Hour)
	id := at(o, 0, category)
	o.Give("disp", id, &matter.Amend{Category: "env.rubbish", Reason: "看错了"})
	if m := o.Truth(id); len(m.Recurrent.Of) != 1 || m.Recurrent.Of[0].Matter != rubbish ||
		len(o.Truth(green).Recurrences) != 0 || len(o.Truth(rubbish).Recurrences) != 1 {
		t.Errorf("%+v %+v", m.Recurrent, o.Truth(green).Recurrences)
	}
	if _, err := o.Do(context.Background(), o.Who["disp"],
		desk.Command{ID: o.ID(), Matter: id, Body: &matter.Unmark{Mark: matter.Recurrent,
			Reason: "另一处"}}); fault.Code(err) != "not_allowed" {
		t.Errorf("a dispatcher took it away: %v", err)
	}
	o.Give("sup", id, &matter.Unmark{Mark: matter.Recurrent, Reason: "另一处"})
	o.Give("disp", id, &matter.Amend{Category: category, Reason: "又看错了"})
	if m := o.Truth(id); m.Recurrent != nil || m.NeedsRoot() ||
		len(o.Truth(green).Recurrences)+len(o.Truth(rubbish).Recurrences) != 0 {
		t.Errorf("it came again: %+v", m.Recurrent)
	}
	if got := listed(o, "sup", recur.Recurrent, false); got != nil {
		t.Errorf("listed: %v", got)
	}
	proved(o)
}

// TestOutside: another county's people see nothing, and no area that is not theirs.
func TestOutside(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	through(o, at(o, 0, category))
	o.Advance(24 * time.Hour)
	at(o, 0, category)
	o.CatchUp()
	if _, err := o.Recur.List(context.Background(), org.Caller{},
		recur.Query{List: recur.Recurrent, Limit: 10}); fault.Code(err) != "not_allowed" {
		t.Errorf("a resident: %v", err)
	}
	if _, err := o.Recur.List(context.Background(), o.Who["clerk"],
		recur.Query{List: recur.Recurrent, Area: area.Code(430400000000),
			Limit: 10}); fault.Code(err) != "not_allowed" {
		t.Errorf("a clerk, of the city: %v", err)
	}
	if got := listed(o, "clerk", recur.Recurrent, false); got != nil {
		t.Errorf("a clerk whose unit has none: %v", got)
	}
}
