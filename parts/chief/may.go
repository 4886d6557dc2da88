package chief

import (
	"cmp"
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

var (
	keepers = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Administrator}
	anybody = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Administrator, matter.Leader, matter.Verifier,
		matter.Auditor, matter.Inspector, matter.UnitClerk, matter.UnitHead}
)

// acts say who may. Offices over an area keep its posts. What a holder says of his own post he says whatever his posts
// in the organisation are: whose post it is is asked before (holds, signs). Problems climb by the clock.
func acts() (out []org.Act) {
	keep := []org.Right{{In: org.Over, Posts: keepers}, {System: true}}
	byClock := org.Right{In: org.Some, Clock: true}
	add := func(rights []org.Right, types ...event.Type) {
		for _, t := range types {
			out = append(out, org.Act{Type: t, Rights: rights})
		}
	}
	add(keep, AppointedType, AdoptedType, UnadoptedType, PhonedType)
	add(append(slices.Clone(keep), byClock), LeftType, HandedType)
	add([]org.Right{{In: org.Some, Posts: anybody}, {System: true}}, NotedType, SignedType)
	add([]org.Right{{In: org.Over, Posts: []matter.Post{matter.Administrator}}, {System: true}}, ForgottenType)
	add([]org.Right{byClock}, MovedType, AdoptMovedType, ClimbedType)
	return out
}

// MayKeep says whether the caller may give and end posts in an area.
func (x *Chiefs) MayKeep(caller org.Caller, a area.Code) bool {
	return x.Org().MayAct(caller, AppointedType, a)
}

// MayKeepSomewhere says whether he may in some area, so that a page offers it.
func (x *Chiefs) MayKeepSomewhere(caller org.Caller) bool {
	return caller.System || x.Org().MayActSomewhere(caller, AppointedType)
}

// watches are the problems that the holder of a post reads for it today, open or closed: its theme's in its area.
func (x *Chiefs) watches(ctx context.Context, person int64) (out []org.Watch, err error) {
	list, err := x.heldBy(ctx, org.Caller{Person: person})
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if categories := x.themeCategories(s.Theme); len(categories) > 0 {
			slices.Sort(categories)
			out = append(out, org.Watch{Area: s.Area, Categories: categories})
		}
	}
	return out, nil
}

// mayNote says whether he may note a day for a post: its holder, and who keeps its area.
func (x *Chiefs) mayNote(caller org.Caller, s *Stand) bool {
	return caller.Person != 0 && caller.Person == s.Person || x.MayKeep(caller, s.Area)
}

// above says whether somebody is the superior of a post: who keeps the area, and who holds the chief's post of the
// theme in an area above it, or in the area itself where the post is not that one.
func (x *Chiefs) above(ctx context.Context, r store.Reader, caller org.Caller, s *Stand, today Day) (bool, error) {
	if x.MayKeep(caller, s.Area) {
		return true, nil
	}
	t, _ := x.rules().Theme(s.Theme)
	if caller.Person == 0 || len(t.Posts) == 0 {
		return false, nil
	}
	from := s.Area.Level()
	if s.Post == t.Posts[0].Code {
		from--
	}
	for l := from; l >= area.City; l-- {
		list, err := x.holders(ctx, r, s.Theme, s.Area.Ancestor(l), today)
		if err != nil {
			return false, err
		}
		for _, up := range list {
			if up.Post == t.Posts[0].Code && up.Person == caller.Person {
				return true, nil
			}
		}
	}
	return false, nil
}

// byArea puts holdings in the order of the register.
func byArea(list []Stand) {
	slices.SortFunc(list, func(a, b Stand) int { return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID)) })
}
