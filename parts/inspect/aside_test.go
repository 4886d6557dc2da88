package inspect_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/parts/inspect"
)

// TestAbolishedAreaIsSetAside cuts an inspection off by abolishing the area of its point. The clock's work goes on
// without it, the seal of the day is made, an administrator sees why, and once the area is there again its matter is
// reported.
func TestAbolishedAreaIsSetAside(t *testing.T) {
	ctx, w := context.Background(), newWorld(t, 2)
	round := w.plan(inspect.Plan{})
	sheet := w.open(round)
	who := w.sent(sheet, w.at[0])
	w.ChangeOrg(&org.AreaSet{Area: citytest.Village, Name: "市场社区", Former: true})
	id, visit := w.ID(), w.visit(round, w.at[0], w.all(who, w.at[0], "1.1"))
	if _, err := w.Inspect.Make(ctx, who, id, visit); err == nil {
		t.Fatal("a matter was reported in an abolished area")
	}
	w.Advance(2 * time.Minute)
	w.CatchUp()
	if _, err := w.Tick(ctx); err != nil {
		t.Fatalf("one inspection stops what happens by the clock: %v", err)
	}
	if _, made, err := w.Seals.Last(ctx); err != nil || !made {
		t.Fatalf("no seal: %v", err)
	}
	list := w.Aside()
	if len(list) != 1 || list[0].Part != "inspect" || !strings.HasPrefix(list[0].Key, "inspection ") ||
		list[0].Err == nil {
		t.Fatalf("set aside: %+v", list)
	}
	w.ChangeOrg(&org.AreaSet{Area: citytest.Village, Name: "市场社区"})
	w.Advance(time.Hour)
	if n, err := w.Tick(ctx); err != nil || n == 0 || len(w.Aside()) != 0 {
		t.Fatalf("%d done, %v, still aside %v", n, err, w.Aside())
	}
	r := w.make(who, id, visit)
	if len(r.Fails) != 1 || w.Truth(r.Fails[0].Matter).Area != citytest.Village {
		t.Errorf("%+v", r)
	}
}
