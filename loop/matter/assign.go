package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Assign hands a listed matter to one lead unit and its co-units 交办. The deadline follows from policy and runs from
// now.
type Assign struct {
	Lead int64            `json:"lead"`
	Co   []int64          `json:"co,omitempty"`
	Goal string           `json:"goal,omitempty"` // what is asked for
	Due  calendar.Instant `json:"due,omitempty"`  // µs; only earlier than policy says, never later

	Anyway bool `json:"anyway,omitempty"` // it is known that nobody of the lead unit is in office

	// the date was decided above the dispatcher, by a meeting or in a document, and stands though it lies later than
	// policy says, up to DecidedYears ahead; set by the part that hands decisions out
	Decided bool `json:"-"`
}

// DecidedYears is how far ahead the date of a decision may lie: behind that it is a slip of the pen.
const DecidedYears = 20

// WasAssigned starts the clock.
type WasAssigned struct {
	Lead  int64            `json:"lead"`
	Co    []int64          `json:"co,omitempty"`
	Goal  string           `json:"goal,omitempty"`
	Due   calendar.Instant `json:"due"`
	Warn  calendar.Instant `json:"warn"`
	Plain bool             `json:"plain,omitempty"`
	Level int              `json:"level,omitempty"` // of the dispatcher
	// by which the deadline was counted; "" when the dispatcher named it
	Limit string           `json:"limit,omitempty"`
	Self  bool             `json:"self,omitempty"` // the unit found it itself
	Paper *Paper           `json:"paper,omitempty"`
	Fire  calendar.Instant `json:"fire,omitempty"` // when the ladder fires first
	// the unit one level up that answers too, for what came back or will not go away
	Upper int64 `json:"upper,omitempty"`
}

// Sign is the lead unit's receipt 签收.
type Sign struct{}

// WasSigned puts the matter in hand.
type WasSigned struct {
	Minutes int64 `json:"minutes,omitempty"` // since the assignment, working or plain
	Prompt  bool  `json:"prompt,omitempty"`  // within the time in which the unit could have said "not mine"
}

// Bounce says "not mine" 退单, with a reason, in time.
type Bounce struct {
	Reason string `json:"reason"`
}

// WasBounced puts the matter back: onto the list, or to the unit that delegated it, which stays answerable.
type WasBounced struct {
	Reason  string           `json:"reason"`
	Decider int              `json:"decider,omitempty"` // from the second bounce on: who may assign it now
	Back    int64            `json:"back,omitempty"`    // the upper unit that has it again
	Next    calendar.Instant `json:"next"`
}

// Delegate hands the matter down to a unit below 转办; the upper unit stays answerable and the clock runs on.
type Delegate struct {
	To     int64  `json:"to"`
	Note   string `json:"note,omitempty"`
	Anyway bool   `json:"anyway,omitempty"` // as of Assign
}

// WasDelegated makes the lower unit the lead unit.
type WasDelegated struct {
	To   int64  `json:"to"`
	Note string `json:"note,omitempty"`
}

// The commands and the events of this file.
const (
	CmdAssign   CommandName = "assign"
	CmdSign     CommandName = "sign"
	CmdBounce   CommandName = "bounce"
	CmdDelegate CommandName = "delegate"

	TypeAssigned  EventType = "matter.assigned"
	TypeSigned    EventType = "matter.signed"
	TypeBounced   EventType = "matter.bounced"
	TypeDelegated EventType = "matter.delegated"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{Listed}, To: "assigned", Sides: []Side{Area}, Decides: true,
			Posts: []Post{Dispatcher}},
		New: command[Assign], Place: 120, Leads: true, Events: []func() Body{body[WasAssigned]},
		Fields: []Field{{Name: "lead", Kind: UnitField, Among: UnitsNear, Demand: Required},
			{Name: "co", Kind: UnitsField, Slots: 2}, goalField,
			{Name: "due", Word: "field.due_earlier", Kind: InstantField, Latest: byPolicy}, anywayField},
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Assigned}, To: "in_hand", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[Sign], Place: 130, Leads: true, Events: []func() Body{body[WasSigned]},
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Assigned}, To: "listed", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[Bounce], Place: 240, Harsh: true, Events: []func() Body{body[WasBounced]},
		Fields: []Field{reasonField},
	})
	_ = describe(Description{
		Rule: Rule{From: []State{InHand}, To: "assigned", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[Delegate], Place: 210, Events: []func() Body{body[WasDelegated]},
		Fields: []Field{{Name: "to", Kind: UnitField, Among: UnitsBelowLead, Demand: Required}, noteField,
			anywayField},
		Pointless: func(m *Matter) bool { return m.Extension != nil || m.Suspension != nil },
	})
)

