package plan

import (
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
)

// Pace is scheduled progress 序时进度 of what has no indicator: how much of the time is over, how much is done. Both are
// in thousandths.
type Pace struct {
	Time  int    `json:"time"`
	Done  int    `json:"done"`
	Light string `json:"light"` // of package indicator
}

// How far what is done may lie behind the time, in thousandths: to the first it is green, to the second yellow.
const (
	paceGreen  = 100
	paceYellow = 250
)

// PaceOf is the straight line: done of all against the share of the time that is over. Nothing to do has no light, and
// neither has what has not begun; at the end all must be done.
func PaceOf(first, last, now calendar.Instant, done, all int) Pace {
	if all <= 0 || last <= first || now < first {
		return Pace{Light: indicator.None}
	}
	p := Pace{Time: 1000, Done: min(done, all) * 1000 / all}
	if now < last {
		p.Time = int((now - first) / ((last - first + 999) / 1000))
	}
	switch behind := p.Time - p.Done; {
	case now >= last && done < all, behind > paceYellow:
		p.Light = indicator.Red
	case behind > paceGreen:
		p.Light = indicator.Yellow
	default:
		p.Light = indicator.Green
	}
	return p
}

// worse is the worse of two lights.
func worse(a, b string) string {
	for _, l := range []string{indicator.Red, indicator.Yellow, indicator.Green} {
		if a == l || b == l {
			return l
		}
	}
	return indicator.None
}

// yearEnd is the end of a year.
func yearEnd(year int) calendar.Instant {
	return calendar.Of(time.Date(year+1, 1, 1, 0, 0, 0, 0, calendar.China()))
}

// yearStart is its beginning.
func yearStart(year int) calendar.Instant { return yearEnd(year - 1) }
