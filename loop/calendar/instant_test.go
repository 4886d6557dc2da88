package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

// TestInstant holds the arithmetic of instants to that of the standard library, and JSON to the bare number.
func TestInstant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a, b := drawInstant(rt, "a"), drawInstant(rt, "b")
		if calendar.Of(a.Time()) != a || a.Plus(b.Since(a)) != b {
			rt.Errorf("%d and %d do not come back", a, b)
		}
		d := time.Duration(rapid.Int64Range(-1e15, 1e15).Draw(rt, "d")).Truncate(time.Microsecond)
		if got := a.Add(d); !got.Time().Equal(a.Time().Add(d)) || got.Since(a) != d.Microseconds() {
			rt.Errorf("%d and %s is %d", a, d, got)
		}
		if got := b.Since(a); got != b.Time().Sub(a.Time()).Microseconds() || got > 0 != (b > a) {
			rt.Errorf("from %d to %d are %d µs", a, b, got)
		}
		plain, _ := json.Marshal(int64(a))
		typed, err := json.Marshal(a)
		var again calendar.Instant
		if err != nil || string(typed) != string(plain) || json.Unmarshal(typed, &again) != nil || again != a {
			rt.Errorf("%s, should be %s", typed, plain)
		}
	})
	if got := calendar.Of(time.Unix(5, 1999)); got != 5_000_001 {
		t.Errorf("finer than a microsecond: %d", got)
	}
}
