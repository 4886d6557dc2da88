package plan

import (
	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// Part is what others must know of action plans 行动计划.
var Part = part.Part{
	Name:  "plan",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		s, _ := part.Find[Standing](b.Others) // nobody may count
		x := New(b, s)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits,
			Tells: []part.Telling{x.tells()}}, nil
	},
	Check: Check,
}
