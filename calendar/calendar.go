// Package calendar is Chinese working time: office hours, weekends, statutory holidays and shifted working days 调休.
//
// It owns the holiday table (holidays.txt, facts announced by the State Council each November for the year after) and the arithmetic of
// deadlines. A listed date follows the table, any other date its weekday. A year without a table knows weekends only; Missing says which years
// those are, so that a face can warn. It never reads a clock. Instants are Unix microseconds.
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
var builtin string

const (
	minute  = int64(60e6)
	day     = 24 * 60 * minute
	maxDays = 50 * 366 // no sum goes further than fifty years
)

// Span is a part of a day in minutes from midnight.
type Span struct{ From, To int }

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

// Default is the built-in table with the usual office hours in China.
var Default = sync.OnceValue(func() *Calendar {
	h, err := ParseHolidays(strings.NewReader(builtin))
	if err == nil {
		var c *Calendar
		if c, err = New(Office(), h, China()); err == nil {
			return c
		}
	}
	panic(err) // the embedded table is tested
})

// New makes a calendar. The zone must have a fixed offset. Hours must be in order and must not overlap.
func New(hours []Span, table Holidays, loc *time.Location) (*Calendar, error) {
	c := &Calendar{hours: slices.Clone(hours), table: table, loc: loc}
	last := 0
	for _, s := range hours {
		if s.From < last || s.To <= s.From || s.To > 24*60 {
			return nil, fmt.Errorf("office hours %d–%d: not in order", s.From, s.To)
		}
		last = s.To
		c.minutes += int64(s.To - s.From)
	}
	if c.minutes == 0 {
		return nil, fmt.Errorf("no office hours")
	}
	_, off := time.Unix(0, 0).In(loc).Zone()
	c.offset = int64(off) * 1e6
	return c, nil
}

// Location is the zone of the office.
func (c *Calendar) Location() *time.Location { return c.loc }

// DayMinutes is how many minutes a full working day has.
func (c *Calendar) DayMinutes() int64 { return c.minutes }

// HasYear says whether the holidays of a year are known.
func (c *Calendar) HasYear(year int) bool { return c.table.years[year] }

// Missing lists the years between two instants whose holidays are not known.
func (c *Calendar) Missing(from, to int64) []int {
	var out []int
	for y := time.UnixMicro(from).In(c.loc).Year(); y <= time.UnixMicro(to).In(c.loc).Year(); y++ {
		if !c.HasYear(y) {
			out = append(out, y)
		}
	}
	return out
}

// dayOf is the day an instant falls on, counted from 1970-01-01, and how far into it the instant is.
func (c *Calendar) dayOf(at int64) (d, into int64) {
	at += c.offset
	d = at / day
	if at%day < 0 {
		d--
	}
	return d, at - d*day
}

// start is the instant at which a day begins.
func (c *Calendar) start(d int64) int64 { return d*day - c.offset }

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
func (c *Calendar) WorkDay(at int64) bool { d, _ := c.dayOf(at); return c.works(d) }

// IsWorking says whether the office is open at an instant.
func (c *Calendar) IsWorking(at int64) bool {
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

// NextOpen is the instant itself when the office is open, otherwise when it next opens.
func (c *Calendar) NextOpen(at int64) int64 {
	d, into := c.dayOf(at)
	for range maxDays {
		if c.works(d) {
			for _, s := range c.hours {
				if into < int64(s.To)*minute {
					return c.start(d) + max(into, int64(s.From)*minute)
				}
			}
		}
		d, into = d+1, 0
	}
	return at
}

// Between is how many whole working minutes lie between two instants, 0 when b is not after a.
func (c *Calendar) Between(a, b int64) int64 {
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

// AddMinutes is the instant at which n working minutes after start are over. It lies in office hours, at a closing time rather than the next
// opening; with n = 0 it is start itself.
func (c *Calendar) AddMinutes(start, n int64) int64 {
	if n <= 0 {
		return start
	}
	left := n * minute
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
					return c.start(d) + from + left
				}
				left -= room
			}
		}
		d, into = d+1, 0
	}
	return start + maxDays*day
}

// Add is when a limit that starts now is over. Working days keep the time of day: five working days from Monday 10:00 end the next Monday at
// 10:00. What starts when the office is closed starts when it next opens, and so ends at the close of the last day: five working days from
// Saturday end on Friday at closing time.
func (c *Calendar) Add(start int64, l Limit) int64 {
	switch {
	case l.Clock != 0:
		return start + l.Clock*minute
	case l.Minutes != 0:
		return c.AddMinutes(start, l.Minutes)
	case l.Days != 0:
		return c.AddMinutes(start, int64(l.Days)*c.minutes)
	}
	return start
}

// BuiltIn is the embedded holiday table, for a city to add its years to.
func BuiltIn() Holidays { return Default().table }
