package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/calendar"
)

// at is an instant in China, such as 2026-11-16, or with 10:00 or 10:00:30 behind.
func at(t testing.TB, s string) calendar.Instant {
	t.Helper()
	x, err := time.ParseInLocation("2006-01-02 15:04:05"[:len(s)], s, calendar.China())
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Of(x)
}

// show is the instant as a person reads it, to the minute.
func show(at calendar.Instant) string {
	return at.Time().In(calendar.China()).Format("2006-01-02 15:04")
}

// The table of 2026: National Day 1 to 7 October, people work on Sunday 20 September and Saturday 10 October; Spring
// Festival 15 to 23 February, people work on the Saturdays 14 and 28 February.
func TestAdd(t *testing.T) {
	t.Parallel()
	c := calendar.Default()
	for _, x := range []struct{ start, limit, due string }{
		// An ordinary week: Monday is 16 November 2026.
		{"2026-11-16 10:00", "4wh", "2026-11-16 15:00"},
		{"2026-11-16 11:00", "1wh", "2026-11-16 12:00"},
		{"2026-11-16 11:00", "61wm", "2026-11-16 13:01"},
		{"2026-11-16 12:30", "4wh", "2026-11-16 17:00"},
		{"2026-11-20 16:30", "2wh", "2026-11-23 10:30"},
		{"2026-11-16 10:00", "1wd", "2026-11-17 10:00"},
		{"2026-11-16 10:00", "5wd", "2026-11-23 10:00"},
		{"2026-11-16 16:59", "1wd", "2026-11-17 16:59"},
		{"2026-11-21 10:00", "5wd", "2026-11-27 17:00"}, // a Saturday counts from Monday's opening to Friday's close
		{"2026-11-16 20:00", "1wd", "2026-11-17 17:00"},
		{"2026-11-16 07:00", "1wd", "2026-11-16 17:00"},
		{"2026-11-16 09:00", "1wd", "2026-11-16 17:00"}, // opening time counts like any instant before it
		{"2026-11-16 17:00", "1wd", "2026-11-17 17:00"},
		{"2026-11-16 12:30", "1wd", "2026-11-17 12:00"}, // from lunch to lunch, which begins at twelve
		{"2026-11-20 16:30", "24h", "2026-11-21 16:30"},
		{"2026-11-20 16:30", "15d", "2026-12-05 16:30"},
		{"2026-11-20 16:30", "90m", "2026-11-20 18:00"},
		{"2026-11-20 18:30", "0wd", "2026-11-20 18:30"},
		// National Day.
		{"2026-09-30 16:00", "2wh", "2026-10-08 10:00"},
		{"2026-09-29 10:00", "5wd", "2026-10-12 10:00"},
		{"2026-10-03 10:00", "1wd", "2026-10-08 17:00"},
		{"2026-10-09 16:00", "2wh", "2026-10-10 10:00"},
		{"2026-09-18 10:00", "1wd", "2026-09-20 10:00"},
		{"2026-09-30 16:00", "24h", "2026-10-01 16:00"},
		// Spring Festival.
		{"2026-02-13 15:00", "1wd", "2026-02-14 15:00"},
		{"2026-02-13 15:00", "2wd", "2026-02-24 15:00"},
		{"2026-02-16 00:00", "1wd", "2026-02-24 17:00"},
		{"2026-02-27 16:30", "1wh", "2026-02-28 09:30"},
		// The year's end, the next year's table unknown: weekdays count.
		{"2026-12-31 16:00", "2wh", "2027-01-01 10:00"},
	} {
		l, err := calendar.ParseLimit(x.limit)
		if err != nil {
			t.Fatal(err)
		}
		if got := show(c.Add(at(t, x.start), l)); got != x.due {
			t.Errorf("%s + %s = %s; want %s", x.start, x.limit, got, x.due)
		}
	}
}

