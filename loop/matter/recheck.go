package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Draw picks a struck off matter for a second look 抽查复核; only the clock gives it, from the week's draw.
type Draw struct {
	Week   string           `json:"week"`             // "2026-W40"
	Person int64            `json:"person,omitempty"` // who is to look, 0 when nobody from elsewhere was to be had
	Until  calendar.Instant `json:"until"`            // µs
}

// WasDrawn waits for the inspector.
type WasDrawn struct {
	Week   string           `json:"week"`
	Person int64            `json:"person,omitempty"`
	Until  calendar.Instant `json:"until"`
}

// Drawn is a second look that is still to be taken.
type Drawn struct {
	Week   string           `json:"week"`
	Person int64            `json:"person,omitempty"`
	Until  calendar.Instant `json:"until"`
}

// Recheck is what the second look found. Where the problem is back the matter is reopened with it.
type Recheck struct {
	Good   bool     `json:"good,omitempty"`
	Note   string   `json:"note"`
	Photos []string `json:"photos,omitempty"`
}

// WasRechecked counts for the unit and for the verifier who struck it off.
type WasRechecked struct {
	Good   bool    `json:"good,omitempty"`
	Note   string  `json:"note"`
	Photos []Photo `json:"photos,omitempty"`
}

// The commands and the events of this file.
const (
	CmdDraw    CommandName = "draw"
	CmdRecheck CommandName = "recheck"

	TypeDrawn     EventType = "matter.drawn"
	TypeRechecked EventType = "matter.rechecked"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{StruckOff}, To: "same"},
		New:  command[Draw], Events: []func() Body{body[WasDrawn]},
		Fields: []Field{{Name: "week", Kind: CodeField, Demand: Required},
			{Name: "person", Kind: PersonField}, untilField},
	})
	_ = describe(Description{
		Rule: Rule{From: []State{StruckOff}, To: "same", Sides: []Side{Drawer}, Posts: []Post{Inspector, Verifier},
			Verifies: true},
		New: command[Recheck], Place: 40, Leads: true, Events: []func() Body{body[WasRechecked]},
		Fields: []Field{{Name: "good", Kind: VerdictField, Yes: "recheck.good", No: "recheck.bad", Demand: Asked},
			foundField, photosField},
		Never: neverVerifies, Pointless: func(m *Matter) bool { return m.Drawn == nil },
	})
)

func (*Draw) Name() CommandName       { return CmdDraw }
func (*WasDrawn) Type() EventType     { return TypeDrawn }
func (*Recheck) Name() CommandName    { return CmdRecheck }
func (*WasRechecked) Type() EventType { return TypeRechecked }

func (c *Draw) decide(m *Matter, _ *Facts) ([]Event, error) {
	if m.Drawn != nil || slices.Contains(m.Draws, c.Week) {
		return nil, fault.New(fault.Conflict, "drawn_before")
	}
	return one(&WasDrawn{c.Week, c.Person, c.Until}), nil
}

func (e *WasDrawn) apply(m *Matter, _ Stamp) {
	m.Drawn = &Drawn{e.Week, e.Person, e.Until}
	m.Draws = append(slices.Clone(m.Draws), e.Week)
}

func (c *Recheck) decide(m *Matter, f *Facts) ([]Event, error) {
	if m.Drawn == nil {
		return nil, fault.New(fault.Conflict, "drawn_none")
	}
	if err := Independent(m, f.Actor); err != nil {
		return nil, err
	}
	if f.Actor.Person == m.Verifier {
		return nil, fault.New(fault.Denied, "recheck_same")
	}
	if err := foundField.limit(&c.Note); err != nil {
		return nil, err
	}
	looked := &WasRechecked{Good: c.Good, Note: c.Note, Photos: f.photos(CmdRecheck)}
	if c.Good {
		return one(looked), nil
	}
	e := &WasReopened{Reason: c.Note}
	due(e, m, f)
	return []Event{{Body: looked}, {Body: e}}, nil
}

func (e *WasRechecked) apply(m *Matter, _ Stamp) {
	m.Drawn = nil
	m.Photos = append(slices.Clone(m.Photos), e.Photos...)
}
