package outreach

import (
	"context"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// tells are what people hear of: teams and their units that an activity is called, that they go out on the next day,
// that it was taken back; who leads it that a team lacks something for the next day, and that nobody signs up any more.
func (x *Outreach) tells() []part.Telling {
	return []part.Telling{{Types: []event.Type{SteppedType, RemindedType}, Tell: x.tell}}
}

func (x *Outreach) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	a, was, by := &Activity{}, State(""), int64(0)
	err := ledger.EachOf(ctx, r, e.City, e.Subject, e.Seq, []event.Type{BegunType, ChangedType, SteppedType,
		RemindedType, SucceededType}, func(e ledger.Event) error {
		body, err := decode(e)
		if err != nil {
			return err
		}
		if e.Type == BegunType {
			by = e.Actor
		}
		was = a.State
		return a.fold(e, body)
	})
	if err != nil {
		return nil, err
	}
	m := part.Message{At: a.Area, Title: a.Name, Area: x.Org().Tree().FullName(a.Area),
		Path: "/outreach/" + stringOf(a.ID)}
	if e.Type == SteppedType {
		switch {
		case a.State == Called && was == Draft:
			m.Kind, m.Due = "outreach_called", a.From
		case a.State == Off && (was == Called || was == Running):
			m.Kind = "outreach_off"
		default:
			return nil, nil
		}
		x.tellTeams(&m, a, nil)
		return []part.Message{m}, nil
	}
	b := a.Told[len(a.Told)-1]
	lead := m
	lead.People = []int64{by}
	x.tellUnit(&lead, a.Unit)
	if b.What == Closed {
		lead.Kind, lead.N = "outreach_closed", int(b.Signed)
		return []part.Message{lead}, nil
	}
	lead.Kind, lead.N, lead.Due = "outreach_short", int(b.Short), b.Day
	m.Kind, m.Due = "outreach_begins", b.Day
	x.tellTeams(&m, a, b.Teams)
	if b.Short == 0 {
		return []part.Message{m}, nil
	}
	return []part.Message{lead, m}, nil
}

// tellTeams adds the people of teams, and of their units; nil are all teams.
func (x *Outreach) tellTeams(m *part.Message, a *Activity, teams []int64) {
	for _, t := range a.Teams {
		if teams != nil && !slices.Contains(teams, t.ID) {
			continue
		}
		for _, p := range t.Members {
			if !slices.Contains(m.People, p) {
				m.People = append(m.People, p)
			}
		}
		x.tellUnit(m, t.Unit)
	}
}

// tellUnit adds a unit and who works in it.
func (x *Outreach) tellUnit(m *part.Message, unit int64) {
	if to, ok := x.Org().Successor(unit); ok {
		unit = to
	}
	if slices.Contains(m.Units, unit) {
		return
	}
	m.Units = append(m.Units, unit)
	for _, p := range x.Org().Staff(unit) {
		if !slices.Contains(m.People, p.ID) {
			m.People = append(m.People, p.ID)
		}
	}
}
