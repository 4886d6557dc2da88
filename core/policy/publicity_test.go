package policy

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

// TestWeek looks at the hours around the drafting, by name.
func TestWeek(t *testing.T) {
	t.Parallel()
	p := Publicity{Weekday: time.Friday, Hour: 9}
	for now, want := range map[string]string{
		"2026-11-27 08:59": "2026-11-20 09:00", // a Friday, before the hour
		"2026-11-27 09:00": "2026-11-27 09:00",
		"2026-11-29 23:00": "2026-11-27 09:00",
		"2026-12-03 10:00": "2026-11-27 09:00",
		"2027-01-01 10:00": "2027-01-01 09:00",
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, calendar.China())
		if err != nil {
			t.Fatal(err)
		}
		from, to := p.Week(calendar.Of(at))
		if got := to.Time().In(calendar.China()).Format("2006-01-02 15:04"); got != want || to-from != week {
			t.Errorf("at %s the week ends %s, want %s", now, got, want)
		}
	}
}

// TestWeekLaws: the week that is over ended within the last seven days, on its day and hour.
func TestWeekLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Publicity{Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")),
			Hour: rapid.IntRange(0, 23).Draw(t, "hour")}
		now := calendar.Instant(rapid.Int64Range(0, 4e15).Draw(t, "now"))
		from, to := p.Week(now)
		at := to.Time().In(calendar.China())
		if to > now || to <= now-week || to-from != week || at.Weekday() != p.Weekday || at.Hour() != p.Hour ||
			at.Minute() != 0 {
			t.Fatalf("at %v: %v to %v", now, from, to)
		}
	})
}
