package demo_test

import (
	"testing"

	"xiaohao/city"
	"xiaohao/core/part"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// gaveOut wants seven teams that gave out 1,500 helmets and 1,500 letters and whose books are closed, and an activity
// that runs with a delivery on the way and a call that four answered.
func gaveOut(t *testing.T, d *city.City) {
	t.Helper()
	ctx, x := t.Context(), part.Get[*outreach.Outreach](d.Values)
	p, _ := d.Org().PersonByLogin("supervisor")
	list, _, err := x.List(ctx, p.Caller(), 430400000000, 0, 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v %v", list, err)
	}
	runs, done := list[0], list[1]
	if len(done.Teams) != 7 || done.State != outreach.Reported || done.Reached != 1500 ||
		done.Sums[1] != (stock.Balance{All: 1520, Hand: 15, Given: 1500, Lost: 5, Damaged: 3}) {
		t.Errorf("%+v %+v", done.State, done.Sums)
	}
	for item, b := range done.Sums {
		if b.Given != 1500 || b.Way != 0 || !b.Sound() {
			t.Errorf("of %d there is %+v", item, b)
		}
	}
	g, err := x.Glance(ctx, runs.ID)
	if err != nil || g.Left != 26 || runs.Sums[1].Way != 20 || runs.Sums[1].Given != 12 {
		t.Errorf("%+v %+v %v", g, runs.Sums, err)
	}
}
