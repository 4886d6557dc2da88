package tally

import (
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
)

// keepers plan surveys in their areas, and end them.
var keepers = []matter.Post{matter.Dispatcher, matter.Supervisor}

// posts may be named as counters.
var posts = []matter.Post{matter.Inspector, matter.UnitClerk, matter.UnitHead, matter.Verifier, matter.Dispatcher,
	matter.Supervisor}

// acts say who may. Whom a survey names as a counter counts; that he is named is the survey's to say.
func acts() (out []org.Act) {
	for _, t := range []event.Type{PlannedType, DrawnType, EndedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: keepers}}})
	}
	for _, t := range []event.Type{CountedType, CorrectedType, MissedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Some, Posts: posts}}})
	}
	return append(out, org.Act{Type: SucceededType, Rights: []org.Right{{In: org.Some, Clock: true}}})
}

// Part is what others must know of surveys of use 使用率观测.
var Part = part.Part{
	Name:  "tally",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits, Tells: x.tells(),
			Jobs: []part.Job{{Do: x.Follow}}}, nil
	},
	Check: Check,
}
