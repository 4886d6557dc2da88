package office

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// tells are what people hear of: what waits for their next step, and what units have to answer and to sign for.
func (x *Office) tells() []part.Telling {
	return []part.Telling{{Tell: x.tell, Types: []event.Type{AskedType, AnsweredType, SilentType, SubmittedType,
		ReviewedType, ReturnedType, SignedType, UrgedType, NumberedType, StampedType, HandedOutType, RemindedType}}}
}

func (x *Office) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	p, err := asOf(ctx, r, e)
	if err != nil {
		return nil, err
	}
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	m := part.Message{At: p.Area, Title: p.Title, Area: x.Author(p.Area), Path: fmt.Sprintf("/office/%d", p.ID)}
	switch b := body.(type) {
	case *Asked:
		return x.toUnits(m, "office_asked", false, b.Units, func(w *part.Message) { w.Due = b.Until - minute }), nil
	case *HandedOut:
		return x.toUnits(m, "office_out", false, b.Units, func(w *part.Message) { w.Due = b.Due - minute }), nil
	case *Reminded:
		return x.toUnits(m, "office_unsigned", true, b.Units, func(*part.Message) {}), nil
	case *Urged:
		m.Kind, m.Urgent, m.People = "office_urged", true, x.urged(p, b.Level)
		return []part.Message{m}, nil
	case *Returned:
		m.Kind, m.People = "office_returned", x.redrafters(p)
		return []part.Message{m}, nil
	case *Answered:
		if !b.Agrees {
			m.Kind, m.People = "office_objected", x.redrafters(p)
			return []part.Message{m}, nil
		}
	}
	step := x.stepAt(p)
	if p.Moved != e.Seq || step == "" { // this event did not bring it there, or a unit has it
		return nil, nil
	}
	m.Kind, m.People = "office_"+step, x.nearest(step, p)
	return []part.Message{m}, nil
}

// asOf is a paper as it stood after one of its events: what people are told is the same whenever a follower comes by.
func asOf(ctx context.Context, r store.Reader, e ledger.Event) (*Paper, error) {
	p := &Paper{}
	return p, ledger.EachOf(ctx, r, e.City, e.Subject, e.Seq, []event.Type{typePrefix}, p.fold)
}

// stepAt is the step that a paper waits for where it stands; "" where units or nobody is waited for, and in draft.
func (x *Office) stepAt(p *Paper) string {
	step := map[State]string{Reviewing: stepReview, Signing: stepSign, ToNumber: stepNumber, ToStamp: stepStamp,
		ToHandOut: stepHandOut}[p.State]
	if step == stepStamp && !x.Policy().Papers.Stamp {
		return stepHandOut
	}
	return step
}

const minute = 60_000_000

// toUnits tells the people of each unit.
func (x *Office) toUnits(m part.Message, kind string, urgent bool, units []int64,
	more func(*part.Message)) (out []part.Message) {
	for _, u := range units {
		w := m
		w.Kind, w.Urgent, w.Units, w.People = kind, urgent, []int64{u}, nil
		at := u
		if in, ok := x.Org().StandIn(u); ok && in != 0 {
			at = in
		}
		for _, s := range x.Org().Staff(at) {
			w.People = append(w.People, s.ID)
		}
		more(&w)
		out = append(out, w)
	}
	return out
}

// nearest are those who may take a step with a paper, of the nearest area that has any.
func (x *Office) nearest(step string, p *Paper) (out []int64) {
	if step == stepSign && p.Presided != 0 && x.Policy().Papers.Presided {
		return []int64{p.Presided}
	}
	for l := p.Area.Level(); l >= area.City && len(out) == 0; l-- {
		out = x.within(step, p, l)
	}
	return out
}
