package matter

import (
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Urge, Supervise and Hold are the rungs of the ladder: 催办, 督办, 问责. The clock may urge and supervise, and draft what
// holds to account; only a person issues that.

// UrgeOn reminds the unit 催办.
type UrgeOn struct {
	Note string `json:"note,omitempty"`
}

// SuperviseOn sends a 督办单.
type SuperviseOn struct {
	Note  string `json:"note,omitempty"`
	Level int    `json:"level,omitempty"` // area.Level it is addressed from
}

// HoldOn sends a 问责单, from a draft of the clock's or without one.
type HoldOn struct {
	Reason string `json:"reason"`
	Level  int    `json:"level,omitempty"`
}

// DropHold throws the clock's draft away: the unit is not to blame.
type DropHold struct {
	Reason string `json:"reason"`
}

// WasUrged, WasSupervised and WasHeld are the notices as sent. Step is the rung of the ladder that sent them, "" for
// a person.
type (
	WasUrged struct {
		Note string           `json:"note,omitempty"`
		Step string           `json:"step,omitempty"`
		To   []Post           `json:"to,omitempty"`
		Fire calendar.Instant `json:"fire,omitempty"`
	}
	WasSupervised struct {
		Note  string           `json:"note,omitempty"`
		Level int              `json:"level,omitempty"`
		Paper *Paper           `json:"paper,omitempty"`
		Step  string           `json:"step,omitempty"`
		To    []Post           `json:"to,omitempty"`
		Upper int64            `json:"upper,omitempty"` // the unit that becomes answerable too
		Fire  calendar.Instant `json:"fire,omitempty"`
	}
	WasHeld struct {
		Reason string `json:"reason"`
		Level  int    `json:"level,omitempty"`
		Paper  *Paper `json:"paper,omitempty"`
	}
	// WasHoldDrafted waits for a supervisor.
	WasHoldDrafted struct {
		Step   string           `json:"step"`
		Level  int              `json:"level,omitempty"`
		Notice string           `json:"notice,omitempty"`
		Fire   calendar.Instant `json:"fire,omitempty"`
	}
	// WasHoldDropped says why nobody is held to account.
	WasHoldDropped struct {
		Reason string `json:"reason"`
	}
)

// The commands and the events of this file.
const (
	CmdUrge      CommandName = "urge"
	CmdSupervise CommandName = "supervise"
	CmdHold      CommandName = "hold"
	CmdDropHold  CommandName = "drop_hold"

	TypeUrged       EventType = "matter.urged"
	TypeSupervised  EventType = "matter.supervised"
	TypeHeld        EventType = "matter.held"
	TypeHoldDrafted EventType = "matter.hold_drafted"
	TypeHoldDropped EventType = "matter.hold_dropped"
)

var (
	_ = describe(Description{
		Rule: Rule{From: running, To: "same", Sides: []Side{Area}, Posts: []Post{Dispatcher, Supervisor}},
		New:  command[UrgeOn], Place: 260, Events: []func() Body{body[WasUrged]}, Fields: []Field{noteField},
	})
	_ = describe(Description{
		Rule: Rule{From: running, To: "same", Sides: []Side{Area}, Posts: []Post{Supervisor}},
		New:  command[SuperviseOn], Place: 270, Events: []func() Body{body[WasSupervised]},
		Fields: []Field{noteField, levelField},
	})
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Area}, Posts: []Post{Supervisor}},
		New:  command[HoldOn], Place: 280, Harsh: true, Events: []func() Body{body[WasHeld], body[WasHoldDrafted]},
		Fields: []Field{reasonField, levelField}, Never: neverJudges,
	})
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{Area}, Posts: []Post{Supervisor}},
		New:  command[DropHold], Place: 30, Events: []func() Body{body[WasHoldDropped]},
		Fields: []Field{reasonField}, Never: neverJudges,
		Pointless: func(m *Matter) bool { return m.Draft == nil },
	})
)

func (*UrgeOn) Name() CommandName       { return CmdUrge }
func (*WasUrged) Type() EventType       { return TypeUrged }
func (*SuperviseOn) Name() CommandName  { return CmdSupervise }
func (*WasSupervised) Type() EventType  { return TypeSupervised }
func (*HoldOn) Name() CommandName       { return CmdHold }
func (*WasHeld) Type() EventType        { return TypeHeld }
func (*WasHoldDrafted) Type() EventType { return TypeHoldDrafted }
func (*DropHold) Name() CommandName     { return CmdDropHold }
func (*WasHoldDropped) Type() EventType { return TypeHoldDropped }

func (c *UrgeOn) decide(_ *Matter, f *Facts) ([]Event, error) {
	if err := noteField.limit(&c.Note); err != nil {
		return nil, err
	}
	return one(&WasUrged{Note: c.Note}), nil
}

func (e *WasUrged) apply(m *Matter, _ Stamp) {
	m.Urges++
	m.Rung = max(m.Rung, Urge)
	m.fired(e.Step, e.Fire)
}

func (c *SuperviseOn) decide(_ *Matter, f *Facts) ([]Event, error) {
	if err := noteField.limit(&c.Note); err != nil {
		return nil, err
	}
	p, err := f.paper("supervise")
	return one(&WasSupervised{Note: c.Note, Level: level(c.Level, f), Paper: p}), err
}

func (e *WasSupervised) apply(m *Matter, s Stamp) {
	m.Rung = max(m.Rung, Supervise)
	m.answers(e.Upper)
	m.fired(e.Step, e.Fire)
	m.file(e.Paper, e.Level, s)
}

func (c *HoldOn) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	notice, from := "hold", level(c.Level, f)
	if m.Draft != nil {
		notice = m.Draft.Notice
	}
	p, err := f.paper(notice)
	return one(&WasHeld{c.Reason, from, p}), err
}

func (e *WasHeld) apply(m *Matter, s Stamp) {
	m.Rung, m.Draft = max(m.Rung, Hold), nil
	m.file(e.Paper, e.Level, s)
}

func (e *WasHoldDrafted) apply(m *Matter, s Stamp) {
	m.Draft = &Draft{At: s.At, Step: e.Step, Level: e.Level, Notice: e.Notice}
	m.fired(e.Step, e.Fire)
}

func (c *DropHold) decide(m *Matter, _ *Facts) ([]Event, error) {
	if m.Draft == nil {
		return nil, fault.New(fault.Conflict, "draft_none")
	}
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return one(&WasHoldDropped{c.Reason}), nil
}

func (*WasHoldDropped) apply(m *Matter, _ Stamp) { m.Draft = nil }

func level(asked int, f *Facts) int {
	if asked != 0 {
		return asked
	}
	return int(f.Actor.Level)
}
