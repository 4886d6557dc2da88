package help

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// tells are what people hear of: that a report to the police is due, that a hand-over stopped and who decides, that a
// person was in need before, that a call afterwards was not made, and what became of a sealed paper. Number, type and
// clock; nothing else.
func (x *Cases) tells() []part.Telling {
	return []part.Telling{{Types: []event.Type{DutyType, StoppedType, AgainType, LateType, PaperMissedType,
		PaperTakenType, PaperRefusedType, PaperAnsweredType}, Tell: x.tell}}
}

func (x *Cases) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	s, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	m, err := views.Of(ctx, r, &e)
	if err != nil {
		return nil, err
	}
	out := part.Message{At: m.Area, Area: x.Org().Tree().FullName(m.Area), Title: called(m), Urgent: true,
		Path: fmt.Sprintf("/help/%d", m.ID)}
	switch e.Type {
	case DutyType:
		out.Kind, out.Due = "help_duty", e.At.Plus(int64(x.Policy().Help.Mandated)*60e6)
	case StoppedType:
		out.Kind = "help_stopped_" + s.Code
	case AgainType:
		out.Kind = "help_again"
	case LateType:
		if out.Kind = "help_late"; s.Code == lateMandated {
			out.Kind = "help_late_mandated"
		}
	}
	if s.Sealed != nil {
		return x.tellPaper(out, e, s, m), nil
	}
	out.People = x.around(m, e.Type == StoppedType || s.Rung > 1)
	return []part.Message{out}, nil
}

// tellPaper is what everybody who keeps the case hears of a sealed paper; nothing of a wrong code but the last.
func (x *Cases) tellPaper(out part.Message, e ledger.Event, s *Step, m *matter.Matter) []part.Message {
	out.Path += "/outside"
	switch e.Type {
	case PaperMissedType:
		if !s.Sealed.Shut {
			return nil
		}
		out.Kind = "help_paper_shut"
	case PaperTakenType:
		out.Kind = "help_paper_taken"
	case PaperRefusedType:
		out.Kind = "help_paper_refused"
	case PaperAnsweredType:
		out.Kind = "help_paper_answered"
	case LateType:
		out.Kind = "help_paper_late"
	}
	for _, y := range m.Members {
		if y.Keeps() {
			out.People = append(out.People, y.Person)
		}
	}
	return []part.Message{out}
}

// called is a case in a message: its number, and its type.
func called(m *matter.Matter) string {
	if m.Number == "" {
		return m.Title
	}
	return m.Number + " " + m.Title
}

// around are the people who hear of a case: who took it in, who holds it, who hands it out; and who supervises. Those
// who do not see it hear nothing.
func (x *Cases) around(m *matter.Matter, above bool) (out []int64) {
	o := x.Org()
	add := func(list []org.Person) {
		for _, p := range list {
			if o.Sees(p.Caller(), m) && !slices.Contains(out, p.ID) {
				out = append(out, p.ID)
			}
		}
	}
	if p, ok := o.Person(m.Reporter); ok {
		add([]org.Person{p})
	}
	if m.Lead != 0 {
		add(o.Staff(m.Lead))
	}
	posts := []matter.Post{matter.Dispatcher}
	if above {
		posts = append(posts, matter.Supervisor)
	}
	for l := area.City; l <= min(m.Area.Level(), area.Township); l++ {
		for _, k := range posts {
			if k == matter.Supervisor || m.Lead == 0 {
				add(o.Holders(k, m.Area.Ancestor(l)))
			}
		}
	}
	return out
}
