package matter

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

var clockActor = Actor{Clock: true, Level: area.City}

// withLadder gives the tests' terms a ladder; hours are plain here.
func withLadder(f *Facts) {
	h := func(n int64) calendar.Limit { return calendar.Limit{Minutes: 60 * n} }
	f.Terms = func(k Kind, c string, s Severity) Terms {
		t := testTerms(k, c, s)
		t.Ladder = []Step{{Code: "early", Before: h(10), To: []Post{UnitClerk}}, {Code: "yellow", Yellow: true},
			{Code: "urge", Does: Urge}, {Code: "county", After: h(24), Does: Supervise, Notice: "supervise",
				From: int(area.County)},
			{Code: "city", After: h(72), Does: Supervise, Notice: "supervise", From: int(area.City), Climbs: true},
			{Code: "hold", After: h(168), Does: Hold, Notice: "hold", From: int(area.City)},
			{Code: "again", Reworks: 2, Does: Hold, Notice: "hold", From: int(area.County)}}
		return t
	}
	f.Paper = func(kind string) (*Paper, error) { return &Paper{Kind: kind, Year: 2026, N: 1}, nil }
}

func (w *world) inHandOf(lead int64) int64 {
	w.t.Helper()
	id := w.laddered(0, &Report{Area: village, Text: "坑"}, resident)
	w.laddered(id, &List{Category: "road"}, dispatcher)
	w.laddered(id, &Assign{Lead: lead}, dispatcher)
	w.laddered(id, &Sign{}, Actor{Person: 2, Post: UnitClerk, Unit: lead, Units: []int64{lead}})
	return id
}

func (w *world) laddered(id int64, c Command, a Actor) int64 {
	w.t.Helper()
	got, err := w.give(id, c, a, withLadder)
	if err != nil {
		w.t.Fatalf("%s: %v", c.Name(), err)
	}
	return got
}

// climb lets everything fire that is due, as a tick does, and says what fired.
func (w *world) climb(id int64) string {
	w.t.Helper()
	before := len(w.matters[id].Fired)
	for w.matters[id].Fire != 0 && w.matters[id].Fire <= w.now {
		w.laddered(id, &Climb{}, clockActor)
	}
	return strings.Join(w.matters[id].Fired[before:], " ")
}

func TestTheLadder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.inHandOf(11)
	due := w.matters[id].Due
	for _, s := range []struct {
		hours int64
		want  string
	}{{-37, ""}, {-36, "yellow"}, {-11, ""}, {-10, "early"}, {-1, ""}, {0, "urge"}, {23, ""}, {24, "county"}, {71, ""},
		{72, "city"}, {168, "hold"}, {9999, ""}} {
		w.now = due.Plus(s.hours * hour)
		if got := w.climb(id); got != s.want {
			t.Errorf("%d hours: %q, want %q", s.hours, got, s.want)
		}
	}
	m := w.matters[id]
	if m.Rung != Supervise || m.Draft == nil || m.Draft.Step != "hold" ||
		!slices.Equal(m.Above, []int64{10}) || m.Climbs != 6 {
		t.Errorf("%+v", m)
	}
	if _, err := w.give(id, &Climb{}, clockActor, withLadder); fault.Code(err) != "rung_early" {
		t.Errorf("at the end of the ladder: %v", err)
	}
	if n := m.Notices[1]; n.Level != int(area.County) || m.Notices[2].Level != int(area.City) {
		t.Errorf("%+v", m.Notices)
	}
}

// TestWaitingIsNotTheUnitsTime says that the clock stands still from the asking for more time to the answer, whatever
// it is.
func TestWaitingIsNotTheUnitsTime(t *testing.T) {
	t.Parallel()
	clerkOf := Actor{Person: 2, Post: UnitClerk, Unit: 11, Units: []int64{11}}
	ask := func() (*world, int64, calendar.Instant) {
		w := newWorld(t)
		id := w.inHandOf(11)
		w.now = w.now.Plus(20 * hour)
		due := w.matters[id].Due
		w.laddered(id, &AskExtension{Until: due.Plus(24 * hour), Reason: "下雨"}, clerkOf)
		if m := w.matters[id]; !m.Paused() || m.Light(due.Plus(hour)) != Grey || m.Fire != 0 {
			t.Errorf("the clock runs: %+v", m)
		}
		w.now = w.now.Plus(200 * hour) // far over the deadline
		return w, id, due
	}
	w, id, due := ask()
	w.laddered(id, &DenyExtension{Reason: "不行"}, dispatcher)
	if m := w.matters[id]; m.Due != due.Plus(200*hour) || m.Fire == 0 || m.Light(w.now) == Red {
		t.Errorf("denied: due %d hours later, fire %d", m.Due.Since(due)/hour, m.Fire)
	}
	w, id, due = ask()
	w.laddered(id, &Fix{Note: "好了"}, clerkOf)
	if m := w.matters[id]; m.Due != due.Plus(200*hour) || m.FixedAt > m.Due {
		t.Errorf("fixed while waiting: due %d hours later", m.Due.Since(due)/hour)
	}
	w, id, due = ask()
	w.laddered(id, &GrantExtension{}, dispatcher)
	if m := w.matters[id]; m.Due != due.Plus(24*hour) {
		t.Errorf("granted: %d hours later", m.Due.Since(due)/hour)
	}
}

// TestRungsOnce is a property: whatever happens to a matter and however the clock jumps, no rung fires twice on one
// deadline, and none before its time.
func TestRungsOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		id := w.inHandOf(12)
		c := Actor{Person: 2, Post: UnitClerk, Unit: 12, Units: []int64{12}}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			w.now = w.now.Plus(rapid.Int64Range(0, 60).Draw(rt, "hours") * hour)
			for m := w.matters[id]; m.Fire != 0 && m.Fire <= w.now; m = w.matters[id] {
				if _, err := w.give(id, &Climb{}, clockActor, withLadder); err != nil {
					rt.Fatal(err)
				}
			}
			if seen := slices.Sorted(slices.Values(w.matters[id].Fired)); len(slices.Compact(slices.Clone(seen))) !=
				len(seen) {
				rt.Fatalf("a rung fired twice: %v", seen)
			}
			m := w.matters[id]
			if m.climbs() && m.Fire != 0 && m.Fire <= w.now {
				rt.Fatalf("something is due and did not fire: %+v", m)
			}
			if slices.Contains(m.Fired, "county") && w.now < m.Due.Plus(24*hour) {
				rt.Fatalf("the county's notice went out before its time")
			}
			next := []Command{&AskExtension{Until: m.Due.Plus(24 * hour), Reason: "x"}, &GrantExtension{},
				&DenyExtension{Reason: "x"}, &AskSuspension{Until: w.now.Plus(48 * hour), Reason: "x"},
				&GrantSuspension{}, &Resume{}, &Fix{Note: "x"}, &Reject{Reason: "x"}, &StrikeOff{Note: "x"},
				&Reopen{Reason: "x"}, &Reckon{}}
			who := map[CommandName]Actor{"grant_extension": dispatcher, "deny_extension": dispatcher,
				"grant_suspension": supervisor, "reject": verifier, "strike_off": verifier, "reopen": dispatcher,
				"reckon": clockActor}
			x := rapid.SampledFrom(next).Draw(rt, "command")
			a, ok := who[x.Name()]
			if !ok {
				a = c
			}
			_, _ = w.give(id, x, a, withLadder)
		}
	})
}
