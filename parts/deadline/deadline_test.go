package deadline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// office is the small city, past the reckoning that its first policy causes.
type office struct{ *citytest.Office }

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{citytest.New(t)}
	if _, err := o.Clock.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) tick(want int) {
	o.T.Helper()
	if n, err := o.Clock.Tick(context.Background()); err != nil || n != want {
		o.T.Errorf("at %s: tick did %d (%v), want %d",
			o.Now().Time().UTC().Add(8*time.Hour).Format("01-02 15:04"), n, err, want)
	}
}

func TestEachRungFiresOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.Assigned()
	for _, s := range []struct {
		at    string
		want  int
		fired string
	}{
		{"2026-11-19 14:29", 0, ""}, {"2026-11-19 14:30", 1, "remind"}, {"2026-11-20 23:00", 0, "remind"},
		{"2026-11-23 10:00", 1, "remind urge"}, {"2026-11-18 10:00", 0, "remind urge"}, // the clock was set back
		{"2026-11-24 09:59", 0, "remind urge"}, {"2026-11-24 10:00", 1, "remind urge county"},
		{"2026-12-07 08:00", 2, "remind urge county city account"},
		// open for 90 days
		{"2027-02-13 08:00", 0, "remind urge county city account"},
		{"2027-02-15 08:00", 1, "remind urge county city account stubborn"},
		{"2027-12-07 08:00", 0, "remind urge county city account stubborn"},
	} {
		o.Set(s.at)
		o.tick(s.want)
		o.tick(0)
		if got := strings.Join(o.Truth(id).Fired, " "); got != s.fired {
			t.Errorf("%s: fired %q, want %q", s.at, got, s.fired)
		}
	}
	if m := o.Truth(id); m.Draft == nil || m.Rung != matter.Supervise ||
		!slices.Equal(m.Above, []int64{o.Units["jie"]}) {
		t.Errorf("draft %v, rung %v, above %v", m.Draft, m.Rung, m.Above)
	}
}

// TestReworkKeepsTheClock says that rework does not start the clock again, and that the second one drafts a 问责单 at
// once.
func TestReworkKeepsTheClock(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.Assigned()
	due := o.Truth(id).Due
	o.Give("clerk", id, &matter.Sign{})
	for n := range 2 {
		m := o.Truth(id)
		if _, err := o.Do(context.Background(), o.Who["clerk"],
			desk.Command{ID: o.ID(), Matter: id, Body: &matter.Fix{Note: "好了"}}); fault.Code(err) != "photos_missing" {
			t.Fatal(err)
		}
		o.Fix(id)
		if f := o.Truth(id); f.Fire != 0 {
			t.Errorf("the ladder runs while the verifier has it: %d", f.Fire)
		}
		o.Give("ver", id, &matter.Reject{Reason: "没好"})
		if m2 := o.Truth(id); m2.Due != due || n == 0 && m2.Fire != m.Fire {
			t.Errorf("rework %d moved the deadline or the ladder: %d %d", n, m2.Due, m2.Fire)
		}
	}
	o.tick(1)
	if m := o.Truth(id); m.Draft == nil || m.Draft.Step != "rework" {
		t.Errorf("draft %+v", m.Draft)
	}
	o.Give("sup", id, &matter.DropHold{Reason: "材料不合格"})
	o.tick(0)
}

func TestSuspensionEndsByItself(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.Assigned()
	o.Give("clerk", id, &matter.Sign{})
	o.Give("clerk", id, &matter.AskSuspension{Until: citytest.Instant(t, "2026-12-01 09:00"), Reason: "等资金"})
	o.Give("sup", id, &matter.GrantSuspension{})
	o.Set("2026-12-01 08:59")
	o.tick(0)
	o.Set("2026-12-01 09:00")
	o.tick(1)
	// Five days were left, and go on from the opening of the office.
	if m := o.Truth(id); m.State != matter.InHand || m.Due != citytest.Instant(t, "2026-12-07 17:00") || m.Fire == 0 {
		t.Errorf("%v %s", m.State, m.Due.Time().UTC())
	}
}

// TestNewHolidays says that a deadline counted without a holiday table is reckoned anew when the table comes, and the
// ladder with it.
func TestNewHolidays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.Set("2026-12-30 10:00")
	id, named := o.Assigned(), o.Assigned()
	o.Give("clerk", named, &matter.Sign{})
	o.Give("clerk", named, &matter.AskExtension{Until: citytest.Instant(t, "2027-01-08 12:00"), Reason: "下雨"})
	o.Give("disp", named, &matter.GrantExtension{})
	if got := o.Truth(id).Due; got != citytest.Instant(t, "2027-01-06 10:00") {
		t.Fatalf("due %s", got.Time().UTC())
	}
	if got := o.Calendar().Missing(o.Now(), o.Truth(id).Due); !slices.Equal(got, []int{2027}) {
		t.Errorf("missing %v", got)
	}
	src := strings.Replace(string(policy.Default().Source()), "  holidays: []",
		"  holidays: [\"2027 add off 0101-0104\"]", 1)
	if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.ID(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	o.tick(2)
	o.tick(0)
	m := o.Truth(id)
	if m.Due != citytest.Instant(t, "2027-01-08 10:00") || m.Next != m.Due ||
		m.Fire <= citytest.Instant(t, "2027-01-04 00:00") {
		t.Errorf("due %s, fire %s", m.Due.Time().UTC(), m.Fire.Time().UTC())
	}
	if got := o.Truth(named).Due; got != citytest.Instant(t, "2027-01-08 12:00") {
		t.Errorf("an extension that a person granted was moved to %s", got.Time().UTC())
	}
}

func TestAbolishedUnit(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	open, done := o.Assigned(), o.Assigned()
	o.Give("clerk", done, &matter.Sign{})
	o.Fix(done)
	o.Give("ver", done, &matter.StrikeOff{Note: "看过"})
	o.ChangeOrg(&org.UnitSet{Code: "she", Zh: "社区", Area: citytest.Village, ParentCode: "jie", Former: true,
		SuccessorCode: "new"})
	o.tick(1)
	o.tick(0)
	if o.Truth(open).Lead != o.Units["new"] || o.Truth(done).Lead != o.Units["she"] {
		t.Errorf("open %d, done %d", o.Truth(open).Lead, o.Truth(done).Lead)
	}
}

// TestManyProcesses lets several clocks tick at once over what a night has gathered: everything once, a matter's
// rungs in their order.
func TestManyProcesses(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var ids []int64
	for range 60 {
		ids = append(ids, o.Assigned())
		o.Advance(time.Minute)
	}
	o.Set("2027-01-20 09:00")
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
		m := o.Truth(id)
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
