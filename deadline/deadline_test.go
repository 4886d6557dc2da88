package deadline_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaohao/area"
	"xiaohao/blob"
	"xiaohao/city"
	"xiaohao/desk"
	"xiaohao/fault"
	"xiaohao/ledger"
	"xiaohao/matter"
	"xiaohao/org"
	"xiaohao/policy"
	"xiaohao/store"
)

const (
	county  = area.Code(430405000000)
	village = area.Code(430405001001)
)

// office is a small city with a clock that is set by hand.
type office struct {
	*city.City
	t     testing.TB
	db    *store.DB
	now   int64
	made  int
	units map[string]int64
	who   map[string]org.Caller
}

func newOffice(t testing.TB) *office {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	o := &office{t: t, units: map[string]int64{}, who: map[string]org.Caller{}}
	o.set("2026-11-16 10:00") // an ordinary Monday
	var err error
	if o.db, err = store.Open(ctx, filepath.Join(dir, "x.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.db.Close() })
	if err := o.db.Migrate(ctx, city.Migrations()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	if o.City, err = city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: o.db, Blobs: blobs, Now: func() int64 { return o.now }, Secret: make([]byte, 32)}, SealKey: filepath.Join(dir, "seal.key")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	o.change(&org.AreaSet{Area: 430400000000, Name: "市"}, &org.AreaSet{Area: county, Name: "区"}, &org.AreaSet{Area: 430405001000, Name: "街道"},
		&org.AreaSet{Area: village, Name: "社区"},
		&org.UnitSet{Code: "jie", Zh: "街道办", Area: 430405001000}, &org.UnitSet{Code: "she", Zh: "社区", Area: village, ParentCode: "jie"},
		&org.UnitSet{Code: "new", Zh: "新社区", Area: village, ParentCode: "jie"},
		&org.PersonSet{Login: "disp", Name: "受理", Posts: []org.Post{{Kind: matter.Dispatcher, Area: county}}},
		&org.PersonSet{Login: "clerk", Name: "经办", Posts: []org.Post{{Kind: matter.UnitClerk}}, UnitCodes: []string{"she"}},
		&org.PersonSet{Login: "ver", Name: "核查", Posts: []org.Post{{Kind: matter.Verifier, Area: county}}},
		&org.PersonSet{Login: "sup", Name: "督办", Posts: []org.Post{{Kind: matter.Supervisor, Area: 430400000000}}})
	for _, u := range o.Org().Units(0) {
		o.units[u.Code] = u.ID
	}
	for _, p := range o.Org().People() {
		o.who[p.Login] = org.Caller{Person: p.ID, Name: p.Name, Posts: p.Posts}
	}
	return o
}

func at(t testing.TB, s string) int64 {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("CST", 8*3600))
	if err != nil {
		t.Fatal(err)
	}
	return v.UnixMicro()
}

func (o *office) set(s string) { o.now = at(o.t, s) }

func (o *office) id() ledger.ID {
	id, err := ledger.NewID(o.now, rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func (o *office) change(c ...org.Change) {
	o.t.Helper()
	if _, err := o.Change(context.Background(), org.Caller{System: true}, o.id(), c); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) do(login string, id int64, b matter.Command) int64 {
	o.t.Helper()
	r, err := o.Do(context.Background(), o.who[login], desk.Command{ID: o.id(), Matter: id, Body: b})
	if err != nil {
		o.t.Fatalf("%s %s: %v", login, b.Name(), err)
	}
	return r.Matter
}

// assigned is a matter with five working days, due on the next Monday at 10:00.
func (o *office) assigned() int64 {
	o.t.Helper()
	id := o.do("", 0, &matter.Report{Area: village, Text: "路面坑洼"})
	o.do("disp", id, &matter.List{Category: "green.damage"})
	o.do("disp", id, &matter.Assign{Lead: o.units["she"]})
	return id
}

func (o *office) tick(want int) {
	o.t.Helper()
	if n, err := o.Clock.Tick(context.Background()); err != nil || n != want {
		o.t.Errorf("at %s: tick did %d (%v), want %d", time.UnixMicro(o.now).UTC().Add(8*time.Hour).Format("01-02 15:04"), n, err, want)
	}
}

func (o *office) matter(id int64) *matter.Matter {
	o.t.Helper()
	m, err := o.Matter(context.Background(), o.who["sup"], id)
	if err != nil {
		o.t.Fatal(err)
	}
	return m
}

// settle does the reckoning that every new policy causes, so that tests see only what they are about.
func (o *office) settle() {
	o.t.Helper()
	if _, err := o.Clock.Tick(context.Background()); err != nil {
		o.t.Fatal(err)
	}
}

func TestEachRungFiresOnce(t *testing.T) {
	o := newOffice(t)
	o.settle()
	id := o.assigned()
	for _, s := range []struct {
		at    string
		want  int
		fired string
	}{
		{"2026-11-19 14:29", 0, ""}, {"2026-11-19 14:30", 1, "remind"}, {"2026-11-20 23:00", 0, "remind"},
		{"2026-11-23 10:00", 1, "remind urge"}, {"2026-11-18 10:00", 0, "remind urge"}, // the clock was set back
		{"2026-11-24 09:59", 0, "remind urge"}, {"2026-11-24 10:00", 1, "remind urge county"}, {"2026-12-07 08:00", 2, "remind urge county city account"},
		{"2027-12-07 08:00", 0, "remind urge county city account"},
	} {
		o.set(s.at)
		o.tick(s.want)
		o.tick(0)
		if got := strings.Join(o.matter(id).Fired, " "); got != s.fired {
			t.Errorf("%s: fired %q, want %q", s.at, got, s.fired)
		}
	}
	if m := o.matter(id); m.Draft == nil || m.Rung != matter.Supervise || !slices.Equal(m.Above, []int64{o.units["jie"]}) {
		t.Errorf("draft %v, rung %v, above %v", m.Draft, m.Rung, m.Above)
	}
}

// TestReworkKeepsTheClock says that rework does not start the clock again, and that the second one drafts a 问责单 at once.
func TestReworkKeepsTheClock(t *testing.T) {
	o := newOffice(t)
	o.settle()
	id := o.assigned()
	due := o.matter(id).Due
	o.do("clerk", id, &matter.Sign{})
	for n := range 2 {
		m := o.matter(id)
		if _, err := o.Do(context.Background(), o.who["clerk"], desk.Command{ID: o.id(), Matter: id, Body: &matter.Fix{Note: "好了"}}); fault.Code(err) != "photos_missing" {
			t.Fatal(err)
		}
		o.evidence(id)
		if f := o.matter(id); f.Fire != 0 {
			t.Errorf("the ladder runs while the verifier has it: %d", f.Fire)
		}
		o.do("ver", id, &matter.Reject{Reason: "没好"})
		if m2 := o.matter(id); m2.Due != due || n == 0 && m2.Fire != m.Fire {
			t.Errorf("rework %d moved the deadline or the ladder: %d %d", n, m2.Due, m2.Fire)
		}
	}
	o.tick(1)
	if m := o.matter(id); m.Draft == nil || m.Draft.Step != "rework" {
		t.Errorf("draft %+v", m.Draft)
	}
	o.do("sup", id, &matter.DropHold{Reason: "材料不合格"})
	o.tick(0)
}

func (o *office) evidence(id int64) {
	o.t.Helper()
	u, err := o.Upload(context.Background(), o.who["clerk"], o.dot())
	if err != nil {
		o.t.Fatal(err)
	}
	o.do("clerk", id, &matter.Fix{Note: "好了", Photos: []string{u.Token}})
}

func TestSuspensionEndsByItself(t *testing.T) {
	o := newOffice(t)
	o.settle()
	id := o.assigned()
	o.do("clerk", id, &matter.Sign{})
	o.do("clerk", id, &matter.AskSuspension{Until: at(t, "2026-12-01 09:00"), Reason: "等资金"})
	o.do("sup", id, &matter.GrantSuspension{})
	o.set("2026-12-01 08:59")
	o.tick(0)
	o.set("2026-12-01 09:00")
	o.tick(1)
	// Five days were left, and go on from the opening of the office.
	if m := o.matter(id); m.State != matter.InHand || m.Due != at(t, "2026-12-07 17:00") || m.Fire == 0 {
		t.Errorf("%v %s", m.State, time.UnixMicro(m.Due).UTC())
	}
}

// TestNewHolidays says that a deadline counted without a holiday table is reckoned anew when the table comes, and the ladder with it.
func TestNewHolidays(t *testing.T) {
	o := newOffice(t)
	o.set("2026-12-30 10:00")
	o.settle()
	id, named := o.assigned(), o.assigned()
	o.do("clerk", named, &matter.Sign{})
	o.do("clerk", named, &matter.AskExtension{Until: at(t, "2027-01-08 12:00"), Reason: "下雨"})
	o.do("disp", named, &matter.GrantExtension{})
	if got := o.matter(id).Due; got != at(t, "2027-01-06 10:00") {
		t.Fatalf("due %s", time.UnixMicro(got).UTC())
	}
	if got := o.Calendar().Missing(o.now, o.matter(id).Due); !slices.Equal(got, []int{2027}) {
		t.Errorf("missing %v", got)
	}
	src := strings.Replace(string(policy.Default().Source()), "  holidays: []", "  holidays: [\"2027 off 0101-0104\"]", 1)
	if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.id(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	o.tick(2)
	o.tick(0)
	m := o.matter(id)
	if m.Due != at(t, "2027-01-08 10:00") || m.Next != m.Due || m.Fire <= at(t, "2027-01-04 00:00") {
		t.Errorf("due %s, fire %s", time.UnixMicro(m.Due).UTC(), time.UnixMicro(m.Fire).UTC())
	}
	if got := o.matter(named).Due; got != at(t, "2027-01-08 12:00") {
		t.Errorf("an extension that a person granted was moved to %s", time.UnixMicro(got).UTC())
	}
}

func TestAbolishedUnit(t *testing.T) {
	o := newOffice(t)
	o.settle()
	open, done := o.assigned(), o.assigned()
	o.do("clerk", done, &matter.Sign{})
	o.evidence(done)
	o.do("ver", done, &matter.StrikeOff{Note: "看过"})
	o.change(&org.UnitSet{Code: "she", Zh: "社区", Area: village, ParentCode: "jie", Former: true, SuccessorCode: "new"})
	o.tick(1)
	o.tick(0)
	if o.matter(open).Lead != o.units["new"] || o.matter(done).Lead != o.units["she"] {
		t.Errorf("open %d, done %d", o.matter(open).Lead, o.matter(done).Lead)
	}
}

// TestManyProcesses lets several clocks tick at once over what a night has gathered: everything once, a matter's rungs in their order.
func TestManyProcesses(t *testing.T) {
	o := newOffice(t)
	o.settle()
	var ids []int64
	for range 60 {
		ids = append(ids, o.assigned())
		o.now += 60e6
	}
	o.set("2027-01-20 09:00")
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, errs[i] = o.Clock.Tick(context.Background()) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	papers := map[string]bool{}
	for _, id := range ids {
		m := o.matter(id)
		if got := strings.Join(m.Fired, " "); got != "remind urge county city account" || m.Climbs != 5 {
			t.Errorf("matter %d: %q, %d climbs", id, got, m.Climbs)
		}
		for _, n := range m.Notices {
			papers[fmt.Sprint(n.Paper)] = true
		}
	}
	for n := 1; n <= 120; n++ { // two 督办单 each, numbered in 2027 without gaps
		if !papers[fmt.Sprint(matter.Paper{Kind: "supervise", Year: 2027, N: int64(n)})] {
			t.Errorf("no supervision notice %d", n)
		}
	}
}

// dot is a photo of its own each time it is asked for.
func (o *office) dot() *bytes.Buffer {
	o.made++
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8+o.made, 8))); err != nil {
		o.t.Fatal(err)
	}
	return &b
}
