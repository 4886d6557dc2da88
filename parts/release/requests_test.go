package release_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// always is an Ask for all of both statuses.
var always = release.Ask{Open: true, Closed: true, To: 1 << 60, Limit: 100}

// asked are the numbers of what an Ask gives.
func (o *town) asked(a release.Ask) (ids []int64) {
	o.T.Helper()
	o.Office.CatchUp()
	list, err := o.Requested(context.Background(), a)
	if err != nil {
		o.T.Fatal(err)
	}
	for _, m := range list {
		ids = append(ids, m.Matter)
	}
	return ids
}

const hour = calendar.Instant(3600e6)

// TestRequested: a program finds what is public by when it was listed and changed, by category, place and status; what
// lies near a home only under its category, without times.
func TestRequested(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	lat, lng := 26.89, 112.6
	lamp := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: "东风路", Text: "路灯不亮", Lat: &lat, Lng: &lng})
	o.Give("disp", lamp, &matter.List{Category: "fac.lamp"})
	listed := o.Now()
	o.Advance(time.Hour)
	lift := o.listed("home.lift")
	if got := o.asked(always); got != nil {
		t.Errorf("before anything is out: %v", got)
	}
	o.Advance(time.Hour)
	o.out(lamp, release.Asking{Title: "路灯不亮"})
	o.out(lift, release.Asking{Title: "电梯故障"})
	changed := o.Now()
	if got := o.asked(always); !slices.Equal(got, []int64{lamp}) {
		t.Errorf("all: %v", got)
	}
	a := always
	a.Categories = []string{"home.lift", "fac.lamp"}
	if got := o.asked(a); !slices.Equal(got, []int64{lamp, lift}) {
		t.Errorf("by category: %v", got)
	}
	a.From = listed - hour
	if got := o.asked(a); !slices.Equal(got, []int64{lamp}) {
		t.Errorf("a window tells when something near a home was: %v", got)
	}
	a.From, a.To = listed+1, 1<<60
	if got := o.asked(a); got != nil {
		t.Errorf("listed later: %v", got)
	}
	a.ByChange, a.From = true, changed-hour/2
	if got := o.asked(a); !slices.Equal(got, []int64{lamp}) {
		t.Errorf("changed since: %v", got)
	}
	near, far := always, always
	near.Circle = &release.Circle{Lat: lat + 0.0009, Lng: lng, Metres: 150} // some 100 m north
	far.Circle = &release.Circle{Lat: lat + 0.0009, Lng: lng, Metres: 90}
	if got := o.asked(near); !slices.Equal(got, []int64{lamp}) {
		t.Errorf("near: %v", got)
	}
	if got := o.asked(far); got != nil {
		t.Errorf("too far: %v", got)
	}
	closed := always
	closed.Open = false
	if got := o.asked(closed); got != nil {
		t.Errorf("nothing is closed: %v", got)
	}
	list, err := o.Requested(context.Background(), always)
	if err != nil || len(list) != 1 || list[0].Listed != listed || list[0].Changed < changed-hour {
		t.Errorf("%v %+v, want listed %d", err, list, listed)
	}
	ones, err := o.RequestedOnes(context.Background(), []int64{lift, 99})
	if err != nil || len(ones) != 1 || ones[lift].Listed != 0 || ones[lift].Changed != 0 {
		t.Errorf("near a home: %v %+v", err, ones)
	}
	o.sound()
}

