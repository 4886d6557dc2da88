package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// facts gathers what a decision needs, in the transaction that will record it: what the command's description says,
// and functions for what only some decisions ask.
func (d *Desk) facts(ctx context.Context, tx *store.Tx, now calendar.Instant, actor matter.Actor, caller org.Caller,
	m *matter.Matter, c Command) (*matter.Facts, error) {
	o, r := d.Org(), d.rules.Load()
	f := &matter.Facts{Now: now, Actor: actor, Clock: r.cal, Terms: r.Terms,
		Names: func(code string) bool { _, ok := r.Category(code); return ok }, Questions: r.Questions,
		Areas: func(a area.Code) bool { x, ok := o.Tree().Get(a); return ok && !x.Former },
		Heir: func(a area.Code, lat, lng *float64) (area.Code, error) {
			return d.Heir(ctx, tx, a, lat, lng)
		},
		Living: func(a area.Code, lat, lng *float64) (area.Code, bool, error) {
			heir, err := d.Heir(ctx, tx, a, lat, lng)
			to, ok := o.Tree().Living(heir, nil)
			return to, ok, err
		},
		Unit: func(id int64) (matter.UnitFact, bool) {
			u, ok := o.Unit(id)
			return matter.UnitFact{ID: u.ID, Area: u.Area, Uppers: o.Uppers(id), Former: u.Former}, ok
		},
		Nobody:  o.Nobody,
		Own:     func(unit int64) bool { return d.own(m, unit) },
		Paper:   func(kind string) (*matter.Paper, error) { return d.paper(ctx, tx, now, kind) },
		Archive: r.term(m),
		Day:     func(at calendar.Instant) string { return at.Time().In(r.cal.Location()).Format(time.DateOnly) },
		Number:  func(k matter.Kind) (string, error) { return d.number(ctx, tx, now, k) },
	}
	d.people(ctx, tx, now, f)
	if d.knows.Absences != nil {
		f.Absences = func(m *matter.Matter, category string, rule matter.RecurrenceRule) ([]matter.Absence, error) {
			return d.knows.Absences(ctx, tx, m, category, rule)
		}
	}
	if d.knows.Files != nil && m != nil {
		f.Files = func() (int, error) { return d.knows.Files(ctx, tx, m.ID) }
	}
	if d.knows.Ends != nil && m != nil {
		f.Ends = func() error { return d.knows.Ends(ctx, tx, m.ID) }
	}
	if d.knows.Point != nil {
		f.Points = func(id int64) (bool, error) { return d.knows.Point(ctx, tx, id) }
	}
	if m != nil && m.State == matter.Merged {
		into, err := d.survivor(m, func(id int64) (*matter.Matter, error) { return d.views.Current(ctx, tx, id) })
		if err != nil {
			return nil, err
		}
		f.Lives = into
	}
	switch b := c.Body.(type) { // two that ask for more than a description can say
	case *matter.Report:
		if err := d.once(ctx, tx, b); err != nil {
			return nil, err
		}
		if b.Source == "" || b.Source == matter.FromResident {
			f.Receipt = digest(d.receipt(c.ID))
		}
		var err error
		if f.Doubt, err = d.doubt(ctx, tx, caller, b); err != nil {
			return nil, err
		}
	case *matter.MeToo:
		if err := d.voice(ctx, tx, f, caller, m); err != nil {
			return nil, err
		}
	}
	return f, d.bring(ctx, tx, f, caller, c)
}

// bring puts what the command names in the place of its names: photos for tokens, the other matter for its id.
func (d *Desk) bring(ctx context.Context, tx *store.Tx, f *matter.Facts, caller org.Caller, c Command) (err error) {
	if f.Photos, err = d.claim(ctx, tx, caller, matter.UploadsOf(c.Body)); err != nil {
		return err
	}
	if id, ok := matter.TargetOf(c.Body); ok {
		if f.Target, err = d.target(ctx, tx, caller, id); err != nil {
			return err
		}
	}
	if described, _ := matter.Describe(c.Body.Name()); described.Recorded {
		f.Photos, f.After = append(f.Photos, c.Evidence...), c.After
	}
	return nil
}

