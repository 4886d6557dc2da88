package org

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// AreaSet makes, renames or abolishes an area. An abolished one may name successors; a change of it that names none
// keeps those that it has.
type AreaSet struct {
	Area   area.Code `json:"area"`
	Name   string    `json:"name"`
	Former bool      `json:"former,omitempty"`

	// who stands in its place 继任区划, the default one first; at most maxSuccessors
	Successors []area.Code `json:"successors,omitempty"`
	// Anyway says that whoever abolishes it without a successor was told what is open there
	Anyway bool `json:"anyway,omitempty"`
}

// maxSuccessors is how many areas may stand in the place of one.
const maxSuccessors = 20

// Type is the event's type.
func (*AreaSet) Type() event.Type { return TypeAreaSet }

func (c *AreaSet) resolve(s *Stage, _ int64) (Change, error) {
	r := *c
	r.Name = strings.TrimSpace(matter.Clean(r.Name))
	if !r.Area.Valid() || r.Area.Level() < area.City {
		return nil, fault.New(fault.Invalid, "area_code", "code", r.Area.String()).On("area")
	}
	if err := named(r.Name, "name"); err != nil {
		return nil, err
	}
	if p := r.Area.Parent(); r.Area.Level() > area.City {
		if _, ok := s.area(p); !ok {
			return nil, fault.New(fault.Invalid, "area_parent", "code", r.Area.String(),
				"parent", p.String()).On("area")
		}
	}
	if err := s.succeed(&r); err != nil {
		return nil, err
	}
	s.areas[r.Area] = area.Area{Code: r.Area, Name: r.Name, Former: r.Former, Successors: r.Successors}
	return &r, nil
}

// succeed checks the successors of an area: they are in use when it is abolished, and none of them is it or lies in it.
func (s *Stage) succeed(r *AreaSet) error {
	old, known := s.area(r.Area)
	if !r.Former && len(r.Successors) > 0 {
		return fault.New(fault.Invalid, "successors_living").On("successors")
	}
	if r.Former && len(r.Successors) == 0 {
		r.Successors = slices.Clone(old.Successors)
		return nil
	}
	if len(r.Successors) > maxSuccessors {
		return fault.New(fault.TooLarge, "successors_many", "max", maxSuccessors).On("successors")
	}
	same := known && old.Former && slices.Equal(old.Successors, r.Successors)
	for i, x := range r.Successors {
		a, ok := s.area(x)
		switch {
		case !ok:
			return fault.New(fault.Invalid, "area_unknown", "code", x.String()).On("successors")
		case r.Area.Contains(x):
			return fault.New(fault.Invalid, "successor_inside", "code", x.String()).On("successors")
		case slices.Contains(r.Successors[:i], x):
			return fault.New(fault.Invalid, "successor_twice", "code", x.String()).On("successors")
		case a.Former && !same: // one that was abolished later is followed on
			return fault.New(fault.Invalid, "successor_former", "code", x.String(), "name", a.Name).On("successors")
		}
	}
	return nil
}

// where is the area and those that take what it held: nobody gives himself another's area by naming it a successor.
func (c *AreaSet) where(*Org) []area.Code { return append([]area.Code{c.Area}, c.Successors...) }

// Abolishes says that the change takes an area out of use that is in use, and whether something stands in its place
// then: a successor of its own or of an area above it.
func (s *Stage) Abolishes(r Change) (a *AreaSet, succeeded bool) {
	a, ok := r.(*AreaSet)
	if !ok || !a.Former {
		return nil, false
	}
	if old, known := s.org.tree.Get(a.Area); !known || old.Former {
		return nil, false
	}
	for up := a.Area; up != 0; up = up.Parent() {
		if x, ok := s.area(up); ok && x.Former && len(x.Successors) > 0 {
			return a, true
		}
	}
	return a, false
}

// WithBelow adds to some changes what follows from them: an area that is abolished takes those in use below it along,
// unless the changes say something of them. What is added stands last.
func (o *Org) WithBelow(changes []Change) []Change {
	said := map[area.Code]bool{}
	for _, c := range changes {
		if a, ok := c.(*AreaSet); ok {
			said[a.Area] = true
		}
	}
	out := slices.Clone(changes)
	for _, c := range changes {
		a, ok := c.(*AreaSet)
		if !ok || !a.Former || len(a.Successors) == 0 {
			continue
		}
		for _, x := range o.tree.All() {
			if a.Area.Contains(x.Code) && !x.Former && !said[x.Code] {
				said[x.Code] = true
				out = append(out, &AreaSet{Area: x.Code, Name: x.Name, Former: true})
			}
		}
	}
	return out
}

// ParseCodes reads codes with blanks, commas or semicolons between them.
func ParseCodes(s string) ([]area.Code, error) {
	var out []area.Code
	for _, f := range strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;，；、/", r)
	}) {
		c, err := area.Parse(f)
		if err != nil {
			return nil, fault.New(fault.Invalid, "area_code", "code", f).On("successors").By(err)
		}
		out = append(out, c)
	}
	return out, nil
}

// SpellCodes is the codes as ParseCodes reads them.
func SpellCodes(list []area.Code) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.String()
	}
	return strings.Join(out, " ")
}

// follow puts units and posts of abolished areas into the areas that stand in their place. A unit lies in the default
// one; a post over an area goes to each of them.
func follow(tree *area.Tree, units map[int64]Unit, people map[int64]Person) {
	if len(tree.Succeeded()) == 0 {
		return
	}
	for _, id := range slices.Collect(maps.Keys(units)) {
		u := units[id]
		u.Area = tree.Heir(u.Area, nil)
		units[id] = u
	}
	for _, id := range slices.Collect(maps.Keys(people)) {
		p := people[id]
		for i, x := range p.Posts {
			if u, ok := units[x.Unit]; ok && slices.Contains(unitPosts, x.Kind) && len(tree.Heirs(x.Area)) > 0 {
				p.Posts[i].Area = u.Area
			}
		}
		p.Posts = followed(tree, p.Posts)
		people[id] = p
	}
}

// CoversNow says whether a scope holds an area, or all areas in use that stand in its place.
func (o *Org) CoversNow(s Scope, a area.Code) bool {
	heirs := o.tree.Heirs(a)
	return s.Covers(a) || len(heirs) > 0 && !slices.ContainsFunc(heirs, func(h area.Code) bool { return !s.Covers(h) })
}

// followed are posts with the areas that stand in the place of abolished ones. An heir that lies higher is not taken:
// who looked after a village does not look after the township that it went to; he sees what he saw, and whoever has
// the township sees the rest.
func followed(tree *area.Tree, posts []Post) []Post {
	var out []Post
	for _, p := range posts {
		kept := false
		for _, h := range tree.Heirs(p.Area) {
			if x := p; h.Level() >= p.Area.Level() {
				x.Area, kept = h, true
				if !slices.Contains(out, x) {
					out = append(out, x)
				}
			}
		}
		if !kept {
			out = append(out, p)
		}
	}
	return out
}
