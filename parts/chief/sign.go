package chief

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Paper is a hand-over as somebody sees it.
type Paper struct {
	Handover
	Post Stand  // of who leaves
	Next *Stand // who comes after him; nil while nobody holds the post
	May  []Side // the sides that the reader may sign for himself
	For  []Side // and those that he may sign for as the superior, with a reason
}

// Paper is a hand-over for those whom it concerns: both sides, who keeps the area, who is above. The fault is
// chief_missing, also for who may not know of it.
func (x *Chiefs) Paper(ctx context.Context, caller org.Caller, id int64) (*Paper, error) {
	var p *Paper
	err := x.DB.Snapshot(ctx, func(r store.Reader) (err error) {
		p, err = x.paper(ctx, r, caller, id)
		return err
	})
	return p, err
}

func (x *Chiefs) paper(ctx context.Context, r store.Reader, caller org.Caller, id int64) (*Paper, error) {
	h, err := handoverOf(ctx, r, x.City, id)
	if err != nil {
		return nil, err
	}
	s, err := standOf(ctx, r, x.City, h.HandedOver.Post)
	if err != nil {
		return nil, err
	}
	p := &Paper{Handover: *h, Post: *s}
	if p.Next, err = x.after(ctx, r, s); err != nil {
		return nil, err
	}
	above, err := x.above(ctx, r, caller, s, Today(x.Now()))
	if err != nil {
		return nil, err
	}
	leaves := caller.Person != 0 && caller.Person == s.Person
	comes := caller.Person != 0 && p.Next != nil && caller.Person == p.Next.Person
	if !above && !leaves && !comes {
		return nil, missing()
	}
	for _, side := range []struct {
		side Side
		own  bool
	}{{Leaver, leaves}, {Successor, comes}} {
		switch {
		case h.Of(side.side) != nil:
		case side.own:
			p.May = append(p.May, side.side)
		case above && !leaves && !comes:
			p.For = append(p.For, side.side)
		}
	}
	return p, nil
}

// after is the first who holds the same post of the area later; nil for nobody.
func (x *Chiefs) after(ctx context.Context, r store.Reader, s *Stand) (*Stand, error) {
	list, err := ofArea(ctx, r, x.City, s.Theme, s.Area)
	if err != nil {
		return nil, err
	}
	var out *Stand
	for i, y := range list {
		if y.Post == s.Post && y.ID != s.ID && y.Since > s.Until && (out == nil || y.Since < out.Since) {
			out = &list[i]
		}
	}
	return out, nil
}

// Sign signs a hand-over for a side: one's own without a reason, or as the superior of who is absent, with one. Faults:
// chief_missing, chief_signed for a side that has signed, chief_reason, not_allowed for who is not that side.
func (x *Chiefs) Sign(ctx context.Context, caller org.Caller, id ledger.ID, handover int64, side Side,
	reason string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"sign", handover, side, reason}, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		p, err := x.paper(ctx, tx, caller, handover)
		if err != nil {
			return nil, err
		}
		b := &Signed{Side: side}
		if p.Next != nil {
			b.Post = p.Next.ID
		}
		has := func(list []Side) bool { return len(list) > 0 && (list[0] == side || list[len(list)-1] == side) }
		switch {
		case side != Leaver && side != Successor:
			return nil, fault.New(fault.Invalid, "chief_side").On("side")
		case p.Of(side) != nil:
			return nil, fault.New(fault.Conflict, "chief_signed")
		case has(p.May):
		case has(p.For):
			if b.Reason, err = words(reason, "reason", LongText); err != nil {
				return nil, err
			}
		default:
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		return []desk.Fact{{Type: SignedType, Subject: handover, Areas: []area.Code{p.Post.Area}, Body: b}}, nil
	})
	return err
}
