package duty

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
)

// keepers begin, change and end duties in their areas.
var keepers = []matter.Post{matter.Dispatcher, matter.Supervisor}

// acts say who may: people keep the duties, the clock hands out what is due, and begins those that another part hands
// out by it.
func acts() (out []org.Act) {
	rule := org.Right{In: org.Some, Clock: true}
	out = append(out, org.Act{Type: BegunType, Rights: []org.Right{{In: org.Over, Posts: keepers}, rule}})
	for _, t := range []event.Type{ChangedType, EndedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: keepers}}})
	}
	return append(out, org.Act{Type: RaisedType, Rights: []org.Right{rule}})
}

// tickEvery is how often the clock looks whether a task is due; a task goes out at the beginning of a day.
const tickEvery = 20 * time.Second

// Part is what others must know of standing duties 常态任务.
var Part = part.Part{
	Name:  "duty",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Tells: x.tells(),
			Jobs: []part.Job{{Do: x.Tick, Every: tickEvery, Limit: 5 * time.Minute}}}, nil
	},
	Check: Check,
}
