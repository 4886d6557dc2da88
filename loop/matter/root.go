package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Root is a root-cause measure 根治措施: what keeps a marked matter from coming back. It has a deadline of its own, and
// its effect is looked at later.
type Root struct {
	At      calendar.Instant `json:"at"` // µs; when it was promised
	By      int64            `json:"by"`
	Unit    int64            `json:"unit"`
	Cause   string           `json:"cause"`
	Measure string           `json:"measure"`
	Until   calendar.Instant `json:"until"` // µs; its deadline
	Days    int              `json:"days"`  // after which its effect is looked at

	DoneAt      calendar.Instant `json:"done_at,omitempty"`
	Note        string           `json:"note,omitempty"`
	CheckedAt   calendar.Instant `json:"checked_at,omitempty"`
	Held        bool             `json:"held,omitempty"` // it did not come back
	Recurrences []int64          `json:"back,omitempty"` // what came back
}

// RootTerms are policy's bounds for root-cause measures, in days.
type RootTerms struct {
	Longest int // the latest deadline, from the promise
	Effect  int // after which the effect is looked at, from when it was done and the matter struck off
}

// PlanRoot names the cause, and what the unit will do about it and until when.
type PlanRoot struct {
	Cause   string           `json:"cause"`
	Measure string           `json:"measure"`
	Until   calendar.Instant `json:"until"` // µs
}

// DoneRoot says that the measure is carried out.
type DoneRoot struct {
	Note   string   `json:"note"`
	Photos []string `json:"photos,omitempty"`
}

// CheckRoot looks at the effect; only the clock gives it.
type CheckRoot struct{}

type (
	// WasRootPlanned is the promise.
	WasRootPlanned struct {
		Unit    int64            `json:"unit"`
		Cause   string           `json:"cause"`
		Measure string           `json:"measure"`
		Until   calendar.Instant `json:"until"`
		Days    int              `json:"days"`
	}
	// WasRootDone is the unit's claim.
	WasRootDone struct {
		Note   string  `json:"note"`
		Photos []Photo `json:"photos,omitempty"`
	}
	// WasRootChecked says whether it came back.
	WasRootChecked struct {
		Held        bool    `json:"held,omitempty"`
		Recurrences []int64 `json:"back,omitempty"` // the matters that came
	}
)

// The commands and the events of this file.
const (
	CmdPlanRoot  CommandName = "plan_root"
	CmdDoneRoot  CommandName = "done_root"
	CmdCheckRoot CommandName = "check_root"

	TypeRootPlanned EventType = "matter.root_planned"
	TypeRootDone    EventType = "matter.root_done"
	TypeRootChecked EventType = "matter.root_checked"
)

var (
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[PlanRoot], Place: 140, Leads: true, Events: []func() Body{body[WasRootPlanned]},
		Fields: []Field{causeField, measureField, {Name: "until", Kind: DayField, Demand: Required}},
		Idle:   func(m *Matter) bool { return !m.NeedsRoot() },
	})
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[DoneRoot], Place: 300, Events: []func() Body{body[WasRootDone]},
		Fields: []Field{foundField, photosField},
		Idle:   func(m *Matter) bool { return m.Root == nil || m.Root.DoneAt != 0 },
	})
	_ = describe(Description{
		Rule: Rule{From: []State{StruckOff}, To: "same"},
		New:  command[CheckRoot], Events: []func() Body{body[WasRootChecked]},
	})

	causeField   = Field{Name: "cause", Kind: WordsField, Max: MaxNote, Demand: Required}
	measureField = Field{Name: "measure", Word: "field.root_measure", Kind: WordsField, Max: MaxNote, Demand: Required}
)

func (*PlanRoot) Name() CommandName     { return CmdPlanRoot }
func (*WasRootPlanned) Type() EventType { return TypeRootPlanned }
func (*DoneRoot) Name() CommandName     { return CmdDoneRoot }
func (*WasRootDone) Type() EventType    { return TypeRootDone }
func (*CheckRoot) Name() CommandName    { return CmdCheckRoot }
func (*WasRootChecked) Type() EventType { return TypeRootChecked }

