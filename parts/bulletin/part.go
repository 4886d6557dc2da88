package bulletin

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/parts/node"
	"xiaohao/platform/store"
)

func acts() (out []org.Act) {
	for _, t := range []event.Type{MadeType, WordedType, SentType, DroppedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: makers}}})
	}
	return out
}

// Part is what others must know of bulletins 通报.
var Part = part.Part{
	Name:  "bulletin",
	Uses:  []string{"node"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		n, _ := part.Find[*node.Nodes](b.Others) // where nobody works there is none
		x := New(b, n)
		return part.Made{Value: x, Views: []ledger.View{x.View()},
			Tells: []part.Telling{{Types: []event.Type{SentType}, Tell: x.tell}}}, nil
	},
	Check: Check,
}

// tell says to the units of a bulletin that it came.
func (x *Bulletins) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	h, err := headOf(ctx, r, x.City, e.Subject)
	if err != nil {
		return nil, err
	}
	m := part.Message{Kind: "bulletin_sent", Units: h.To, At: h.Area, Title: h.Title,
		Area: x.Org().Tree().FullName(h.Area), Path: fmt.Sprintf("/bulletins/%d", h.ID)}
	for _, u := range h.To {
		for _, p := range x.Org().Staff(u) {
			if !slices.Contains(m.People, p.ID) {
				m.People = append(m.People, p.ID)
			}
		}
	}
	return []part.Message{m}, nil
}
