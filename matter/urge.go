package matter

// Urge, Supervise and Hold are the rungs of the ladder: 催办, 督办, 问责. The clock may urge and supervise; only a person holds to account.

// UrgeOn reminds the unit 催办.
type UrgeOn struct {
	Note string `json:"note,omitempty"`
}

// SuperviseOn sends a 督办单.
type SuperviseOn struct {
	Note  string `json:"note,omitempty"`
	Level int    `json:"level,omitempty"` // area.Level it is addressed from
}

// HoldOn sends a 问责单.
type HoldOn struct {
	Reason string `json:"reason"`
	Level  int    `json:"level,omitempty"`
}

// WasUrged, WasSupervised and WasHeld are the notices as sent.
type (
	WasUrged struct {
		Note string `json:"note,omitempty"`
	}
	WasSupervised struct {
		Note  string `json:"note,omitempty"`
		Level int    `json:"level,omitempty"`
	}
	WasHeld struct {
		Reason string `json:"reason"`
		Level  int    `json:"level,omitempty"`
	}
)

var (
	_ = step(func() Command { return &UrgeOn{} }, func() Body { return &WasUrged{} })
	_ = step(func() Command { return &SuperviseOn{} }, func() Body { return &WasSupervised{} })
	_ = step(func() Command { return &HoldOn{} }, func() Body { return &WasHeld{} })
)

func (*UrgeOn) Name() string        { return "urge" }
func (*WasUrged) Type() string      { return "matter.urged" }
func (*SuperviseOn) Name() string   { return "supervise" }
func (*WasSupervised) Type() string { return "matter.supervised" }
func (*HoldOn) Name() string        { return "hold" }
func (*WasHeld) Type() string       { return "matter.held" }

func (c *UrgeOn) decide(*Matter, *Facts) ([]Event, error) {
	if err := limit(&c.Note, "note", MaxNote, false); err != nil {
		return nil, err
	}
	return one(&WasUrged{c.Note}), nil
}

func (*WasUrged) apply(m *Matter, _ Stamp) { m.Urges++; m.Rung = max(m.Rung, Urge) }

func (c *SuperviseOn) decide(_ *Matter, f *Facts) ([]Event, error) {
	if err := limit(&c.Note, "note", MaxNote, false); err != nil {
		return nil, err
	}
	return one(&WasSupervised{c.Note, level(c.Level, f)}), nil
}

func (*WasSupervised) apply(m *Matter, _ Stamp) { m.Rung = max(m.Rung, Supervise) }

func (c *HoldOn) decide(_ *Matter, f *Facts) ([]Event, error) {
	if err := limit(&c.Reason, "reason", MaxNote, true); err != nil {
		return nil, err
	}
	return one(&WasHeld{c.Reason, level(c.Level, f)}), nil
}

func (*WasHeld) apply(m *Matter, _ Stamp) { m.Rung = max(m.Rung, Hold) }

func level(asked int, f *Facts) int {
	if asked != 0 {
		return asked
	}
	return int(f.Actor.Level)
}
