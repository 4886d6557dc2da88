package outreach

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Begin begins an activity and gives its id. Who keeps the area may, and people of the unit that leads it, whose area
// holds it. Faults: outreach_words, outreach_long, outreach_secret, outreach_dates, outreach_seats, outreach_items,
// outreach_teams, outreach_number, outreach_twice, outreach_elsewhere for a team outside the area, outreach_members,
// outreach_person, outreach_team_day, stock_number, area_unknown, unit_unknown.
func (x *Outreach) Begin(ctx context.Context, caller org.Caller, id ledger.ID, p Planning) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"begin", p}, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		p := p.clone()
		if err := x.said(&p, nil); err != nil {
			return nil, err
		}
		if !x.manages(caller, p.Area, p.Unit) {
			return nil, denied()
		}
		return []desk.Fact{{Type: BegunType, Subject: ledger.New, Areas: []area.Code{p.Area}, Body: &Begun{p}}}, nil
	})
	return a.Subject, err
}

// Change says all of an activity anew, until it is reported. Faults as of Begin, and outreach_used for a thing or a
// team that the books hang on, outreach_moved for the area, outreach_state.
func (x *Outreach) Change(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, p Planning) error {
	return x.lead(ctx, caller, id, activity, []any{"change", activity, p}, func(ctx context.Context, tx *store.Tx,
		a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		if a.State == Reported || a.State == Off {
			return nil, fault.New(fault.Conflict, "outreach_state")
		}
		p := p.clone()
		if err := x.said(&p, a); err != nil {
			return nil, err
		}
		if err := x.keeps(ctx, tx, a, &p); err != nil {
			return nil, err
		}
		if !x.manages(caller, p.Area, p.Unit) {
			return nil, denied()
		}
		return []desk.Fact{{Type: ChangedType, Subject: a.ID, Areas: []area.Code{a.Area, p.Area},
			Body: &Changed{p}}}, nil
	})
}

// clone is a planning whose lists may be put in order: a decision may be asked twice.
func (p Planning) clone() Planning {
	p.Items = append([]Item{}, p.Items...)
	p.Teams = append([]Team{}, p.Teams...)
	return p
}

// Step takes an activity into another state; a step back says why. It is reported only when nothing is on the way and
// no team has anything left in its hands. Faults: outreach_step, outreach_words, outreach_open with the team and what
// it still has.
func (x *Outreach) Step(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, to State,
	reason string) error {
	return x.lead(ctx, caller, id, activity, []any{"step", activity, to, reason}, func(ctx context.Context,
		tx *store.Tx, a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		back, ok := steps[a.State][to]
		if !ok {
			return nil, fault.New(fault.Conflict, "outreach_step")
		}
		reason, err := line(reason, "reason", matter.MaxNote, back)
		if err != nil {
			return nil, err
		}
		if to == Reported {
			if err := x.closed(ctx, tx, a); err != nil {
				return nil, err
			}
		}
		return one(a, SteppedType, &Stepped{to, reason}), nil
	})
}

// closed refuses to close books in which a team still has something.
func (x *Outreach) closed(ctx context.Context, r store.Reader, a *Activity) error {
	rows, err := balancesOf(ctx, r, x.City, a.ID)
	if err != nil {
		return err
	}
	for _, b := range rows {
		if b.Team != 0 && b.Hand+b.Way > 0 {
			t, _ := a.Team(b.Team)
			i, _ := a.Item(b.Item)
			return fault.New(fault.Conflict, "outreach_open", "team", t.Name, "name", i.Name, "hand", b.Hand, "way",
				b.Way)
		}
	}
	return nil
}

// lead records what decide finds of an activity for somebody who leads it, on the writer's turn.
func (x *Outreach) lead(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, said any,
	decide func(context.Context, *store.Tx, *Activity, calendar.Instant) ([]desk.Fact, error)) error {
	return x.about(ctx, caller, id, activity, said, func(ctx context.Context, tx *store.Tx, a *Activity,
		now calendar.Instant) ([]desk.Fact, error) {
		if !x.Manages(caller, a) {
			return nil, denied()
		}
		return decide(ctx, tx, a, now)
	})
}

// about records what decide finds of an activity.
func (x *Outreach) about(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, said any,
	decide func(context.Context, *store.Tx, *Activity, calendar.Instant) ([]desk.Fact, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		if !caller.Clock {
			if err := x.maySee(caller); err != nil {
				return nil, err
			}
		}
		a, err := Get(ctx, tx, x.City, activity)
		if err != nil {
			return nil, err
		}
		return decide(ctx, tx, a, now)
	})
	return err
}

// one is one event about an activity.
func one(a *Activity, typ event.Type, body any) []desk.Fact {
	return []desk.Fact{{Type: typ, Subject: a.ID, Areas: []area.Code{a.Area}, Body: body}}
}
