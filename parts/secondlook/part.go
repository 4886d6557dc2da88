package secondlook

import (
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
)

// clocks is the right of nobody but the clock.
var clocks = []org.Right{{Clock: true}}

// Part is what others must know of second looks 复核. Its name in the data, "recheck", is older than the folder's.
var Part = part.Part{
	Name:  "recheck",
	Steps: Steps(),
	Acts:  []org.Act{{Type: CommittedType, Whole: true, Rights: clocks}, {Type: MadeType, Whole: true, Rights: clocks}},
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Followers: []ledger.Follower{x.Follower()}, Jobs: []part.Job{{Do: x.Tick}}}, nil
	},
	Check: part.Plain(Check),
}
