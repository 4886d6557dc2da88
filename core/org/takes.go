package org

import (
	"slices"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// MayTake says whether the caller may take a step, 1 for the first, on the way out of something about an area: he
// holds one of the step's posts over the area, and took no step of this draft before. This is the one rule for
// everything that leaves the house 经办、审核、签发. Faults: release_hands, not_allowed.
func (c Caller) MayTake(steps []policy.Pass, step int, at area.Code, hands []int64) error {
	if step < 1 || step > len(steps) || slices.Contains(hands, c.Person) {
		return fault.New(fault.Denied, "release_hands")
	}
	if c.Person == 0 || !slices.ContainsFunc(c.Posts, func(p Post) bool {
		return slices.Contains(steps[step-1].Posts, p.Kind) && p.Area.Contains(at)
	}) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}
