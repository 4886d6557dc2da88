package matter

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

var (
	_ = step(func() Command { return &Reveal{} }, func() Body { return &WasRevealed{} })
	_ = step(func() Command { return &Read{} }, func() Body { return &WasRead{} })
)

func (*Reveal) Name() string      { return "reveal" }
func (*WasRevealed) Type() string { return "matter.revealed" }
func (*Read) Name() string        { return "read" }
func (*WasRead) Type() string     { return "matter.read" }

func (c *Reveal) decide(*Matter, *Facts) ([]Event, error) {
	if err := limit(&c.Reason, "reason", MaxNote, false); err != nil {
		return nil, err
	}
	return one(&WasRevealed{c.Reason}), nil
}

func (*WasRevealed) apply(*Matter, Stamp) {}

func (*Read) decide(*Matter, *Facts) ([]Event, error) { return one(&WasRead{}), nil }
func (*WasRead) apply(*Matter, Stamp)                 {}
