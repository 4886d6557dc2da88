package matter

import "slices"

// Withhold is the reporter's word that nothing of what he sent may be public 不要公开; Off takes it back. Only the holder
// of the receipt may give it, at any time. What is out is shut off by the gate at once (org.Hidden); of a merged matter
// only what its reporter sent goes off the page of the one that lives on.
type Withhold struct {
	Off bool `json:"off,omitempty"`
}

// WasWithheld is the reporter's word.
type WasWithheld struct {
	Off  bool  `json:"off,omitempty"`
	From int64 `json:"from,omitempty"` // the merged matter whose reporter says it
}

// The command and the event of this file.
const (
	CmdWithhold CommandName = "withhold"

	TypeWithheld EventType = "matter.withheld"
)

var _ = describe(Description{
	Rule: Rule{From: known, To: "same", Sides: []Side{Bearer}, Posts: []Post{Resident}},
	New:  command[Withhold], Place: 405, ByLaw: true, Events: []func() Body{body[WasWithheld]},
	Fields: []Field{{Name: "off", Kind: YesField, Hidden: true}},
})

func (*Withhold) Name() CommandName  { return CmdWithhold }
func (*WasWithheld) Type() EventType { return TypeWithheld }

func (c *Withhold) decide(m *Matter, f *Facts) ([]Event, error) {
	out := one(&WasWithheld{Off: c.Off})
	if m.State == Merged && f.Lives != nil { // what he sent since then lies there
		out = append(out, Event{Subject: f.Lives.ID, Body: &WasWithheld{Off: c.Off, From: m.ID}})
	}
	return out, nil
}

func (e *WasWithheld) apply(m *Matter, _ Stamp) {
	if e.From == 0 {
		m.Withheld = !e.Off
		return
	}
	m.Silent = without(m.Silent, e.From)
	if !e.Off {
		m.Silent = append(m.Silent, e.From)
	}
}

// withheld are the reports behind a matter whose reporters want nothing to be public, its own included.
func (m *Matter) withheld() []int64 {
	if m.Withheld {
		return append([]int64{m.ID}, m.Silent...)
	}
	return m.Silent
}

// without is a list without a number; nil where nothing is left.
func without(list []int64, n int64) []int64 {
	list = slices.DeleteFunc(slices.Clone(list), func(x int64) bool { return x == n })
	if len(list) == 0 {
		return nil
	}
	return list
}
