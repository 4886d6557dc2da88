package policy

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// Publicity is when the weekly papers are drafted and for which areas, and what positions of publicity must keep.
type Publicity struct {
	Levels  []area.Level // whose areas have a weekly paper; none for no paper at all
	Weekday time.Weekday
	Hour    int // 0 to 23, in the city's time
	Gap     int // metres between two positions along a street, at most: the standard's figure
	Renew   int // days after which what hangs at a position is looked at and renewed
}

// The built-in figures. A public-interest poster at least every 200 m of a main street is an item of the national
// assessment.
const (
	publicityHour  = 9
	publicityGap   = 200
	publicityRenew = 90
)

// week is seven days in µs: China has no summer time.
const week = 7 * 24 * 3600 * 1_000_000

// Week is the last week that is over at an instant: from one drafting to the next.
func (p Publicity) Week(now calendar.Instant) (from, to calendar.Instant) {
	t := now.Time().In(calendar.China())
	due := time.Date(t.Year(), t.Month(), t.Day(), p.Hour, 0, 0, 0, calendar.China())
	due = due.AddDate(0, 0, -int((t.Weekday()-p.Weekday+7)%7))
	to = calendar.Of(due)
	if to > now {
		to -= week
	}
	return to - week, to
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func (r *reader) publicity(p *Policy, n *yaml.Node) {
	x := &p.Publicity
	*x = Publicity{Levels: []area.Level{area.City, area.County}, Weekday: time.Friday, Hour: publicityHour,
		Gap: publicityGap, Renew: publicityRenew}
	t := r.table(n, []string{"levels", "weekday", "hour", "gap", "renew_days"}, nil)
	if t["levels"] != nil {
		x.Levels = nil
		for _, l := range r.list(t["levels"]) {
			level, ok := levelNames[r.text(l)]
			if !ok {
				r.wrong(l, "level", "value", l.Value)
				continue
			}
			x.Levels = append(x.Levels, level)
		}
	}
	if d := t["weekday"]; d != nil {
		i := slices.Index(weekdays, r.text(d))
		if i < 0 {
			r.wrong(d, "weekday", "value", d.Value)
		}
		x.Weekday = time.Weekday(max(i, 0))
	}
	if t["hour"] != nil {
		x.Hour = r.number(t["hour"], 0, 23)
	}
	if t["gap"] != nil {
		x.Gap = r.number(t["gap"], 10, 100_000)
	}
	if t["renew_days"] != nil {
		x.Renew = r.number(t["renew_days"], 1, 3650)
	}
}
