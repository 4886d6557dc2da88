package meeting

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/parts/route"
)

// Part is what others must know of meetings, documents, instructions and leading groups.
var Part = part.Part{
	Name:  "meeting",
	Uses:  []string{"route"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		r, _ := part.Find[*route.Routes](b.Others) // where nobody works there is none
		x := New(b, r)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits,
			Tells: []part.Telling{{Types: []event.Type{RegisteredType}, Tell: Tell}},
			Jobs:  []part.Job{{Do: x.Tick, Every: 5 * time.Second, Limit: 5 * time.Minute}}}, nil
	},
	Check: Check,
}
