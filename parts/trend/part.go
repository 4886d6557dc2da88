package trend

import (
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
)

// clocks is the right of nobody but the clock.
var clocks = []org.Right{{Clock: true}}

// Part is what others must know of common problems 共性问题.
var Part = part.Part{
	Name:  "trend",
	Uses:  []string{"inspect"},
	Steps: Steps(),
	Acts:  []org.Act{{Type: ComparedType, Rights: clocks}, {Type: FoundType, Rights: clocks}},
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Followers: []ledger.Follower{x.Follower()}, Jobs: []part.Job{{Do: x.Tick}}}, nil
	},
	Check: part.Plain(Check),
}
