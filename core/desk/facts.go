package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// facts gathers what a decision needs, in the transaction that will record it.
func (d *Desk) facts(ctx context.Context, tx *store.Tx, now int64, actor matter.Actor, caller org.Caller,
	m *matter.Matter, c Command) (*matter.Facts, error) {
	o, r := d.Org(), d.rules.Load()
	f := &matter.Facts{Now: now, Actor: actor, Clock: r.cal, Terms: r.Terms,
		Names: func(code string) bool { _, ok := r.Category(code); return ok },
		Areas: func(a area.Code) bool { x, ok := o.Tree().Get(a); return ok && !x.Former },
		Unit: func(id int64) (matter.UnitFact, bool) {
			u, ok := o.Unit(id)
			return matter.UnitFact{ID: u.ID, Area: u.Area, Uppers: o.Uppers(id), Former: u.Former}, ok
		},
	}
	if d.knows.Offs != nil {
		f.Offs = func(m *matter.Matter, category string, rule matter.Return) []matter.Off {
			offs, err := d.knows.Offs(ctx, tx, m, category, rule)
			if err != nil {
				panic(err) // caught by the ledger: the command is refused and nothing is written
			}
			return offs
		}
	}
	f.Paper = func(kind string) *matter.Paper { return d.paper(ctx, tx, now, kind) }
	f.Own = func(unit int64) bool { return d.own(m, unit) }
	var err error
	switch b := c.Body.(type) {
	case *matter.Report:
		if err = d.once(ctx, tx, b); err != nil {
			return nil, err
		}
		if f.Points, err = d.points(ctx, tx, b.Point); err != nil {
			return nil, err
		}
		if b.Source == "" || b.Source == "resident" {
			f.Receipt = digest(d.receipt(c.ID))
		}
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	case *matter.List:
		kind := m.Kind
		if b.Kind != 0 {
			kind = b.Kind
		}
		if m.Number == "" {
			f.Number, err = d.number(ctx, tx, now, kind)
		}
	case *matter.Merge:
		f.Target, err = d.target(ctx, tx, caller, b.Into)
	case *matter.MeToo:
		if caller.Person != 0 {
			b.Voice = fmt.Sprintf("p%d", caller.Person)
		} else {
			b.Voice = caller.Voice
		}
		if b.Voice == "" {
			return nil, fault.New(fault.Invalid, "voice_missing")
		}
		f.Again, err = views.Voiced(ctx, tx, d.city, m.ID, b.Voice)
	case *matter.Fix:
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	case *matter.StrikeOff:
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	case *matter.Reject:
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	case *matter.Reopen:
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	case *matter.DoneRoot:
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	case *matter.Recheck:
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	case *matter.Attach:
		f.Photos, err = d.claim(ctx, tx, caller, b.Photos)
	}
	switch c.Body.(type) {
	case *matter.Report, *matter.Attach:
		f.Photos, f.After = append(f.Photos, c.Evidence...), c.After
	}
	return f, err
}

// points looks a report's point up and answers for it alone.
func (d *Desk) points(ctx context.Context, r store.Reader, id int64) (func(int64) bool, error) {
	if d.knows.Point == nil || id == 0 {
		return nil, nil
	}
	ok, err := d.knows.Point(ctx, r, id)
	return func(asked int64) bool { return ok && asked == id }, err
}

// once refuses a report that came in before under its source's own number.
func (d *Desk) once(ctx context.Context, tx *store.Tx, r *matter.Report) error {
	if r.SourceNo == "" {
		return nil
	}
	id, ok, err := views.BySource(ctx, tx, d.city, r.Source, r.SourceNo)
	if err != nil || !ok {
		return err
	}
	return fault.New(fault.Conflict, "source_repeated", "no", r.SourceNo, "matter", id).On("source_no")
}

// target is the matter to merge into, if the caller may see it.
func (d *Desk) target(ctx context.Context, tx *store.Tx, caller org.Caller, id int64) (*matter.Matter, error) {
	t, err := d.views.Current(ctx, tx, id)
	if err != nil || !d.Org().Sees(caller, t) {
		return nil, fault.New(fault.Invalid, "merge_unknown", "into", id).On("into")
	}
	return t, nil
}

// number is the next number of the list: a letter for the kind, the year, a running number that starts anew each year.
func (d *Desk) number(ctx context.Context, tx *store.Tx, now int64, k matter.Kind) (string, error) {
	year := time.UnixMicro(now).In(d.Calendar().Location()).Year()
	n, err := d.views.Matters.NextNumber(ctx, tx, year, k)
	if err != nil {
		return "", err
	}
	return views.Number(k, year, n), nil
}

// paper is the next number of a kind of notice; the event that carries it takes it.
func (d *Desk) paper(ctx context.Context, tx *store.Tx, now int64, kind string) *matter.Paper {
	year := time.UnixMicro(now).In(d.Calendar().Location()).Year()
	n, err := d.views.Matters.NextPaper(ctx, tx, kind, year)
	if err != nil {
		panic(err) // caught by the ledger: the command is refused and nothing is written
	}
	return &matter.Paper{Kind: kind, Year: year, N: n}
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
