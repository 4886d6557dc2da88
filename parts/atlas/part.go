package atlas

import (
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// Part is what others must know of where matters lie.
var Part = part.Part{
	Name:  "atlas",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		a := New(b)
		return part.Made{Value: a, Followers: []ledger.Follower{a.Follower()}, Knows: desk.Knows{Within: a.Within}}, nil
	},
	Check: part.Plain(Check),
}
