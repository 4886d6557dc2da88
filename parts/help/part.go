package help

import (
	"slices"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
)

// helpers work on cases; whether on this one, is asked of the case.
var helpers = []matter.Post{matter.Dispatcher, matter.UnitClerk, matter.UnitHead, matter.Verifier, matter.Supervisor}

// acts say who may: whoever works on the case, the clock tells what is late or happened before, and who came by a
// sealed paper says what came of it.
func acts() (out []org.Act) {
	for _, t := range Types() {
		a := org.Act{Type: t, Rights: []org.Right{{In: org.Some, Posts: helpers}}}
		switch t {
		case LateType:
			a.Rights = []org.Right{{In: org.Some, Clock: true}}
		case AgainType:
			a.Rights = append(a.Rights, org.Right{In: org.Some, Clock: true})
		}
		if slices.Contains(theirs, t) {
			a.Rights = []org.Right{{In: org.Some, Paper: true}}
		}
		out = append(out, a)
	}
	return out
}

// Part is what others must know of cases of persons in need 求助.
var Part = part.Part{
	Name:  "help",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Tells: x.tells(), Waits: x.waits,
			Knows: desk.Knows{Ends: x.ended, Looks: []event.Type{PaperOpenedType}},
			Jobs: []part.Job{{Do: x.Late, Every: time.Minute, Limit: 5 * time.Minute},
				{Name: "papers", Do: x.PapersDue, Every: time.Minute, Limit: 5 * time.Minute},
				{Name: "mandated", Do: x.Press, Every: 20 * time.Second}}}, nil
	},
	Check: Check,
}
