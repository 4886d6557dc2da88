package tally_test

import (
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/tally"
)

// TestAreasGoAlong: a village is merged into one of another street, then that street into another county: what was
// counted at its sites is found there and in all areas above, the survey holds all its sites, the draw is as it was,
// and a survey that was ended goes along too.
func TestAreasGoAlong(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	const street, village, abroad = area.Code(430405002000), area.Code(430405002001), area.Code(430406001000)
	o.ChangeOrg(&org.AreaSet{Area: street, Name: "东风街道"}, &org.AreaSet{Area: village, Name: "双林村"},
		&org.AreaSet{Area: abroad, Name: "先锋街道"})
	id := o.drawn()
	for no, p := range o.of(id).Places {
		if !p.Spare {
			o.count(id, o.sheet(id, tally.Before, no+1, 40, 20))
		}
	}
	follow := func(want int) {
		t.Helper()
		if n, err := o.Follow(o.ctx); err != nil || n != want {
			t.Fatalf("%d went, want %d: %v %+v", n, want, err, o.Tallies.Aside.Items())
		}
	}
	people := func(a area.Code) int64 {
		t.Helper()
		return tally.Together([]tally.Pairs{o.of(id).Pairs}, a).Lone.N
	}
	there, all := people(citytest.Village), people(citytest.City)
	if there == 0 || all <= there || people(village) != 0 {
		t.Fatalf("%d of %d were counted in the village: this test could not fail", there, all)
	}
	places := o.of(id).Places
	follow(0)
	o.ChangeOrg(&org.AreaSet{Area: citytest.Village, Name: "市场社区", Former: true, Successors: []area.Code{village}})
	follow(1)
	follow(0)
	if people(citytest.Village) != 0 || people(village) != there || people(street) != there ||
		people(citytest.County) != all {
		t.Errorf("%d, %d, %d, %d of %d", people(citytest.Village), people(village), people(street),
			people(citytest.County), all)
	}
	if w := o.of(id); w.Area != citytest.County || w.Sites[1].Area != citytest.County || len(w.Places) != len(places) {
		t.Errorf("%+v", w.Stand)
	}
	o.Advance(time.Hour)
	wants(t, "an end", o.End(o.ctx, o.Who["disp"], o.ID(), id, "数完了"), "")
	o.ChangeOrg(&org.AreaSet{Area: street, Name: "东风街道", Former: true, Successors: []area.Code{abroad}},
		&org.AreaSet{Area: village, Name: "双林村", Former: true})
	follow(1)
	w, err := o.Of(o.ctx, o.Who["sup"], id)
	if err != nil || w.Area != citytest.City || w.Sites[0].Area != abroad {
		t.Fatalf("%+v %v", w, err)
	}
	if n := tally.Together([]tally.Pairs{w.Pairs}, citytest.Other).Lone.N; n != there {
		t.Errorf("%d of %d were counted in the county it went to", n, there)
	}
	o.proven()
}
