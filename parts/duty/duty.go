// Package duty is standing duties 常态任务: a task without an end, such as flood control, of which a report is due by
// calendar and season.
//
// For each period the clock hands out one matter, reported, listed and assigned by commands whose ids follow from the
// duty and the period. So the unit reports from its worklist as with any task, and a report that does not come climbs
// the ladder. What a period's report said stands with its matter; a duty keeps only which matter it was.
//
// It owns the tables duties, duty_units and duty_periods, folded from its own events and never behind the ledger. It
// strikes nothing off and judges nobody. It owns no page.
//
// Invariants: no period has two matters; a period that passed while nothing ran is made up for with the latest such
// one, and the duty says so.
package duty

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
)

// Duties are a city's. Safe for concurrent use.
type Duties struct{ part.Base }

// New makes them for a city whose tables are there.
func New(b part.Base) *Duties { return &Duties{b} }

// The events. The subject of all of them is the duty.
const (
	typePrefix             = event.Type("duty.")
	BegunType   event.Type = "duty.begun"
	ChangedType event.Type = "duty.changed"
	RaisedType  event.Type = "duty.raised" // a period's task went out
	EndedType   event.Type = "duty.ended"
)

// Origin is what a duty was taken from: a row of a breakdown, for instance, by the part that has it and its number.
type Origin struct {
	Part    string `json:"part,omitempty"`
	Subject int64  `json:"subject,omitempty"`
}

// Duty is what can be said of a standing duty.
type Duty struct {
	Title    string    `json:"title"`
	Text     string    `json:"text"` // what is to be reported
	Area     area.Code `json:"area"`
	Lead     int64     `json:"lead"`
	Co       []int64   `json:"co,omitempty"`
	Category string    `json:"category,omitempty"` // of its tasks; "" for policy's first one of tasks
	From     Origin    `json:"from,omitzero"`
	Schedule
}

// Begun begins a duty. Next is the first period.
type Begun struct {
	Duty
	Next *Turn `json:"next"`
}

// Changed says all of a duty anew; what went out stays as it is. Next is nil where no period comes any more.
type Changed struct {
	Duty
	Next *Turn `json:"next,omitempty"`
}

// Raised says that the task of a period went out. For are the periods that passed while nothing ran, the period itself
// among them; the one task makes up for all of them.
type Raised struct {
	Period Date             `json:"period"`
	Matter int64            `json:"matter"`
	Due    calendar.Instant `json:"due"`
	For    []Date           `json:"for,omitempty"`
	Next   *Turn            `json:"next,omitempty"`
}

// Ended ends a duty.
type Ended struct {
	Reason string `json:"reason"`
}

// Stand is a duty as it stands.
type Stand struct {
	ID int64 `json:"id"`
	Duty
	Next   *Turn            `json:"next,omitempty"` // nil where no period comes any more
	Latest *Period          `json:"latest,omitempty"`
	By     int64            `json:"by"`
	At     calendar.Instant `json:"at"`
	Ended  calendar.Instant `json:"ended,omitempty"`
	Reason string           `json:"reason,omitempty"`
}

// Period is a period whose task went out.
type Period struct {
	Period Date             `json:"period"`
	Matter int64            `json:"matter"`
	Due    calendar.Instant `json:"due"`
	Made   bool             `json:"made,omitempty"` // it had passed while nothing ran
	At     calendar.Instant `json:"at"`
}

// units are all units of a duty.
func (d *Duty) units() []int64 { return append([]int64{d.Lead}, d.Co...) }

// fold changes a duty by one of its events, and says which periods came with it.
func (s *Stand) fold(e ledger.Event) ([]Period, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	if _, first := body.(*Begun); first != (s.ID == 0) {
		return nil, fmt.Errorf("%s of duty %d, which begins once and first", e.Type, e.Subject)
	}
	switch b := body.(type) {
	case *Begun:
		*s = Stand{ID: e.Subject, Duty: b.Duty, Next: b.Next, By: e.Actor, At: e.At}
	case *Changed:
		s.Duty, s.Next = b.Duty, b.Next
	case *Ended:
		s.Ended, s.Reason, s.Next = e.At, b.Reason, nil
	case *Raised:
		if s.Next = b.Next; s.Ended != 0 {
			s.Next = nil
		}
		var out []Period
		for _, d := range b.For {
			if d != b.Period {
				out = append(out, Period{Period: d, Matter: b.Matter, Due: b.Due, Made: true, At: e.At})
			}
		}
		s.Latest = &Period{Period: b.Period, Matter: b.Matter, Due: b.Due, Made: len(b.For) > 0, At: e.At}
		return append(out, *s.Latest), nil
	}
	return nil, nil
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case BegunType:
		b = &Begun{}
	case ChangedType:
		b = &Changed{}
	case RaisedType:
		b = &Raised{}
	case EndedType:
		b = &Ended{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}

func missing() error { return fault.New(fault.Missing, "duty_missing") }
