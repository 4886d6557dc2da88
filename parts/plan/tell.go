package plan

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// tells are the events of a plan that somebody is told of.
func (x *Plans) tells() part.Telling {
	return part.Telling{Tell: x.tell, Types: []event.Type{AskedType, HeardType, ReviewedType, DeliberatedType,
		AdoptedType, IssuedType, TakenBackType, EndedType}}
}

// tell says what an event of a plan means: to the units that are asked, to who has the next step, to who wrote it when
// it comes back, and to all units with a part in it when it is issued.
func (x *Plans) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	p, issued, err := asOf(ctx, r, e)
	if err != nil {
		return nil, err
	}
	title, _ := redact.Text(p.Title)
	say := func(kind string, people ...int64) part.Message {
		return part.Message{Kind: kind, People: people, At: p.Area, Title: title, Area: x.Org().Tree().FullName(p.Area),
			Path: fmt.Sprintf("/plans/%d", p.ID)}
	}
	switch b := body.(type) {
	case *Asking:
		m := say("plan_asked", x.staff(b.Units)...)
		m.Units, m.Due, m.Path = b.Units, b.Until-60e6, m.Path+"/opinion"
		return []part.Message{m}, nil
	case *TakenBack:
		if p.Work != nil {
			return []part.Message{say("plan_back", p.Work.Editors...)}, nil
		}
		return nil, nil
	case *Issuing:
		m := say("plan_issued", x.staff(partners(issued))...)
		m.Units = partners(issued)
		return []part.Message{m}, nil
	case *EndedWith:
		return []part.Message{say("plan_ended", x.staff(partners(issued))...)}, nil
	}
	if p.Work == nil {
		return nil, nil
	}
	if p.Work.Stage == Drafted { // it did not pass
		return []part.Message{say("plan_back", p.Work.Editors...)}, nil
	}
	return []part.Message{say("plan_step", x.takers(p)...)}, nil
}

// asOf is a plan as it stood after one of its events, and what its newest version then said, nil before the first: what
// people are told is the same whenever a follower comes by.
func asOf(ctx context.Context, r store.Reader, e ledger.Event) (p *Plan, issued *Content, err error) {
	p = &Plan{}
	err = ledger.EachOf(ctx, r, e.City, e.Subject, e.Seq, []event.Type{typePrefix}, func(e ledger.Event) error {
		body, err := Decode(e.Type, e.Body)
		if err != nil {
			return err
		}
		c, err := p.fold(e, body, issued)
		if c != nil {
			issued = c
		}
		return err
	})
	return p, issued, err
}

// staff are the people of units, or of those that succeeded them.
func (x *Plans) staff(list []int64) (out []int64) {
	in := map[int64]bool{}
	for _, u := range list {
		in[x.Today(u)] = true
	}
	return x.people(func(o org.Post) bool { return in[o.Unit] && slices.Contains(units, o.Kind) })
}

// people are those in office with a post that fits.
func (x *Plans) people(fits func(org.Post) bool) (out []int64) {
	for _, p := range x.Org().People() {
		if !p.Disabled && slices.ContainsFunc(p.Posts, fits) {
			out = append(out, p.ID)
		}
	}
	return out
}

// takers are those who may take the next step.
func (x *Plans) takers(p *Plan) []int64 {
	step := stepOf[nextOf[p.Work.Stage]]
	return x.people(func(o org.Post) bool { return x.holds(o, step, p.Area, p.Work.Content.Lead) })
}

// partners are the units with a part in a plan.
func partners(c *Content) []int64 {
	out := []int64{c.Lead}
	for _, m := range c.Measures {
		out = append(append(out, m.Lead), m.Co...)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(u int64) bool { return u == 0 })
}