// doubt says why a person looks at a resident's report before it joins the others: the door counted too many, or it
// reads like what was marked as spam. A person in need is never kept waiting.
func (d *Desk) doubt(ctx context.Context, tx *store.Tx, caller org.Caller, b *matter.Report) (matter.Doubt, error) {
	if !outsider(caller) || b.Kind == matter.Help {
		return "", nil
	}
	if caller.Doubt != "" || d.knows.Doubt == nil {
		return caller.Doubt, nil
	}
	return d.knows.Doubt(ctx, tx, b)
}

// voice says whose voice a +1 is, and whether it was counted before.
func (d *Desk) voice(ctx context.Context, tx *store.Tx, f *matter.Facts, caller org.Caller,
	m *matter.Matter) (err error) {
	f.Voice = caller.Voice
	if caller.Person != 0 {
		f.Voice = fmt.Sprintf("p%d", caller.Person)
	}
	if f.Voice == "" {
		return fault.New(fault.Invalid, "voice_missing")
	}
	if caller.Person == 0 {
		f.Receipt, f.Apart = echoed(d.echo(f.Voice, m.ID)), caller.Apart
	}
	f.Again, err = views.Voiced(ctx, tx, d.city, m.ID, f.Voice)
	return err
}

// once refuses a report that came in before under its source's own number, unless it is known to be another one.
func (d *Desk) once(ctx context.Context, tx *store.Tx, r *matter.Report) error {
	if r.SourceNo == "" || r.Again {
		return nil
	}
	id, ok, err := views.BySource(ctx, tx, d.city, string(r.Source), r.SourceNo)
	if err != nil || !ok {
		return err
	}
	return fault.New(fault.Conflict, "source_repeated", "no", r.SourceNo, "matter", id).On("source_no")
}

// target is the matter to merge into, if the caller may see it; to watch one is to read it alone.
func (d *Desk) target(ctx context.Context, tx *store.Tx, caller org.Caller, id int64) (*matter.Matter, error) {
	caller.Watches = nil
	t, err := d.views.Current(ctx, tx, id)
	if err != nil || !d.Org().Sees(caller, t) {
		return nil, fault.New(fault.Invalid, "merge_unknown", "into", id).On("into")
	}
	return t, nil
}

// number is the next number of the list: a letter for the kind, the year, a running number that starts anew each year.
func (d *Desk) number(ctx context.Context, tx *store.Tx, now calendar.Instant, k matter.Kind) (string, error) {
	year := now.Time().In(d.Calendar().Location()).Year()
	n, err := d.views.Matters.NextNumber(ctx, tx, year, k)
	if err != nil {
		return "", err
	}
	return views.Number(k, year, n), nil
}

// paper is the next number of a kind of notice; the event that carries it takes it.
func (d *Desk) paper(ctx context.Context, tx *store.Tx, now calendar.Instant, kind string) (*matter.Paper, error) {
	year := now.Time().In(d.Calendar().Location()).Year()
	n, err := d.views.Matters.NextPaper(ctx, tx, kind, year)
	if err != nil {
		return nil, err
	}
	return &matter.Paper{Kind: kind, Year: year, N: n}, nil
}

// own says whether a matter was found by the unit's own people.
func (d *Desk) own(m *matter.Matter, unit int64) bool {
	p, ok := d.Org().Person(m.Reporter)
	if !ok {
		return false
	}
	for _, x := range p.Posts {
		if x.Unit != 0 && (x.Unit == unit || slices.Contains(d.Org().Uppers(unit), x.Unit) ||
			slices.Contains(d.Org().Uppers(x.Unit), unit)) {
			return true
		}
	}
	return false
}