// TestUpdates: what became known is told once, by when everybody could know it.
func TestUpdates(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.listed("fac.lamp")
	lift := o.listed("home.lift")
	o.out(lift, release.Asking{Title: "电梯故障"})
	o.Advance(time.Hour)
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("disp", lift, &matter.Assign{Lead: o.Units["she"]})
	o.Advance(time.Hour)
	before := o.Now()
	o.out(id, release.Asking{Title: "路灯不亮"})
	updates := func(of ...int64) []release.Update {
		t.Helper()
		o.Office.CatchUp()
		list, err := o.Updates(ctx, 0, 1<<60, of, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	got := updates()
	if len(got) != 1 || got[0].Matter != id || got[0].Step != org.PlainAssigned || got[0].At < before {
		t.Fatalf("a step before it was let out is told when it was: %+v", got)
	}
	o.Advance(time.Hour)
	o.out(id, release.Asking{Title: "路灯不亮了"})
	if again := updates(); len(again) != 1 || again[0] != got[0] {
		t.Errorf("written anew it is told again: %+v", again)
	}
	o.Advance(time.Hour)
	o.Give("clerk", id, &matter.Sign{})
	if all := updates(id); len(all) != 2 || all[1].Step != org.PlainInHand || all[1].At != o.Now() ||
		all[1].ID == all[0].ID {
		t.Errorf("the next step: %+v", all)
	}
	if none := updates(lift); none != nil {
		t.Errorf("of what lies near a home: %+v", none)
	}
	o.sound()
	if err := o.Withdraw(ctx, o.Who["sup"], o.ID(), id, "不当"); err != nil {
		t.Fatal(err)
	}
	if none := updates(); none != nil {
		t.Errorf("of what was taken back: %+v", none)
	}
	o.sound()
}

// TestRequestsProof: the proof finds each row that is not as the events say.
func TestRequestsProof(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.listed("fac.lamp")
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.out(id, release.Asking{Title: "路灯不亮"})
	o.sound()
	for _, harm := range []string{
		"UPDATE public_requests SET listed = listed + 1", "UPDATE public_requests SET status = 2",
		"UPDATE public_updates SET at = at - 1", "INSERT INTO public_updates VALUES (4304, 77, 1, 1, 5)",
		"UPDATE public_request_versions SET seq = 1", "DELETE FROM public_updates", "DELETE FROM public_requests",
	} {
		told := 0
		if err := o.Releases.DB.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec(ctx, harm); err != nil {
				return err
			}
			return release.Check(ctx, tx, 4304, func(string) { told++ })
		}); err != nil || told == 0 {
			t.Errorf("%s: %v, %d told", harm, err, told)
		}
	}
}

// TestRequestPlans: whatever a program asks is read along an index, in order, without sorting more than is answered.
func TestRequestPlans(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's
	o := newTown(t)
	circle := &release.Circle{Lat: 26.89, Lng: 112.6, Metres: 700}
	for _, x := range []struct {
		ask  release.Ask
		want string
	}{
		{release.Ask{}, "public_requests_listed (city=? AND undated=? AND status=? AND listed>? AND listed<?)"},
		{release.Ask{ByChange: true},
			"public_requests_changed (city=? AND undated=? AND status=? AND changed>? AND changed<?)"},
		{release.Ask{Categories: []string{"fac.lamp", "home.lift"}},
			"public_requests_kind_listed (city=? AND category=? AND status=? AND listed>? AND listed<?)"},
		{release.Ask{Categories: []string{"fac.lamp"}, ByChange: true},
			"public_requests_kind_changed (city=? AND category=? AND status=? AND changed>? AND changed<?)"},
		{release.Ask{Circle: circle},
			"public_requests_cell (city=? AND cell=? AND status=? AND listed>? AND listed<?)"},
		{release.Ask{Circle: circle, Categories: []string{"fac.lamp"}},
			"public_requests_cell (city=? AND cell=? AND status=? AND listed>? AND listed<?)"},
	} {
		x.ask.Open, x.ask.Closed, x.ask.Limit, x.ask.To = true, true, 50, 1<<50
		plan := o.plan(x.ask.Text(4304))
		if !strings.Contains(plan, "USING COVERING INDEX "+x.want) || !strings.Contains(plan, "MERGE (UNION ALL)") ||
			strings.Contains(plan, "SCAN public_") {
			t.Errorf("%+v\n%swant %s", x.ask, plan, x.want)
		}
	}
	for of, want := range map[int64]string{0: "public_updates_at (city=? AND at>? AND at<?)",
		7: "(city=? AND matter=?)"} {
		q := release.UpdatesText(4304)
		if of != 0 {
			q = release.UpdatesText(4304, of)
		}
		if plan := o.plan(q); !strings.Contains(plan, want) || strings.Contains(plan, "SCAN public_") {
			t.Errorf("updates of %d\n%swant %s", of, plan, want)
		}
	}
}
