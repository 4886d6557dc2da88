package tally

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// tells are what counters hear of: that places were drawn and turns given out, that a spare place was called for one
// of them, that nothing is to be counted any more.
func (x *Tallies) tells() []part.Telling {
	return []part.Telling{{Types: []event.Type{DrawnType, MissedType, EndedType}, Tell: x.tell}}
}

func (x *Tallies) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	s := &Stand{}
	err := ledger.EachOf(ctx, r, e.City, e.Subject, e.Seq, []event.Type{PlannedType, DrawnType, MissedType, EndedType,
		SucceededType},
		func(e ledger.Event) error {
			body, err := Decode(e.Type, e.Body)
			if err != nil {
				return err
			}
			return s.fold(e, body)
		})
	if err != nil {
		return nil, err
	}
	m := part.Message{At: s.Area, Title: s.Title, Area: x.Org().Tree().FullName(s.Area),
		Path: fmt.Sprintf("/tallies/%d", s.ID)}
	switch e.Type {
	case DrawnType:
		m.Kind, m.People = "tally_drawn", s.Counters
	case EndedType:
		m.Kind, m.People = "tally_ended", s.Counters
	case MissedType:
		p, ok := s.Place(s.Missed[len(s.Missed)-1].Next)
		if !ok || p.Before == nil || p.Before.Person == 0 {
			return nil, nil
		}
		m.Kind, m.People, m.Due = "tally_called", []int64{p.Before.Person}, p.Before.At
	}
	return []part.Message{m}, nil
}
