package duty

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// tells are what people hear of: the units that they have a duty, another one, or no longer one; whoever keeps it that
// periods had passed while nothing ran. Of each task they hear as of every task.
func (x *Duties) tells() []part.Telling {
	return []part.Telling{{Types: []event.Type{BegunType, ChangedType, EndedType, RaisedType}, Tell: x.tell}}
}

func (x *Duties) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	s, err := asOf(ctx, r, e)
	if err != nil {
		return nil, err
	}
	m := part.Message{At: s.Area, Title: s.Title, Area: x.Org().Tree().FullName(s.Area),
		Path: fmt.Sprintf("/duties/%d", s.ID)}
	switch b := body.(type) {
	case *Begun:
		m.Kind, m.Due = "duty_begun", b.Next.Due
	case *Changed:
		m.Kind = "duty_changed"
	case *Ended:
		m.Kind = "duty_ended"
	case *Raised:
		if len(b.For) == 0 {
			return nil, nil
		}
		m.Kind, m.N, m.People = "duty_made_up", len(b.For), []int64{s.By}
		return []part.Message{m}, nil
	}
	for _, u := range s.units() {
		if u = x.heir(u); slices.Contains(m.Units, u) {
			continue
		}
		m.Units = append(m.Units, u)
		for _, p := range x.Org().Staff(u) {
			if !slices.Contains(m.People, p.ID) {
				m.People = append(m.People, p.ID)
			}
		}
	}
	return []part.Message{m}, nil
}

// asOf is a duty as it stood after one of its events: what people are told is the same whenever a follower comes by.
func asOf(ctx context.Context, r store.Reader, e ledger.Event) (*Stand, error) {
	s := &Stand{}
	return s, ledger.EachOf(ctx, r, e.City, e.Subject, e.Seq, []event.Type{typePrefix}, func(e ledger.Event) error {
		_, err := s.fold(e)
		return err
	})
}
