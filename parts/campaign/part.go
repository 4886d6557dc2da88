package campaign

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// counter is who counts how often what a campaign is about was looked at and failed; see Config.
type counter interface {
	Rate(ctx context.Context, items, kinds []string, in area.Code,
		from, to calendar.Instant) (checked, failed int64, err error)
	Part(ctx context.Context, categories []string, in area.Code, from, to calendar.Instant) (all, of int64, err error)
}

// knower is who knows the items and kinds of point of the standard in force.
type knower interface {
	InForce(ctx context.Context) (item, kind func(code string) bool, err error)
}

// acts say who may in a campaign, area by area. Instructions come from supervisors, dispatchers and leaders of an
// area and from the heads of its own units. A finding is reported by the area itself or the township above it, zero
// by the area itself alone. A zero is looked at by inspectors and verifiers, or by the head of a unit that a
// supervisor named where none of them was from elsewhere; by which of them is the draw's to say.
func acts() []org.Act {
	supervisors := org.Right{In: org.Over, Posts: []matter.Post{matter.Supervisor}}
	clock := org.Right{In: org.Some, Clock: true}
	posts := func(p ...matter.Post) []matter.Post { return p }
	return []org.Act{
		{Type: OpenedType, Rights: []org.Right{supervisors}},
		{Type: ClosedType, Rights: []org.Right{clock, supervisors}},
		{Type: DrawnType, Rights: []org.Right{clock}},
		{Type: RemindedType, Rights: []org.Right{clock}},
		{Type: SucceededType, Rights: []org.Right{clock}},
		{Type: SentType, Rights: []org.Right{supervisors}},
		{Type: InstructedType, Rights: []org.Right{
			{In: org.Over, Posts: posts(matter.Supervisor, matter.Dispatcher, matter.Leader)},
			{In: org.Own, Posts: posts(matter.UnitHead)}}},
		{Type: FoundType, Rights: []org.Right{
			{In: org.Near, Posts: posts(matter.UnitClerk, matter.UnitHead, matter.Dispatcher)}}},
		{Type: ZeroType, Rights: []org.Right{{In: org.Own,
			Posts: posts(matter.UnitClerk, matter.UnitHead, matter.Leader)}}},
		{Type: SpotCheckedType, Rights: []org.Right{{In: org.Some,
			Posts: posts(matter.Inspector, matter.Verifier, matter.UnitHead)}}},
	}
}

// Part is what others must know of self-check campaigns 自查自纠.
var Part = part.Part{
	Name:  "campaign",
	Uses:  []string{"recheck", "standard", "trend"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		c := Config{Base: b}
		if n, ok := part.Find[counter](b.Others); ok {
			c.Rate, c.Part = n.Rate, n.Part
		}
		if k, ok := part.Find[knower](b.Others); ok {
			c.Known = k.InForce
		}
		x := New(c)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Jobs: []part.Job{{Do: x.Tick}},
			Knows: desk.Knows{Open: []desk.Opens{{Key: "campaigns", Count: x.running}}},
			Tells: []part.Telling{x.tells()}}, nil
	},
	Check: part.Plain(Check),
}
