package office

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// tickEvery is how often the clock looks for opinions whose time is over.
const tickEvery = 20 * time.Second

// Part is what others must know of outgoing papers 公文办理.
var Part = part.Part{
	Name:  Name,
	Uses:  []string{"archive"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Tells: x.tells(), Waits: x.Waits,
			Jobs: []part.Job{{Do: x.Tick, Every: tickEvery}}}, nil
	},
	Check: Check,
}
