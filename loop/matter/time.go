package matter

import (
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

const cityLevel = int(area.City)

// AskExtension asks for more time 延期, before the deadline.
type AskExtension struct {
	Until  calendar.Instant `json:"until"` // µs
	Reason string           `json:"reason"`
}

// WasExtensionAsked waits for a dispatcher.
type WasExtensionAsked struct {
	Until  calendar.Instant `json:"until"`
	Reason string           `json:"reason"`
	Left   int64            `json:"left,omitempty"` // minutes of the deadline left: the clock stops until it is decided
}

// GrantExtension gives more time, all that was asked for or less.
type GrantExtension struct {
	Until calendar.Instant `json:"until,omitempty"`
	Note  string           `json:"note,omitempty"`
}

// WasExtended moves the deadline.
type WasExtended struct {
	Due  calendar.Instant `json:"due"`
	Warn calendar.Instant `json:"warn"`
	Note string           `json:"note,omitempty"`
	Fire calendar.Instant `json:"fire,omitempty"`
}

// DenyExtension refuses more time.
type DenyExtension struct {
	Reason string `json:"reason"`
}

// WasExtensionDenied lets the deadline run on: it moves by the time that the unit had to wait for an answer.
type WasExtensionDenied struct {
	Reason string           `json:"reason"`
	Due    calendar.Instant `json:"due,omitempty"`
	Warn   calendar.Instant `json:"warn,omitempty"`
	Limit  string           `json:"limit,omitempty"`
	Fire   calendar.Instant `json:"fire,omitempty"`
}

// AskSuspension asks to park the matter until a review date 挂账: what cannot be fixed now is not forgotten.
type AskSuspension struct {
	Until  calendar.Instant `json:"until"` // µs, the review date
	Reason string           `json:"reason"`
}

// WasSuspensionAsked waits for a supervisor.
type WasSuspensionAsked struct {
	Until  calendar.Instant `json:"until"`
	Reason string           `json:"reason"`
}

// GrantSuspension parks the matter.
type GrantSuspension struct {
	Note string `json:"note,omitempty"`
}

// WasSuspended stops the clock until the review date.
type WasSuspended struct {
	Until calendar.Instant `json:"until"`
	Left  int64            `json:"left"` // minutes of the deadline left, working or plain
	Note  string           `json:"note,omitempty"`
}

// DenySuspension refuses to park it.
type DenySuspension struct {
	Reason string `json:"reason"`
}

// WasSuspensionDenied leaves the matter in hand.
type WasSuspensionDenied struct {
	Reason string `json:"reason"`
}

// Resume takes a parked matter in hand again; the clock does it by itself on the review date.
type Resume struct {
	Note string `json:"note,omitempty"`
}

// WasResumed sets the deadline by what was left of it.
type WasResumed struct {
	Due   calendar.Instant `json:"due"`
	Warn  calendar.Instant `json:"warn"`
	Note  string           `json:"note,omitempty"`
	Limit string           `json:"limit,omitempty"`
	Fire  calendar.Instant `json:"fire,omitempty"`
}

// The commands and the events of this file.
const (
	CmdAskExtension    CommandName = "ask_extension"
	CmdGrantExtension  CommandName = "grant_extension"
	CmdDenyExtension   CommandName = "deny_extension"
	CmdAskSuspension   CommandName = "ask_suspension"
	CmdGrantSuspension CommandName = "grant_suspension"
	CmdDenySuspension  CommandName = "deny_suspension"
	CmdResume          CommandName = "resume"

	TypeExtensionAsked   EventType = "matter.extension_asked"
	TypeExtended         EventType = "matter.extended"
	TypeExtensionDenied  EventType = "matter.extension_denied"
	TypeSuspensionAsked  EventType = "matter.suspension_asked"
	TypeSuspended        EventType = "matter.suspended"
	TypeSuspensionDenied EventType = "matter.suspension_denied"
	TypeResumed          EventType = "matter.resumed"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{InHand}, To: "same", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[AskExtension], Place: 220, Events: []func() Body{body[WasExtensionAsked]},
		Fields:    []Field{untilField, reasonField},
		Pointless: func(m *Matter) bool { return m.Extension != nil || m.Suspension != nil },
	})
	_ = describe(Description{
		Rule: Rule{From: []State{InHand}, To: "same", Sides: []Side{Area}, Posts: []Post{Dispatcher}},
		New:  command[GrantExtension], Place: 70, Leads: true, Events: []func() Body{body[WasExtended]},
		Fields: []Field{untilField.wants(Optional).known(func(m *Matter) any {
			if m.Extension == nil {
				return int64(0)
			}
			return m.Extension.Until
		}), noteField},
		Pointless: noExtension,
	})
	_ = describe(Description{
		Rule: Rule{From: []State{InHand}, To: "same", Sides: []Side{Area}, Posts: []Post{Dispatcher}},
		New:  command[DenyExtension], Place: 80, Events: []func() Body{body[WasExtensionDenied]},
		Fields: []Field{reasonField}, Pointless: noExtension,
	})
	_ = describe(Description{
		Rule: Rule{From: []State{InHand}, To: "same", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[AskSuspension], Place: 230, Events: []func() Body{body[WasSuspensionAsked]},
		Fields:    []Field{{Name: "until", Word: "field.review", Kind: DayField, Demand: Required}, reasonField},
		Pointless: func(m *Matter) bool { return m.Extension != nil || m.Suspension != nil },
	})
	_ = describe(Description{
		Rule: Rule{From: []State{InHand}, To: "suspended", Sides: []Side{Area}, Posts: []Post{Supervisor}},
		New:  command[GrantSuspension], Place: 90, Leads: true, Events: []func() Body{body[WasSuspended]},
		Fields: []Field{noteField}, Pointless: noSuspension,
	})
	_ = describe(Description{
		Rule: Rule{From: []State{InHand}, To: "same", Sides: []Side{Area}, Posts: []Post{Supervisor}},
		New:  command[DenySuspension], Place: 100, Events: []func() Body{body[WasSuspensionDenied]},
		Fields: []Field{reasonField}, Pointless: noSuspension,
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Suspended}, To: "in_hand", Sides: []Side{Area, Lead},
			Posts: []Post{Supervisor, UnitClerk, UnitHead}},
		New: command[Resume], Place: 180, Leads: true, Events: []func() Body{body[WasResumed]},
		Fields: []Field{noteField},
	})
)

