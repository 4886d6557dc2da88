package inspect_test

import (
	"context"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/inspect"
)

// TestAbolishedAreaNeverFails abolishes the area of a point while people are out. Abolishing it without a successor is
// said to leave a point behind; the inspection is taken all the same, and its matter goes to the area above, or to the
// successor where one is named.
func TestAbolishedAreaNeverFails(t *testing.T) {
	t.Parallel()
	for _, to := range []area.Code{0, citytest.Other} {
		ctx, w := context.Background(), newWorld(t, 2)
		round := w.plan(inspect.Plan{})
		sheet := w.open(round)
		who := w.sent(sheet, w.at[0])
		gone := &org.AreaSet{Area: citytest.Village, Name: "市场社区", Former: true}
		want := citytest.Street
		if to != 0 {
			gone.Successors, want = []area.Code{to}, to
		} else {
			_, err := w.Change(ctx, org.Caller{System: true}, w.ID(), []org.Change{gone})
			if f := fault.Of(err); f == nil || f.Code != "area_open" || f.Args["points"] != "1" {
				t.Fatalf("abolishing says %v", err)
			}
			gone.Anyway = true
		}
		w.ChangeOrg(gone)
		r := w.make(who, w.ID(), w.visit(round, w.at[0], w.all(who, w.at[0], "1.1")))
		if len(r.Fails) != 1 || w.Truth(r.Fails[0].Matter).Area != want {
			t.Errorf("%+v in %v, want %v", r, w.Truth(r.Fails[0].Matter).Area, want)
		}
		if _, err := w.Tick(ctx); err != nil || len(w.Aside()) != 0 {
			t.Errorf("%v, set aside: %v", err, w.Aside())
		}
		// outside of rounds an inspector of the successor comes to the point
		if to != 0 {
			w.make(w.Who["yan"], w.ID(), w.visit(0, w.at[0], w.all(w.Who["yan"], w.at[0])))
		}
	}
}
