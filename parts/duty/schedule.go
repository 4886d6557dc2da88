package duty

import (
	"fmt"
	"slices"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Rhythm is how often a report is due.
type Rhythm string

// The rhythms.
const (
	Weekly    Rhythm = "week"
	Monthly   Rhythm = "month"
	Quarterly Rhythm = "quarter"
	Yearly    Rhythm = "year"
)

// Rhythms lists them, the shortest first.
func Rhythms() []Rhythm { return []Rhythm{Weekly, Monthly, Quarterly, Yearly} }

// Date is a day of the civil calendar as a number that sorts: 20260428. 0 is none.
type Date int

// DateOf is the day of a time.
func DateOf(t time.Time) Date { return Date(t.Year()*10000 + int(t.Month())*100 + t.Day()) }

// Today is the day on which an instant lies in China.
func Today(at calendar.Instant) Date { return DateOf(at.Time().In(calendar.China())) }

// Time is the day's beginning in China.
func (d Date) Time() time.Time {
	n := int(d)
	return time.Date(n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, calendar.China())
}

// Instant is the same as an instant; 0 of none.
func (d Date) Instant() calendar.Instant {
	if d == 0 {
		return 0
	}
	return calendar.Of(d.Time())
}

// Plus is so many days later.
func (d Date) Plus(days int) Date { return DateOf(d.Time().AddDate(0, 0, days)) }

// MonthDay is a day of every year as a number that sorts: 401 is 1 April. 0 is none.
type MonthDay int

// valid says that there is such a day in some year.
func (m MonthDay) valid() bool {
	n := int(m)
	t := time.Date(2024, time.Month(n/100), n%100, 0, 0, 0, 0, time.UTC) // a leap year
	return n > 0 && int(t.Month())*100+t.Day() == n
}

// Season is the part of the year in which reports are due, both days included; over the new year where From is later
// than To. The zero Season is the whole year.
type Season struct {
	From MonthDay `json:"from,omitempty"`
	To   MonthDay `json:"to,omitempty"`
}

// Holds says whether a day lies in the season.
func (s Season) Holds(d Date) bool {
	m := MonthDay(int(d) % 10000)
	switch {
	case s == Season{}:
		return true
	case s.From <= s.To:
		return s.From <= m && m <= s.To
	}
	return m >= s.From || m <= s.To
}

// Schedule is when reports are due. The day by which a period is known, in the ledger too, is the one that the
// calendar of the year names; a holiday moves the deadline, never the period.
type Schedule struct {
	Rhythm Rhythm `json:"rhythm"`
	Day    int    `json:"day"`             // of the week, 1 for Monday; else of the month, or its last day
	Month  int    `json:"month,omitempty"` // of the quarter, 1 to 3, or of the year
	Season Season `json:"season,omitzero"`
	First  Date   `json:"first,omitempty"` // no report is due before
	Last   Date   `json:"last,omitempty"`  // none after; 0 for no end
	Ahead  int    `json:"ahead,omitempty"` // days before its deadline at which the task goes out; 0 for the rhythm's
}

// ahead are the days before a deadline at which a task goes out.
func (s Schedule) ahead() int {
	if s.Ahead > 0 {
		return s.Ahead
	}
	return map[Rhythm]int{Weekly: 5, Monthly: 10, Quarterly: 20, Yearly: 30}[s.Rhythm]
}

// check refuses a schedule that means nothing.
func (s Schedule) check() error {
	most := 31
	if s.Rhythm == Weekly {
		most = 7
	}
	months := map[Rhythm]int{Quarterly: 3, Yearly: 12}[s.Rhythm]
	switch {
	case !slices.Contains(Rhythms(), s.Rhythm):
		return fault.New(fault.Invalid, "duty_rhythm").On("rhythm")
	case s.Day < 1 || s.Day > most:
		return fault.New(fault.Invalid, "duty_day", "most", most).On("day")
	case months > 0 && (s.Month < 1 || s.Month > months) || months == 0 && s.Month != 0:
		return fault.New(fault.Invalid, "duty_month", "most", months).On("month")
	case (s.Season.From != 0 || s.Season.To != 0) && (!s.Season.From.valid() || !s.Season.To.valid()):
		return fault.New(fault.Invalid, "duty_season").On("season_from")
	case s.First <= 0 || s.Last != 0 && s.Last < s.First:
		return fault.New(fault.Invalid, "duty_dates").On("last")
	case s.Ahead < 0 || s.Ahead > longestAhead:
		return fault.New(fault.Invalid, "duty_ahead", "most", longestAhead).On("ahead")
	}
	if _, ok := s.Next(s.First.Plus(-1)); !ok {
		return fault.New(fault.Invalid, "duty_never").On("season_from")
	}
	return nil
}

const longestAhead = 60

// names says whether the rhythm names a day, whatever the season.
func (s Schedule) names(d Date) bool {
	t := d.Time()
	if s.Rhythm == Weekly {
		return (int(t.Weekday())+6)%7+1 == s.Day
	}
	last := time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if t.Day() != min(s.Day, last) {
		return false
	}
	switch s.Rhythm {
	case Quarterly:
		return (int(t.Month())-1)%3+1 == s.Month
	case Yearly:
		return int(t.Month()) == s.Month
	}
	return true
}

// Due says whether a day is the one of a period.
func (s Schedule) Due(d Date) bool {
	return s.names(d) && s.Season.Holds(d) && d >= s.First && (s.Last == 0 || d <= s.Last)
}

// twoYears is how far the next period may lie: a year, and the day of a leap year.
const twoYears = 732

// Next is the first period behind a day; ok is false where there is none any more.
func (s Schedule) Next(after Date) (period Date, ok bool) {
	d := max(after, s.First.Plus(-1))
	for range twoYears {
		if d = d.Plus(1); s.Last != 0 && d > s.Last {
			return 0, false
		}
		if s.Due(d) {
			return d, true
		}
	}
	return 0, false
}

// begins is the first day of a period: the one behind the day that the rhythm named before.
func (s Schedule) begins(period Date) Date {
	d := period
	for range twoYears {
		if d = d.Plus(-1); s.names(d) {
			break
		}
	}
	return d.Plus(1)
}

// Turn is a period that comes: by when its report is due, and when the task goes out.
type Turn struct {
	Period Date             `json:"period"`
	Due    calendar.Instant `json:"due"`
	Opens  calendar.Instant `json:"opens"`
}

// Deadline is the end of the first working day that is not before the period's day.
func Deadline(cal *calendar.Calendar, period Date) calendar.Instant {
	return cal.AddMinutes(period.Instant(), cal.DayMinutes()) // minutes of work, so no holiday counts
}

// turn is the period behind a day as it comes. limit is how much time policy gives a task at most: the task goes out
// no sooner than that its deadline can be the period's.
func (s Schedule) turn(cal *calendar.Calendar, limit calendar.Limit, after Date) (*Turn, bool) {
	period, ok := s.Next(after)
	if !ok {
		return nil, false
	}
	t := &Turn{Period: period, Due: Deadline(cal, period)}
	d := max(Today(t.Due).Plus(-s.ahead()), s.begins(period))
	for t.Opens = cal.NextOpen(d.Instant()); cal.Add(t.Opens, limit) < t.Due && d < Today(t.Due); {
		d = d.Plus(1)
		t.Opens = cal.NextOpen(d.Instant())
	}
	return t, true
}

// String is the day as people of programs write it: "2026-04-28".
func (d Date) String() string {
	n := int(d)
	return fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100)
}
