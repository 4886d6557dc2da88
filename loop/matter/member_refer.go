package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Refer shares a case with a unit for one service 转介, and wants an answer by a time.
type Refer struct {
	Unit    int64            `json:"unit"`
	Service string           `json:"service"`         // what it is asked for
	Until   calendar.Instant `json:"until,omitempty"` // µs; policy's time where nobody says it
}

// Referral is one unit that is asked for one service.
type Referral struct {
	Seq        int64            `json:"seq"` // of the event that asked
	Unit       int64            `json:"unit"`
	Service    string           `json:"service"`
	At         calendar.Instant `json:"at"`
	By         int64            `json:"by"`
	Until      calendar.Instant `json:"until"`
	Taken      int64            `json:"taken,omitempty"` // who of the unit took it
	Overdue    bool             `json:"overdue,omitempty"`
	AnsweredAt calendar.Instant `json:"answered_at,omitempty"`
	Late       bool             `json:"late,omitempty"`
	Answer     string           `json:"answer,omitempty"`
}

// WasReferred waits for the unit.
type WasReferred struct {
	Unit    int64            `json:"unit"`
	Service string           `json:"service"`
	Until   calendar.Instant `json:"until"`
}

// TakeReferral lets somebody of the unit see the case.
type TakeReferral struct{}

// WasReferralTaken says who took it.
type WasReferralTaken struct {
	Referrals []int64 `json:"referrals"`
	Unit      int64   `json:"unit"`
}

// AnswerReferral says what came of it. What comes after its time is kept, and marked as late.
type AnswerReferral struct {
	Text string `json:"text"`
}

// WasReferralAnswered ends the sharing.
type WasReferralAnswered struct {
	Referral int64  `json:"referral"`
	Text     string `json:"text"`
	Late     bool   `json:"late,omitempty"`
}

// WasReferralOverdue says that the answer did not come in time.
type WasReferralOverdue struct {
	Referral int64 `json:"referral"`
	Unit     int64 `json:"unit"`
}

// The commands and the events of this file.
const (
	CmdRefer          CommandName = "refer"
	CmdTakeReferral   CommandName = "take_referral"
	CmdAnswerReferral CommandName = "answer_referral"

	TypeReferred         EventType = "matter.referred"
	TypeReferralTaken    EventType = "matter.referral_taken"
	TypeReferralAnswered EventType = "matter.referral_answered"
	TypeReferralOverdue  EventType = "matter.referral_overdue"
)

// maxReferrals is how many answers may be waited for at once.
const maxReferrals = 20

var (
	serviceField = Field{Name: "service", Kind: WordsField, Max: MaxNote, Demand: Required}
	answerField  = Field{Name: "text", Word: "field.referral_answer", Kind: WordsField, Max: MaxNote, Demand: Required}

	_ = describe(Description{
		Rule: Rule{From: running, To: "same", Sides: []Side{OnCase}, Posts: casePosts},
		New:  command[Refer], Place: 225, Events: []func() Body{body[WasReferred], body[WasReferralOverdue]},
		Fields: []Field{{Name: "unit", Kind: UnitField, Among: UnitsNear, Demand: Required}, serviceField,
			{Name: "until", Word: "field.referral_until", Kind: InstantField}},
		Pointless: noCase,
	})
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{Offered}, Posts: unitPosts},
		New:  command[TakeReferral], Events: []func() Body{body[WasReferralTaken]}, Elsewhere: true,
	})
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{OnCase}, Posts: casePosts},
		New:  command[AnswerReferral], Place: 25, Leads: true, Events: []func() Body{body[WasReferralAnswered]},
		Fields:    []Field{answerField},
		Pointless: func(m *Matter) bool { return noCase(m) || !slices.ContainsFunc(m.Referrals, Referral.taken) },
	})
)

func (*Refer) Name() CommandName             { return CmdRefer }
func (*WasReferred) Type() EventType         { return TypeReferred }
func (*TakeReferral) Name() CommandName      { return CmdTakeReferral }
func (*WasReferralTaken) Type() EventType    { return TypeReferralTaken }
func (*AnswerReferral) Name() CommandName    { return CmdAnswerReferral }
func (*WasReferralAnswered) Type() EventType { return TypeReferralAnswered }
func (*WasReferralOverdue) Type() EventType  { return TypeReferralOverdue }

