package org

import (
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

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
