package plan

import (
	"context"
	"slices"
	"strings"

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

// Begin begins a plan and gives its id. template is the code of the shipped one that the person started from, "" for
// none. Faults are those of clean: plan_words, plan_long, plan_secret, plan_days, plan_many, plan_year, area_unknown,
// unit_unknown and others, each on its field.
func (x *Plans) Begin(ctx context.Context, caller org.Caller, id ledger.ID, c Content, template string) (int64, error) {
	if template != "" && !slices.Contains(Templates(), template) {
		return 0, fault.New(fault.Invalid, "plan_template").On("template")
	}
	a, err := x.Desk.Keep(ctx, caller, id, []any{"begin", c, template}, func(ctx context.Context, _ *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		c, err := x.clean(ctx, caller, c, nil)
		if err != nil {
			return nil, err
		}
		if !x.mayIn(caller, BegunType, c.Area, c.Lead) {
			return nil, denied()
		}
		return []desk.Fact{{Type: BegunType, Subject: ledger.New, Areas: []area.Code{c.Area},
			Body: &Begun{c, template}}}, nil
	})
	return a.Subject, err
}

func denied() error { return fault.New(fault.Denied, "not_allowed") }

// step records what decide says of a plan that the caller sees, when policy lets him and the work is at one of some
// stages; none for any, with or without work.
func (x *Plans) step(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, typ event.Type, said any,
	at []Stage, decide func(context.Context, *store.Tx, *Plan, calendar.Instant) (any, error)) (ledger.Answer, error) {
	return x.Desk.Keep(ctx, caller, id, []any{string(typ), plan, said}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		p, err := planOf(ctx, tx, x.City, plan)
		if err != nil {
			return nil, err
		}
		if !x.sees(caller, p) {
			return nil, missing()
		}
		if typ != SaidType && !x.MayTake(caller, typ, p) {
			return nil, denied()
		}
		if len(at) > 0 && (p.Work == nil || !slices.Contains(at, p.Work.Stage)) {
			return nil, fault.New(fault.Conflict, "plan_stage")
		}
		body, err := decide(ctx, tx, p, now)
		if err != nil || body == nil {
			return nil, err
		}
		areas := []area.Code{p.Area}
		if said, ok := body.(*Saying); ok { // the unit speaks from its own area
			u, _ := x.Org().Unit(x.Today(said.Unit))
			areas = []area.Code{u.Area}
		}
		if e, ok := body.(*Edited); ok && e.Content.Area != p.Area {
			areas = append(areas, e.Content.Area)
		}
		return []desk.Fact{{Type: typ, Subject: p.ID, Areas: areas, Body: body}}, nil
	})
}

// Ask asks units for their opinions until a day, which counts whole; 0 for policy's days. Who says nothing until then
// agrees.
func (x *Plans) Ask(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, units []int64,
	until calendar.Instant) error {
	_, err := x.step(ctx, caller, id, plan, AskedType, []any{units, until}, []Stage{Drafted}, func(_ context.Context,
		_ *store.Tx, p *Plan, now calendar.Instant) (any, error) {
		list := slices.Compact(slices.Sorted(slices.Values(units)))
		switch c := &p.Work.Content; {
		case len(c.Goals)+len(c.Measures) == 0:
			return nil, fault.New(fault.Conflict, "plan_empty")
		case len(list) == 0:
			return nil, fault.New(fault.Invalid, "plan_units").On("units")
		case len(list) > mostUnits:
			return nil, fault.New(fault.Invalid, "plan_many", "max", mostUnits).On("units")
		}
		for _, u := range list {
			if err := x.unit(u, 0, "units"); err != nil {
				return nil, err
			}
		}
		if until == 0 {
			until = dayOf(now) + calendar.Instant((x.Policy().Plans.Opinions+1)*day)
		}
		if until <= now || until > now+366*day {
			return nil, fault.New(fault.Invalid, "plan_until").On("until")
		}
		return &Asking{list, until}, nil
	})
	return err
}

// dayOf is the beginning of a day in China.
func dayOf(at calendar.Instant) calendar.Instant {
	const zone = 8 * 3600 * 1_000_000
	return (at+zone)/day*day - zone
}

// Opine says the opinion of a unit that was asked, by somebody of it; the last word until the day counts. An objection
// needs a reason, on the last day too.
func (x *Plans) Opine(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, s Saying) error {
	_, err := x.step(ctx, caller, id, plan, SaidType, s, []Stage{Asked}, func(_ context.Context, _ *store.Tx, p *Plan,
		now calendar.Instant) (any, error) {
		if !slices.Contains(x.Speaks(caller, p.Work), s.Unit) {
			return nil, denied()
		}
		if now >= p.Work.Until {
			return nil, fault.New(fault.Conflict, "plan_late")
		}
		if s.Objects && strings.TrimSpace(s.Text) == "" {
			return nil, fault.New(fault.Invalid, "plan_objection").On("text")
		}
		var err error
		s.Text, err = words(x.Policy().Plans, s.Text, "text", matter.MaxNote, false)
		return &s, err
	})
	return err
}

