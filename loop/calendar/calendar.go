// Package calendar is Chinese working time: office hours, weekends, statutory holidays and shifted working days 调休.
//
// It owns the holiday table (holidays.txt, facts announced by the State Council each November for the year after) and
// the arithmetic of deadlines. A listed date follows the table, any other date its weekday. A year without a table
// knows weekends only, and a deadline in it is provisional; Missing says which years those are, so that a face can
// warn. It never reads a clock and knows no matter.
//
// Instants are Unix microseconds from the year 1 to 9999, limits whole minutes or days. Invariants, for instants and
// limits of up to fifty years: Between(a, AddMinutes(a, n)) is n; a later start is never due earlier; nothing is ever
// due outside office hours but what counts round the clock.
package calendar

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed holidays.txt
var embedded string

const (
	minute  = int64(60e6)
	day     = 24 * 60 * minute
	maxDays = 50 * 366 // no sum goes further than fifty years, so that each one ends soon
)

// Span is a part of a day in minutes from midnight; From belongs to it, To no longer does.
type Span struct{ From, To int }

// String is the span as a clock shows it: "09:00-12:00".
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// Office is the usual office day: 9 to 12 and 13 to 17.
func Office() []Span { return []Span{{9 * 60, 12 * 60}, {13 * 60, 17 * 60}} }

// Calendar is a city's working time. It does not change and is safe for concurrent use.
type Calendar struct {
	hours   []Span
	minutes int64 // of a full working day
	table   Holidays
	loc     *time.Location
	offset  int64 // µs east of UTC; China has one offset all year
}

// China is UTC+8, the whole year.
func China() *time.Location { return time.FixedZone("CST", 8*3600) }

var builtIn = sync.OnceValue(func() *Calendar {
	h, err := ParseHolidays(strings.NewReader(embedded))
	if err != nil {
		panic(err) // the embedded table is tested
	}
	c, err := New(Office(), h, China())
	if err != nil {
		panic(err) // so are the office hours
	}
	return c
})

// Default is the built-in table with the usual office hours in China.
func Default() *Calendar { return builtIn() }

// BuiltIn is the embedded holiday table, for a city to add its years to.
func BuiltIn() Holidays { return builtIn().table }

// HoursError says why office hours or their zone cannot be used.
type HoursError struct {
	Span   Span // zero if it is not about one
	Reason string
}

func (e *HoursError) Error() string {
	if e.Span == (Span{}) {
		return "office hours: " + e.Reason
	}
	return fmt.Sprintf("office hours %s: %s", e.Span, e.Reason)
}

// New makes a calendar. Hours are in order and do not overlap; the zone, China if nil, has the same offset all year.
// The error is a *HoursError.
func New(hours []Span, table Holidays, loc *time.Location) (*Calendar, error) {
	if loc == nil {
		loc = China()
	}
	c := &Calendar{hours: slices.Clone(hours), table: table, loc: loc}
	last := 0
	for _, s := range hours {
		switch {
		case s.From < 0 || s.To > 24*60:
			return nil, &HoursError{s, "not within a day"}
		case s.To <= s.From:
			return nil, &HoursError{s, "closes before it opens"}
		case s.From < last:
			return nil, &HoursError{s, "begins before the one before it ends"}
		}
		last = s.To
		c.minutes += int64(s.To - s.From)
	}
	if c.minutes == 0 {
		return nil, &HoursError{Reason: "none"}
	}
	_, winter := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).In(loc).Zone()
	_, summer := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC).In(loc).Zone()
	if winter != summer {
		return nil, &HoursError{Reason: "the zone " + loc.String() + " changes its clocks"}
	}
	c.offset = int64(winter) * 1e6
	return c, nil
}

// Location is the zone of the office.
func (c *Calendar) Location() *time.Location { return c.loc }

// DayMinutes is how many minutes a full working day has.
func (c *Calendar) DayMinutes() int64 { return c.minutes }

// HasYear says whether the holidays of a year are known.
func (c *Calendar) HasYear(year int) bool { return c.table.years[year] }

// Missing lists the years from one instant to another whose holidays are not known, fifty years at most. Deadlines in
// them are provisional.
func (c *Calendar) Missing(from, to Instant) []int {
	var out []int
	last := min(to, from.Plus(maxDays*day)).Time().In(c.loc).Year()
	for y := from.Time().In(c.loc).Year(); y <= last; y++ {
		if !c.HasYear(y) {
			out = append(out, y)
		}
	}
	return out
}

