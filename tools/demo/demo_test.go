package demo_test

import (
	"context"
	"database/sql"
	"testing"

	"xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/release"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
	"xiaohao/tools/demo"
)

// TestFill tells the whole story and wants matters in every state, in every county's office hours, without a refusal
// on the way.
func TestFill(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	db, err := store.Open(ctx, storetest.DSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx, city.Standard().Steps()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	// 2026-11-28 10:08 in Hengyang, a Saturday: its last whole week ends six days before, which left too little of what
	// rises to be sure of it
	const end = calendar.Instant(1_795_831_680_000_000)
	clock := demo.NewClock(end)
	d, err := city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs, Now: clock.Now,
		Secret: make([]byte, 32)}, SealKey: dir + "/seal.key"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := demo.Fill(ctx, d, clock, end, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	p, _ := d.Org().PersonByLogin("supervisor")
	f, err := d.Figures(ctx, p.Caller(), []area.Code{430400000000})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v, %d events", f[0], d.Ledger().Head().Seq)
	for s, n := range map[matter.State]int64{matter.Reported: f[0].Reported, matter.Declined: f[0].Declined,
		matter.Merged: f[0].Merged, matter.Listed: f[0].Listed, matter.Assigned: f[0].Assigned,
		matter.InHand: f[0].InHand, matter.Suspended: f[0].Suspended, matter.Fixed: f[0].Fixed,
		matter.StruckOff: f[0].StruckOff} {
		if n == 0 {
			t.Errorf("no matter is %s", s)
		}
	}
	if f[0].Red == 0 || f[0].Green == 0 {
		t.Errorf("the lights of the demo are all one colour: %+v", f[0])
	}
	inspected(t, d)
	checkedItself(t, d)
	published(t, d)
	reported(t, d)
	decided(t, d)
	chiefs(t, d)
	sent(t, d)
	standing(t, d)
	planned(t, d)
	gaveOut(t, d)
	walked(t, d)
	tallied(t, d)
	if n := d.Org().Tree().Len(); n != 2991 {
		t.Errorf("%d areas", n)
	}
}

// checkedItself wants something that rose in 珠晖区 and nothing else, a campaign that ended with findings, zeros and one
// false zero, and one under way.
func checkedItself(t *testing.T, d *city.City) {
	ctx := t.Context()
	p, _ := d.Org().PersonByLogin("supervisor")
	found, err := d.Trends.Findings(ctx, p.Caller(), 0, 10)
	if err != nil || len(found) == 0 {
		t.Fatalf("%+v %v", found, err)
	}
	for _, f := range found {
		if f.Code != "fac.lamp" || len(f.Areas) != 1 || f.Areas[0].Area != 430405000000 {
			t.Errorf("%+v", f)
		}
	}
	list, err := d.Campaign.List(ctx, p.Caller(), 0, 10)
	if err != nil || len(list) != 2 || list[0].Closed != 0 || list[1].Closed == 0 {
		t.Fatalf("%+v %v", list, err)
	}
	r, err := d.Campaign.Report(ctx, p.Caller(), list[1].ID, 0)
	if err != nil || r.All.Areas != 75 || len(r.Falses) != 1 || r.Not != 0 || r.All.Fixed == 0 || r.Remaining() == 0 ||
		r.All.Overdue == 0 || r.All.Zero == 0 {
		t.Errorf("%+v %v", r, err)
	}
	s, err := d.Campaign.Sheet(ctx, p.Caller(), list[0].ID, 0)
	if err != nil || s.All.Not == 0 || s.All.Zero == 0 || s.All.Reported == 0 {
		t.Errorf("%+v %v", s.All, err)
	}
}

// published wants dozens of matters that everybody may see, in several counties, with pictures of before and after, one
// near a home, and drafts that wait, were refused and were taken back.
func published(t *testing.T, d *city.City) {
	x := part.Get[*release.Releases](d.Values)
	page, err := x.List(t.Context(), release.Filter{}, 200)
	if err != nil || len(page.Matters) < 40 {
		t.Fatalf("%d public matters %v", len(page.Matters), err)
	}
	counties, both, near := map[area.Code]bool{}, 0, 0
	for _, m := range page.Matters {
		counties[m.Area.Ancestor(area.County)] = true
		if m.Near {
			near++
		}
		if len(m.Photos) == 2 && !m.Photos[0].After && m.Photos[1].After {
			both++
		}
	}
	if len(counties) < 4 || both < 10 || near == 0 {
		t.Errorf("%d counties, %d with both pictures, %d near a home", len(counties), both, near)
	}
	states := map[string]int{}
	if err := store.Each(t.Context(), x.DB.Read(), func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		states[s]++
		return err
	}, "SELECT state FROM releases WHERE city = 4304"); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{release.Waits, release.Out, release.Back, release.Taken} {
		if states[s] == 0 {
			t.Errorf("no release is %s: %v", s, states)
		}
	}
}

// inspected wants a register with all kinds of point, a round that is assessed with something gained by second looks,
// and one under way with work left for the inspector who is printed.
func inspected(t *testing.T, d *city.City) {
	ctx := t.Context()
	p, _ := d.Org().PersonByLogin("supervisor")
	kinds, inside := map[string]int{}, place.Box{South: 26.2, West: 111.9, North: 27.4, East: 113.1}
	if err := point.Each(ctx, d.Points.DB.Read(), 4304, point.Filter{}, func(p *point.Point) error {
		kinds[p.Kind]++
		if !inside.Contains(p.Place.Lat, p.Place.Lng) || p.Unit == 0 {
			t.Errorf("%+v", p)
		}
		return nil
	}); err != nil || len(kinds) != 12 || kinds["park"] != 5 {
		t.Errorf("points %v %v", kinds, err)
	}
	rounds, err := d.Inspect.Rounds(ctx, p.Caller(), 0, 10)
	if err != nil || len(rounds) != 2 {
		t.Fatalf("%+v %v", rounds, err)
	}
	a, err := d.Inspect.Assess(ctx, p.Caller(), rounds[1].ID)
	if err != nil || a.After.Lost == 0 || a.First.Lost <= a.After.Lost {
		t.Errorf("assessment %+v %v", a, err)
	}
	t.Logf("first %d of %d, after second looks %d; %+v", a.First.Lost, a.First.Full, a.After.Lost, rounds)
	if r := rounds[0]; r.Done == 0 || r.Done >= r.Points {
		t.Errorf("the second round: %+v", r)
	}
	who, _ := d.Org().PersonByLogin("inspector")
	day, err := d.Inspect.Day(ctx, who.Caller())
	left := 0
	for _, x := range day.Points {
		if !x.Done {
			left++
		}
		if zhuhui := area.Code(430405000000); zhuhui.Contains(x.Area) {
			t.Errorf("the inspector is sent to his own area: %+v", x)
		}
	}
	if err != nil || left == 0 || len(day.Versions) == 0 || len(day.Matters) == 0 {
		t.Errorf("%d points left, %d matters, %v", left, len(day.Matters), err)
	}
	states := map[matter.State]int{}
	if err := d.Each(ctx, p.Caller(), views.Filter{Source: "inspector"}, func(m *matter.Matter) error {
		if m.Point != 0 {
			states[m.State]++
		}
		return nil
	}); err != nil || len(states) < 3 || states[matter.StruckOff] == 0 {
		t.Errorf("matters of inspections: %v %v", states, err)
	}
}
