package indicator

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/file"
)

// followEvery is how often the clock looks whether areas were abolished.
const followEvery = time.Minute

// Part is what others must know of indicators 指标.
var Part = part.Part{
	Name:  "indicator",
	Uses:  []string{"file"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b, part.Get[*file.Files](b.Others))
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits,
			Jobs: []part.Job{{Do: x.Follow, Every: followEvery, Limit: 10 * time.Minute}}}, nil
	},
	Check: Check,
}

// acts say who may. Sets and targets come from supervisors and dispatchers of the area or above it. An area's own
// clerk,
// head or dispatcher reports, and those of its township for it; a file may come from whoever keeps the system further
// up. What was reported the level above reviews: the area of the right is the one above. Supervisors and dispatchers
// close; that it must be a county or the city is Close's to say.
func acts() (out []org.Act) {
	posts := func(p ...matter.Post) []matter.Post { return p }
	keepers := posts(matter.Supervisor, matter.Dispatcher)
	offices := posts(matter.UnitClerk, matter.UnitHead, matter.Dispatcher)
	reviewers := append(posts(matter.UnitHead), keepers...)
	for _, a := range []struct {
		typ    event.Type
		rights []org.Right
	}{
		{DefinedType, []org.Right{{System: true}, {In: org.Over, Posts: keepers}}},
		{TargetedType, []org.Right{{System: true}, {In: org.Over, Posts: keepers}}},
		{ReportedType, []org.Right{{In: org.Near, Posts: offices}}},
		{BroughtType, []org.Right{{System: true}, {In: org.Over, Posts: append(offices, matter.Supervisor)}}},
		{ReviewedType, []org.Right{{In: org.Over, Posts: reviewers}}},
		{ReturnedType, []org.Right{{In: org.Over, Posts: reviewers}}},
		{ClosedType, []org.Right{{In: org.Over, Posts: keepers}}},
		{UnlockedType, []org.Right{{In: org.Over, Posts: keepers}}},
		{SucceededType, []org.Right{{In: org.Some, Clock: true}}},
	} {
		out = append(out, org.Act{Type: a.typ, Rights: a.rights})
	}
	return out
}
