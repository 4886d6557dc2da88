package node

import (
	"context"
	"errors"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

var (
	overseers = []matter.Post{matter.Dispatcher, matter.Supervisor}
	deciders  = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Leader}
	unitPosts = []matter.Post{matter.UnitClerk, matter.UnitHead}
)

// acts say who may. What a unit says is said by its own people: which unit's is asked before (MayExplain). Who
// approves, judges and gives cards is policy's, among these posts.
func acts() (out []org.Act) {
	over := func(p []matter.Post) org.Right { return org.Right{In: org.Over, Posts: p} }
	unit := org.Right{In: org.Some, Posts: unitPosts}
	clock := org.Right{In: org.Some, Clock: true}
	add := func(rights []org.Right, types ...event.Type) {
		for _, t := range types {
			out = append(out, org.Act{Type: t, Rights: rights})
		}
	}
	add([]org.Right{over(overseers), clock}, SetType) // the clock where a task is handed out
	add([]org.Right{over(overseers)}, ChangedType, TakenType)
	add([]org.Right{unit, over(overseers)}, ReachedType)
	add([]org.Right{unit}, ProposedType, ReasonType, AnsweredType)
	add([]org.Right{over(deciders)}, ApprovedType, ReturnedType, JudgedType, GivenType, WithdrawnType)
	add([]org.Right{clock}, ClimbedType)
	return out
}

// matter is a matter as it stands, also in a transaction. The fault is matter_missing.
func (x *Nodes) matter(ctx context.Context, r store.Reader, id int64) (*matter.Matter, error) {
	m, err := views.Get(ctx, r, x.City, id)
	if errors.Is(err, views.ErrNone) {
		return nil, fault.New(fault.Missing, "matter_missing").By(err)
	}
	return m, err
}

// MaySet says whether the caller may set and change a task's nodes.
func (x *Nodes) MaySet(c org.Caller, m *matter.Matter) bool {
	return x.Org().MayAct(c, SetType, m.Area)
}

// MayReach says whether he may say that a node is reached.
func (x *Nodes) MayReach(c org.Caller, m *matter.Matter) bool {
	return x.MaySet(c, m) || x.MayExplain(c, m)
}

// MayExplain says whether he speaks for the lead unit of a task: one of its people, or of the unit that acts for it.
func (x *Nodes) MayExplain(c org.Caller, m *matter.Matter) bool { return x.speaks(c, m.Lead) }

// speaks says whether somebody speaks for a unit.
func (x *Nodes) speaks(c org.Caller, unit int64) bool {
	acting, _ := x.Org().StandIn(unit)
	return c.Person != 0 && slices.ContainsFunc(c.Posts, func(p org.Post) bool {
		return slices.Contains(unitPosts, p.Kind) && p.Unit != 0 && (p.Unit == unit || p.Unit == acting)
	})
}

// MayApprove says whether he may approve the plan of a task.
func (x *Nodes) MayApprove(c org.Caller, m *matter.Matter) bool {
	return holds(c, x.Policy().Nodes.Approve, m.Area)
}

// MayJudge says whether he may judge a reason.
func (x *Nodes) MayJudge(c org.Caller, m *matter.Matter) bool {
	return holds(c, x.Policy().Nodes.Judge, m.Area)
}

// MayCard says whether he may give cards to units of an area.
func (x *Nodes) MayCard(c org.Caller, a area.Code) bool { return holds(c, x.Policy().Nodes.Cards, a) }

// MayCardSomewhere says whether he may in some area, so that a page offers it.
func (x *Nodes) MayCardSomewhere(c org.Caller) bool {
	return slices.ContainsFunc(c.Posts, func(p org.Post) bool {
		return slices.Contains(x.Policy().Nodes.Cards, p.Kind)
	})
}

// holds says whether he holds one of some posts over an area.
func holds(c org.Caller, posts []matter.Post, a area.Code) bool {
	return c.Person != 0 && slices.ContainsFunc(c.Posts, func(p org.Post) bool {
		return slices.Contains(posts, p.Kind) && p.Area.Contains(a)
	})
}
