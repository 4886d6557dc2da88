package matter

import (
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Forget erases the reporter's personal data: name, phone, and the text as it was typed; of a person in need all
// words of the case, which the clock does by itself once they need not be kept any more. The holder of the receipt
// may ask for it at any time: what the archive must keep is locked until its term is over, and then erased by the
// clock. An administrator may once the term is over, and says why.
type Forget struct {
	Reason string `json:"reason,omitempty"`

	// Again says that it was erased before the data came back from a backup. Only the command line sets it.
	Again bool `json:"-"`
}

type (
	// WasForgotten says that the key was destroyed. It holds nothing of the data.
	WasForgotten struct {
		By     string `json:"by"` // ByReporter, ByOffice, ByRestore or ByTerm
		Reason string `json:"reason,omitempty"`
	}
	// WasForgetAsked says that the holder of the receipt wants it, before the archive's term is over: nobody is shown
	// the data any more.
	WasForgetAsked struct{}
)

// At whose word personal data was erased.
const (
	ByReporter = "reporter"
	ByOffice   = "office"
	ByRestore  = "restore" // erased before, and again after a backup brought it back
	ByTerm     = "term"    // a person in need: the time was over for which the case is kept
)

// The command and the events of this file.
const (
	CmdForget CommandName = "forget"

	TypeForgotten   EventType = "matter.forgotten"
	TypeForgetAsked EventType = "matter.forget_asked"
)

var _ = describe(Description{
	Rule: Rule{From: known, To: "same", Sides: []Side{Bearer, Office}, Posts: []Post{Resident, Administrator}},
	New:  command[Forget], Place: 410, Harsh: true, ByLaw: true,
	Events:    []func() Body{body[WasForgotten], body[WasForgetAsked]},
	Fields:    []Field{forgetField},
	Pointless: func(m *Matter) bool { return !m.Contact && (m.Kind != Help || m.Forgotten != 0) },
})

var forgetField = Field{Name: "reason", Word: "field.forget_reason", Kind: WordsField, Max: MaxNote, Demand: Asked}

func (*Forget) Name() CommandName       { return CmdForget }
func (*WasForgotten) Type() EventType   { return TypeForgotten }
func (*WasForgetAsked) Type() EventType { return TypeForgetAsked }

// Free is when the personal data behind a matter may be erased: at the end of the archive's term, which begins when the
// matter is off the list. lives is the matter that a merged one lives on in, nil for the matter itself. ok is false
// while that is open.
func (m *Matter) Free(lives *Matter, term func(closed calendar.Instant) calendar.Instant) (at calendar.Instant,
	ok bool) {
	closed := m.closed()
	if m.State == Merged && lives != nil {
		if lives.Open() {
			return 0, false
		}
		closed = max(closed, lives.closed())
	}
	return term(closed), !m.Open()
}

// closed is when a matter that is not open left the list. Of one that was never struck off it is when something last
// happened to it: rather too late than too early.
func (m *Matter) closed() calendar.Instant {
	if m.State == StruckOff {
		return m.StruckAt
	}
	return m.UpdatedAt
}

func (c *Forget) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := forgetField.limit(&c.Reason); err != nil {
		return nil, err
	}
	again := c.Again && f.Actor.System
	asks := f.Actor.Reporter
	switch {
	case m.Forgotten != 0:
		return nil, fault.New(fault.Conflict, "contact_forgotten")
	case !m.Contact && m.Kind != Help:
		return nil, fault.New(fault.Missing, "contact_none")
	case f.Actor.Clock && m.ForgetAsked == 0 && m.Kind != Help:
		return nil, fault.New(fault.Denied, "not_allowed")
	case again:
		return one(&WasForgotten{By: ByRestore}), nil
	case !asks && !f.Actor.Clock && c.Reason == "":
		return nil, fault.New(fault.Invalid, "text_missing", "field", "@"+forgetField.Label()).On("reason")
	}
	free, closed := m.Free(f.Lives, f.Archive)
	switch {
	case closed && f.Now >= free && f.Actor.Clock && m.ForgetAsked == 0:
		return one(&WasForgotten{By: ByTerm}), nil
	case closed && f.Now >= free && (asks || f.Actor.Clock):
		return one(&WasForgotten{By: ByReporter}), nil
	case closed && f.Now >= free:
		return one(&WasForgotten{By: ByOffice, Reason: c.Reason}), nil
	case asks && m.ForgetAsked == 0:
		return one(&WasForgetAsked{}), nil
	case !closed:
		return nil, fault.New(fault.Conflict, "forget_open")
	}
	return nil, fault.New(fault.Conflict, "forget_early", "from", f.Day(free))
}

func (*WasForgetAsked) apply(m *Matter, s Stamp) { m.ForgetAsked = s.At }

func (*WasForgotten) apply(m *Matter, s Stamp) { m.Contact, m.Forgotten = false, s.At }
