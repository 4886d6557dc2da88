package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// The grounds on which a unit may dispute how a matter counts in its assessment 申诉.
const (
	NotOurs   = "remit"  // out of its remit: the matter does not count
	NotLate   = "late"   // it was in time
	NotRework = "rework" // it was fixed the first time
	NotRated  = "rating" // the reporter's rating is not about its work
)

// Grounds lists them.
func Grounds() []string { return []string{NotOurs, NotLate, NotRework, NotRated} }

// Appeal disputes how the matter counts; a supervisor decides.
type Appeal struct {
	Ground string `json:"ground"`
	Reason string `json:"reason"`
}

// WasAppealed waits for a supervisor.
type WasAppealed struct {
	Ground string `json:"ground"`
	Reason string `json:"reason"`
}

// Appealed is an appeal that waits.
type Appealed struct {
	Ground string           `json:"ground"`
	Reason string           `json:"reason"`
	At     calendar.Instant `json:"at"`
	By     int64            `json:"by"`
}

// UpholdAppeal agrees with the unit: the score follows.
type UpholdAppeal struct {
	Reason string `json:"reason"`
}

// DismissAppeal does not.
type DismissAppeal struct {
	Reason string `json:"reason"`
}

// WasAppealDecided ends an appeal.
type WasAppealDecided struct {
	Ground string `json:"ground"`
	Upheld bool   `json:"upheld,omitempty"`
	Reason string `json:"reason"`
}

// The commands and the events of this file.
const (
	CmdAppeal        CommandName = "appeal"
	CmdUpholdAppeal  CommandName = "uphold_appeal"
	CmdDismissAppeal CommandName = "dismiss_appeal"

	TypeAppealed      EventType = "matter.appealed"
	TypeAppealDecided EventType = "matter.appeal_decided"
)

var (
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Lead}, Posts: unitPosts},
		New:  command[Appeal], Place: 290, Events: []func() Body{body[WasAppealed]},
		Fields:    []Field{{Name: "ground", Kind: ChoiceField, Among: GroundsLeft, Demand: Required}, reasonField},
		Pointless: func(m *Matter) bool { return m.Appeal != nil || len(m.Appeals) == len(Grounds()) },
	})
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Area}, Posts: []Post{Supervisor}, Verifies: true},
		New:  command[UpholdAppeal], Place: 10, Leads: true, Events: []func() Body{body[WasAppealDecided]},
		Fields: []Field{reasonField}, Never: neverJudges, Pointless: noAppeal,
	})
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Area}, Posts: []Post{Supervisor}, Verifies: true},
		New:  command[DismissAppeal], Place: 20, Fields: []Field{reasonField}, Never: neverJudges, Pointless: noAppeal,
	})
)

func noAppeal(m *Matter) bool { return m.Appeal == nil }

func (*Appeal) Name() CommandName         { return CmdAppeal }
func (*WasAppealed) Type() EventType      { return TypeAppealed }
func (*UpholdAppeal) Name() CommandName   { return CmdUpholdAppeal }
func (*DismissAppeal) Name() CommandName  { return CmdDismissAppeal }
func (*WasAppealDecided) Type() EventType { return TypeAppealDecided }

func (c *Appeal) decide(m *Matter, _ *Facts) ([]Event, error) {
	switch {
	case !slices.Contains(Grounds(), c.Ground):
		return nil, fault.New(fault.Invalid, "ground_unknown").On("ground")
	case m.Appeal != nil:
		return nil, fault.New(fault.Conflict, "appeal_pending")
	case slices.Contains(m.Appeals, c.Ground):
		return nil, fault.New(fault.Conflict, "appeal_used", "ground", "@ground."+c.Ground)
	}
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return one(&WasAppealed{c.Ground, c.Reason}), nil
}

func (e *WasAppealed) apply(m *Matter, s Stamp) {
	m.Appeal = &Appealed{e.Ground, e.Reason, s.At, s.Actor}
	m.Appeals = append(slices.Clone(m.Appeals), e.Ground)
}

func (c *UpholdAppeal) decide(m *Matter, f *Facts) ([]Event, error) {
	return decideAppeal(m, f, true, &c.Reason)
}

func (c *DismissAppeal) decide(m *Matter, f *Facts) ([]Event, error) {
	return decideAppeal(m, f, false, &c.Reason)
}

// decideAppeal lets only those decide who have no part in the matter.
func decideAppeal(m *Matter, f *Facts, upheld bool, reason *string) ([]Event, error) {
	if m.Appeal == nil {
		return nil, fault.New(fault.Conflict, "appeal_none")
	}
	if err := Independent(m, f.Actor); err != nil {
		return nil, fault.New(fault.Denied, "appeal_own")
	}
	if err := reasonField.limit(reason); err != nil {
		return nil, err
	}
	return one(&WasAppealDecided{m.Appeal.Ground, upheld, *reason}), nil
}

func (*WasAppealDecided) apply(m *Matter, _ Stamp) { m.Appeal = nil }
