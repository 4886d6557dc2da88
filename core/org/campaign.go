package org

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// mayCampaign is MayKeep for self-check campaigns, area by area. Supervisors open and close them in their area; the
// clock closes and draws. Instructions come from supervisors, dispatchers and leaders of an area and from the heads
// of its own units. A finding is reported by the area itself or the township above it, zero by the area itself alone.
// A zero is looked at by inspectors and verifiers, or by the head of a unit that a supervisor named where none of
// them was from elsewhere; by which of them is the draw's to say.
func (o *Org) mayCampaign(c Caller, typ string, a area.Code) bool {
	has := func(fits func(Post) bool, kinds ...string) bool {
		return c.Person != 0 && slices.ContainsFunc(c.Posts, func(p Post) bool {
			return slices.Contains(kinds, p.Kind) && fits(p)
		})
	}
	over := func(p Post) bool { return p.Area.Contains(a) }
	own := func(p Post) bool { return p.Area == a }
	switch typ {
	case "campaign.opened":
		return has(over, matter.Supervisor)
	case "campaign.closed":
		return c.Clock || has(over, matter.Supervisor)
	case "campaign.drawn", "campaign.reminded":
		return c.Clock
	case "campaign.sent":
		return has(over, matter.Supervisor)
	case "campaign.instructed":
		return has(over, matter.Supervisor, matter.Dispatcher, matter.Leader) || has(own, matter.UnitHead)
	case "campaign.found":
		near := func(p Post) bool { return over(p) && (p.Area == a || p.Area.Level() >= area.Township) }
		return has(near, matter.UnitClerk, matter.UnitHead, matter.Dispatcher)
	case "campaign.zero":
		return has(own, matter.UnitClerk, matter.UnitHead, matter.Leader)
	case "campaign.looked":
		return has(func(Post) bool { return true }, matter.Inspector, matter.Verifier, matter.UnitHead)
	}
	return false
}

// CampaignView is the part of a campaign's scope that the caller sees: all of it with a post over it, otherwise the
// highest area of a post in it; 0 for nothing. Administrators manage people and see no findings.
func (o *Org) CampaignView(c Caller, scope area.Code) area.Code {
	if c.System || c.Clock {
		return scope
	}
	best := area.Code(0)
	for _, p := range c.Posts {
		switch {
		case p.Kind == matter.Administrator || p.Area == 0:
		case p.Area.Contains(scope):
			return scope
		case scope.Contains(p.Area) && (best == 0 || p.Area.Level() < best.Level()):
			best = p.Area
		}
	}
	return best
}
