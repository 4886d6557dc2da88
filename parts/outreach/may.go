package outreach

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// keepers plan activities in their areas, beside the unit that leads one.
var (
	keepers = []matter.Post{matter.Administrator, matter.Dispatcher, matter.Supervisor}
	units   = []matter.Post{matter.UnitClerk, matter.UnitHead}
	hands   = []matter.Post{matter.Inspector, matter.Dispatcher, matter.UnitClerk, matter.UnitHead, matter.Verifier,
		matter.Supervisor, matter.Leader, matter.Administrator}
)

// acts say who may declare what at all; of which activity and team the part asks beside (manages, works).
func acts() (out []org.Act) {
	for _, t := range []event.Type{BegunType, ChangedType, SteppedType, PrintedType, PhotoGoneType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: keepers},
			{In: org.Some, Posts: units}}})
	}
	for _, t := range []event.Type{MovedType, ReachedType, UndoneType, TurnedOutType,
		PhotoType, ReadType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Some, Posts: hands}}})
	}
	for _, t := range []event.Type{DraftedType, PassedType, RefusedType, WithdrawnType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: policy.Reviewers()}}})
	}
	for _, t := range []event.Type{ForgottenType, RemindedType, SucceededType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Some, Clock: true}}})
	}
	return out
}

// denied is the fault of who may not.
func denied() error { return fault.New(fault.Denied, "not_allowed") }

// inUnit says whether the caller is of a unit.
func inUnit(caller org.Caller, unit int64) bool {
	return unit != 0 && slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return p.Unit == unit && slices.Contains(units, p.Kind)
	})
}

// manages says whether the caller leads what an area and a unit do: who keeps the area, or is of the unit, whose area
// holds it.
func (x *Outreach) manages(caller org.Caller, a area.Code, unit int64) bool {
	if slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return slices.Contains(keepers, p.Kind) && p.Area.Contains(a)
	}) {
		return true
	}
	u, ok := x.Org().Unit(unit)
	return ok && u.Area.Contains(a) && inUnit(caller, unit)
}

// Manages says whether the caller leads an activity.
func (x *Outreach) Manages(caller org.Caller, a *Activity) bool {
	return x.manages(caller, a.Area, a.Unit)
}

// Works says whether the caller gives out with a team: he is one of it, of its unit, or leads the activity.
func (x *Outreach) Works(caller org.Caller, a *Activity, t Team) bool {
	return caller.Person != 0 && slices.Contains(t.Members, caller.Person) && len(caller.Posts) > 0 ||
		inUnit(caller, t.Unit) || x.Manages(caller, a)
}

// MayBeginSomewhere says whether the caller may begin an activity in some area, so that a page offers it.
func (x *Outreach) MayBeginSomewhere(caller org.Caller) bool {
	return x.Org().MayActSomewhere(caller, BegunType)
}

// maySee keeps activities to those who have a post.
func (x *Outreach) maySee(caller org.Caller) error {
	if !x.Org().MaySeePoints(caller) {
		return denied()
	}
	return nil
}
