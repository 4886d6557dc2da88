package node

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// tickEvery is how often the clock looks what climbs: dates are days.
const tickEvery = 20 * time.Second

// Part is what others must know of the nodes of tasks 节点.
var Part = part.Part{
	Name:  "node",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Tells: x.tells(), Waits: x.waits,
			Jobs: []part.Job{{Do: x.Tick, Every: tickEvery, Limit: 5 * time.Minute}}}, nil
	},
	Check: Check,
}
