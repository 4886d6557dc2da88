package node

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// tells are what people hear of: the unit what is asked of it and decided about it, those who decide what waits. A task
// and a card are told of as they stood after the event, whenever a follower comes by.
func (x *Nodes) tells() []part.Telling {
	return []part.Telling{{Types: []event.Type{SetType, ChangedType, ProposedType, ApprovedType, ReturnedType,
		ReasonType, JudgedType, ClimbedType}, Tell: x.tell},
		{Types: []event.Type{GivenType, AnsweredType, WithdrawnType}, Tell: x.tellCard}}
}

func (x *Nodes) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	m, _, err := views.At(ctx, r, e.City, e.Subject, e.Seq)
	if err != nil {
		return nil, err
	}
	out := part.Message{At: m.Area, Title: m.Title, Area: x.Org().Tree().FullName(m.Area),
		Path: fmt.Sprintf("/matters/%d/nodes", m.ID)}
	switch b := body.(type) {
	case *Set:
		out.Kind, out.Due = "node_set", b.Plan
		if b.Plan != 0 {
			out.Kind = "node_set_plan"
		}
	case *Changed:
		out.Kind = "node_changed"
	case *PlanProposed:
		out.Kind, out.Due, out.People = "node_proposed", b.Due, x.above(m.Area, x.Policy().Nodes.Approve)
		return []part.Message{out}, nil
	case *PlanApproved:
		out.Kind = "node_approved"
	case *PlanReturned:
		out.Kind, out.Due = "node_returned", b.Due
	case *Reasoned:
		out.Kind, out.People = "node_reason", x.above(m.Area, x.Policy().Nodes.Judge)
		return []part.Message{out}, nil
	case *Climbed:
		if b.Rung != DecideLate {
			return nil, nil // the matter's own events tell of these
		}
		out.Kind, out.Urgent, out.People = "node_undecided", true, x.upTo(m.Area, b.Level)
		return []part.Message{out}, nil
	case *Judged:
		out.Kind = map[bool]string{true: "node_good", false: "node_bad"}[b.Good]
	}
	out.Units, out.People = []int64{m.Lead}, x.staff(m.Lead)
	return []part.Message{out}, nil
}

func (x *Nodes) tellCard(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	k := &Card{}
	if err := ledger.EachOf(ctx, r, e.City, e.Subject, e.Seq, []event.Type{typePrefix}, k.fold); err != nil {
		return nil, err
	}
	u, _ := x.Org().Unit(k.Unit)
	out := part.Message{At: k.Area, Title: u.Zh, Area: x.Org().Tree().FullName(k.Area), Due: k.Until,
		Path: fmt.Sprintf("/cards/%d", k.ID)}
	switch e.Type {
	case AnsweredType:
		out.Kind, out.People = "card_answered", []int64{k.By}
		return []part.Message{out}, nil
	case WithdrawnType:
		out.Kind = "card_withdrawn"
	default:
		out.Kind, out.Urgent = "card_"+string(k.Colour), true
	}
	out.Units, out.People = []int64{k.Unit}, x.staff(k.Unit)
	return []part.Message{out}, nil
}

func (x *Nodes) staff(unit int64) (out []int64) {
	for _, p := range x.Org().Staff(unit) {
		out = append(out, p.ID)
	}
	return out
}

// above is who holds some posts nearest above an area.
func (x *Nodes) above(a area.Code, posts []matter.Post) (out []int64) {
	for l := a.Level(); l >= area.City && len(out) == 0; l-- {
		out = x.holders(a.Ancestor(l), posts)
	}
	return out
}