func noExtension(m *Matter) bool { return m.Extension == nil }

func noSuspension(m *Matter) bool { return m.Suspension == nil || m.State == Suspended }

func (*AskExtension) Name() CommandName      { return CmdAskExtension }
func (*WasExtensionAsked) Type() EventType   { return TypeExtensionAsked }
func (*GrantExtension) Name() CommandName    { return CmdGrantExtension }
func (*WasExtended) Type() EventType         { return TypeExtended }
func (*DenyExtension) Name() CommandName     { return CmdDenyExtension }
func (*WasExtensionDenied) Type() EventType  { return TypeExtensionDenied }
func (*AskSuspension) Name() CommandName     { return CmdAskSuspension }
func (*WasSuspensionAsked) Type() EventType  { return TypeSuspensionAsked }
func (*GrantSuspension) Name() CommandName   { return CmdGrantSuspension }
func (*WasSuspended) Type() EventType        { return TypeSuspended }
func (*DenySuspension) Name() CommandName    { return CmdDenySuspension }
func (*WasSuspensionDenied) Type() EventType { return TypeSuspensionDenied }
func (*Resume) Name() CommandName            { return CmdResume }
func (*WasResumed) Type() EventType          { return TypeResumed }

func (c *AskExtension) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	t := f.terms(m)
	switch {
	case m.Extension != nil || m.Suspension != nil:
		return nil, fault.New(fault.Conflict, "ask_pending")
	case f.Now > m.Due:
		return nil, fault.New(fault.Conflict, "extension_late")
	case m.Extensions >= t.Extensions:
		return nil, fault.New(fault.Conflict, "extension_used", "n", t.Extensions)
	case c.Until <= m.Due || c.Until > f.Clock.Add(m.Due, t.ExtensionMax):
		return nil, fault.New(fault.Invalid, "extension_range", "max", t.ExtensionMax).On("until")
	}
	return one(&WasExtensionAsked{c.Until, c.Reason, max(1, f.minutes(m, f.Now, m.Due))}), nil
}

func (e *WasExtensionAsked) apply(m *Matter, s Stamp) {
	m.Extension = &Ask{At: s.At, By: s.Actor, Until: e.Until, Reason: e.Reason}
	m.Extensions++
	m.Left, m.Fire = e.Left, 0
}

func (c *GrantExtension) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := noteField.limit(&c.Note); err != nil {
		return nil, err
	}
	if m.Extension == nil {
		return nil, fault.New(fault.Conflict, "extension_none")
	}
	until := m.Extension.Until
	if c.Until != 0 {
		if c.Until <= m.Due || c.Until > until {
			return nil, fault.New(fault.Invalid, "extension_less").On("until")
		}
		until = c.Until
	}
	e := &WasExtended{Due: until, Warn: warn(f, m.AssignedAt, until, m.Plain), Note: c.Note}
	e.Fire = f.fire(m, e)
	return one(e), nil
}

