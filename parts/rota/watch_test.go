package rota

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

var zone = calendar.China()

func at(s string) calendar.Instant {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return calendar.Of(t)
}

// TestWhenAWatchIsOn is a table; 2026-11-30 is a Monday.
func TestWhenAWatchIsOn(t *testing.T) {
	weekday := Watch{Days: 0b0011111, From: 8 * 60, To: 20 * 60}
	night := Watch{Days: 0b0010000, From: 20 * 60, To: 8 * 60} // Friday's, into Saturday
	round := Watch{Days: allDays, From: 0, To: day}
	for _, c := range []struct {
		w     Watch
		at    string
		until string
	}{
		{weekday, "2026-11-30 07:59", ""}, {weekday, "2026-11-30 08:00", "2026-11-30 20:00"},
		{weekday, "2026-11-30 20:00", ""}, {weekday, "2026-12-05 12:00", ""},
		{night, "2026-12-04 19:59", ""}, {night, "2026-12-04 20:00", "2026-12-05 08:00"},
		{night, "2026-12-05 07:59", "2026-12-05 08:00"}, {night, "2026-12-05 08:00", ""},
		{night, "2026-12-05 21:00", ""}, {round, "2026-12-06 00:00", "2026-12-07 00:00"},
	} {
		until, on := c.w.On(at(c.at), zone)
		if on != (c.until != "") || on && until != at(c.until) {
			t.Errorf("%+v at %s: until %v, %v", c.w, c.at, until, on)
		}
	}
}

// TestAWatchEndsWhenItSays draws lines and instants: a watch that is on ends later, is on until then without a pause,
// and is not longer than a day.
func TestAWatchEndsWhenItSays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := Watch{As: matter.AsDuty, Days: rapid.IntRange(1, allDays).Draw(rt, "days"),
			From: rapid.IntRange(0, day-1).Draw(rt, "from"), To: rapid.IntRange(0, day).Draw(rt, "to")}
		if err := w.check(); err != nil {
			rt.Fatal(err)
		}
		now := at("2026-11-30 00:00").Plus(rapid.Int64Range(0, 7*day).Draw(rt, "minute") * 60e6)
		until, on := w.On(now, zone)
		if !on {
			return
		}
		if until <= now || until.Since(now) > day*60e6 {
			rt.Fatalf("on at %v until %v", now, until)
		}
		between := now.Plus(rapid.Int64Range(0, until.Since(now)-1).Draw(rt, "between"))
		if _, still := w.On(between, zone); !still {
			rt.Fatalf("on at %v until %v, and not at %v", now, until, between)
		}
	})
}

// TestTheNearestAreaHasTheDuty: of duty and of supervisors the nearest area that has any, somebody twice only once.
func TestTheNearestAreaHasTheDuty(t *testing.T) {
	line := func(person int64, as matter.As, from, to int) Watch {
		return Watch{Person: person, As: as, Days: allDays, From: from, To: to}
	}
	levels := [][]Watch{{line(1, matter.AsDuty, 0, 60)},
		{line(2, matter.AsDuty, 0, day), line(3, matter.AsSupervisor, 0, day), line(2, matter.AsDuty, 0, 600)},
		{line(4, matter.AsDuty, 0, day), line(5, matter.AsSupervisor, 0, day)}}
	for when, want := range map[string][]int64{"2026-11-30 00:30": {1, 3}, "2026-11-30 02:00": {2, 3}} {
		var got []int64
		for _, x := range onDuty(levels, at(when), zone) {
			got = append(got, x.Person)
		}
		if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("at %s on duty are %v, want %v", when, got, want)
		}
	}
}
