package desk

import (
	"cmp"
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// ByCategory counts an area's matters by category, for callers who see the whole of it; help matters are not among
// them. Of an abolished area it is what its successors have, taken together.
func (d *Desk) ByCategory(ctx context.Context, caller org.Caller, a area.Code) ([]views.Figures, error) {
	return d.together(ctx, caller, a, func(a area.Code) ([]views.Figures, error) {
		if a.Level() == area.Village {
			return d.byVillage(ctx, a, func(m *matter.Matter) (in, _ *views.Figures) {
				return &views.Figures{Category: m.Category}, nil
			})
		}
		return d.views.ByCategory(ctx, d.db.Lagging(), a)
	})
}

// ByDay counts an area's matters by the day they were reported, both ends included, and by the day they were struck
// off; who may, and what of an abolished area, as in ByCategory.
func (d *Desk) ByDay(ctx context.Context, caller org.Caller, a area.Code, from, to views.Day) ([]views.Figures, error) {
	of := func(at calendar.Instant) *views.Figures {
		if day := views.DayOf(at); at != 0 && day >= from && day <= to {
			return &views.Figures{Day: day}
		}
		return nil
	}
	return d.together(ctx, caller, a, func(a area.Code) ([]views.Figures, error) {
		if a.Level() == area.Village {
			return d.byVillage(ctx, a, func(m *matter.Matter) (in, struck *views.Figures) {
				if m.State == matter.StruckOff {
					struck = of(m.StruckAt)
				}
				return of(m.ReportedAt), struck
			})
		}
		return d.views.ByDay(ctx, d.db.Lagging(), a, from, to)
	})
}

// together adds up what the areas have that hold today what an area ever held, line by line.
func (d *Desk) together(ctx context.Context, caller org.Caller, a area.Code,
	read func(area.Code) ([]views.Figures, error)) ([]views.Figures, error) {
	s := d.Org().Scope(caller)
	var out []views.Figures
	for _, now := range d.Org().Tree().Now(a) {
		if !d.covers(s, now) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		list, err := read(now)
		if err != nil {
			return nil, translate(err)
		}
		for _, f := range list {
			f.Area = a
			i, found := slices.BinarySearchFunc(out, f, line)
			if !found {
				out = slices.Insert(out, i, views.Figures{Area: a, Category: f.Category, Day: f.Day})
			}
			out[i].Add(f)
		}
	}
	return out, nil
}

// line is the order of figures by category or day.
func line(a, b views.Figures) int {
	return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Day, b.Day))
}

// byVillage counts the matters of a village, which are few, one by one: of tells which line a matter is counted in, and
// which one its strike-off; nil for none.
func (d *Desk) byVillage(ctx context.Context, a area.Code,
	of func(m *matter.Matter) (in, struck *views.Figures)) (out []views.Figures, err error) {
	err = d.views.Each(ctx, d.db.Lagging(), org.Scope{All: true}, views.Filter{Area: a, Kinds: views.PublicKinds()},
		d.now(), func(m *matter.Matter) error {
			in, struck := of(m)
			if in != nil {
				in.Add(views.One(m.State))
				out = append(out, *in)
			}
			if struck != nil {
				struck.Struck = 1
				out = append(out, *struck)
			}
			return nil
		})
	return out, err
}

// Follows says whether the caller follows a matter.
func (d *Desk) Follows(ctx context.Context, caller org.Caller, matterID int64) (bool, error) {
	if caller.Person == 0 {
		return false, nil
	}
	on, err := views.Follows(ctx, d.db.Read(), d.city, caller.Person, matterID)
	return on, translateNil(err)
}

// Covers says whether the caller sees all that is not restricted of an area, so that its figures may be shown to him.
func (d *Desk) Covers(caller org.Caller, a area.Code) bool { return d.covers(d.Org().Scope(caller), a) }

// PolicySince is the instant from which the policy in force holds, in µs; 0 when it is the one the city began with.
func (d *Desk) PolicySince(ctx context.Context) (calendar.Instant, error) {
	_, at, err := views.PolicyLast(ctx, d.db.Read(), d.city)
	return at, translateNil(err)
}