func (e *WasExtended) apply(m *Matter, _ Stamp) {
	m.Due, m.Warn, m.Next, m.Extension, m.Left = e.Due, e.Warn, e.Due, nil, 0
	m.Granted++
	m.deadline(m.From, "", e.Fire)
}

func (c *DenyExtension) decide(m *Matter, f *Facts) ([]Event, error) {
	if m.Extension == nil {
		return nil, fault.New(fault.Conflict, "extension_none")
	}
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	e := &WasExtensionDenied{Reason: c.Reason}
	if m.Left > 0 {
		e.Due, e.Warn, e.Limit = f.rest(m)
		e.Fire = f.fire(m, e)
	}
	return one(e), nil
}

func (e *WasExtensionDenied) apply(m *Matter, s Stamp) {
	m.Extension, m.Reason = nil, e.Reason
	if e.Due != 0 {
		m.Due, m.Warn, m.Next, m.Left = e.Due, e.Warn, e.Due, 0
		m.From, m.Limit, m.Fire = s.At, e.Limit, e.Fire
	}
}

// rest is the deadline by what was left of it when the clock stopped, counted from now.
func (f *Facts) rest(m *Matter) (due, yellow calendar.Instant, limit string) {
	l := calendar.Limit{Minutes: m.Left}
	if m.Plain {
		l = calendar.Limit{Clock: m.Left}
	}
	due = f.Clock.Add(f.Now, l)
	return due, max(f.Now, warn(f, f.Now, due, m.Plain)), l.String()
}

func (c *AskSuspension) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	if m.Extension != nil || m.Suspension != nil {
		return nil, fault.New(fault.Conflict, "ask_pending")
	}
	t := f.terms(m)
	if c.Until <= f.Now || c.Until > f.Clock.Add(f.Now, t.SuspensionMax) {
		return nil, fault.New(fault.Invalid, "suspension_range", "max", t.SuspensionMax).On("until")
	}
	return one(&WasSuspensionAsked{c.Until, c.Reason}), nil
}

func (e *WasSuspensionAsked) apply(m *Matter, s Stamp) {
	m.Suspension = &Ask{At: s.At, By: s.Actor, Until: e.Until, Reason: e.Reason}
}

func (c *GrantSuspension) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := noteField.limit(&c.Note); err != nil {
		return nil, err
	}
	if m.Suspension == nil {
		return nil, fault.New(fault.Conflict, "suspension_none")
	}
	if m.Suspension.Until <= f.Now {
		return nil, fault.New(fault.Conflict, "suspension_past")
	}
	return one(&WasSuspended{Until: m.Suspension.Until, Left: f.minutes(m, f.Now, m.Due), Note: c.Note}), nil
}

func (e *WasSuspended) apply(m *Matter, _ Stamp) {
	m.State, m.Left, m.Next, m.Fire = Suspended, e.Left, e.Until, 0
	if m.Suspension == nil {
		m.Suspension = &Ask{}
	}
	m.Suspension.Until = e.Until
}

func (c *DenySuspension) decide(m *Matter, _ *Facts) ([]Event, error) {
	if m.Suspension == nil {
		return nil, fault.New(fault.Conflict, "suspension_none")
	}
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return one(&WasSuspensionDenied{c.Reason}), nil
}

func (e *WasSuspensionDenied) apply(m *Matter, _ Stamp) { m.Suspension, m.Reason = nil, e.Reason }

func (c *Resume) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := noteField.limit(&c.Note); err != nil {
		return nil, err
	}
	if f.Actor.Clock && m.Suspension != nil && f.Now < m.Suspension.Until {
		return nil, fault.New(fault.Conflict, "resume_early")
	}
	e := &WasResumed{Due: m.Due, Warn: f.Now, Note: c.Note} // what was overdue when it was parked stays overdue
	if m.Left > 0 {
		e.Due, e.Warn, e.Limit = f.rest(m)
	}
	e.Fire = f.fire(m, e)
	return one(e), nil
}

func (e *WasResumed) apply(m *Matter, s Stamp) {
	m.State, m.Due, m.Warn, m.Next, m.Left, m.Suspension = InHand, e.Due, e.Warn, e.Due, 0, nil
	m.From, m.Limit, m.Fire = s.At, e.Limit, e.Fire
}
