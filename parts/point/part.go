package point

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/standard"
)

// keeping says who keeps the register of points in an area.
func keeping(types ...event.Type) (out []org.Act) {
	keepers := []matter.Post{matter.Administrator, matter.Dispatcher, matter.Supervisor}
	for _, t := range types {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{System: true}, {In: org.Over, Posts: keepers}}})
		if t == ChangedType { // areas and units are abolished, and their points go along
			out[len(out)-1].Rights = append(out[len(out)-1].Rights, org.Right{Clock: true})
		}
	}
	return out
}

// Part is what others must know of the register of points 点位.
var Part = part.Part{
	Name:  "point",
	Uses:  []string{"standard"},
	Steps: Steps(),
	Acts:  keeping(RegisteredType, ChangedType, MovedType, PlatedType, RetiredType, RestoredType),
	Make: func(b part.Base) (part.Made, error) {
		x := New(Config{Base: b})
		if s, ok := part.Find[*standard.Standard](b.Others); ok {
			x.Kinds = func(ctx context.Context) ([]Kind, error) { return kinds(ctx, s) }
		}
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Jobs: []part.Job{{Do: x.Tick}},
			Knows: desk.Knows{Point: x.Known, Open: []desk.Opens{{Key: "points", Count: x.inUse, Of: x.usedBy}}}}, nil
	},
	Check: Check,
}

// kinds are the kinds of the standard in force, or of the one to come; none while there is no standard.
func kinds(ctx context.Context, s *standard.Standard) ([]Kind, error) {
	e, err := s.Today(ctx)
	if fault.Code(err) == "standard_none" {
		e, err = s.Last(ctx)
	}
	if fault.Code(err) == "standard_none" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := make([]Kind, 0, len(e.Kinds))
	for _, k := range e.Kinds {
		out = append(out, Kind{Code: k.Code, Zh: k.Text.Zh, En: k.Text.En})
	}
	return out, nil
}
