package calendar

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The years that a table may speak of.
const (
	firstYear = 1970
	lastYear  = 2200
)

// Holidays is a table of dates that do not follow their weekday. It does not change; the zero value knows weekends
// only.
type Holidays struct {
	days  map[int64]bool // day since 1970-01-01 → off
	years map[int]bool   // years whose table is known

	partial []int // years that were stated and are not whole
}

// LineError says which line of a holiday table is wrong, and why.
type LineError struct {
	Line   int
	Reason string
}

func (e *LineError) Error() string { return fmt.Sprintf("holidays, line %d: %s", e.Line, e.Reason) }

// ParseHolidays reads a table. A line is one of
//
//	2026 off 0101-0103 0215-0223 on 0104 0214     the table of a year: days off, and weekends on which people work
//	2026 add off 0227                             days that amend the table of a year
//	2026-09-07,台风,1                              one date: 1 or true is off, 0 or false is on
//
// Empty lines, what follows # and a line of headings do not count. Fields after the flag do not count either, so that
// public lists of dates can be used as they are; their 1 January is off, and so a list with a 1 January in it is the
// table of that year. Without it dates only amend: the paper of November 2006 for 2007 moved a December weekend of
// 2006. A year counts only when it is whole: see Partial. The error is a *LineError.
func ParseHolidays(r io.Reader) (Holidays, error) {
	p := parser{Holidays: empty(), stated: map[int]int{}, listed: map[int]bool{}}
	s := bufio.NewScanner(r)
	n, heading := 1, false
	for ; s.Scan(); n++ {
		line, _, _ := strings.Cut(strings.TrimPrefix(s.Text(), "\uFEFF"), "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		var err error
		switch {
		case !strings.Contains(line, ","):
			err = p.year(line, n)
		case !heading && len(p.days) == 0 && !strings.ContainsAny(line, "0123456789"):
			heading = true
		default:
			err = p.date(line)
		}
		if err != nil {
			return Holidays{}, &LineError{n, err.Error()}
		}
	}
	if err := s.Err(); err != nil {
		return Holidays{}, &LineError{n, err.Error()}
	}
	if len(p.days) == 0 {
		return Holidays{}, &LineError{max(n-1, 1), "no date so far, and here the table ends"}
	}
	p.settle(slices.Concat(slices.Sorted(maps.Keys(p.stated)), slices.Sorted(maps.Keys(p.listed))))
	return p.Holidays, nil
}

func empty() Holidays { return Holidays{days: map[int64]bool{}, years: map[int]bool{}} }

// With is the table changed by another one: the years whose table the other one has are replaced, its other dates
// amend.
func (h Holidays) With(other Holidays) Holidays {
	out := empty()
	for d, off := range h.days {
		if !other.years[yearOf(d)] {
			out.days[d] = off
		}
	}
	maps.Copy(out.days, other.days)
	maps.Copy(out.years, h.years)
	maps.Copy(out.years, other.years)
	for d := range other.days { // what was amended may be whole now
		if y := yearOf(d); !out.years[y] && out.whole(y) && y >= firstWhole {
			out.years[y] = true
		}
	}
	return out
}

// String is the table as ParseHolidays reads it: a line a year, and a line a date in years whose table is not known.
func (h Holidays) String() string {
	var b strings.Builder
	for y := firstYear; y <= lastYear; y++ {
		if h.years[y] {
			fmt.Fprintf(&b, "%d", y)
			h.list(&b, y, "off", true)
			h.list(&b, y, "on", false)
			b.WriteByte('\n')
			continue
		}
		for d := dayNumber(y, 1, 1); yearOf(d) == y; d++ {
			if off, listed := h.days[d]; listed {
				fmt.Fprintf(&b, "%s,,%d\n", utc(d).Format(time.DateOnly), map[bool]int{true: 1}[off])
			}
		}
	}
	return b.String()
}

// list writes the days of a year that are off, or on, as single dates and ranges.
func (h Holidays) list(b *strings.Builder, year int, word string, off bool) {
	is := func(d int64) bool { v, listed := h.days[d]; return listed && v == off && yearOf(d) == year }
	for d := dayNumber(year, 1, 1); yearOf(d) == year; d++ {
		if !is(d) {
			continue
		}
		if word != "" {
			b.WriteString(" " + word)
			word = ""
		}
		b.WriteString(" " + utc(d).Format("0102"))
		first := d
		for is(d + 1) {
			d++
		}
		if d > first {
			b.WriteString("-" + utc(d).Format("0102"))
		}
	}
}

// parser is a table that is being read.
type parser struct {
	Holidays
	stated map[int]int  // year → the line that states it
	listed map[int]bool // years whose 1 January a list of dates has
}

func (p *parser) year(line string, n int) error {
	words := strings.Fields(line)
	y, err := strconv.Atoi(words[0])
	if err != nil || y < firstYear || y > lastYear {
		return fmt.Errorf("%.20q is no year from %d to %d", words[0], firstYear, lastYear)
	}
	rest := words[1:]
	if len(rest) > 0 && rest[0] == "add" {
		rest = rest[1:]
	} else {
		if before := p.stated[y]; before > 0 {
			return fmt.Errorf("%d stands on line %d already", y, before)
		}
		p.stated[y] = n
	}
	word, dates := "", 0
	for _, w := range rest {
		if w == "off" || w == "on" {
			word = w
			continue
		}
		if word == "" {
			return fmt.Errorf("%.20q comes before off or on", w)
		}
		if err := p.span(y, w, word == "off"); err != nil {
			return err
		}
		dates++
	}
	if dates == 0 {
		return fmt.Errorf("%d has no dates", y)
	}
	return nil
}

// span reads "0101" or "0101-0103".
func (p *parser) span(year int, s string, off bool) error {
	a, b, isRange := strings.Cut(s, "-")
	if !isRange {
		b = a
	}
	first, err := monthDay(year, a)
	if err != nil {
		return err
	}
	last, err := monthDay(year, b)
	if err != nil {
		return err
	}
	if last < first {
		return fmt.Errorf("%q ends before it begins", s)
	}
	for d := first; d <= last; d++ {
		if err := p.set(d, off); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) set(d int64, off bool) error {
	if before, twice := p.days[d]; twice && before != off {
		return fmt.Errorf("%s is both off and on", utc(d).Format(time.DateOnly))
	}
	p.days[d] = off
	return nil
}

// date reads a line of a list of dates.
func (p *parser) date(line string) error {
	fields := strings.Split(line, ",")
	for i, f := range fields {
		fields[i] = strings.Trim(f, "\" \t\r")
	}
	t, err := time.Parse("2006-1-2", strings.ReplaceAll(fields[0], "/", "-"))
	if err != nil || t.Year() < firstYear || t.Year() > lastYear {
		return fmt.Errorf("%.20q is no date such as 2026-01-31", fields[0])
	}
	for _, f := range fields[1:] {
		switch strings.ToLower(f) {
		case "1", "true":
			if t.YearDay() == 1 {
				p.listed[t.Year()] = true
			}
			return p.set(t.Unix()/86400, true)
		case "0", "false":
			return p.set(t.Unix()/86400, false)
		}
	}
	return fmt.Errorf("%s: neither 1 (off) nor 0 (on)", fields[0])
}

func monthDay(year int, s string) (int64, error) {
	t, err := time.Parse("20060102", fmt.Sprintf("%04d%s", year, s))
	if err != nil || len(s) != 4 {
		return 0, fmt.Errorf("%.20q is no day of %d; write the month and the day, such as 0131", s, year)
	}
	return t.Unix() / 86400, nil
}

// Days are counted from 1970-01-01, without a zone.

func utc(d int64) time.Time { return time.Unix(d*86400, 0).UTC() }

func yearOf(d int64) int { return utc(d).Year() }

func dayNumber(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}
