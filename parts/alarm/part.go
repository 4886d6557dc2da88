package alarm

import (
	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// Part is what others must know of the alarms about photos 疑点.
var Part = part.Part{
	Name:  "alarm",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		a := New(b)
		return part.Made{Value: a, Followers: []ledger.Follower{a.Follower()}}, nil
	},
	Check: Check,
}
