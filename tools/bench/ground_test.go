package bench

import (
	"testing"
	"time"

	"xiaohao/loop/calendar"
)

// TestGround lives the smallest year on the ground: what was asked for and did not come out fails it, and so does a
// page that fails or is empty. A year may end on any day.
func TestGround(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]time.Time{"today": time.Now(),
		"new year": time.Date(2027, 1, 5, 10, 0, 0, 0, calendar.China())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y, out, seen := lives(t, Ground, 20, end)
			if out["persons taken in"] != 20 {
				t.Errorf("%+v", y)
			}
			_ = seen
		})
	}
}
