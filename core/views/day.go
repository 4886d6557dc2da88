package views

import (
	"fmt"
	"time"

	"xiaohao/loop/calendar"
)

// Day is a calendar day in China (UTC+8 all year, everywhere), counted from 1970-01-01; 0 is none.
type Day int64

const (
	dayMicros  = 86_400_000_000
	chinaAhead = 8 * 3_600_000_000
)

// DayOf is the day of an instant in µs.
func DayOf(at calendar.Instant) Day { return Day(floor(int64(at)+chinaAhead, dayMicros)) }

// Start is the first instant of the day in µs.
func (d Day) Start() calendar.Instant { return calendar.Instant(int64(d)*dayMicros - chinaAhead) }

// String is the day as in "2026-11-23", "" for none.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return time.Unix(int64(d)*86_400, 0).UTC().Format(time.DateOnly)
}

// MarshalText is String.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDay; nothing is no day.
func (d *Day) UnmarshalText(b []byte) (err error) {
	*d = 0
	if len(b) > 0 {
		*d, err = ParseDay(string(b))
	}
	return err
}

// ParseDay reads a day as String writes it; years before 1970 and after 9999 are refused.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, err
	}
	d := Day(floor(t.Unix(), 86_400))
	if d <= 0 {
		return 0, fmt.Errorf("day %q is too early", s)
	}
	return d, nil
}

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