// dayOf is the day an instant falls on, counted from 1970-01-01, and how far into it the instant is.
func (c *Calendar) dayOf(at Instant) (d, into int64) {
	micros := int64(at) + c.offset
	d = micros / day
	if micros%day < 0 {
		d--
	}
	return d, micros - d*day
}

// start is the instant at which a day begins.
func (c *Calendar) start(d int64) Instant { return Instant(d*day - c.offset) }

// works says whether the office is open on a day.
func (c *Calendar) works(d int64) bool {
	if off, listed := c.table.days[d]; listed {
		return !off
	}
	w := (d + 4) % 7 // 1970-01-01 was a Thursday
	if w < 0 {
		w += 7
	}
	return w != 0 && w != 6
}

// WorkDay says whether the office is open on the day of an instant.
func (c *Calendar) WorkDay(at Instant) bool { d, _ := c.dayOf(at); return c.works(d) }

// IsWorking says whether the office is open at an instant.
func (c *Calendar) IsWorking(at Instant) bool {
	d, into := c.dayOf(at)
	if !c.works(d) {
		return false
	}
	for _, s := range c.hours {
		if into >= int64(s.From)*minute && into < int64(s.To)*minute {
			return true
		}
	}
	return false
}

// NextOpen is the instant itself when the office is open, otherwise when it next opens; the instant again if that is
// never.
func (c *Calendar) NextOpen(at Instant) Instant {
	d, into := c.dayOf(at)
	for range maxDays {
		if c.works(d) {
			for _, s := range c.hours {
				if into < int64(s.To)*minute {
					return c.start(d).Plus(max(into, int64(s.From)*minute))
				}
			}
		}
		d, into = d+1, 0
	}
	return at
}

// Between is how many whole working minutes lie between two instants, 0 when b is not after a. It counts fifty years
// at most.
func (c *Calendar) Between(a, b Instant) int64 {
	if b <= a {
		return 0
	}
	from, into := c.dayOf(a)
	to, upto := c.dayOf(b)
	if to-from > maxDays {
		to, upto = from+maxDays, 0
	}
	if from == to {
		return c.within(from, into, upto) / minute
	}
	sum := c.within(from, into, day) + c.within(to, 0, upto)
	for d := from + 1; d < to; d++ {
		if c.works(d) {
			sum += c.minutes * minute
		}
	}
	return sum / minute
}

// within is the working time of a day between two points of it, in µs.
func (c *Calendar) within(d, from, to int64) int64 {
	if !c.works(d) {
		return 0
	}
	sum := int64(0)
	for _, s := range c.hours {
		sum += max(0, min(to, int64(s.To)*minute)-max(from, int64(s.From)*minute))
	}
	return sum
}

// AddMinutes is the instant at which n working minutes after start are over. It lies in office hours, at a closing
// time rather than the next opening; with n = 0, or less, it is start itself. What would take more than fifty years
// ends after fifty.
func (c *Calendar) AddMinutes(start Instant, n int64) Instant {
	if n <= 0 {
		return start
	}
	left := min(n, maxDays*24*60) * minute
	d, into := c.dayOf(start)
	for range maxDays {
		if c.works(d) {
			if into <= int64(c.hours[0].From)*minute && left > c.minutes*minute {
				left -= c.minutes * minute
				d, into = d+1, 0
				continue
			}
			for _, s := range c.hours {
				from := max(into, int64(s.From)*minute)
				room := int64(s.To)*minute - from
				if room <= 0 {
					continue
				}
				if left <= room {
					return c.start(d).Plus(from + left)
				}
				left -= room
			}
		}
		d, into = d+1, 0
	}
	return start.Plus(maxDays * day)
}

// Add is when a limit that starts now is over.
//
// Working minutes count while the office is open. A working day is as many minutes as the office is open in a day, so
// it keeps the time of day: five working days from Monday 10:00 end the next Monday at 10:00. What starts while the
// office is closed starts when it next opens, and so ends at the close of the last day: five working days from
// Saturday end on Friday at closing time. A limit round the clock takes no notice of any of this. A limit that is
// zero or less is over at once, and none takes more than fifty years.
func (c *Calendar) Add(start Instant, l Limit) Instant {
	switch {
	case l.Clock != 0:
		return start.Plus(min(max(l.Clock, 0), maxDays*24*60) * minute)
	case l.Minutes != 0:
		return c.AddMinutes(start, l.Minutes)
	}
	return c.AddMinutes(start, int64(min(l.Days, maxDays))*c.minutes)
}
