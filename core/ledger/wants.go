package ledger

import (
	"slices"
	"strings"

	"xiaohao/loop/event"
)

// Wants is what types of events a follower asked for.
type Wants struct {
	all      bool
	types    []event.Type // sorted
	prefixes []event.Type
}

// WantsOf reads what Types of a follower says.
func WantsOf(f Follower) Wants {
	types := f.Types()
	w := Wants{all: types == nil}
	for _, t := range types {
		if strings.HasSuffix(string(t), ".") {
			w.prefixes = append(w.prefixes, t)
		} else {
			w.types = append(w.types, t)
		}
	}
	slices.Sort(w.types)
	return w
}

// Type says whether it asked for a type.
func (w Wants) Type(t event.Type) bool {
	if w.all {
		return true
	}
	if _, found := slices.BinarySearch(w.types, t); found {
		return true
	}
	return slices.ContainsFunc(w.prefixes, func(p event.Type) bool { return t.In(p) })
}

// Of gives those of some events that it asked for, in their order. It may give the same slice.
func (w Wants) Of(events []Event) []Event {
	if w.all {
		return events
	}
	var out []Event
	for i := range events {
		if w.Type(events[i].Type) {
			out = append(out, events[i])
		}
	}
	return out
}
