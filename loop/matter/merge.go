package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Merge says that this matter is the same as another one; its voices and followers go with it. Split takes it back.
type Merge struct {
	Into   int64  `json:"into"`
	Reason string `json:"reason,omitempty"`
}

// WasMerged is on the matter that goes.
type WasMerged struct {
	Into   int64  `json:"into"`
	Reason string `json:"reason,omitempty"`
}

// WasJoined is on the matter that stays.
type WasJoined struct {
	From   int64 `json:"from"`
	Weight int   `json:"weight"` // reports and +1 it brings
	// matters it brings whose reporters want nothing to be public
	Silent []int64 `json:"silent,omitempty"`
}

// Split undoes a merge.
type Split struct {
	Reason string `json:"reason,omitempty"`
}

// WasSplit is on the matter that comes back.
type WasSplit struct {
	Reason string           `json:"reason,omitempty"`
	Next   calendar.Instant `json:"next"`
}

// WasLeft is on the matter that it leaves.
type WasLeft struct {
	From int64 `json:"from"`
}

// The commands and the events of this file.
const (
	CmdMerge CommandName = "merge"
	CmdSplit CommandName = "split"

	TypeMerged EventType = "matter.merged"
	TypeJoined EventType = "matter.joined"
	TypeSplit  EventType = "matter.split"
	TypeLeft   EventType = "matter.left"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{Reported, Listed}, To: "merged", Sides: []Side{Area}, Decides: true,
			Posts: []Post{Dispatcher}},
		New: command[Merge], Place: 190, Events: []func() Body{body[WasMerged], body[WasJoined]},
		Fields: []Field{{Name: "into", Kind: MatterField, Demand: Required}, whyField},
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Merged}, To: "back", Sides: []Side{Area}, Decides: true, Posts: []Post{Dispatcher}},
		New:  command[Split], Place: 330, Events: []func() Body{body[WasSplit], body[WasLeft]},
		Fields: []Field{whyField},
	})
)

func (*Merge) Name() CommandName   { return CmdMerge }
func (*WasMerged) Type() EventType { return TypeMerged }
func (*WasJoined) Type() EventType { return TypeJoined }
func (*Split) Name() CommandName   { return CmdSplit }
func (*WasSplit) Type() EventType  { return TypeSplit }
func (*WasLeft) Type() EventType   { return TypeLeft }

func (c *Merge) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := whyField.limit(&c.Reason); err != nil {
		return nil, err
	}
	t := f.Target
	switch {
	case t == nil:
		return nil, fault.New(fault.Invalid, "merge_unknown", "into", c.Into).On("into")
	case t.ID == m.ID:
		return nil, fault.New(fault.Invalid, "merge_self").On("into")
	case !t.Open():
		return nil, fault.New(fault.Conflict, "merge_closed", "state", "@state."+t.State.String()).On("into")
	case t.Kind == Help || m.Kind == Help:
		return nil, fault.New(fault.Conflict, "merge_help")
	}
	return []Event{{Body: &WasMerged{t.ID, c.Reason}},
		{Subject: t.ID, Body: &WasJoined{From: m.ID, Weight: 1 + m.Voices(), Silent: m.withheld()}}}, nil
}

func (e *WasMerged) apply(m *Matter, s Stamp) {
	m.Before, m.State, m.Into, m.Next = m.State, Merged, e.Into, s.At
	m.Reason, m.Doubt = e.Reason, ""
}

func (e *WasJoined) apply(m *Matter, _ Stamp) {
	m.Absorbed = append(slices.Clone(m.Absorbed), Absorbed{e.From, e.Weight})
	for _, n := range e.Silent {
		m.Silent = append(without(m.Silent, n), n)
	}
}

func (c *Split) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := whyField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return []Event{
		{Body: &WasSplit{c.Reason, f.Clock.Add(f.Now, f.terms(m).Dispatch)}},
		{Subject: m.Into, Body: &WasLeft{From: m.ID}},
	}, nil
}

func (e *WasSplit) apply(m *Matter, _ Stamp) {
	m.State, m.Before, m.Into, m.Next = m.Before, None, 0, e.Next
}

func (e *WasLeft) apply(m *Matter, _ Stamp) {
	m.Absorbed = slices.DeleteFunc(slices.Clone(m.Absorbed), func(a Absorbed) bool { return a.ID == e.From })
	if len(m.Absorbed) == 0 {
		m.Absorbed = nil
	}
	m.Silent = without(m.Silent, e.From)
}
