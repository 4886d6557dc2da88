package matter

import (
	"slices"

	"xiaohao/loop/fault"
)

// MaxApart is how many matters one word may tell this one apart from.
const MaxApart = 100

// Apart says that this matter is not the same as some others, however alike: they are not proposed as one again.
type Apart struct {
	From   []int64 `json:"from"`
	Reason string  `json:"reason,omitempty"`
}

// WasToldApart changes nothing of the matter; it stands in the history so that who decided it, and when, is known.
type WasToldApart struct {
	From   []int64 `json:"from"` // ascending
	Reason string  `json:"reason,omitempty"`
}

// The command and the event of this file.
const (
	CmdApart CommandName = "apart"

	TypeToldApart EventType = "matter.told_apart"
)

var _ = describe(Description{
	Rule: Rule{From: open, To: "same", Sides: []Side{Area}, Decides: true, Posts: []Post{Dispatcher}},
	New:  command[Apart], Events: []func() Body{body[WasToldApart]},
	Fields: []Field{{Name: "from", Kind: MattersField, Max: MaxApart, Demand: Required},
		whyField},
	Elsewhere: true, // where likely duplicates are shown
})

func (*Apart) Name() CommandName      { return CmdApart }
func (*WasToldApart) Type() EventType { return TypeToldApart }

func (c *Apart) decide(m *Matter, _ *Facts) ([]Event, error) {
	if err := whyField.limit(&c.Reason); err != nil {
		return nil, err
	}
	from := slices.Clone(c.From)
	slices.Sort(from)
	from = slices.Compact(from)
	if len(from) == 0 || len(from) > MaxApart || from[0] <= 0 || slices.Contains(from, m.ID) {
		return nil, fault.New(fault.Invalid, "apart_from", "max", MaxApart).On("from")
	}
	return one(&WasToldApart{from, c.Reason}), nil
}

func (*WasToldApart) apply(*Matter, Stamp) {}
