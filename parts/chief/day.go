package chief

import (
	"time"

	"xiaohao/loop/calendar"
)

// Day is a day of the civil calendar in China, as text that sorts: "2026-11-16". "" is none.
type Day string

const layout = "2006-01-02"

// never stands in tables where a holding has no end.
const never = "9999-12-31"

// Today is the day on which an instant lies.
func Today(at calendar.Instant) Day { return dayOf(at.Time().In(calendar.China())) }

func dayOf(t time.Time) Day { return Day(t.Format(layout)) }

// Valid says that there is such a day.
func (d Day) Valid() bool {
	t, err := time.ParseInLocation(layout, string(d), calendar.China())
	return err == nil && t.Year() >= 1900 && dayOf(t) == d
}

// time is the day's beginning; what is no day is long ago.
func (d Day) time() time.Time {
	t, _ := time.ParseInLocation(layout, string(d), calendar.China())
	return t
}

// Instant is the day's beginning as an instant; 0 of none.
func (d Day) Instant() calendar.Instant {
	if d == "" {
		return 0
	}
	return calendar.Of(d.time())
}

// Plus is so many days later.
func (d Day) Plus(days int) Day { return dayOf(d.time().AddDate(0, 0, days)) }

// Since is how many days lie between another day and this one.
func (d Day) Since(from Day) int { return int(d.time().Sub(from.time()).Hours() / 24) }
