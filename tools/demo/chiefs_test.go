package demo_test

import (
	"testing"

	"xiaohao/city"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/parts/chief"
)

// chiefs wants forest chiefs at four levels, some of whom are overdue, and one succession that both sides signed.
func chiefs(t *testing.T, d *city.City) {
	ctx, x := t.Context(), part.Get[*chief.Chiefs](d.Values)
	list, _, err := x.List(ctx, caller(t, d, "supervisor"), chief.Filter{Theme: "forest", Past: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	levels, left := map[area.Level]bool{}, 0
	for _, l := range list {
		levels[l.Area.Level()] = true
		if l.Handover == 0 {
			continue
		}
		p, err := x.Paper(ctx, caller(t, d, "community"), l.Handover)
		if err != nil || !p.Whole() {
			t.Errorf("%+v %v", p, err)
		}
		left++
	}
	mine, err := x.Mine(ctx, caller(t, d, "head"))
	if err != nil || len(mine) != 1 || len(mine[0].Stands) != 5 || len(mine[0].Below) == 0 ||
		mine[0].Duty.State != chief.Overdue {
		t.Fatalf("%+v %v", mine, err)
	}
	if len(levels) != 4 || left != 1 {
		t.Errorf("%d levels, %d left", len(levels), left)
	}
}
