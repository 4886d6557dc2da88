package calendar_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

func TestParseLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want calendar.Limit
		text string
	}{
		{"30wm", calendar.Limit{Minutes: 30}, "30wm"},
		{"4wh", calendar.Limit{Minutes: 240}, "4wh"},
		{"90wm", calendar.Limit{Minutes: 90}, "90wm"},
		{"120wm", calendar.Limit{Minutes: 120}, "2wh"},
		{"5wd", calendar.Limit{Days: 5}, "5wd"},
		{"90m", calendar.Limit{Clock: 90}, "90m"},
		{"24h", calendar.Limit{Clock: 1440}, "1d"},
		{"36h", calendar.Limit{Clock: 36 * 60}, "36h"},
		{"15d", calendar.Limit{Clock: 15 * 1440}, "15d"},
		{" 5 wd ", calendar.Limit{Days: 5}, "5wd"},
		{"007d", calendar.Limit{Clock: 7 * 1440}, "7d"},
		{"0wd", calendar.Limit{}, "0m"},
		{"600wd", calendar.Limit{Days: 600}, "600wd"},
		{"360000wm", calendar.Limit{Minutes: 360000}, "6000wh"},
		{"1080000m", calendar.Limit{Clock: 1080000}, "750d"},
	} {
		got, err := calendar.ParseLimit(c.in)
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("ParseLimit(%q) = %+v (%s), %v; want %+v (%s)", c.in, got, got, err, c.want, c.text)
		}
		if got.Zero() != (c.want == calendar.Limit{}) {
			t.Errorf("%q: Zero = %v", c.in, got.Zero())
		}
	}
}

func TestParseLimitRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, reason string }{
		{"", "want a number"},
		{"wd", "want a number"},
		{"-5wd", "want a number"},
		{"+5wd", "want a number"},
		{"５wd", "want a number"},
		{"99999999999999999999d", "want a number"},
		{"5", "unknown unit"},
		{"1.5h", "unknown unit"},
		{"5WD", "unknown unit"},
		{"5 working days", "unknown unit"},
		{"1h30m", "unknown unit"},
		{"4wh\x00", "unknown unit"},
		{"601wd", "longer than two years"},
		{"360001wm", "longer than two years"},
		{"751d", "longer than two years"},
		{"5" + strings.Repeat("x", 1000), "unknown unit"},
	} {
		got, err := calendar.ParseLimit(c.in)
		var bad *calendar.LimitError
		if !errors.As(err, &bad) || bad.Input != c.in || !strings.Contains(bad.Reason, c.reason) ||
			got != (calendar.Limit{}) {
			t.Errorf("ParseLimit(%.20q) = %+v, %v; want %q", c.in, got, err, c.reason)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("%.20q: the error has %d bytes", c.in, len(err.Error()))
		}
	}
}

func TestLimitText(t *testing.T) {
	t.Parallel()
	var l struct{ Deadline calendar.Limit }
	if err := json.Unmarshal([]byte(`{"Deadline":"5wd"}`), &l); err != nil || l.Deadline.Days != 5 {
		t.Fatalf("%+v, %v", l, err)
	}
	if err := json.Unmarshal([]byte(`{"Deadline":"five"}`), &l); err == nil || l.Deadline.Days != 5 {
		t.Errorf("a bad limit: %+v, %v", l, err)
	}
	if b, err := json.Marshal(l); err != nil || string(b) != `{"Deadline":"5wd"}` {
		t.Errorf("%s, %v", b, err)
	}
}

func TestLimitLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var l calendar.Limit
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			l.Minutes = rapid.Int64Range(0, 360000).Draw(t, "minutes")
		case 1:
			l.Days = rapid.IntRange(0, 600).Draw(t, "days")
		case 2:
			l.Clock = rapid.Int64Range(0, 1080000).Draw(t, "clock")
		}
		if got, err := calendar.ParseLimit(l.String()); err != nil || got != l {
			t.Fatalf("%+v is written %q and read %+v, %v", l, l, got, err)
		}
	})
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"4wh", "5wd", "30wm", "24h", "15d", "90m", "", "wd", "5", " 5 wd", "-1d",
		"360000wm", "1080000m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := calendar.ParseLimit(s)
		if err != nil {
			var bad *calendar.LimitError
			if !errors.As(err, &bad) || bad.Input != s || !l.Zero() {
				t.Fatalf("%q: %+v, %#v", s, l, err)
			}
			return
		}
		if again, err := calendar.ParseLimit(l.String()); err != nil || again != l {
			t.Fatalf("%q is %+v, written %q, read %+v, %v", s, l, l, again, err)
		}
		if start := calendar.Instant(1794794400e6); calendar.Default().Add(start, l) < start {
			t.Fatalf("%q ends before it starts", s)
		}
	})
}
