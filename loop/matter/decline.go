package matter

// Decline says that a report is not taken up, and why; the reporter is told.
type Decline struct {
	Reason string `json:"reason"`
}

// WasDeclined ends a report without a listing; it may be reopened.
type WasDeclined struct {
	Reason string `json:"reason"`
}

var _ = step(func() Command { return &Decline{} }, func() Body { return &WasDeclined{} })

func (*Decline) Name() string     { return "decline" }
func (*WasDeclined) Type() string { return "matter.declined" }

func (c *Decline) decide(_ *Matter, _ *Facts) ([]Event, error) {
	if err := limit(&c.Reason, "reason", MaxNote, true); err != nil {
		return nil, err
	}
	return one(&WasDeclined{c.Reason}), nil
}

func (e *WasDeclined) apply(m *Matter, s Stamp) { m.State, m.Reason, m.Next = Declined, e.Reason, s.At }