// taken says that somebody took it and has not answered.
func (r Referral) taken() bool { return r.Taken != 0 && r.AnsweredAt == 0 }

// waits says that nobody took it yet.
func (r Referral) waits() bool { return r.Taken == 0 && r.AnsweredAt == 0 }

// referredTo are the units of which nobody took a referral yet.
func (m *Matter) referredTo() (out []int64) {
	for _, r := range m.Referrals {
		if r.waits() {
			out = append(out, r.Unit)
		}
	}
	return out
}

func (m *Matter) onReferral(seq int64, do func(r *Referral)) {
	m.Referrals = slices.Clone(m.Referrals)
	for i := range m.Referrals {
		if m.Referrals[i].Seq == seq {
			do(&m.Referrals[i])
		}
	}
}

func (c *Refer) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := serviceField.limit(&c.Service); err != nil {
		return nil, err
	}
	if err := f.onCase(m); err != nil {
		return nil, err
	}
	if err := taker(f, c.Unit, "unit"); err != nil {
		return nil, err
	}
	if err := f.manned(c.Unit, "unit", false); err != nil {
		return nil, err
	}
	pending := 0
	for _, r := range m.Referrals {
		if r.AnsweredAt != 0 {
			continue
		}
		if pending++; r.Unit == c.Unit {
			return nil, fault.New(fault.Conflict, "referral_waits").On("unit")
		}
	}
	if pending >= maxReferrals || len(m.Referrals) >= 10*maxReferrals {
		return nil, fault.New(fault.Conflict, "referrals_many", "max", maxReferrals)
	}
	until := c.Until
	switch {
	case until == 0:
		until = f.until(f.terms(m).Members.Answer)
	case until <= f.Now || until > f.Now.Plus(366*day):
		return nil, fault.New(fault.Invalid, "referral_range").On("until")
	}
	return one(&WasReferred{Unit: c.Unit, Service: c.Service, Until: until}), nil
}

func (e *WasReferred) apply(m *Matter, s Stamp) {
	m.Referrals = append(slices.Clone(m.Referrals), Referral{Seq: s.Seq, Unit: e.Unit, Service: e.Service, At: s.At,
		By: s.Actor, Until: e.Until})
}

func (*TakeReferral) decide(m *Matter, f *Facts) ([]Event, error) {
	e := &WasReferralTaken{Unit: f.Actor.Unit}
	for _, r := range m.Referrals {
		if r.waits() && r.Unit == f.Actor.Unit {
			e.Referrals = append(e.Referrals, r.Seq)
		}
	}
	if e.Referrals == nil {
		return nil, fault.New(fault.Conflict, "referral_over")
	}
	return append(one(e), joining(m, []Member{{Person: f.Actor.Person, As: AsReferral, Unit: e.Unit}}, "")...), nil
}

func (e *WasReferralTaken) apply(m *Matter, s Stamp) {
	for _, seq := range e.Referrals {
		m.onReferral(seq, func(r *Referral) { r.Taken = s.Actor })
	}
}

func (c *AnswerReferral) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := answerField.limit(&c.Text); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(m.Referrals, func(r Referral) bool {
		return r.taken() && (r.Taken == f.Actor.Person || slices.Contains(f.Actor.Units, r.Unit))
	})
	if i < 0 {
		return nil, fault.New(fault.Denied, "referral_none")
	}
	r := m.Referrals[i]
	events := one(&WasReferralAnswered{Referral: r.Seq, Text: c.Text, Late: f.Now > r.Until})
	var gone []int64
	for _, x := range m.Members {
		if x.As == AsReferral && x.Unit == r.Unit {
			gone = append(gone, x.Person)
		}
	}
	if gone != nil {
		events = append(events, Event{Body: &WasReleased{People: gone, Why: ByAnswer}})
	}
	return events, nil
}

func (e *WasReferralAnswered) apply(m *Matter, s Stamp) {
	m.onReferral(e.Referral, func(r *Referral) { r.AnsweredAt, r.Late, r.Answer = s.At, e.Late, e.Text })
}

func (e *WasReferralOverdue) apply(m *Matter, _ Stamp) {
	m.onReferral(e.Referral, func(r *Referral) { r.Overdue = true })
}