// byPolicy is the deadline of what is assigned now.
func byPolicy(c Clock, now calendar.Instant, t Terms) calendar.Instant { return c.Add(now, t.Deadline) }

var goalField = Field{Name: "goal", Kind: WordsField, Max: MaxNote}

func (*Assign) Name() CommandName     { return CmdAssign }
func (*WasAssigned) Type() EventType  { return TypeAssigned }
func (*Sign) Name() CommandName       { return CmdSign }
func (*WasSigned) Type() EventType    { return TypeSigned }
func (*Bounce) Name() CommandName     { return CmdBounce }
func (*WasBounced) Type() EventType   { return TypeBounced }
func (*Delegate) Name() CommandName   { return CmdDelegate }
func (*WasDelegated) Type() EventType { return TypeDelegated }

func (c *Assign) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := goalField.limit(&c.Goal); err != nil {
		return nil, err
	}
	if err := taker(f, c.Lead, "lead"); err != nil {
		return nil, err
	}
	if err := f.manned(c.Lead, "lead", c.Anyway); err != nil {
		return nil, err
	}
	co := slices.Compact(slices.Sorted(slices.Values(c.Co)))
	co = slices.DeleteFunc(co, func(u int64) bool { return u == c.Lead })
	for _, u := range co {
		if err := taker(f, u, "co"); err != nil {
			return nil, err
		}
	}
	t := f.terms(m)
	due := byPolicy(f.Clock, f.Now, t)
	if c.Due != 0 {
		decided := c.Decided && m.Kind == Task
		switch {
		case c.Due <= f.Now, c.Due > due && !decided:
			return nil, fault.New(fault.Invalid, "due_range").On("due")
		case c.Due > due && c.Due > calendar.Of(f.Now.Time().AddDate(DecidedYears, 0, 0)):
			return nil, fault.New(fault.Invalid, "due_decided", "years", DecidedYears).On("due")
		}
		due, t.Deadline = c.Due, calendar.Limit{Clock: t.Deadline.Clock}
	}
	p, err := f.paper("assign")
	if err != nil {
		return nil, err
	}
	plain := t.Deadline.Clock > 0
	e := &WasAssigned{Lead: c.Lead, Co: co, Goal: c.Goal, Due: due, Warn: warn(f, f.Now, due, plain), Plain: plain,
		Level: int(f.Actor.Level),
		Self:  m.Source == FromSelfCheck || f.Own != nil && f.Own(c.Lead), Paper: p}
	if c.Due == 0 {
		e.Limit = t.Deadline.String()
	}
	if u, _ := f.Unit(c.Lead); m.Marked() && len(u.Uppers) > 0 {
		e.Upper = u.Uppers[0]
	}
	e.Fire = f.fire(m, e)
	return one(e), nil
}

func (e *WasAssigned) apply(m *Matter, s Stamp) {
	m.State, m.AssignedAt, m.SignedAt, m.FixedAt = Assigned, s.At, 0, 0
	m.Lead, m.Co, m.Uppers, m.Goal, m.Handler = e.Lead, e.Co, nil, e.Goal, 0
	m.Due, m.Warn, m.Plain, m.Next, m.ByLevel = e.Due, e.Warn, e.Plain, e.Due, e.Level
	m.Extension, m.Suspension, m.Extensions, m.Granted, m.Left = nil, nil, 0, 0, 0
	m.Above, m.Draft, m.Appeal, m.Appeals = nil, nil, nil, nil
	m.answers(e.Upper)
	m.deadline(s.At, e.Limit, e.Fire)
	m.file(e.Paper, e.Level, s)
}

// deadline notes how a new deadline was counted; its ladder begins at the bottom.
func (m *Matter) deadline(from calendar.Instant, limit string, fire calendar.Instant) {
	m.From, m.Limit, m.Fire, m.Fired, m.Redone = from, limit, fire, nil, 0
}

func (c *Sign) decide(m *Matter, f *Facts) ([]Event, error) {
	return one(&WasSigned{Minutes: f.minutes(m, m.AssignedAt, f.Now),
		Prompt: f.Now <= f.Clock.Add(m.AssignedAt, f.terms(m).Bounce)}), nil
}

