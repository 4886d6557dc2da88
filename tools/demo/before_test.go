package demo

import (
	"testing"
	"time"

	"xiaohao/loop/calendar"
)

// TestBefore: what people do at the story's end has working days for it, also where the demo is made in the night
// behind a national holiday.
func TestBefore(t *testing.T) {
	t.Parallel()
	cal := calendar.Default()
	for end, want := range map[string]string{"2026-11-28 10:08": "2026-11-22 10:08", // as ever
		"2026-10-08 00:30": "2026-09-28 00:30"} {
		at, err := time.ParseInLocation("2006-01-02 15:04", end, calendar.China())
		if err != nil {
			t.Fatal(err)
		}
		from := before(cal, calendar.Of(at), 6, 3)
		if got := from.Time().In(calendar.China()).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: from %s, want %s", end, got, want)
		}
		if cal.Between(from, calendar.Of(at)) < 3*cal.DayMinutes() {
			t.Errorf("%s: fewer than three working days", end)
		}
	}
}
