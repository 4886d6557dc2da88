package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// Limit is how long something may take. One of the fields is set.
type Limit struct {
	Minutes int64 // working minutes
	Days    int   // working days
	Clock   int64 // minutes round the clock
}

// units of the written form: a limit is a whole number and one of these.
var units = []struct {
	name string
	make func(n int64) Limit
}{
	{"wm", func(n int64) Limit { return Limit{Minutes: n} }},
	{"wh", func(n int64) Limit { return Limit{Minutes: 60 * n} }},
	{"wd", func(n int64) Limit { return Limit{Days: int(n)} }},
	{"m", func(n int64) Limit { return Limit{Clock: n} }},
	{"h", func(n int64) Limit { return Limit{Clock: 60 * n} }},
	{"d", func(n int64) Limit { return Limit{Clock: 24 * 60 * n} }},
}

// most is the longest limit of each unit, two years and a little; a limit is as long in whichever unit of its kind it
// is written.
var most = map[string]int64{"wm": 360000, "wh": 6000, "wd": 600, "m": 1080000, "h": 18000, "d": 750}

// LimitError says what is wrong with a written limit.
type LimitError struct{ Input, Reason string }

func (e *LimitError) Error() string { return fmt.Sprintf("limit %.40q: %s", e.Input, e.Reason) }

// ParseLimit reads "4wh" (working hours), "5wd" (working days), "30wm" (working minutes), or "24h", "15d", "90m"
// (round the clock). The error is a *LimitError.
func ParseLimit(s string) (Limit, error) {
	t := strings.TrimSpace(s)
	i := 0
	for i < len(t) && t[i] >= '0' && t[i] <= '9' {
		i++
	}
	n, err := strconv.ParseInt(t[:i], 10, 64)
	if err != nil {
		return Limit{}, &LimitError{s, "want a number and a unit, such as 4wh, 5wd, 30wm, 24h, 15d"}
	}
	for _, u := range units {
		if u.name != strings.TrimSpace(t[i:]) {
			continue
		}
		if n > most[u.name] {
			return Limit{}, &LimitError{s, "longer than two years"}
		}
		return u.make(n), nil
	}
	return Limit{}, &LimitError{s, fmt.Sprintf("unknown unit %.20q; use wm, wh, wd, m, h or d", t[i:])}
}

// String is the written form, which ParseLimit reads back.
func (l Limit) String() string {
	switch {
	case l.Days != 0:
		return fmt.Sprintf("%dwd", l.Days)
	case l.Minutes != 0 && l.Minutes%60 == 0:
		return fmt.Sprintf("%dwh", l.Minutes/60)
	case l.Minutes != 0:
		return fmt.Sprintf("%dwm", l.Minutes)
	case l.Clock != 0 && l.Clock%(24*60) == 0:
		return fmt.Sprintf("%dd", l.Clock/(24*60))
	case l.Clock != 0 && l.Clock%60 == 0:
		return fmt.Sprintf("%dh", l.Clock/60)
	}
	return fmt.Sprintf("%dm", l.Clock)
}

// Zero says that there is no limit.
func (l Limit) Zero() bool { return l == Limit{} }

// UnmarshalText is ParseLimit; on an error the limit stays as it was.
func (l *Limit) UnmarshalText(b []byte) error {
	n, err := ParseLimit(string(b))
	if err != nil {
		return err
	}
	*l = n
	return nil
}

// MarshalText is String.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }
