package desk

import (
	"cmp"
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// leaves says before it is done what some changes leave behind: work in an area or a unit that is abolished and that
// nobody succeeds, and units that lose their last person. s knows the changes. The fault is fault.Conflict
// "area_open" or "unit_open", which tell how much of what, or "unit_empties"; the same change with Anyway is taken.
// nth is the change that is meant, from 0.
func (d *Desk) leaves(ctx context.Context, r store.Reader, s *org.Stage, changes []org.Change) (nth int, err error) {
	known := false
	for i, c := range changes {
		if p, ok := c.(*org.PersonSet); ok && p.Anyway {
			known = true
		}
		if a, succeeded := s.Abolishes(c); a != nil && !succeeded && !a.Anyway {
			if err := d.leftInArea(ctx, r, a); err != nil {
				return i, err
			}
		}
		if u, alone := s.AbolishesUnit(c); alone && !u.Anyway {
			if err := d.leftWithUnit(ctx, r, u); err != nil {
				return i, err
			}
		}
	}
	if known {
		return 0, nil
	}
	return 0, d.warnEmpty(ctx, r, s)
}

// Foretell says of one change on a stage what Change would refuse it for, because of what it leaves behind.
func (d *Desk) Foretell(ctx context.Context, s *org.Stage, c org.Change) error {
	_, err := d.leaves(ctx, d.db.Read(), s, []org.Change{c})
	return translateNil(err)
}

func (d *Desk) leftInArea(ctx context.Context, r store.Reader, a *org.AreaSet) error {
	open, err := d.OpenIn(ctx, r, a.Area)
	if err != nil || !open.Any() {
		return err
	}
	return fault.New(fault.Conflict, "area_open", "name", a.Name, "matters", open["matters"],
		"points", open["points"], "campaigns", open["campaigns"]).On("successors")
}

func (d *Desk) leftWithUnit(ctx context.Context, r store.Reader, u *org.UnitSet) error {
	n, err := views.OpenHeld(ctx, r, d.city, u.ID)
	open := Open{"matters": n}
	for _, o := range d.knows.Open {
		if err == nil && o.Of != nil {
			open[o.Key], err = o.Of(ctx, r, u.ID)
		}
	}
	if err != nil || !open.Any() {
		return err
	}
	return fault.New(fault.Conflict, "unit_open", "unit", u.Zh, "matters", open["matters"],
		"points", open["points"]).On("successor")
}

// warnEmpty says which unit some changes leave without anybody, and how many matters it has; an abolished one only
// where it has some.
func (d *Desk) warnEmpty(ctx context.Context, r store.Reader, s *org.Stage) error {
	for _, u := range s.Emptied() {
		n, err := views.OpenOf(ctx, r, d.city, u.ID)
		if err != nil {
			return err
		}
		if n > 0 || !u.Former {
			return fault.New(fault.Conflict, "unit_empties", "unit", u.Zh, "matters", n).On("posts")
		}
	}
	return nil
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
