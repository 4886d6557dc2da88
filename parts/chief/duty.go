package chief

import (
	"slices"
	"time"

	"xiaohao/core/policy"
)

// State is how the duty of a post stands.
type State string

// The states.
const (
	Free    State = "free"    // none: policy asks for nothing, or the post is not held today
	Met     State = "met"     // in the running span
	Open    State = "open"    // there is time
	Soon    State = "soon"    // the running span is nearly over
	Overdue State = "overdue" // the span before was missed, and the running one is not met
)

// Duty is how the duty of a post stands, and what is to be done by when. It holds days, and nothing else of a visit.
type Duty struct {
	State State  `json:"state"`
	Need  int    `json:"need,omitempty"` // so many days
	Each  string `json:"each,omitempty"` // in each of these spans
	Left  int    `json:"left,omitempty"` // of them still to come in the running span
	Due   Day    `json:"due,omitempty"`  // by when; of what is overdue, when it was due
	Last  Day    `json:"last,omitempty"` // the last day that counted
}

// span is the span of the civil calendar in which a day lies, both ends included.
func span(each string, d Day) (from, to Day) {
	t := d.time()
	y, m := t.Year(), t.Month()
	months := func(first time.Month, n int) (Day, Day) {
		begin := time.Date(y, first, 1, 0, 0, 0, 0, t.Location())
		return dayOf(begin), dayOf(begin.AddDate(0, n, -1))
	}
	switch each {
	case "week":
		from = d.Plus(-int(t.Weekday()+6) % 7) // from Monday
		return from, from.Plus(6)
	case "ten_days":
		first, last := months(m, 1)
		switch n := t.Day(); {
		case n <= 10:
			return first, first.Plus(9)
		case n <= 20:
			return first.Plus(10), first.Plus(19)
		}
		return first.Plus(20), last
	case "month":
		return months(m, 1)
	case "quarter":
		return months(m-(m-1)%3, 3)
	case "half":
		return months(m-(m-1)%6, 6)
	}
	return months(1, 12)
}

// lookedAt are the days of which judge must know: those of the running span and the one before.
func lookedAt(o policy.Often, today Day) (from Day) {
	running, _ := span(o.Each, today)
	from, _ = span(o.Each, running.Plus(-1))
	return from
}

// judge says how a duty stands: days are those in the area, whatever their order and however often each is told. A
// span is owed that begins while the post is held; in the first, which began before, a visit counts and none is owed.
func judge(o policy.Often, h *Holding, days []Day, today Day) Duty {
	if o.Times == 0 || !h.held(today) {
		return Duty{State: Free}
	}
	days = slices.Compact(slices.Sorted(slices.Values(days)))
	count := func(from, to Day) (n int) {
		for _, d := range days {
			if from <= d && d <= to && d <= today && h.held(d) {
				n++
			}
		}
		return n
	}
	from, to := span(o.Each, today)
	before, until := span(o.Each, from.Plus(-1))
	have, had := count(from, to), count(before, until)
	out := Duty{State: Open, Need: o.Times, Each: o.Each, Due: to, Left: max(o.Times-have, 0)}
	switch {
	case out.Left == 0:
		out.State = Met
	case had < o.Times && h.Since <= before:
		out.State, out.Due = Overdue, until
	case to.Since(today)*3 < to.Since(from): // the last third, or fewer days than are needed
		out.State = Soon
	case to.Since(today)+1 <= out.Left:
		out.State = Soon
	}
	return out
}
