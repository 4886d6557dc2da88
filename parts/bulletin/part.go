package bulletin

import (
	"context"
	"fmt"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
	"xiaohao/platform/store"
)

func acts() (out []org.Act) {
	for _, t := range []event.Type{MadeType, WordedType, SubmittedType, DroppedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: makers}}})
	}
	for _, t := range []event.Type{IssuedType, ReturnedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Some, Clock: true}}})
	}
	return out
}

// tickEvery is how often the clock looks for bulletins whose paper went out or came back.
const tickEvery = 5 * time.Second

// Part is what others must know of bulletins 通报.
var Part = part.Part{
	Name:  Name,
	Uses:  []string{"node", "office"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		n, _ := part.Find[*node.Nodes](b.Others) // where nobody works there is none
		o, _ := part.Find[*office.Office](b.Others)
		x := New(b, n, o)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits,
			Jobs:  []part.Job{{Do: x.Tick, Every: tickEvery}},
			Tells: []part.Telling{{Types: []event.Type{IssuedType, ReturnedType}, Tell: x.tell}}}, nil
	},
	Check: Check,
}

// asOf is a bulletin as it stood after one of its events: what people are told is the same whenever a follower comes.
func asOf(ctx context.Context, r store.Reader, e ledger.Event) (*Head, error) {
	h := &Head{}
	return h, ledger.EachOf(ctx, r, e.City, e.Subject, e.Seq, []event.Type{typePrefix}, func(e ledger.Event) error {
		_, err := h.fold(e)
		return err
	})
}

// tell says to those who worked on a bulletin that it is out, or came back. Its units hear of it from the office.
func (x *Bulletins) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	h, err := asOf(ctx, r, e)
	if err != nil {
		return nil, err
	}
	m := part.Message{Kind: "bulletin_issued", People: h.Hands, At: h.Area, Title: h.Title,
		Area: x.Org().Tree().FullName(h.Area), Path: fmt.Sprintf("/bulletins/%d", h.ID)}
	if e.Type == ReturnedType {
		m.Kind = "bulletin_returned"
	}
	return []part.Message{m}, nil
}
