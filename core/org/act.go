package org

import (
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
)

// Relation is how the area of a post lies to the areas that an act is about.
type Relation uint8

// The relations. All but Any and City ask for at least one area, and hold for all of them.
const (
	Any  Relation = iota // whatever its area, and whether areas are named or not
	City                 // over the whole city
	Some                 // whatever its area
	Own                  // over exactly that area
	Near                 // over it: its own area, or a township, subdistrict or village
	Over                 // over it or an area that holds it
)

// Right is a row of the table of acts: who is named may, in the relation.
type Right struct {
	In     Relation
	Posts  []matter.Post // matter.Supervisor …
	Clock  bool          // what follows from time and rules
	System bool          // the command line
	Paper  bool          // who came by the sealed paper of a case
}

// Act is a kind of event about no matter, with who may declare it. Where no row stands it is denied.
type Act struct {
	Type   event.Type // of the event: "campaign.opened"
	Whole  bool       // it is about the city as a whole: no area is named with it
	Rights []Right
}

// Acts are the kinds of events that the parts of a city know, by type.
type Acts map[event.Type]Act

// NewActs joins the parts' acts. Two of one type, and one without a type, are refused.
func NewActs(list ...Act) (Acts, error) {
	out := Acts{}
	for _, a := range list {
		if a.Type == "" {
			return nil, fmt.Errorf("an act has no event type: name it in its part's description")
		}
		if _, taken := out[a.Type]; taken {
			return nil, fmt.Errorf("two parts declare the event type %s: an event type has one owner", a.Type)
		}
		out[a.Type] = a
	}
	return out, nil
}

// WithActs is the same organisation with what its people may declare.
func (o *Org) WithActs(a Acts) *Org {
	out := *o
	out.acts = a
	return &out
}

// MayAct says whether the caller may declare an event of a type about some areas, or, where it is about the city as a
// whole, about none.
func (o *Org) MayAct(c Caller, typ event.Type, areas ...area.Code) bool {
	a, known := o.acts[typ]
	if !known || a.Whole && len(areas) > 0 {
		return false
	}
	if len(areas) == 0 {
		return a.gives(c, 0)
	}
	return !slices.ContainsFunc(areas, func(x area.Code) bool { return !a.gives(c, x) && !o.asHeir(a, c, x) })
}

// asHeir says whether the caller has the right about every area that stands in an abolished one's place: what was
// begun in it goes on there.
func (o *Org) asHeir(a Act, c Caller, x area.Code) bool {
	heirs := o.tree.Heirs(x)
	return len(heirs) > 0 && !slices.ContainsFunc(heirs, func(h area.Code) bool { return !a.gives(c, h) })
}

// MayActSomewhere says whether the caller holds a post that may declare such an event about some area, so that a page
// offers it.
func (o *Org) MayActSomewhere(c Caller, typ event.Type) bool {
	a := o.acts[typ]
	return slices.ContainsFunc(a.Rights, func(r Right) bool {
		return slices.ContainsFunc(c.Posts, func(p Post) bool { return slices.Contains(r.Posts, p.Kind) })
	})
}

// gives says whether the caller has the right, about one area or about none (0).
func (a Act) gives(c Caller, x area.Code) bool {
	return slices.ContainsFunc(a.Rights, func(r Right) bool {
		if r.Clock && c.Clock || r.System && c.System {
			return x != 0 || r.In == Any || r.In == City
		}
		if r.Paper && c.Paper != 0 && c.Person == 0 {
			return r.In == Some && x != 0
		}
		return c.Person != 0 && slices.ContainsFunc(c.Posts, func(p Post) bool {
			return slices.Contains(r.Posts, p.Kind) && r.In.holds(p.Area, x)
		})
	})
}

func (r Relation) holds(post, x area.Code) bool {
	switch r {
	case Any:
		return true
	case City:
		return post.Level() == area.City
	case Some:
		return x != 0
	case Own:
		return x != 0 && post == x
	case Near:
		return x != 0 && post.Contains(x) && (post == x || post.Level() >= area.Township)
	case Over:
		return x != 0 && post.Contains(x)
	}
	return false
}
