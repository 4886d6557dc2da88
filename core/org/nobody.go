package org

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// A unit without anybody in office 无人在岗 cannot sign, fix or be told. The nearest unit above that has somebody acts for
// it, reads its work among its own and is told in its place.

// vacancies finds the units without anybody, and who stands in for them.
func (o *Org) vacancies() {
	o.standIns, o.standsFor = map[int64]int64{}, map[int64][]int64{}
	for _, id := range o.unitIDs {
		if o.manned(id) {
			continue
		}
		o.standIns[id] = 0
		for _, up := range o.uppers[id] {
			if o.manned(up) {
				o.standIns[id] = up
				o.standsFor[up] = append(o.standsFor[up], id)
				break
			}
		}
	}
}

// manned says that a clerk or a head of a unit is in office.
func (o *Org) manned(unit int64) bool {
	return slices.ContainsFunc(o.staff[unit], func(id int64) bool { return serves(o.people[id], unit) })
}

// serves says that a person in office is clerk or head of a unit.
func serves(p Person, unit int64) bool {
	return !p.Disabled && slices.ContainsFunc(p.Posts, func(x Post) bool {
		return x.Unit == unit && slices.Contains(unitPosts, x.Kind)
	})
}

// Serves says that somebody is in office at an instant: he can log in and holds a post for cases, or stands in for who
// does, in a unit or one above it where one is named. An abolished unit and the one that stands in its place are one.
func (o *Org) Serves(person, unit int64, at calendar.Instant) bool {
	p, ok := o.people[person]
	return ok && !p.Disabled && slices.ContainsFunc(o.Posts(p, at), func(x Post) bool {
		return x.Kind.WorksOnCases() && (unit == 0 || x.Unit != 0 &&
			(o.standing(x.Unit) == o.standing(unit) || slices.Contains(o.uppers[unit], x.Unit)))
	})
}

// standing is the unit that stands in a unit's place: itself while it is in use, or nobody succeeded it.
func (o *Org) standing(unit int64) int64 {
	if to, ok := o.Successor(unit); ok {
		return to
	}
	return unit
}

// Staffed says that somebody is in office in a unit, in whatever post.
func (o *Org) Staffed(unit int64) bool {
	return slices.ContainsFunc(o.staff[unit], func(id int64) bool { return !o.people[id].Disabled })
}

// Nobody says that a unit has neither clerk nor head in office.
func (o *Org) Nobody(unit int64) bool { _, empty := o.standIns[unit]; return empty }

// StandIn is the unit that acts for one without anybody: the nearest one above that has somebody. ok is false where
// there is none, and for a unit that has somebody itself.
func (o *Org) StandIn(unit int64) (id int64, ok bool) {
	id = o.standIns[unit]
	return id, id != 0
}

// Vacant lists the units without anybody, by code, abolished ones too: they may still hold matters.
func (o *Org) Vacant() []Unit {
	var out []Unit
	for _, id := range o.unitIDs {
		if o.Nobody(id) {
			out = append(out, o.units[id])
		}
	}
	return out
}

// Acting are some posts, and for each post in a unit the same one in the units that this one acts for.
func (o *Org) Acting(posts []Post) []Post {
	out := posts
	for _, p := range posts {
		if !slices.Contains(unitPosts, p.Kind) {
			continue
		}
		for _, u := range o.standsFor[p.Unit] {
			x := p
			x.Unit = u
			out = append(out[:len(out):len(out)], x)
		}
	}
	return out
}

// Supervises says whether the caller is told which units of an area have nobody: its administrators and supervisors.
func (o *Org) Supervises(c Caller, u Unit) bool {
	return o.MayAdminister(c, u.Area) || slices.ContainsFunc(c.Posts, func(p Post) bool {
		return p.Kind == matter.Supervisor && p.Area.Contains(u.Area)
	})
}

// AbolishesUnit says that the change takes a unit out of use, or its successor away, and that no unit in use stands in
// its place then.
func (s *Stage) AbolishesUnit(r Change) (*UnitSet, bool) {
	u, ok := r.(*UnitSet)
	if !ok || u.ID == 0 || !u.Former {
		return nil, false
	}
	old, known := s.org.Unit(u.ID)
	_, had := s.org.Successor(u.ID)
	if !known || old.Former && !had {
		return nil, false
	}
	now, _ := s.unit(u.ID)
	return u, !s.succeeds(now)
}

// succeeds says that another unit in use stands in an abolished one's place, itself or at the end of a chain.
func (s *Stage) succeeds(u Unit) bool {
	for next, n := u, 0; n < maxDepth; n++ {
		var ok bool
		if next, ok = s.unit(next.Successor); !ok || next.ID == u.ID {
			return false
		}
		if !next.Former {
			return true
		}
	}
	return false
}

// Emptied are the units that some changes leave without anybody although they had somebody before, by code: those in
// use, and abolished ones that nobody succeeded, which may still hold matters.
func (s *Stage) Emptied() []Unit {
	var out []Unit
	for _, id := range s.org.unitIDs {
		left := slices.ContainsFunc(s.org.staff[id], func(p int64) bool { _, touched := s.people[p]; return touched })
		if !left || !s.org.manned(id) {
			continue
		}
		now, _ := s.unit(id)
		stays := slices.ContainsFunc(s.org.staff[id], func(p int64) bool {
			who, _ := s.person(p)
			return serves(who, id)
		})
		for _, p := range s.people {
			stays = stays || serves(p, id)
		}
		if !stays && (!now.Former || !s.succeeds(now)) {
			out = append(out, now)
		}
	}
	return out
}
