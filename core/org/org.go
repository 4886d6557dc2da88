// Package org is who there is: areas, units in a tree tied to areas, people with posts; and what a Caller may see and
// do.
//
// It owns the tables areas, units, people and posts, which are folded from events, and the side tables of logging in,
// which are not. The organisation is small (a city of eight million: 3,000 areas, 3,000 units, 20,000 people), so it
// is read into memory whole as an Org that never changes; a change makes a new one.
//
// What a Caller may is decided in may.go and nowhere else:
//   - A post over an area (dispatcher, verifier, supervisor, leader, auditor, inspector) sees the matters of the
//     area's subtree.
//   - A post in a unit (clerk, head) sees the matters that its unit or one below it holds as lead, co-unit or upper
//     unit.
//   - A chief of an area reads the problems of his theme there while he holds that post (Watch), and may do nothing for
//     it: no command follows from watching.
//   - Everybody sees what he reported himself; the holder of a receipt sees that one matter.
//   - A help matter is seen only by its members, each by name, and its reporter: no post over an area and none in a
//     unit shows it. Whom a unit's case waits for may take it, and knows no more of it than number, type and clock.
//   - An administrator manages areas, units and people of his area and sees no matters.
//   - What is not allowed is denied, and what may not be seen does not exist.
package org

import (
	"slices"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// Unit is an organisation that can be responsible 单位.
type Unit struct {
	ID        int64     `json:"id"`
	Code      string    `json:"code"` // the natural key of imports
	Zh        string    `json:"zh"`
	En        string    `json:"en,omitempty"`
	Parent    int64     `json:"parent,omitempty"`
	Area      area.Code `json:"area"`
	Former    bool      `json:"former,omitempty"` // abolished: takes no new matters
	Successor int64     `json:"successor,omitempty"`
}

// Name is the unit's name in a language, the Chinese one where there is no other.
func (u Unit) Name(lang string) string {
	if lang == "en" && u.En != "" {
		return u.En
	}
	return u.Zh
}

// Person is somebody who can log in.
type Person struct {
	ID       int64  `json:"id"`
	Login    string `json:"login"` // the natural key of imports
	Name     string `json:"name"`
	Posts    []Post `json:"posts"`
	Disabled bool   `json:"disabled,omitempty"`
	Lang     string `json:"lang,omitempty"`
}

// Post is what a person is, where.
type Post struct {
	Kind  matter.Post `json:"kind"` // matter.Dispatcher …
	Area  area.Code   `json:"area"`
	Unit  int64       `json:"unit,omitempty"`
	Title string      `json:"title,omitempty"` // as on the door: 镇党委书记
}

// Org is the organisation at one moment. It does not change and is safe for concurrent use.
type Org struct {
	tree      *area.Tree
	units     map[int64]Unit
	byCode    map[string]int64
	uppers    map[int64][]int64 // nearest first
	below     map[int64][]int64 // itself included, by id
	people    map[int64]Person
	byLogin   map[string]int64
	staff     map[int64][]int64 // unit → people
	standIns  map[int64]int64   // unit without anybody → the nearest one above that has somebody, 0 for none
	standsFor map[int64][]int64 // the other way round, by code
	leaves    map[int64]Leave   // by who is away
	stands    map[int64][]Leave // by who stands in
	unitIDs   []int64           // by code
	abolished []int64           // by code
	peopleID  []int64           // by login
	acts      Acts
}

// Tree is the areas.
func (o *Org) Tree() *area.Tree { return o.tree }

// Unit finds a unit.
func (o *Org) Unit(id int64) (Unit, bool) { u, ok := o.units[id]; return u, ok }

// UnitByCode finds a unit by its code.
func (o *Org) UnitByCode(code string) (Unit, bool) { return o.Unit(o.byCode[code]) }

// Units lists the units whose area lies in the one given (0 for all), by code, those abolished last.
func (o *Org) Units(within area.Code) []Unit { return o.FindUnits("", within, len(o.units)) }

// FindUnits finds units by a part of their name or code; those in use first.
func (o *Org) FindUnits(text string, within area.Code, limit int) []Unit {
	text = strings.ToLower(strings.TrimSpace(text))
	var now, former []Unit
	for _, id := range o.unitIDs {
		u := o.units[id]
		if within != 0 && !within.Contains(u.Area) || !holds(text, u.Zh, u.En, u.Code) {
			continue
		}
		if u.Former {
			former = append(former, u)
		} else if now = append(now, u); len(now) >= limit {
			break
		}
	}
	now = append(now, former...)
	return now[:min(limit, len(now))]
}

// Uppers lists the units above one, nearest first. The caller must not change the slice.
func (o *Org) Uppers(id int64) []int64 { return o.uppers[id] }

// Below lists a unit and all units under it. The caller must not change the slice.
func (o *Org) Below(id int64) []int64 { return o.below[id] }

// Person finds a person.
func (o *Org) Person(id int64) (Person, bool) { p, ok := o.people[id]; return p, ok }

// PersonByLogin finds a person by login.
func (o *Org) PersonByLogin(login string) (Person, bool) {
	return o.Person(o.byLogin[strings.ToLower(strings.TrimSpace(login))])
}

// Abolished lists the units that took no matters any more and have a successor, by code.
func (o *Org) Abolished() []int64 { return o.abolished }

// Successor is the unit that stands in an abolished one's place today; ok is false when there is none.
func (o *Org) Successor(id int64) (int64, bool) {
	for n := 0; n < maxDepth; n++ {
		u := o.units[id]
		if !u.Former {
			return id, n > 0 && u.ID != 0
		}
		id = u.Successor
	}
	return 0, false
}

// People lists everybody by login.
func (o *Org) People() []Person { return o.FindPeople("", 0, len(o.people)) }

// FindPeople finds people by a part of their name or login who hold a post within an area (0 for anywhere).
func (o *Org) FindPeople(text string, within area.Code, limit int) []Person {
	text = strings.ToLower(strings.TrimSpace(text))
	var out []Person
	for _, id := range o.peopleID {
		p := o.people[id]
		in := within == 0 || slices.ContainsFunc(p.Posts, func(x Post) bool { return within.Contains(x.Area) })
		if in && holds(text, p.Name, p.Login) {
			if out = append(out, p); len(out) >= limit {
				break
			}
		}
	}
	return out
}

// Staff lists the people with a post in a unit, heads first.
func (o *Org) Staff(unit int64) []Person {
	var out []Person
	for _, id := range o.staff[unit] {
		out = append(out, o.people[id])
	}
	slices.SortStableFunc(out, func(a, b Person) int { return rank(a, unit) - rank(b, unit) })
	return out
}

// Holders lists the people who hold a kind of post over exactly this area.
func (o *Org) Holders(kind matter.Post, a area.Code) []Person {
	var out []Person
	for _, id := range o.peopleID {
		p := o.people[id]
		if slices.ContainsFunc(p.Posts, func(x Post) bool { return x.Kind == kind && x.Area == a }) {
			out = append(out, p)
		}
	}
	return out
}

func rank(p Person, unit int64) int {
	if slices.ContainsFunc(p.Posts, func(x Post) bool { return x.Unit == unit && x.Kind == matter.UnitHead }) {
		return 0
	}
	return 1
}

func holds(text string, in ...string) bool {
	return text == "" || slices.ContainsFunc(in, func(s string) bool {
		return strings.Contains(strings.ToLower(s), text)
	})
}

// Build makes the maps that questions are answered from. Units and posts of abolished areas stand in their successors
// from here on: see follow.
func Build(tree *area.Tree, units map[int64]Unit, people map[int64]Person) *Org {
	follow(tree, units, people)
	o := &Org{tree: tree, units: units, people: people, byCode: make(map[string]int64, len(units)),
		byLogin: make(map[string]int64, len(people)),
		uppers:  make(map[int64][]int64, len(units)), below: make(map[int64][]int64, len(units)),
		staff: map[int64][]int64{}}
	for id, u := range units {
		o.byCode[u.Code] = id
		o.unitIDs = append(o.unitIDs, id)
	}
	slices.SortFunc(o.unitIDs, func(a, b int64) int { return strings.Compare(units[a].Code, units[b].Code) })
	for _, id := range o.unitIDs {
		o.below[id] = append(o.below[id], id)
		if units[id].Former && units[id].Successor != 0 {
			o.abolished = append(o.abolished, id)
		}
		for up, n := units[id].Parent, 0; up != 0 && n < maxDepth; up, n = units[up].Parent, n+1 {
			o.uppers[id] = append(o.uppers[id], up)
			o.below[up] = append(o.below[up], id)
		}
	}
	for id, p := range people {
		o.byLogin[strings.ToLower(p.Login)] = id
		o.peopleID = append(o.peopleID, id)
	}
	slices.SortFunc(o.peopleID, func(a, b int64) int { return strings.Compare(people[a].Login, people[b].Login) })
	for _, id := range o.peopleID {
		for _, x := range people[id].Posts {
			if x.Unit != 0 && !people[id].Disabled && !slices.Contains(o.staff[x.Unit], id) {
				o.staff[x.Unit] = append(o.staff[x.Unit], id)
			}
		}
	}
	o.vacancies()
	return o
}

// away notes who is on leave.
func (o *Org) away(leaves []Leave) *Org {
	o.leaves, o.stands = map[int64]Leave{}, map[int64][]Leave{}
	for _, l := range leaves {
		if l.Deputy != 0 {
			o.leaves[l.Person] = l
			o.stands[l.Deputy] = append(o.stands[l.Deputy], l)
		}
	}
	return o
}

// maxDepth is how deep a tree of units may be.
const maxDepth = 12
