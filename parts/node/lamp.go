package node

import "xiaohao/loop/calendar"

// Lamp is how a task stands by its nodes 序时进度. It is the task's own, apart from the card that a person gives a unit.
type Lamp string

// The lamps, the best first.
const (
	Done   Lamp = "done"   // all nodes are reached
	Green  Lamp = "green"  // what should be reached by now is
	Yellow Lamp = "yellow" // a node that should be reached is not
	Red    Lamp = "red"    // one is late by policy's days, or the whole is behind by policy's share
)

// Lamps lists them, the best first.
func Lamps() []Lamp { return []Lamp{Done, Green, Yellow, Red} }

// Progress is how far a task is and should be, in percent of the whole.
type Progress struct {
	Reached int `json:"reached"`
	Should  int `json:"should"`
}

// Behind is how far it lags, never below 0.
func (p Progress) Behind() int { return max(0, p.Should-p.Reached) }

// ProgressOf adds up the nodes reached and those whose date has come.
func ProgressOf(nodes []Node, now calendar.Instant) (p Progress) {
	for _, n := range nodes {
		if n.Reached != 0 {
			p.Reached += n.Share
		}
		if n.Due <= now {
			p.Should += n.Share
		}
	}
	return p
}

// LampOf is the lamp at an instant; most is by how many percent the whole may be behind before it is red. A later now
// never makes it better, a node more that is reached never worse.
func LampOf(nodes []Node, most int, now calendar.Instant) Lamp {
	out, left := Green, 0
	for _, n := range nodes {
		if n.Reached != 0 {
			continue
		}
		left++
		switch {
		case n.Red <= now:
			return Red
		case n.Due <= now:
			out = Yellow
		}
	}
	switch {
	case left == 0:
		return Done
	case out == Yellow && ProgressOf(nodes, now).Behind() >= most:
		return Red
	}
	return out
}
