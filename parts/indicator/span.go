package indicator

import (
	"fmt"
	"strconv"
	"time"

	"xiaohao/loop/calendar"
)

// Span is a stretch of time that a figure is about: a year is 202100, its halves 202121 and 202122, its quarters 202141
// to 202144, its months 202101 to 202112. Whole is all of the set's time, Base what was there before its first day.
type Span int

// The spans of a target that are no year.
const (
	Whole Span = 0
	Base  Span = 1
)

// How often something is reported.
const (
	Year    = "year"
	Half    = "half"
	Quarter = "quarter"
	Month   = "month"
)

// kindsOfSpan are how many months each takes, and what is added to the number of the year.
var kindsOfSpan = map[string]struct{ months, code int }{Year: {12, 0}, Half: {6, 21}, Quarter: {3, 41}, Month: {1, 1}}

// parts are the year, the kind, and which one of the year it is, from 0; ok is false for what is no such span.
func (s Span) parts() (year int, kind string, nth int, ok bool) {
	year, code := int(s)/100, int(s)%100
	switch {
	case year < 1990 || year > 2200:
		return 0, "", 0, false
	case code == 0:
		return year, Year, 0, true
	case code <= 12:
		return year, Month, code - 1, true
	case code == 21 || code == 22:
		return year, Half, code - 21, true
	case code >= 41 && code <= 44:
		return year, Quarter, code - 41, true
	}
	return 0, "", 0, false
}

// Kind is how often such a span comes: year, half, quarter, month; "" for Whole, Base and what is none.
func (s Span) Kind() string { _, kind, _, _ := s.parts(); return kind }

// Year is the year's span that holds this one.
func (s Span) Year() Span { return s - s%100 }

// Valid says whether there is such a span of a calendar.
func (s Span) Valid() bool { _, _, _, ok := s.parts(); return ok }

// From is the first instant of the span.
func (s Span) From() calendar.Instant { return s.edge(0) }

// To is the first instant behind the span.
func (s Span) To() calendar.Instant { return s.edge(1) }

func (s Span) edge(more int) calendar.Instant {
	year, kind, nth, ok := s.parts()
	if !ok {
		return 0
	}
	months := kindsOfSpan[kind].months
	return calendar.Of(time.Date(year, time.Month(1+(nth+more)*months), 1, 0, 0, 0, 0, calendar.China()))
}

// Before is the span of the same kind so many years earlier.
func (s Span) Before(years int) Span { return s - Span(100*years) }

// String is how addresses and files write a span: 2021, 2021-H1, 2021-Q3, 2021-07; whole and base.
func (s Span) String() string {
	year, kind, nth, ok := s.parts()
	switch {
	case s == Whole:
		return "whole"
	case s == Base:
		return "base"
	case !ok:
		return strconv.Itoa(int(s))
	case kind == Year:
		return strconv.Itoa(year)
	case kind == Half:
		return fmt.Sprintf("%d-H%d", year, nth+1)
	case kind == Quarter:
		return fmt.Sprintf("%d-Q%d", year, nth+1)
	}
	return fmt.Sprintf("%d-%02d", year, nth+1)
}

// ParseSpan reads what String writes.
func ParseSpan(text string) (Span, bool) {
	switch text {
	case "whole":
		return Whole, true
	case "base":
		return Base, true
	}
	if len(text) < 4 || len(text) > 7 {
		return 0, false
	}
	year, err := strconv.Atoi(text[:4])
	if err != nil {
		return 0, false
	}
	for _, code := range []int{0, 21, 22, 41, 42, 43, 44, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} {
		if s := Span(year*100 + code); s.Valid() && s.String() == text {
			return s, true
		}
	}
	return 0, false
}

// MarshalText writes a span as String does.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Span) UnmarshalText(b []byte) error {
	got, ok := ParseSpan(string(b))
	if !ok {
		return fmt.Errorf("no span: %q", b)
	}
	*s = got
	return nil
}

// Spans are the spans of a kind that end in a stretch of time, the first one first.
func Spans(kind string, from, to calendar.Instant) (out []Span) {
	k, ok := kindsOfSpan[kind]
	if !ok {
		return nil
	}
	for year := from.Time().In(calendar.China()).Year(); year <= to.Time().In(calendar.China()).Year(); year++ {
		for nth := range 12 / k.months {
			s := Span(year*100 + k.code + nth)
			if end := s.To(); end > from && end <= to {
				out = append(out, s)
			}
		}
	}
	return out
}

// monthOf is the month of an instant, as the burden counts: 202610.
func monthOf(at calendar.Instant) int64 {
	t := at.Time().In(calendar.China())
	return int64(t.Year()*100 + int(t.Month()))
}
