package matter

// Decline says that a report is not taken up, and why; the reporter is told.
type Decline struct {
	Reason string `json:"reason"`
}

// WasDeclined ends a report without a listing; it may be reopened.
type WasDeclined struct {
	Reason string `json:"reason"`
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
	Fields: []Field{reasonField},
})

func (*Decline) Name() CommandName   { return CmdDecline }
func (*WasDeclined) Type() EventType { return TypeDeclined }

func (c *Decline) decide(_ *Matter, _ *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return one(&WasDeclined{c.Reason}), nil
}

func (e *WasDeclined) apply(m *Matter, s Stamp) { m.State, m.Reason, m.Next = Declined, e.Reason, s.At }
