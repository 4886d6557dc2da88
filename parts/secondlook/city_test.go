package secondlook_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"
)

func tick(o *citytest.Office) int {
	o.T.Helper()
	o.CatchUp()
	n, err := o.SecondLooks.Tick(context.Background())
	if err != nil {
		o.T.Fatal(err)
	}
	o.CatchUp()
	return n
}

func check(o *citytest.Office) (found []string) {
	o.T.Helper()
	err := o.DB.Snapshot(context.Background(), func(r store.Reader) error {
		return secondlook.Check(context.Background(), r, 4304, func(s string) { found = append(found, s) })
	})
	if err != nil {
		o.T.Fatal(err)
	}
	return found
}

// TestAWeek strikes matters off in a week, draws in the next, and has somebody from elsewhere look: what is not fixed
// comes back.
func TestAWeek(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := citytest.New(t)
	if n := tick(o); n != 2 { // this week, which has begun, and the next
		t.Errorf("%d commitments", n)
	}
	o.Set("2026-11-23 10:00")
	tick(o)
	var struck []int64
	for range 3 {
		struck = append(struck, o.StruckOff())
		o.Advance(time.Hour)
	}
	if tick(o) != 0 || o.Truth(struck[0]).Drawn != nil {
		t.Error("drawn before the week was over")
	}
	o.Set("2026-11-30 08:00")
	if n := tick(o); n != 3 { // the week's draw, its one matter, the commitment to the week after next
		t.Errorf("the new week did %d things", n)
	}
	if n := tick(o); n != 0 {
		t.Errorf("a second tick did %d", n)
	}
	far := o.Who["far"]
	mine, err := o.SecondLooks.Mine(ctx, far.Person, 10)
	if err != nil || len(mine) != 1 {
		t.Fatalf("%+v %v", mine, err)
	}
	id := mine[0].Matter
	m, err := o.Matter(ctx, far, id)
	if err != nil || m.Drawn == nil || m.Drawn.Week != "2026-W48" {
		t.Fatalf("who was drawn does not see the matter: %v %v", m, err)
	}
	if _, err := o.Do(ctx, o.Who["ver"], desk.Command{ID: o.ID(), Matter: id,
		Body: &matter.Recheck{Note: "看过"}}); fault.Code(err) != "not_allowed" {
		t.Errorf("who struck it off looks again: %v", err)
	}
	o.Give("far", id, &matter.Recheck{Note: "又缺了"})
	if m := o.Truth(id); m.State != matter.InHand || m.Reopens != 1 || m.Due == 0 {
		t.Errorf("%+v", m)
	}
	o.CatchUp()
	weeks, err := o.SecondLooks.Weeks(ctx, 10)
	if err != nil || len(weeks) != 4 || weeks[2].Week != "2026-W48" || weeks[2].Candidates != 3 || weeks[2].Bad != 1 ||
		weeks[2].Late || !weeks[3].Late {
		t.Errorf("%+v %v", weeks, err)
	}
	if got := check(o); got != nil {
		t.Errorf("an honest draw: %q", got)
	}
	change := func(text string) {
		t.Helper()
		if err := o.DB.Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(ctx, text); return err }); err != nil {
			t.Fatal(err)
		}
	}
	change(`UPDATE events SET body = replace(body, '"share":5', '"share":90') WHERE type = 'draw.made'
		AND body LIKE '%2026-W48%'`)
	if got := strings.Join(check(o), "\n"); !strings.Contains(got, "2026-W48") {
		t.Errorf("an altered draw: %q", got)
	}
}

// TestWeeksOff says that after three weeks off each week is drawn, in order, and says that its commitment came late.
func TestWeeksOff(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	tick(o)
	for range 2 {
		o.StruckOff()
		o.Advance(7 * 24 * time.Hour)
	}
	o.Set("2026-12-21 09:00")
	tick(o)
	weeks, err := o.SecondLooks.Weeks(context.Background(), 10)
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for _, w := range weeks {
		drawn += w.Drawn
	}
	if drawn != 2 {
		t.Errorf("%d drawn in %+v", drawn, weeks)
	}
	if got := check(o); got != nil {
		t.Error(got)
	}
}
