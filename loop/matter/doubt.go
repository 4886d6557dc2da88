package matter

import "xiaohao/loop/fault"

// Doubt says why a resident's report waits for a person before it joins the work of the office 待甄别; "" for none. It
// is in the ledger and has its receipt like any other: only who looks at it first is another matter.
type Doubt string

// Why a report is doubted.
const (
	DoubtAddress Doubt = "address" // many came from one network today
	DoubtDevice  Doubt = "device"  // many came from one browser today
	DoubtWords   Doubt = "words"   // it reads like what was marked as spam before
)

// Doubts lists them.
func Doubts() []Doubt { return []Doubt{DoubtAddress, DoubtDevice, DoubtWords} }

// Genuine says that somebody has read a doubted report and that it is one: it waits with the others from then on.
type Genuine struct{}

// WasGenuine ends the doubt.
type WasGenuine struct{}

// The command and the event of this file.
const (
	CmdGenuine CommandName = "genuine"

	TypeGenuine EventType = "matter.genuine"
)

var _ = describe(Description{
	Rule: Rule{From: []State{Reported}, To: "same", Sides: []Side{Area}, Decides: true, Posts: []Post{Dispatcher}},
	New:  command[Genuine], Place: 205, Events: []func() Body{body[WasGenuine]},
	Pointless: func(m *Matter) bool { return m.Doubt == "" },
})

func (*Genuine) Name() CommandName  { return CmdGenuine }
func (*WasGenuine) Type() EventType { return TypeGenuine }

func (*Genuine) decide(m *Matter, _ *Facts) ([]Event, error) {
	if m.Doubt == "" {
		return nil, fault.New(fault.Conflict, "doubt_none")
	}
	return one(&WasGenuine{}), nil
}

func (*WasGenuine) apply(m *Matter, _ Stamp) { m.Doubt = "" }
