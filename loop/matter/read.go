package matter

import "xiaohao/loop/fault"

// Reveal shows the reporter's name and phone to somebody who needs them; the look itself is recorded.
type Reveal struct {
	Reason string `json:"reason,omitempty"`
}

// WasRevealed says who looked at the reporter's personal data.
type WasRevealed struct {
	Reason string `json:"reason,omitempty"`
}

// Read records that somebody opened a restricted matter.
type Read struct{}

// WasRead says who opened a restricted matter.
type WasRead struct{}

// The commands and the events of this file.
const (
	CmdReveal CommandName = "reveal"
	CmdRead   CommandName = "read"

	TypeRevealed EventType = "matter.revealed"
	TypeRead     EventType = "matter.read"
)

var (
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{Area, Lead},
			Posts: []Post{Dispatcher, UnitClerk, UnitHead}},
		New: command[Reveal], Place: 400, Events: []func() Body{body[WasRevealed]},
		Fields:    []Field{lookField},
		Pointless: func(m *Matter) bool { return !m.Contact || m.ForgetAsked != 0 },
	})
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{OnCase}, Posts: casePosts},
		New:  command[Read], Events: []func() Body{body[WasRead]}, ByLaw: true,
		Elsewhere: true, // the desk gives it when somebody opens the matter
	})
)

var lookField = Field{Name: "reason", Kind: LineField, Max: MaxNote}

func (*Reveal) Name() CommandName    { return CmdReveal }
func (*WasRevealed) Type() EventType { return TypeRevealed }
func (*Read) Name() CommandName      { return CmdRead }
func (*WasRead) Type() EventType     { return TypeRead }

func (c *Reveal) decide(m *Matter, _ *Facts) ([]Event, error) {
	if m.ForgetAsked != 0 {
		return nil, fault.New(fault.Conflict, "contact_locked")
	}
	if err := lookField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return one(&WasRevealed{c.Reason}), nil
}

func (*WasRevealed) apply(*Matter, Stamp) {}

func (*Read) decide(*Matter, *Facts) ([]Event, error) { return one(&WasRead{}), nil }
func (*WasRead) apply(*Matter, Stamp)                 {}