// minutes lie between two instants: working minutes, or plain ones where the deadline runs round the clock.
func (f *Facts) minutes(m *Matter, from, to calendar.Instant) int64 {
	if m.Plain {
		return max(0, to.Since(from)/60e6)
	}
	return f.Clock.Between(from, to)
}

// Signing for the matter signs for the 交办单.
func (*WasSigned) apply(m *Matter, s Stamp) {
	if n := len(m.Notices); n > 0 && m.Notices[n-1].Paper.Kind == "assign" && m.Notices[n-1].SignedAt == 0 {
		m.onNotice(m.Notices[n-1].Seq, func(n *Notice) { n.SignedAt, n.SignedBy = s.At, s.Actor })
	}
	m.State, m.SignedAt, m.Handler = InHand, s.At, s.Actor
	m.fixer(s.Actor)
}

func (c *Bounce) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	t := f.terms(m)
	if f.Now > f.Clock.Add(m.AssignedAt, t.Bounce) {
		return nil, fault.New(fault.Conflict, "bounce_late", "limit", t.Bounce)
	}
	e := &WasBounced{Reason: c.Reason}
	if n := len(m.Uppers); n > 0 {
		e.Back, e.Next = m.Uppers[n-1], m.Due
		return one(e), nil
	}
	e.Next = f.Clock.Add(f.Now, t.Dispatch)
	if m.Bounces >= 1 {
		e.Decider = max(m.ByLevel-1, cityLevel)
	}
	return one(e), nil
}

func (e *WasBounced) apply(m *Matter, s Stamp) {
	m.Bounces++
	m.Reason, m.Next, m.Handler = e.Reason, e.Next, 0
	if e.Back != 0 {
		m.State, m.Lead, m.Uppers = InHand, e.Back, m.Uppers[:len(m.Uppers)-1]
		return
	}
	m.State, m.Lead, m.Co, m.Uppers, m.Due, m.Warn, m.Plain = Listed, 0, nil, nil, 0, 0, false
	m.AssignedAt, m.SignedAt = 0, 0
	m.Above, m.Draft = nil, nil
	m.deadline(0, "", 0)
	if e.Decider != 0 {
		m.Decider = e.Decider
	}
}

func (c *Delegate) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := noteField.limit(&c.Note); err != nil {
		return nil, err
	}
	if m.Extension != nil || m.Suspension != nil {
		return nil, fault.New(fault.Conflict, "ask_pending")
	}
	if err := taker(f, c.To, "to"); err != nil {
		return nil, err
	}
	u, _ := f.Unit(c.To)
	if !slices.Contains(u.Uppers, m.Lead) {
		return nil, fault.New(fault.Invalid, "delegate_below").On("to")
	}
	if err := f.manned(c.To, "to", c.Anyway); err != nil {
		return nil, err
	}
	return one(&WasDelegated{To: c.To, Note: c.Note}), nil
}

func (e *WasDelegated) apply(m *Matter, s Stamp) {
	m.State, m.AssignedAt = Assigned, s.At
	m.Uppers = append(slices.Clone(m.Uppers), m.Lead)
	m.Lead, m.SignedAt, m.Handler = e.To, 0, 0
	m.Co = slices.DeleteFunc(slices.Clone(m.Co), func(u int64) bool { return u == e.To })
	m.fixer(s.Actor)
}

// taker checks that a unit exists and can take a matter.
func taker(f *Facts, unit int64, field string) error {
	u, ok := f.Unit(unit)
	if !ok {
		return fault.New(fault.Invalid, "unit_unknown", "unit", unit).On(field)
	}
	if u.Former {
		return fault.New(fault.Invalid, "unit_former", "unit", unit).On(field)
	}
	return nil
}

// manned says before it is done that a unit has nobody in office, unless that is known.
func (f *Facts) manned(unit int64, field string, known bool) error {
	if known || f.Nobody == nil || !f.Nobody(unit) {
		return nil
	}
	return fault.New(fault.Conflict, "unit_nobody", "unit", unit).On(field)
}

// anywayField says that whoever gives the command was told what speaks against it.
var anywayField = Field{Name: "anyway", Kind: YesField, Hidden: true}

// fixer notes a person who acted for a fixing unit; he can never verify this matter.
func (m *Matter) fixer(person int64) {
	if person != 0 && !slices.Contains(m.Fixers, person) {
		m.Fixers = append(slices.Clone(m.Fixers), person)
	}
}
