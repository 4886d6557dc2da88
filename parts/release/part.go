package release

import (
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/event"
)

// acts say who may take a step at all; which posts take which step is policy's to say, see taker.
func acts() (out []org.Act) {
	people := org.Right{In: org.Over, Posts: policy.Reviewers()}
	clock := org.Right{In: org.Some, Clock: true}
	out = append(out, org.Act{Type: RuledType, Rights: []org.Right{clock}},
		org.Act{Type: WithdrawnType, Rights: []org.Right{people, clock}})
	for _, t := range []event.Type{DraftedType, PassedType, RefusedType, PhotoOutType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{people}})
	}
	return out
}

// Part is what others must know of what is public 公开.
var Part = part.Part{
	Name:  "release",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Followers: []ledger.Follower{x.Follower(), Requests(x.City)},
			Jobs:  []part.Job{{Do: x.Tick}, {Name: "release_at_once", Do: x.AtOnce}},
			Tells: []part.Telling{x.tells()}, Waits: x.waits}, nil
	},
	Check:  part.Plain(Check),
	Files:  Files,
	Stands: stands,
}
