package matter

// Decline says that a report is not taken up, and why; the reporter is told.
type Decline struct {
	Reason string `json:"reason"`
	Spam   bool   `json:"spam,omitempty"` // it is none at all: what reads like it is doubted from then on
}

// WasDeclined ends a report without a listing; it may be reopened.
type WasDeclined struct {
	Reason string `json:"reason"`
	Spam   bool   `json:"spam,omitempty"`
}

// The command and the event of this file.
const (
	CmdDecline CommandName = "decline"

	TypeDeclined EventType = "matter.declined"
)

var _ = describe(Description{
	Rule: Rule{From: []State{Reported}, To: "declined", Sides: []Side{Area}, Decides: true,
		Posts: []Post{Dispatcher}},
	New: command[Decline], Place: 200, Harsh: true, Events: []func() Body{body[WasDeclined]},
	Fields: []Field{reasonField, {Name: "spam", Kind: YesField}},
})

func (*Decline) Name() CommandName   { return CmdDecline }
func (*WasDeclined) Type() EventType { return TypeDeclined }

func (c *Decline) decide(_ *Matter, _ *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return one(&WasDeclined{c.Reason, c.Spam}), nil
}

func (e *WasDeclined) apply(m *Matter, s Stamp) {
	m.State, m.Reason, m.Next, m.Doubt = Declined, e.Reason, s.At, ""
}
