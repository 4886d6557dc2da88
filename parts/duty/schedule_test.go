package duty_test

import (
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
	"xiaohao/parts/duty"
)

// TestPeriods are whole years of days on which reports are due.
func TestPeriods(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]struct {
		duty.Schedule
		until duty.Date
		want  []duty.Date
	}{
		"flood control by season": {duty.Schedule{Rhythm: duty.Monthly, Day: 28, First: 20260101,
			Season: duty.Season{From: 401, To: 930}}, 20270501, []duty.Date{20260428, 20260528, 20260628, 20260728,
			20260828, 20260928, 20270428}},
		"fire in winter, over the new year": {duty.Schedule{Rhythm: duty.Monthly, Day: 31, First: 20260301,
			Season: duty.Season{From: 1115, To: 228}}, 20270501, []duty.Date{20261130, 20261231, 20270131, 20270228}},
		"each Friday of a while": {duty.Schedule{Rhythm: duty.Weekly, Day: 5, First: 20261225, Last: 20270110},
			20280101, []duty.Date{20261225, 20270101, 20270108}},
		"each quarter's last day": {duty.Schedule{Rhythm: duty.Quarterly, Day: 31, Month: 3, First: 20260101},
			20261231, []duty.Date{20260331, 20260630, 20260930, 20261231}},
		"each year": {duty.Schedule{Rhythm: duty.Yearly, Day: 29, Month: 2, First: 20260101}, 20290101,
			[]duty.Date{20260228, 20270228, 20280229}},
	} {
		var got []duty.Date
		for d, ok := s.Next(20250101); ok && d <= s.until; d, ok = s.Next(d) {
			got = append(got, d)
		}
		if len(got) != len(s.want) {
			t.Errorf("%s: %v, want %v", name, got, s.want)
			continue
		}
		for i := range got {
			if got[i] != s.want[i] {
				t.Errorf("%s: %v, want %v", name, got, s.want)
			}
		}
	}
}

// TestADeadlineMovesToAWorkingDay by the table of holidays of 2026.
func TestADeadlineMovesToAWorkingDay(t *testing.T) {
	t.Parallel()
	for day, want := range map[duty.Date]duty.Date{20260930: 20260930, 20261001: 20261008, 20261003: 20261008,
		20260214: 20260214, 20261128: 20261130} { // a Saturday that is worked; one that is not
		at := duty.Deadline(calendar.Default(), day)
		if got := duty.Today(at); got != want {
			t.Errorf("%v is due on %v, want %v", day, got, want)
		}
		if h := at.Time().In(calendar.China()).Hour(); h != 17 {
			t.Errorf("%v is due at %d o'clock", day, h)
		}
	}
}

// schedules draws one that means something.
func schedules(t *rapid.T) duty.Schedule {
	s := duty.Schedule{Rhythm: rapid.SampledFrom(duty.Rhythms()).Draw(t, "rhythm"),
		Day:   rapid.IntRange(1, 31).Draw(t, "day"),
		First: duty.Date(20260101).Plus(rapid.IntRange(0, 700).Draw(t, "first"))}
	switch s.Rhythm {
	case duty.Weekly:
		s.Day = (s.Day-1)%7 + 1
	case duty.Quarterly:
		s.Month = rapid.IntRange(1, 3).Draw(t, "month")
	case duty.Yearly:
		s.Month = rapid.IntRange(1, 12).Draw(t, "month")
	}
	if rapid.Bool().Draw(t, "season") {
		day := func(name string) duty.MonthDay {
			return duty.MonthDay(int(duty.Date(20240101).Plus(rapid.IntRange(0, 365).Draw(t, name))) % 10000)
		}
		s.Season = duty.Season{From: day("from"), To: day("to")}
	}
	return s
}

// TestPeriodLaws: the next period is due by the schedule, no day between is, and whoever goes on from it never comes
// upon a day twice; a deadline is never before the period's day and always on a working day.
func TestPeriodLaws(t *testing.T) {
	t.Parallel()
	cal := calendar.Default()
	rapid.Check(t, func(t *rapid.T) {
		s := schedules(t)
		after := duty.Date(20260101).Plus(rapid.IntRange(0, 900).Draw(t, "after"))
		d, ok := s.Next(after)
		for x, n := max(after, s.First.Plus(-1)).Plus(1), 0; n < 732 && (!ok || x < d); x, n = x.Plus(1), n+1 {
			if s.Due(x) {
				t.Fatalf("%v of %+v was passed over for %v", x, s, d)
			}
		}
		if !ok {
			return
		}
		if d <= after || d < s.First || !s.Due(d) || !s.Season.Holds(d) {
			t.Fatalf("%v behind %v is none of %+v", d, after, s)
		}
		at := duty.Deadline(cal, d)
		if at < d.Instant() || !cal.WorkDay(at-1) || at.Since(d.Instant()) > 12*24*3600e6 {
			t.Fatalf("%v is due at %v", d, duty.Today(at))
		}
	})
}
