package views

import (
	"slices"

	"xiaohao/loop/matter"
)

// Narrowed are the kinds and states that a filter's lists and lights leave, and whether only what has a lead unit is
// shown, for those who count matters by other tables.
func (f Filter) Narrowed() (kinds []matter.Kind, states []matter.State, led bool) {
	p := f.plan()
	kinds = slices.DeleteFunc(matter.Kinds(), func(k matter.Kind) bool { return !p.kinds.has(uint8(k)) })
	return kinds, p.stateList(), p.led
}
