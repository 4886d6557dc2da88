package recur

import (
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/duplicate"
)

// Part is what others must know of what came back 反复 and what will not go away 顽固.
var Part = part.Part{
	Name:  "recur",
	Uses:  []string{"pattern"},
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		c := Config{Base: b}
		c.Duplicates, _ = part.Find[*duplicate.Duplicates](b.Others)
		x := New(c)
		return part.Made{Value: x, Followers: []ledger.Follower{x.Follower()}, Jobs: []part.Job{{Do: x.Tick}},
			Knows: desk.Knows{Absences: x.Absences}}, nil
	},
	Check: part.Plain(Check),
}
