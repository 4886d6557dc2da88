package pattern

import (
	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// Part is what others must know of probable duplicates 疑似重复.
var Part = part.Part{
	Name:  "pattern",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		p := New(b)
		return part.Made{Value: p, Followers: []ledger.Follower{p.Follower()},
			Jobs: []part.Job{{Alone: true, Do: p.Group}}}, nil
	},
	Check: part.Plain(Check),
}