func TestBetween(t *testing.T) {
	t.Parallel()
	c := calendar.Default()
	for _, x := range []struct {
		a, b string
		want int64
	}{
		{"2026-11-16 00:00", "2026-11-17 00:00", 420},
		{"2026-11-16 11:30", "2026-11-16 13:30", 60},
		{"2026-11-16 12:00", "2026-11-16 13:00", 0},
		{"2026-11-20 16:00", "2026-11-23 10:00", 120},
		{"2026-11-16 10:00", "2026-11-23 10:00", 5 * 420},
		{"2026-11-16 10:00", "2026-11-16 10:00", 0},
		{"2026-11-17 10:00", "2026-11-16 10:00", 0},
		{"2026-11-16 10:00:30", "2026-11-16 10:01:29", 0},
		{"2026-11-16 10:00:30", "2026-11-16 10:01:30", 1},
		{"2026-09-30 17:00", "2026-10-08 09:00", 0},
		{"2026-09-30 16:00", "2026-10-08 10:00", 120},
		{"2026-10-10 00:00", "2026-10-12 00:00", 420},
		{"2026-02-14 17:00", "2026-02-24 09:00", 0},
		{"2026-02-14 00:00", "2026-02-15 00:00", 420},
		{"2026-01-01 00:00", "2027-01-01 00:00", 248 * 420}, // 261 weekdays, 19 of them off, 6 weekend days on
		{"1969-12-29 00:00", "1970-01-05 00:00", 5 * 420},   // before the epoch
		{"1969-12-20 12:00", "1969-12-29 10:30", 5*420 + 90},
	} {
		if got := c.Between(at(t, x.a), at(t, x.b)); got != x.want {
			t.Errorf("Between(%s, %s) = %d; want %d", x.a, x.b, got, x.want)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	c := calendar.Default()
	for _, x := range []struct {
		at, next string
		day      bool
	}{
		{"2026-11-16 09:00", "2026-11-16 09:00", true},
		{"2026-11-16 08:59:59", "2026-11-16 09:00", true},
		{"2026-11-16 11:59:59", "2026-11-16 11:59", true},
		{"2026-11-16 12:00", "2026-11-16 13:00", true},
		{"2026-11-16 17:00", "2026-11-17 09:00", true},
		{"2026-11-21 10:00", "2026-11-23 09:00", false},
		{"2026-02-14 10:00", "2026-02-14 10:00", true},
		{"2026-02-14 17:00", "2026-02-24 09:00", true},
		{"2026-02-15 10:00", "2026-02-24 09:00", false},
		{"2026-09-20 16:00", "2026-09-20 16:00", true},
		{"2026-10-01 00:00", "2026-10-08 09:00", false},
		{"2026-10-10 08:00", "2026-10-10 09:00", true},
		{"2006-12-30 10:00", "2006-12-30 10:00", true}, // moved by the paper for 2007
	} {
		now := at(t, x.at)
		next := c.NextOpen(now)
		if got := show(next); got != x.next {
			t.Errorf("NextOpen(%s) = %s; want %s", x.at, got, x.next)
		}
		if got, want := c.IsWorking(now), next == now; got != want {
			t.Errorf("IsWorking(%s) = %v", x.at, got)
		}
		if got := c.WorkDay(now); got != x.day {
			t.Errorf("WorkDay(%s) = %v", x.at, got)
		}
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	c := calendar.Default()
	for _, x := range []struct {
		a, b string
		want []int
	}{
		{"2026-11-16 10:00", "2026-12-31 23:59:59", nil},
		{"2026-11-16 10:00", "2027-01-01 00:00", []int{2027}},
		{"2026-11-16 10:00", "2028-06-01 00:00", []int{2027, 2028}},
		{"2005-06-01 00:00", "2008-01-01 00:00", []int{2005, 2006}}, // two dates of 2006 are listed, but not its table
		{"2028-06-01 00:00", "2026-11-16 10:00", nil},
	} {
		if diff := cmp.Diff(x.want, c.Missing(at(t, x.a), at(t, x.b))); diff != "" {
			t.Errorf("Missing(%s, %s):\n%s", x.a, x.b, diff)
		}
	}
	if got := c.Missing(at(t, "2030-01-01"), at(t, "9999-01-01")); len(got) > 52 {
		t.Errorf("Missing goes on for %d years", len(got))
	}
	if !c.HasYear(2007) || !c.HasYear(2026) || c.HasYear(2006) || c.HasYear(2027) {
		t.Error("HasYear is wrong")
	}
}

func TestCityHours(t *testing.T) {
	t.Parallel()
	summer, err := calendar.New([]calendar.Span{{From: 8*60 + 30, To: 12 * 60}, {From: 15 * 60, To: 18*60 + 30}},
		calendar.BuiltIn(), nil)
	if err != nil {
		t.Fatal(err)
	}
	always, err := calendar.New([]calendar.Span{{From: 0, To: 24 * 60}}, calendar.Holidays{}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if got := show(summer.AddMinutes(at(t, "2026-11-16 11:00"), 90)); got != "2026-11-16 15:30" {
		t.Errorf("in summer hours: %s", got)
	}
	if summer.DayMinutes() != 420 || always.DayMinutes() != 1440 || summer.Location().String() != "CST" ||
		always.Location() != time.UTC {
		t.Error("a day's minutes or the zone is wrong")
	}
	// Saturday begins at midnight UTC, eight in the morning in China.
	if !always.IsWorking(at(t, "2026-11-21 07:59")) || always.IsWorking(at(t, "2026-11-21 08:00")) {
		t.Error("the zone is not heeded")
	}
	if got := show(always.Add(at(t, "2026-11-20 20:00"), calendar.Limit{Days: 1})); got != "2026-11-23 20:00" {
		t.Errorf("round the clock on weekdays: %s", got)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	york := time.FixedZone("no", 0)
	if z, err := time.LoadLocation("America/New_York"); err == nil {
		york = z
	}
	for _, x := range []struct {
		hours  []calendar.Span
		zone   *time.Location
		reason string
	}{
		{nil, nil, "none"},
		{[]calendar.Span{{From: 540, To: 540}}, nil, "09:00-09:00: closes before it opens"},
		{[]calendar.Span{{From: 1020, To: 540}}, nil, "17:00-09:00: closes before it opens"},
		{[]calendar.Span{{From: 540, To: 720}, {From: 660, To: 1020}}, nil, "11:00-17:00: begins before"},
		{[]calendar.Span{{From: 780, To: 1020}, {From: 540, To: 720}}, nil, "09:00-12:00: begins before"},
		{[]calendar.Span{{From: 540, To: 1441}}, nil, "not within a day"},
		{[]calendar.Span{{From: -60, To: 540}}, nil, "not within a day"},
		{calendar.Office(), york, "changes its clocks"},
	} {
		if x.zone != nil && x.zone.String() == "no" {
			continue // the machine has no zone table; nothing else reads one
		}
		_, err := calendar.New(x.hours, calendar.Holidays{}, x.zone)
		var bad *calendar.HoursError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), x.reason) {
			t.Errorf("New(%v): %v; want %q", x.hours, err, x.reason)
		}
	}
}

func TestFiftyYears(t *testing.T) {
	t.Parallel()
	c := calendar.Default()
	start := at(t, "2026-11-16 10:00")
	end := at(t, "2076-12-31 00:00")
	for name, got := range map[string]calendar.Instant{
		"minutes":       c.AddMinutes(start, 1<<62),
		"limit minutes": c.Add(start, calendar.Limit{Minutes: 1 << 62}),
		"days":          c.Add(start, calendar.Limit{Days: 1 << 31}),
		"round clock":   c.Add(start, calendar.Limit{Clock: 1 << 62}),
	} {
		if got <= start || got > end {
			t.Errorf("%s: %s", name, show(got))
		}
	}
	if n := c.Between(start, at(t, "9000-01-01")); n <= 0 || n > 51*366*420 {
		t.Errorf("Between counts %d minutes", n)
	}
	for _, l := range []calendar.Limit{{Minutes: -1}, {Days: -1}, {Clock: -1}, {}} {
		if got := c.Add(start, l); got != start {
			t.Errorf("Add %+v = %s", l, show(got))
		}
	}
}

func BenchmarkBetweenFiftyYears(b *testing.B) {
	c := calendar.Default()
	from, to := at(b, "2007-01-01"), at(b, "2056-12-31")
	for b.Loop() {
		c.Between(from, to)
	}
}

func BenchmarkAddFiveDays(b *testing.B) {
	c := calendar.Default()
	start := at(b, "2026-09-29 10:00")
	for b.Loop() {
		c.Add(start, calendar.Limit{Days: 5})
	}
}
