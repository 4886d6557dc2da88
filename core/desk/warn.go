package desk

import (
	"cmp"
	"context"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// warn says before it is done what some changes leave behind: work in an area that is abolished and that nobody
// succeeds, and units that lose their last person. The fault is fault.Conflict "area_open", which tells how much of
// what, or "unit_empties"; the same change with Anyway is taken.
func (d *Desk) warn(ctx context.Context, tx *store.Tx, s *org.Stage, drafts []ledger.Draft) error {
	known := false
	for i, x := range drafts {
		c, ok := x.Body.(org.Change)
		if !ok {
			continue
		}
		if p, ok := c.(*org.PersonSet); ok && p.Anyway {
			known = true
		}
		a, succeeded := s.Abolishes(c)
		if a == nil || succeeded || a.Anyway {
			continue
		}
		open, err := d.OpenIn(ctx, tx, a.Area)
		if err != nil {
			return err
		}
		if open.Any() {
			return rowFault(fault.New(fault.Conflict, "area_open", "name", a.Name, "matters", open["matters"],
				"points", open["points"], "campaigns", open["campaigns"]).On("successors"), i)
		}
	}
	if known {
		return nil
	}
	return d.warnEmpty(ctx, tx, s)
}

// warnEmpty says which unit some changes leave without anybody, and how many matters it has.
func (d *Desk) warnEmpty(ctx context.Context, tx *store.Tx, s *org.Stage) error {
	empty := s.Emptied()
	if len(empty) == 0 {
		return nil
	}
	n, err := views.OpenOf(ctx, tx, d.city, empty[0].ID)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "unit_empties", "unit", empty[0].Zh, "matters", n).On("posts")
}

// Vacancy is a unit without anybody in office.
type Vacancy struct {
	Unit    org.Unit
	Matters int64    // that it leads and that are open
	StandIn org.Unit // which acts for it; the zero Unit for none
}

// mostVacant is how many vacancies are counted.
const mostVacant = 500

// Nobody lists the units without anybody, of those that the caller administers or supervises, those with the most work
// first; abolished ones only where they still have some.
func (d *Desk) Nobody(ctx context.Context, caller org.Caller) ([]Vacancy, error) {
	o := d.Org()
	var out []Vacancy
	for _, u := range o.Vacant() {
		if !o.Supervises(caller, u) || len(out) >= mostVacant {
			continue
		}
		n, err := views.OpenOf(ctx, d.db.Lagging(), d.city, u.ID)
		if err != nil {
			return nil, translate(err)
		}
		if n == 0 && (u.Former || o.Staffed(u.ID)) {
			continue // nothing waits there, and a centre of verifiers needs no clerk
		}
		v := Vacancy{Unit: u, Matters: n}
		if id, ok := o.StandIn(u.ID); ok {
			v.StandIn, _ = o.Unit(id)
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b Vacancy) int { return cmp.Compare(b.Matters, a.Matters) })
	return out, nil
}

// Open is how much of which kind of things is open.
type Open map[string]int64

// Any says that there is something.
func (o Open) Any() bool {
	for _, n := range o {
		if n > 0 {
			return true
		}
	}
	return false
}

// OpenIn counts what is open in an area and all below it: "matters", and what parts know of, such as "points".
func (d *Desk) OpenIn(ctx context.Context, r store.Reader, in area.Code) (Open, error) {
	n, err := views.OpenIn(ctx, r, d.city, in)
	out := Open{"matters": n}
	for _, o := range d.knows.Open {
		if err != nil {
			return nil, err
		}
		out[o.Key], err = o.Count(ctx, r, in)
	}
	return out, err
}
