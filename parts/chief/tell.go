package chief

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// tells are what people hear of: who got a post or left it, who is to sign, the chiefs whom a problem climbed to. A
// thing is told of as it stood after the event, whenever a follower comes by.
func (x *Chiefs) tells() []part.Telling {
	return []part.Telling{{Types: []event.Type{AppointedType, LeftType, HandedType, ClimbedType}, Tell: x.tell}}
}

func (x *Chiefs) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	switch b := body.(type) {
	case *Appointed:
		return x.message("chief_appointed", &b.Holding, "/chief"), nil
	case *Left:
		s, err := x.at(ctx, r, e, e.Subject)
		if err != nil {
			return nil, err
		}
		return x.message("chief_left", &s.Holding, "/chief"), nil
	case *HandedOver:
		s, err := x.at(ctx, r, e, b.Post)
		if err != nil {
			return nil, err
		}
		return x.message("chief_sign", &s.Holding, fmt.Sprintf("/chiefs/handovers/%d", e.Subject)), nil
	case *Climbed:
		m, _, err := views.At(ctx, r, e.City, e.Subject, e.Seq)
		if err != nil {
			return nil, err
		}
		out := part.Message{Kind: "chief_climbed", At: m.Area, Title: m.Title, Area: x.Org().Tree().FullName(m.Area),
			Path: fmt.Sprintf("/matters/%d", m.ID)}
		for _, step := range b.Steps {
			s, err := x.at(ctx, r, e, step.Post)
			if err != nil {
				return nil, err
			}
			if s.Person != 0 {
				out.People = append(out.People, s.Person)
			}
		}
		return []part.Message{out}, nil
	}
	return nil, nil
}

// message is one to who holds a post, where he can be told at all.
func (x *Chiefs) message(kind string, h *Holding, path string) []part.Message {
	if h.Person == 0 {
		return nil
	}
	t, _ := x.rules().Theme(h.Theme)
	p, _ := t.Post(h.Post)
	return []part.Message{{Kind: kind, People: []int64{h.Person}, At: h.Area, Title: p.Zh,
		Area: x.Org().Tree().FullName(h.Area), Path: path}}
}

// at is a holding as it stood after an event.
func (x *Chiefs) at(ctx context.Context, r store.Reader, e ledger.Event, id int64) (*Stand, error) {
	s := &Stand{}
	return s, ledger.EachOf(ctx, r, e.City, id, e.Seq, []event.Type{typePrefix}, func(e ledger.Event) error {
		body, err := Decode(e.Type, e.Body)
		if err != nil {
			return err
		}
		switch b := body.(type) {
		case *Appointed:
			*s = Stand{ID: e.Subject, Holding: b.Holding, By: e.Actor, At: e.At}
		case *Moved:
			s.Area, s.Was = b.Area, b.Was
		case *Left:
			s.Until = b.Until
		}
		return nil
	})
}