// Hear ends the asking, when the last day is over or every unit has spoken: each objection is answered with what was
// done about it.
func (x *Plans) Hear(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, replies []Reply) error {
	_, err := x.step(ctx, caller, id, plan, HeardType, replies, []Stage{Asked}, func(_ context.Context, _ *store.Tx,
		p *Plan, now calendar.Instant) (any, error) {
		if now < p.Work.Until && len(p.Work.Silent()) > 0 {
			return nil, fault.New(fault.Conflict, "plan_waits", "n", len(p.Work.Silent()))
		}
		b := &Hearing{}
		for _, o := range p.Work.Objections() {
			i := slices.IndexFunc(replies, func(r Reply) bool { return r.Unit == o.Unit })
			if i < 0 {
				return nil, fault.New(fault.Invalid, "plan_replies").On("reply-" + unitText(o.Unit))
			}
			r := replies[i]
			var err error
			if r.Text, err = words(x.Policy().Plans, r.Text, "reply-"+unitText(o.Unit), matter.MaxNote,
				true); err != nil {
				return nil, err
			}
			b.Replies = append(b.Replies, r)
		}
		return b, nil
	})
	return err
}

// Review is the legality review, with its opinion; what does not pass is a draft again. Nobody reviews what he wrote.
func (x *Plans) Review(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, r Reviewing) error {
	_, err := x.step(ctx, caller, id, plan, ReviewedType, r, []Stage{Heard}, func(_ context.Context, _ *store.Tx,
		p *Plan, _ calendar.Instant) (any, error) {
		if err := own(caller, p.Work); err != nil {
			return nil, err
		}
		var err error
		r.Opinion, err = words(x.Policy().Plans, r.Opinion, "opinion", matter.MaxNote, true)
		return &r, err
	})
	return err
}

// Deliberate says at which meeting the plan was deliberated, and whether it passed. Of a meeting in the register the
// day is that one's, and its name where none is given.
func (x *Plans) Deliberate(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, d Deliberating) error {
	said := d
	_, err := x.step(ctx, caller, id, plan, DeliberatedType, said, []Stage{Reviewed}, func(ctx context.Context,
		_ *store.Tx, _ *Plan, now calendar.Instant) (any, error) {
		d, err := x.held(ctx, caller, said)
		if err != nil {
			return nil, err
		}
		if d.Meeting, err = words(x.Policy().Plans, d.Meeting, "meeting", longLine, true); err != nil {
			return nil, err
		}
		if d.Note, err = words(x.Policy().Plans, d.Note, "note", matter.MaxNote, !d.Passed); err != nil {
			return nil, err
		}
		return &d, onDay(d.Day, now, "day")
	})
	return err
}

// Adopt says that it is adopted, and by whom. Nobody adopts what he wrote.
func (x *Plans) Adopt(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, a Adopting) error {
	_, err := x.step(ctx, caller, id, plan, AdoptedType, a, []Stage{Deliberated}, func(_ context.Context, _ *store.Tx,
		p *Plan, now calendar.Instant) (any, error) {
		if err := own(caller, p.Work); err != nil {
			return nil, err
		}
		var err error
		if a.By, err = words(x.Policy().Plans, a.By, "by", longLine, true); err != nil {
			return nil, err
		}
		if p.Work.Meeting != nil && a.Day < dayOf(p.Work.Meeting.Day) {
			return nil, fault.New(fault.Invalid, "plan_order").On("day")
		}
		return &a, onDay(a.Day, now, "day")
	})
	return err
}

// Revise begins the next version, from what the newest one says. Until it is issued that stays in force.
func (x *Plans) Revise(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, reason string) error {
	_, err := x.step(ctx, caller, id, plan, RevisedType, reason, nil, func(_ context.Context, _ *store.Tx, p *Plan,
		_ calendar.Instant) (any, error) {
		switch {
		case p.State == Ended:
			return nil, fault.New(fault.Conflict, "plan_ended")
		case p.State != Issued || p.Work != nil:
			return nil, fault.New(fault.Conflict, "plan_stage")
		}
		reason, err := words(x.Policy().Plans, reason, "reason", matter.MaxNote, true)
		return &Revised{reason}, err
	})
	return err
}

// TakeBack takes the work back to the draft, for a reason; a draft itself is dropped. What is in force stays. While its
// paper is on its way that is taken back first, in the office: plan_sent.
func (x *Plans) TakeBack(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, reason string) error {
	_, err := x.step(ctx, caller, id, plan, TakenBackType, reason, WorkStages(), func(_ context.Context, _ *store.Tx,
		p *Plan, _ calendar.Instant) (any, error) {
		if p.Work.Stage == SentOut {
			return nil, fault.New(fault.Conflict, "plan_sent")
		}
		reason, err := words(x.Policy().Plans, reason, "reason", matter.MaxNote, true)
		return &TakenBack{reason}, err
	})
	return err
}
