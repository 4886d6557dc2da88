package calendar

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"
	"time"
)

// Holidays is a table of dates that do not follow their weekday.
type Holidays struct {
	days  map[int64]bool // day since 1970 → off
	years map[int]bool
}

// LineError says which line of a holiday table is wrong, and why.
type LineError struct {
	Line   int
	Reason string
}

func (e *LineError) Error() string { return fmt.Sprintf("holidays, line %d: %s", e.Line, e.Reason) }

// ParseHolidays reads a table: a line a year, "2026 off 0101-0103 0215 on 0104", or a line a date, "2026-01-01,元旦,1" (1 is off, 0 is on), as
// public lists have it. Empty lines and what follows # do not count. The error is a *LineError.
func ParseHolidays(r io.Reader) (Holidays, error) {
	h := Holidays{days: map[int64]bool{}, years: map[int]bool{}}
	s := bufio.NewScanner(r)
	for n := 1; s.Scan(); n++ {
		line, _, _ := strings.Cut(s.Text(), "#")
		line = strings.TrimSpace(strings.TrimPrefix(line, "\uFEFF"))
		if line == "" || strings.HasPrefix(line, "date,") {
			continue
		}
		var err error
		if strings.Contains(line, ",") {
			err = h.date(line)
		} else {
			err = h.year(line)
		}
		if err != nil {
			return Holidays{}, &LineError{n, err.Error()}
		}
	}
	if err := s.Err(); err != nil {
		return Holidays{}, &LineError{0, err.Error()}
	}
	return h, nil
}

// With is the table with the years of another one in place of its own.
func (h Holidays) With(other Holidays) Holidays {
	out := Holidays{days: maps.Clone(h.days), years: maps.Clone(h.years)}
	maps.DeleteFunc(out.days, func(d int64, _ bool) bool { return other.years[time.Unix(d*86400, 0).UTC().Year()] })
	maps.Copy(out.days, other.days)
	maps.Copy(out.years, other.years)
	return out
}

func (h Holidays) year(line string) error {
	words := strings.Fields(line)
	y, err := strconv.Atoi(words[0])
	if err != nil || y < 1970 || y > 2200 {
		return fmt.Errorf("%q is no year", words[0])
	}
	h.years[y] = true
	off, said := false, false
	for _, w := range words[1:] {
		if w == "off" || w == "on" {
			off, said = w == "off", true
			continue
		}
		if !said {
			return fmt.Errorf("%q comes before off or on", w)
		}
		a, b, isRange := strings.Cut(w, "-")
		if !isRange {
			b = a
		}
		first, err := monthDay(y, a)
		if err != nil {
			return err
		}
		last, err := monthDay(y, b)
		if err != nil {
			return err
		}
		if last < first {
			return fmt.Errorf("%q ends before it begins", w)
		}
		for d := first; d <= last; d++ {
			if old, twice := h.days[d]; twice && old != off {
				return fmt.Errorf("%q is both off and on", w)
			}
			h.days[d] = off
		}
	}
	return nil
}

func (h Holidays) date(line string) error {
	f := strings.Split(line, ",")
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(f[0]))
	if err != nil {
		return fmt.Errorf("%q is no date", f[0])
	}
	flag := ""
	for _, x := range f[1:] {
		if x = strings.ToLower(strings.TrimSpace(x)); x == "1" || x == "0" || x == "true" || x == "false" {
			flag = x
			break
		}
	}
	if flag == "" {
		return fmt.Errorf("%s: neither 1 (off) nor 0 (on)", f[0])
	}
	h.days[t.Unix()/86400] = flag == "1" || flag == "true"
	h.years[t.Year()] = true
	return nil
}

func monthDay(year int, s string) (int64, error) {
	t, err := time.Parse("20060102", fmt.Sprintf("%04d%s", year, s))
	if err != nil || len(s) != 4 {
		return 0, fmt.Errorf("%q is no day of %d", s, year)
	}
	return t.Unix() / 86400, nil
}
