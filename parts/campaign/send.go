package campaign

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"
)

// Send gives a zero that was drawn, and for which nobody from elsewhere was or is there, to somebody: to whom the
// seed draws among today's inspectors, or, when a unit is named, to its head. Supervisors of the scope may; they
// cannot take a zero from an inspector who is there. Faults: campaign_sent when somebody is there or it was looked
// at, campaign_nobody when there is still nobody, campaign_unit when the unit is not from elsewhere or has no head.
func (x *Campaigns) Send(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64, a area.Code,
	unit int64) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"send", campaign, a, unit}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		c, err := get(ctx, tx, x.City, campaign)
		if err != nil {
			return nil, err
		}
		if !x.Org().MayAct(caller, SentType, c.Scope) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		cell, err := cellOf(ctx, tx, x.City, campaign, a)
		if err != nil {
			return nil, err
		}
		if !x.Unseen(*cell) {
			return nil, fault.New(fault.Conflict, "campaign_sent")
		}
		b := &SentOut{Area: a, Unit: unit}
		if unit != 0 {
			b.Person = x.headFor(*cell, unit)
		} else if b.Person, err = x.drawAgain(ctx, tx, campaign, *cell); err != nil {
			return nil, err
		}
		switch {
		case b.Person == 0 && unit != 0:
			return nil, fault.New(fault.Invalid, "campaign_unit").On("unit")
		case b.Person == 0:
			return nil, fault.New(fault.Conflict, "campaign_nobody")
		}
		return []desk.Fact{{Type: SentType, Subject: campaign, Areas: []area.Code{c.Scope}, Body: b}}, nil
	})
	return err
}

// Unseen says that a zero waits for a look and nobody is there for it: nobody was drawn, or who was has gone.
func (x *Campaigns) Unseen(c Cell) bool {
	if c.Spot != Waiting || c.Person == 0 {
		return c.Nobody()
	}
	p, ok := x.Org().Person(c.Person)
	return !ok || p.Disabled
}

// drawAgain is whom the campaign's seed draws for a zero among today's inspectors from elsewhere, 0 for nobody.
func (x *Campaigns) drawAgain(ctx context.Context, r store.Reader, campaign int64, c Cell) (int64, error) {
	b, err := planOf(ctx, r, x.City, campaign)
	if err != nil {
		return 0, err
	}
	one := *b
	one.Share = 100
	for _, s := range draw(&one, secondlook.Seed(x.Secret, x.City, drawName(b.Key)), x.zeros([]Cell{c}),
		secondlook.Inspectors(x.Org())).Sent {
		return s.Person, nil
	}
	return 0, nil
}

// headFor is the head of a unit that may look at a zero, 0 for nobody: the unit lies outside the county and has no
// part in the area, and he did not sign.
func (x *Campaigns) headFor(c Cell, unit int64) int64 {
	o := x.Org()
	u, ok := o.Unit(unit)
	if !ok || u.Former || c.Area.Ancestor(area.County).Contains(u.Area) {
		return 0
	}
	line := slices.Concat(o.Below(unit), o.Uppers(unit))
	if slices.ContainsFunc(o.Units(c.Area), func(own org.Unit) bool { return slices.Contains(line, own.ID) }) {
		return 0
	}
	for _, p := range o.Staff(unit) {
		if !p.Disabled && p.ID != c.Signer && slices.ContainsFunc(p.Posts, func(x org.Post) bool {
			return x.Unit == unit && x.Kind == matter.UnitHead
		}) {
			return p.ID
		}
	}
	return 0
}
