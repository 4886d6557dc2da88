package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Transfer offers a case to another unit 移交. It takes effect when somebody there accepts it; until then the unit that
// has it answers for it.
type Transfer struct {
	To     int64  `json:"to"`
	Reason string `json:"reason"`
}

// Offer is a transfer that waits for its receiver.
type Offer struct {
	To    int64            `json:"to"`
	At    calendar.Instant `json:"at"`
	By    int64            `json:"by"`
	Until calendar.Instant `json:"until"`
}

// WasOffered waits for the receiver.
type WasOffered struct {
	To     int64            `json:"to"`
	Until  calendar.Instant `json:"until"`
	Reason string           `json:"reason"`
}

// AcceptTransfer takes the case over.
type AcceptTransfer struct{}

// WasTransferred makes the receiver the lead unit; the clock runs on.
type WasTransferred struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// RefuseTransfer leaves it where it is.
type RefuseTransfer struct {
	Reason string `json:"reason"`
}

// WasTransferRefused ends the offer.
type WasTransferRefused struct {
	To     int64  `json:"to"`
	Reason string `json:"reason"`
}

// WasTransferLapsed ends an offer that nobody answered in time.
type WasTransferLapsed struct {
	To int64 `json:"to"`
}

// The commands and the events of this file.
const (
	CmdTransfer       CommandName = "transfer"
	CmdAcceptTransfer CommandName = "accept_transfer"
	CmdRefuseTransfer CommandName = "refuse_transfer"

	TypeOffered         EventType = "matter.offered"
	TypeTransferred     EventType = "matter.transferred"
	TypeTransferRefused EventType = "matter.transfer_refused"
	TypeTransferLapsed  EventType = "matter.transfer_lapsed"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{Assigned, InHand}, To: "same", Sides: []Side{OnCase}, Posts: casePosts},
		New:  command[Transfer], Place: 215, Events: []func() Body{body[WasOffered]},
		Fields:    []Field{{Name: "to", Kind: UnitField, Among: UnitsNear, Demand: Required}, reasonField},
		Pointless: func(m *Matter) bool { return noCase(m) || m.Offer != nil },
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Assigned, InHand}, To: "in_hand", Sides: []Side{Offered}, Posts: unitPosts},
		New:  command[AcceptTransfer], Events: []func() Body{body[WasTransferred]},
		Elsewhere: true, // its page is that of what waits for a unit: who accepts does not see the matter yet
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Assigned, InHand}, To: "same", Sides: []Side{Offered}, Posts: unitPosts},
		New:  command[RefuseTransfer], Fields: []Field{reasonField}, Elsewhere: true,
		Events: []func() Body{body[WasTransferRefused], body[WasTransferLapsed]},
	})
)

func (*Transfer) Name() CommandName                    { return CmdTransfer }
func (*WasOffered) Type() EventType                    { return TypeOffered }
func (*AcceptTransfer) Name() CommandName              { return CmdAcceptTransfer }
func (*WasTransferred) Type() EventType                { return TypeTransferred }
func (*RefuseTransfer) Name() CommandName              { return CmdRefuseTransfer }
func (*WasTransferRefused) Type() EventType            { return TypeTransferRefused }
func (*WasTransferLapsed) Type() EventType             { return TypeTransferLapsed }
func (e *WasTransferLapsed) apply(m *Matter, _ Stamp)  { m.Offer = nil }
func (e *WasTransferRefused) apply(m *Matter, _ Stamp) { m.Offer = nil }

func (c *Transfer) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	if err := f.onCase(m); err != nil {
		return nil, err
	}
	if m.Offer != nil {
		return nil, fault.New(fault.Conflict, "transfer_waits")
	}
	if err := taker(f, c.To, "to"); err != nil {
		return nil, err
	}
	if c.To == m.Lead {
		return nil, fault.New(fault.Invalid, "transfer_self").On("to")
	}
	if err := f.manned(c.To, "to", false); err != nil {
		return nil, err
	}
	return one(&WasOffered{To: c.To, Until: f.until(f.terms(m).Members.Offer), Reason: c.Reason}), nil
}

func (e *WasOffered) apply(m *Matter, s Stamp) {
	m.Offer = &Offer{To: e.To, At: s.At, By: s.Actor, Until: e.Until}
}

// offered checks that there is an offer and that it still stands, whether or not the clock came by meanwhile.
func (f *Facts) offered(m *Matter) error {
	if m.Offer == nil || m.Offer.Until <= f.Now {
		return fault.New(fault.Conflict, "transfer_over")
	}
	return nil
}

func (c *AcceptTransfer) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := f.offered(m); err != nil {
		return nil, err
	}
	events := append(one(&WasTransferred{From: m.Lead, To: m.Offer.To}), joining(m, f.takers(m, m.Offer.To), "")...)
	var gone []int64
	for _, x := range m.Members {
		if x.As == AsHandler && slices.Contains(m.Chain(), x.Unit) && x.Person != f.Actor.Person {
			gone = append(gone, x.Person)
		}
	}
	if gone != nil {
		events = append(events, Event{Body: &WasReleased{People: gone, Why: ByTransfer}})
	}
	return events, nil
}

func (e *WasTransferred) apply(m *Matter, s Stamp) {
	for _, u := range m.Chain() { // who had it never verifies it
		if u != e.To && !slices.Contains(m.FixedBy, u) {
			m.FixedBy = append(slices.Clone(m.FixedBy), u)
		}
	}
	m.Lead, m.Uppers, m.Above, m.Handler, m.SignedAt, m.Offer = e.To, nil, nil, s.Actor, s.At, nil
	m.State = InHand
	m.Co = without(m.Co, e.To)
	m.fixer(s.Actor)
}

func (c *RefuseTransfer) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	if err := f.offered(m); err != nil {
		return nil, err
	}
	return one(&WasTransferRefused{To: m.Offer.To, Reason: c.Reason}), nil
}