// NeedsRoot says that the matter is marked and nobody has yet said how to keep it away, or what was done did not help.
func (m *Matter) NeedsRoot() bool {
	return m.Marked() && (m.Root == nil || m.Root.CheckedAt != 0 && !m.Root.Held)
}

// CheckAt is when the effect of the measure can be told: as soon as the matter came back, or when it stayed away long
// enough. 0 while nothing runs.
func (m *Matter) CheckAt() calendar.Instant {
	r := m.Root
	if r == nil || r.DoneAt == 0 || r.CheckedAt != 0 || m.State != StruckOff {
		return 0
	}
	since := max(r.DoneAt, m.StruckAt)
	at := since.Plus(int64(r.Days) * day)
	for _, b := range m.Recurrences {
		if b.Found > since && b.Found < at {
			at = b.Found
		}
	}
	return at
}

// RootNext is when the next step of the measure is due, 0 for none.
func (m *Matter) RootNext() calendar.Instant {
	switch {
	case m.NeedsRoot():
		return m.Due
	case m.Root == nil:
		return 0
	case m.Root.DoneAt == 0:
		return m.Root.Until
	}
	return m.CheckAt()
}

func (c *PlanRoot) decide(m *Matter, f *Facts) ([]Event, error) {
	switch {
	case !m.Marked():
		return nil, fault.New(fault.Conflict, "mark_none")
	case !m.NeedsRoot():
		return nil, fault.New(fault.Conflict, "root_planned")
	}
	if err := causeField.limit(&c.Cause); err != nil {
		return nil, err
	}
	if err := measureField.limit(&c.Measure); err != nil {
		return nil, err
	}
	t := f.terms(m).Root
	if c.Until <= f.Now || c.Until > f.Now.Plus(int64(t.Longest)*day) {
		return nil, fault.New(fault.Invalid, "root_until", "days", t.Longest).On("until")
	}
	return one(&WasRootPlanned{m.Lead, c.Cause, c.Measure, c.Until, t.Effect}), nil
}

func (e *WasRootPlanned) apply(m *Matter, s Stamp) {
	m.Root = &Root{At: s.At, By: s.Actor, Unit: e.Unit, Cause: e.Cause, Measure: e.Measure,
		Until: e.Until, Days: e.Days}
	m.fixer(s.Actor)
}

func (c *DoneRoot) decide(m *Matter, f *Facts) ([]Event, error) {
	if m.Root == nil || m.Root.DoneAt != 0 {
		return nil, fault.New(fault.Conflict, "root_none")
	}
	if err := foundField.limit(&c.Note); err != nil {
		return nil, err
	}
	return one(&WasRootDone{c.Note, f.photos(CmdDoneRoot)}), nil
}

func (e *WasRootDone) apply(m *Matter, s Stamp) {
	m.root(func(r *Root) { r.DoneAt, r.Note = s.At, e.Note })
	m.Photos = append(slices.Clone(m.Photos), e.Photos...)
	m.fixer(s.Actor)
}

func (*CheckRoot) decide(m *Matter, f *Facts) ([]Event, error) {
	at := m.CheckAt()
	if at == 0 || at > f.Now {
		return nil, fault.New(fault.Conflict, "root_early")
	}
	e := &WasRootChecked{Held: true}
	since := max(m.Root.DoneAt, m.StruckAt)
	for _, b := range m.Recurrences {
		if b.Found > since && b.Found <= since.Plus(int64(m.Root.Days)*day) {
			e.Held, e.Recurrences = false, append(e.Recurrences, b.By)
		}
	}
	return one(e), nil
}

func (e *WasRootChecked) apply(m *Matter, s Stamp) {
	m.root(func(r *Root) { r.CheckedAt, r.Held, r.Recurrences = s.At, e.Held, e.Recurrences })
}

// root changes the measure; the one before stays as it was for whoever has it.
func (m *Matter) root(change func(*Root)) {
	if m.Root != nil {
		r := *m.Root
		change(&r)
		m.Root = &r
	}
}
