package patrol

import (
	"cmp"
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/track"
)

const aDay = 86400e6 // µs

// legsOf are the areas and days that some stretches cover, each once, in order. The phone tells what its clock shows
// now, so that a clock which is two days off gives the right day all the same. The fault is patrol_times.
func legsOf(list []Walked, sent, now calendar.Instant) ([]Leg, error) {
	wrong := fault.New(fault.Invalid, "patrol_times", "most", MostDays)
	if len(list) > mostLegs {
		return nil, wrong
	}
	off := sent.Since(now)
	var out []Leg
	for _, w := range list {
		from, to := w.From.Plus(-off), min(w.To.Plus(-off), now)
		from = min(from, to)
		if w.From <= 0 || w.To < w.From || now.Since(from) > 2*MostDays*aDay || to.Since(from) > MostDays*aDay {
			return nil, wrong
		}
		for at := DayOf(from).Instant(); at <= to; at = at.Plus(aDay) {
			out = append(out, Leg{w.Area, DayOf(at)})
		}
	}
	slices.SortFunc(out, func(a, b Leg) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Area, b.Area)) })
	return slices.Compact(out), nil
}

// dayOfSpot is the day of a position by the server's clock; off is how far the phone's is ahead, in µs.
func dayOfSpot(s track.Spot, off int64) Day { return DayOf(calendar.Instant(s.At * 1e6).Plus(-off)) }
