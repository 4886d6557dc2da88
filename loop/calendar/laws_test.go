package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

const minute = int64(60e6)

// drawCalendar draws office hours of one to three spans; the holidays are the real ones.
func drawCalendar(t *rapid.T) *calendar.Calendar {
	var hours []calendar.Span
	last := 0
	for range rapid.IntRange(1, 3).Draw(t, "spans") {
		if last > 24*60-2 {
			break
		}
		from := rapid.IntRange(last, 24*60-1).Draw(t, "from")
		to := rapid.IntRange(from+1, 24*60).Draw(t, "to")
		hours = append(hours, calendar.Span{From: from, To: to})
		last = to
	}
	c, err := calendar.New(hours, calendar.BuiltIn(), calendar.China())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// drawInstant draws an instant from 2005 to 2028, to the microsecond.
func drawInstant(t *rapid.T, name string) calendar.Instant {
	return calendar.Instant(rapid.Int64Range(1104537600e6, 1861919999e6).Draw(t, name))
}

func TestAddMinutesLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		a, b := drawInstant(t, "a"), drawInstant(t, "b")
		n := rapid.Int64Range(0, 60*c.DayMinutes()).Draw(t, "n")
		m := rapid.Int64Range(0, 60*c.DayMinutes()).Draw(t, "m")
		due := c.AddMinutes(a, n)
		if got := c.Between(a, due); got != n {
			t.Fatalf("Between(a, a + %d) = %d", n, got)
		}
		if n > 0 && c.Between(a, due-1) != n-1 {
			t.Fatal("the limit ended earlier")
		}
		if n > 0 && !c.IsWorking(due-1) {
			t.Fatalf("due at %s, when the office was closed", show(due))
		}
		if got, want := c.AddMinutes(due, m), c.AddMinutes(a, n+m); got != want {
			t.Fatalf("%d and then %d minutes end at %s, together at %s", n, m, show(got), show(want))
		}
		if a > b {
			a, b = b, a
		}
		if c.AddMinutes(a, n) > c.AddMinutes(b, n) || c.AddMinutes(a, n) > c.AddMinutes(a, n+m) {
			t.Fatal("what starts earlier, or takes less, is due later")
		}
	})
}

func TestBetweenLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		x := []calendar.Instant{drawInstant(t, "x"), drawInstant(t, "y"), drawInstant(t, "z")}
		for i := range x { // in order, on whole minutes
			x[i] = x[i].Plus(-int64(x[i]) % minute)
			for j := i; j > 0 && x[j] < x[j-1]; j-- {
				x[j], x[j-1] = x[j-1], x[j]
			}
		}
		whole, sum := c.Between(x[0], x[2]), c.Between(x[0], x[1])+c.Between(x[1], x[2])
		if whole != sum || whole < 0 || c.Between(x[2], x[0]) != 0 {
			t.Fatalf("the whole is %d, the parts are %d", whole, sum)
		}
	})
}

func TestNextOpenLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		a := drawInstant(t, "a")
		open := c.NextOpen(a)
		if open < a || !c.IsWorking(open) || c.Between(a, open) != 0 || c.NextOpen(open) != open {
			t.Fatalf("NextOpen(%s) = %s", show(a), show(open))
		}
		n := rapid.Int64Range(1, 5*c.DayMinutes()).Draw(t, "n")
		if c.AddMinutes(a, n) != c.AddMinutes(open, n) {
			t.Fatal("a closed office makes a difference")
		}
	})
}

// TestWorkingDays: n working days later at the same time of day, or at closing time.
func TestWorkingDays(t *testing.T) {
	t.Parallel()
	c := calendar.Default()
	rapid.Check(t, func(t *rapid.T) {
		a := drawInstant(t, "a")
		n := rapid.IntRange(1, 40).Draw(t, "n")
		due := c.Add(a, calendar.Limit{Days: n})
		from, to := a.Time().In(calendar.China()), due.Time().In(calendar.China())
		days := 0 // working days after the first one, up to the one on which it is due
		for d := from.AddDate(0, 0, 1); d.Format(time.DateOnly) <= to.Format(time.DateOnly); d = d.AddDate(0, 0, 1) {
			if c.WorkDay(calendar.Of(d)) {
				days++
			}
		}
		clock := from.Format("15:04:05.000000")
		if c.IsWorking(a) && clock > "09:00:00.000000" {
			if days != n || to.Format("15:04:05.000000") != clock {
				t.Fatalf("%s + %d working days = %s", show(a), n, show(due))
			}
			return
		}
		if c.WorkDay(a) && clock <= "09:00:00.000000" {
			days++ // the first day counts whole
		}
		want := "17:00:00"
		if c.WorkDay(a) && clock >= "12:00" && clock < "13:00" {
			want = "12:00:00"
		}
		if days != n || to.Format(time.TimeOnly) != want {
			t.Fatalf("%s + %d working days = %s", show(a), n, show(due))
		}
	})
}

// TestAgainstMinutes counts minute by minute, with nothing but the weekday and the dates of three months typed here.
func TestAgainstMinutes(t *testing.T) {
	t.Parallel()
	off := map[string]bool{"2026-09-20": false, "2026-10-10": false}
	for _, d := range []string{"09-25", "09-26", "09-27", "10-01", "10-02", "10-03", "10-04", "10-05",
		"10-06", "10-07"} {
		off["2026-"+d] = true
	}
	working := func(x time.Time) bool {
		rest, listed := off[x.Format(time.DateOnly)]
		if !listed {
			rest = x.Weekday() == time.Saturday || x.Weekday() == time.Sunday
		}
		return !rest && (x.Hour() >= 9 && x.Hour() < 12 || x.Hour() >= 13 && x.Hour() < 17)
	}
	first := time.Date(2026, 9, 1, 0, 0, 0, 0, calendar.China())
	const minutes = 60 * 24 * 60
	before := make([]int64, minutes+1) // working minutes before each minute
	for i := range minutes {
		before[i+1] = before[i]
		if working(first.Add(time.Duration(i) * time.Minute)) {
			before[i+1]++
		}
	}
	c := calendar.Default()
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, minutes).Draw(t, "i")
		j := rapid.IntRange(i, minutes).Draw(t, "j")
		a, b := calendar.Of(first).Plus(int64(i)*minute), calendar.Of(first).Plus(int64(j)*minute)
		if got, want := c.Between(a, b), before[j]-before[i]; got != want {
			t.Fatalf("Between(%s, %s) = %d; minute by minute %d", show(a), show(b), got, want)
		}
	})
}
