package bench

import (
	"testing"
	"time"

	"xiaohao/loop/calendar"
)

// TestGround lives the smallest year on the ground and reads its pages: what was asked for and did not come out fails
// it, and so does a page that fails, or is empty. A year may end on any day.
func TestGround(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]time.Time{"today": time.Now(),
		"new year": time.Date(2027, 1, 5, 10, 0, 0, 0, calendar.China())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y, out, seen := lives(t, Ground, 20, end)
			if out["persons taken in"] != 20 || out["cases struck off"] < 10 || out["sheets that count"] != 32 ||
				out["duties overdue"] == 0 || out["things given out"] == 0 || y.Events == 0 {
				t.Errorf("%+v", y)
			}
			for _, name := range []string{"cases that wait for a unit", "cases at a counter", "case", "rota",
				"register of chiefs", "chief's own page, county", "page of a county, with its coverage", "visits",
				"patches", "activities", "activity with its stock", "activity, for everybody", "surveys that ended",
				"survey with its result", "intake answered", "coverage, county"} {
				if !seen[name] {
					t.Errorf("%s was not measured: %v", name, seen)
				}
			}
		})
	}
}
