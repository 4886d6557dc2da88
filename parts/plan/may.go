package plan

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// units are the posts in a unit; the others are over an area.
var units = []matter.Post{matter.UnitClerk, matter.UnitHead}

// stepOf is the step of policy whose posts may declare an event.
var stepOf = map[event.Type]string{BegunType: policy.PlanDraft, EditedType: policy.PlanDraft,
	AskedType: policy.PlanDraft, HeardType: policy.PlanDraft, RevisedType: policy.PlanDraft,
	TakenBackType: policy.PlanDraft, ReviewedType: policy.PlanReview, DeliberatedType: policy.PlanDeliberate,
	AdoptedType: policy.PlanAdopt, SentType: policy.PlanIssue, HandedOutType: policy.PlanRun,
	PaidType: policy.PlanRun, ReportedType: policy.PlanRun, EndedType: policy.PlanEnd}

// acts say who may at all; policy names the posts for each step among them (MayTake). A unit that was asked says its
// opinion whatever its area. A version is made by the clock alone, when its paper is out.
func acts() (out []org.Act) {
	for _, t := range []event.Type{BegunType, EditedType, AskedType, HeardType, ReviewedType, DeliberatedType,
		AdoptedType, SentType, RevisedType, TakenBackType, HandedOutType, PaidType, ReportedType, EndedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: policy.Planners()}}})
	}
	for _, t := range []event.Type{IssuedType, CameBackType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Some, Clock: true}}})
	}
	return append(out, org.Act{Type: SaidType, Rights: []org.Right{{In: org.Some, Posts: units}}})
}

// holds says whether a post may take a step in an area: over it, or, where it is a post in a unit and the step is the
// draft's, in the unit that drafts.
func (x *Plans) holds(p org.Post, step string, a area.Code, lead int64) bool {
	if !slices.Contains(x.Policy().Plans.Posts[step], p.Kind) || !x.over(p.Area, a) {
		return false
	}
	return !slices.Contains(units, p.Kind) || step != policy.PlanDraft && step != policy.PlanRun ||
		lead == 0 || slices.Contains(x.Org().Below(p.Unit), x.Today(lead))
}

// over says whether a post's area holds one, or all that stand in its place.
func (x *Plans) over(post, a area.Code) bool {
	if post.Contains(a) {
		return true
	}
	heirs := x.Org().Tree().Heirs(a)
	return len(heirs) > 0 && !slices.ContainsFunc(heirs, func(h area.Code) bool { return !post.Contains(h) })
}

// MayTake says whether the caller may declare an event about a plan, by the policy in force; who sends a
// paper may draft papers too. It does not look at what he did before; see own.
func (x *Plans) MayTake(caller org.Caller, typ event.Type, p *Plan) bool {
	a, lead := p.Area, p.Lead
	if p.Work != nil {
		lead = p.Work.Content.Lead
	}
	return x.mayIn(caller, typ, a, lead) && (typ != SentType || x.Office.MayDraft(caller, x.paperArea(a)))
}

func (x *Plans) mayIn(caller org.Caller, typ event.Type, a area.Code, lead int64) bool {
	return caller.Person != 0 && slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		return x.holds(o, stepOf[typ], a, lead)
	})
}

// MayBegin says whether the caller may begin a plan somewhere, so that a page offers it.
func (x *Plans) MayBegin(caller org.Caller) bool {
	return slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		return slices.Contains(x.Policy().Plans.Posts[policy.PlanDraft], o.Kind)
	})
}

// own says that the caller wrote what he would review or adopt: it needs other eyes.
func own(caller org.Caller, w *Work) error {
	if slices.Contains(w.Editors, caller.Person) {
		return fault.New(fault.Denied, "plan_own")
	}
	return nil
}

// Speaks are the units among those that were asked for which the caller may speak: his own.
func (x *Plans) Speaks(caller org.Caller, w *Work) (out []int64) {
	for _, u := range w.Units {
		if slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
			return o.Unit != 0 && o.Unit == x.Today(u) && slices.Contains(units, o.Kind)
		}) {
			out = append(out, u)
		}
	}
	return out
}

// seesWork says whether the caller may read a version in the making: who drafts it, who takes a step with it, and the
// units that are asked.
func (x *Plans) seesWork(caller org.Caller, p *Plan) bool {
	if caller.System || caller.Clock || p.Work == nil {
		return caller.System || caller.Clock
	}
	if len(x.Speaks(caller, p.Work)) > 0 {
		return true
	}
	return slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		if o.Unit != 0 && slices.Contains(units, o.Kind) && slices.Contains(x.Org().Below(o.Unit),
			x.Today(p.Work.Content.Lead)) {
			return true
		}
		for _, step := range policy.PlanSteps() {
			if x.holds(o, step, p.Area, p.Work.Content.Lead) {
				return true
			}
		}
		return false
	})
}

// seesPlan says whether the caller may read what is in force: staff of its area, of the areas in it and above it.
func (x *Plans) seesPlan(caller org.Caller, p *Plan) bool {
	if caller.System || caller.Clock {
		return true
	}
	if len(p.Versions) == 0 {
		return false
	}
	now := x.Org().Tree().Now(p.Area)
	return slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		return o.Area != 0 && (x.over(o.Area, p.Area) || slices.ContainsFunc(now, func(a area.Code) bool {
			return a.Contains(o.Area) || o.Area.Contains(a)
		}) || p.Area.Contains(o.Area))
	})
}

// sees says whether a plan is there for the caller; what he may not read of it is taken out.
func (x *Plans) sees(caller org.Caller, p *Plan) bool {
	work := x.seesWork(caller, p)
	if !work && !x.seesPlan(caller, p) {
		// what was dropped stays with those who could have taken a step with it
		return p.State == Dropped && x.mayIn(caller, EditedType, p.Area, p.Lead)
	}
	if !work {
		p.Work = nil
	}
	return true
}

// Today is the unit that stands in a unit's place today: itself, or who succeeded it.
func (x *Plans) Today(unit int64) int64 {
	if now, ok := x.Org().Successor(unit); ok {
		return now
	}
	return unit
}
