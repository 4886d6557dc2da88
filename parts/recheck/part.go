package recheck

import (
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
)

// Part is what others must know of second looks 复核.
var Part = part.Part{
	Name:  "recheck",
	Steps: Steps(),
	Acts:  []org.Act{{Type: CommittedType, Clock: true}, {Type: MadeType, Clock: true}},
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Followers: []ledger.Follower{x.Follower()}, Jobs: []part.Job{{Do: x.Tick}}}, nil
	},
	Check: part.Plain(Check),
}
