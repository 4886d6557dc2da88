package desk

import (
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// people gives a decision about a case what it needs to know of who is in office.
func (d *Desk) people(ctx context.Context, tx *store.Tx, now calendar.Instant, f *matter.Facts) {
	o := d.Org()
	f.Serves = func(person, unit int64) bool { return o.Serves(person, unit, now) }
	f.Person = func(id int64) (matter.PersonFact, bool) {
		p, ok := o.Person(id)
		if !ok || p.Disabled {
			return matter.PersonFact{}, false
		}
		var x matter.PersonFact
		for _, post := range o.Posts(p, now) {
			x.Posts = append(x.Posts, post.Kind)
			if post.Unit != 0 {
				x.Units = append(x.Units, post.Unit)
			}
		}
		return x, true
	}
	f.Heads = func(unit int64) (out []int64) {
		for _, p := range o.Staff(unit) {
			if slices.ContainsFunc(p.Posts, func(x org.Post) bool {
				return x.Unit == unit && x.Kind == matter.UnitHead
			}) {
				out = append(out, o.Stand(p.ID, now))
			}
		}
		return out
	}
	f.Duty = func(a area.Code) ([]matter.Member, error) {
		var list []matter.Member
		if d.knows.Duty != nil {
			named, err := d.knows.Duty(ctx, tx, a, now)
			if err != nil {
				return nil, err
			}
			for _, x := range named { // who is on the rota and away is there by who stands in
				if x.Person = o.Stand(x.Person, now); o.Serves(x.Person, 0, now) {
					list = append(list, x)
				}
			}
		}
		if slices.ContainsFunc(list, func(x matter.Member) bool { return x.As == matter.AsDuty }) {
			return list, nil
		}
		return append(list, onDuty(o, d.Policy().Rota.Duty, d.Policy().Rota.Most, a, now)...), nil
	}
}

// onDuty are who is on duty for an area where no rota says it: the holders of some posts nearest to it, and of the
// others who work on cases where nobody holds one of those. A case that nobody sees is the worst that can happen.
func onDuty(o *org.Org, posts []matter.Post, most int, a area.Code, now calendar.Instant) []matter.Member {
	for _, kinds := range [][]matter.Post{posts, {matter.Dispatcher, matter.Supervisor, matter.Verifier},
		{matter.UnitHead, matter.UnitClerk, matter.Leader}} {
		for l := a.Level(); l >= area.City; l-- {
			if out := holding(o, kinds, most, a.Ancestor(l), now); out != nil {
				return out
			}
		}
	}
	return nil
}

// holding are up to so many people in office who hold one of some posts over exactly an area, and who stands in for
// those that are away.
func holding(o *org.Org, kinds []matter.Post, most int, a area.Code, now calendar.Instant) (out []matter.Member) {
	for _, kind := range kinds {
		for _, p := range o.Holders(kind, a) {
			id := o.Stand(p.ID, now)
			if p.Disabled || !o.Serves(id, 0, now) || len(out) >= most ||
				slices.ContainsFunc(out, func(x matter.Member) bool { return x.Person == id }) {
				continue
			}
			out = append(out, matter.Member{Person: id, As: matter.AsDuty})
		}
	}
	return out
}
