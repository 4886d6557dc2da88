package score

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Grain is how long a period is.
type Grain uint8

// The grains.
const (
	NoGrain Grain = iota
	Week          // ISO 8601: Monday to Sunday
	Month
	Quarter
	Year
)

// Period is a week, month, quarter or year of China's calendar.
type Period struct {
	Grain Grain
	Year  int
	N     int // of the week, month or quarter in the year, from 1; 1 for a year
}

// ParsePeriod reads "2026-W40", "2026-10", "2026-Q4" or "2026"; else fault.Invalid "period_bad".
func ParsePeriod(s string) (Period, error) {
	bad := fault.New(fault.Invalid, "period_bad", "value", s).On("period")
	year, rest, cut := strings.Cut(s, "-")
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 || y < 2000 || y > 2999 {
		return Period{}, bad
	}
	p := Period{Year, y, 1}
	if cut {
		switch {
		case strings.HasPrefix(rest, "W") && len(rest) == 3:
			p.Grain, rest = Week, rest[1:]
		case strings.HasPrefix(rest, "Q") && len(rest) == 2:
			p.Grain, rest = Quarter, rest[1:]
		case len(rest) == 2:
			p.Grain = Month
		default:
			return Period{}, bad
		}
		if p.N, err = strconv.Atoi(rest); err != nil {
			return Period{}, bad
		}
	}
	if p.N < 1 || PeriodOf(p.Grain, p.From()) != p || p.String() != s {
		return Period{}, bad
	}
	return p, nil
}

// PeriodOf is the period that holds a day.
func PeriodOf(g Grain, d views.Day) Period {
	t := date(d)
	switch g {
	case Week:
		y, w := t.ISOWeek()
		return Period{Week, y, w}
	case Month:
		return Period{Month, t.Year(), int(t.Month())}
	case Quarter:
		return Period{Quarter, t.Year(), (int(t.Month()) + 2) / 3}
	}
	return Period{Year, t.Year(), 1}
}

// String is the period as ParsePeriod reads it.
func (p Period) String() string {
	switch p.Grain {
	case Week:
		return fmt.Sprintf("%04d-W%02d", p.Year, p.N)
	case Month:
		return fmt.Sprintf("%04d-%02d", p.Year, p.N)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Year, p.N)
	}
	return fmt.Sprintf("%04d", p.Year)
}

// MarshalText is String.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText is ParsePeriod.
func (p *Period) UnmarshalText(b []byte) (err error) {
	*p, err = ParsePeriod(string(b))
	return err
}

// From is the first day.
func (p Period) From() views.Day {
	switch p.Grain {
	case Week: // the fourth of January lies in week 1
		d := time.Date(p.Year, 1, 4, 0, 0, 0, 0, time.UTC)
		return day(d.AddDate(0, 0, 7*(p.N-1)-(int(d.Weekday())+6)%7))
	case Month:
		return day(time.Date(p.Year, time.Month(p.N), 1, 0, 0, 0, 0, time.UTC))
	case Quarter:
		return day(time.Date(p.Year, time.Month(3*p.N-2), 1, 0, 0, 0, 0, time.UTC))
	}
	return day(time.Date(p.Year, 1, 1, 0, 0, 0, 0, time.UTC))
}

// To is the first day after it.
func (p Period) To() views.Day {
	switch p.Grain {
	case Week:
		return p.From() + 7
	case Month:
		return day(date(p.From()).AddDate(0, 1, 0))
	case Quarter:
		return day(date(p.From()).AddDate(0, 3, 0))
	}
	return day(date(p.From()).AddDate(1, 0, 0))
}

// Start is its first instant in µs.
func (p Period) Start() calendar.Instant { return p.From().Start() }

// End is the first instant after it in µs.
func (p Period) End() calendar.Instant { return p.To().Start() }

// Prev is the period before.
func (p Period) Prev() Period { return PeriodOf(p.Grain, p.From()-1) }

// Next is the period after.
func (p Period) Next() Period { return PeriodOf(p.Grain, p.To()) }

// months are those of a month, quarter or year, as the tables number them.
func (p Period) months() []int64 {
	var out []int64
	for d := p.From(); d < p.To(); d = PeriodOf(Month, d).To() {
		out = append(out, monthOf(d))
	}
	return out
}

func monthOf(d views.Day) int64 {
	t := date(d)
	return int64(t.Year()*100 + int(t.Month()))
}

func date(d views.Day) time.Time { return time.Unix(int64(d)*86_400, 0).UTC() }

func day(t time.Time) views.Day { return views.Day(t.Unix() / 86_400) }

func monthStart(month int64) time.Time {
	return time.Date(int(month/100), time.Month(month%100), 1, 0, 0, 0, 0, time.UTC)
}
