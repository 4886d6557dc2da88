package matter

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Who is on the case of a person in need 在案人员. A help matter is seen by its members and by nobody else, but for who
// reported it: no post over an area and none in a unit shows it. Whoever is on duty is a member from the report on; a
// member brings in others by name.

// As says why somebody is a member.
type As string

// The ways in. Duty, supervisor and handler keep the case; a verifier has one look, a referral one service.
const (
	AsDuty       As = "duty"       // by the rota 值班, or by policy where there is none
	AsSupervisor As = "supervisor" // by the rota too, or brought in
	AsHandler    As = "handler"    // signed for it, took it over, or was brought in to work on it
	AsVerifier   As = "verifier"   // for one look
	AsReferral   As = "referral"   // for one service
)

// Ways are those in which a member can bring somebody in.
func Ways() []string { return []string{string(AsHandler), string(AsSupervisor), string(AsVerifier)} }

// Member is somebody who is on a case.
type Member struct {
	Person int64            `json:"person"`
	As     As               `json:"as"`
	Unit   int64            `json:"unit,omitempty"`  // for which unit, 0 for none
	Since  calendar.Instant `json:"since,omitempty"` // 0 in the event that begins it
	Until  calendar.Instant `json:"until,omitempty"` // when it ends by itself, 0 for never
}

// Keeps says that the case is in good hands while he is there.
func (x Member) Keeps() bool { return x.As == AsDuty || x.As == AsSupervisor || x.As == AsHandler }

// MaxMembers is how many people may be on a case.
const MaxMembers = 40

// MemberTerms are what policy says of cases.
type MemberTerms struct {
	Look   calendar.Limit // how long a verifier may look
	Offer  calendar.Limit // how long a transfer waits for its receiver
	Answer calendar.Limit // by when a referral is answered, where nobody says another time
	Heads  bool           // the head of a unit that takes a case is on it too
}

// Member finds somebody on the case.
func (m *Matter) Member(person int64) (Member, bool) {
	i := slices.IndexFunc(m.Members, func(x Member) bool { return x.Person == person })
	if i < 0 || person == 0 {
		return Member{}, false
	}
	return m.Members[i], true
}

// Waiting are the units whose people may give a command about a case that they are not on: it was given or offered to
// them, and all they know of it is its number, its type and its clock.
func (m *Matter) Waiting(c CommandName) []int64 {
	switch {
	case m.Kind != Help:
	case m.State == Assigned && (c == CmdSign || c == CmdBounce):
		return []int64{m.Lead}
	case m.Offer != nil && (c == CmdAcceptTransfer || c == CmdRefuseTransfer):
		return []int64{m.Offer.To}
	case c == CmdTakeReferral:
		return m.referredTo()
	}
	return nil
}

// asks says that a unit is waited for that need not have the case: it is offered to it, or something is asked of it.
func (m *Matter) asks(unit int64) bool {
	return m.Kind == Help && (m.Offer != nil && m.Offer.To == unit ||
		slices.ContainsFunc(m.Referrals, func(r Referral) bool { return r.Unit == unit && r.AnsweredAt == 0 }))
}

// along takes to a unit's successor what of a case is the unit's: who is on it for the unit, an offer, a question.
func (m *Matter) along(from, to int64) {
	if m.Offer != nil && m.Offer.To == from {
		o := *m.Offer
		o.To, m.Offer = to, &o
	}
	m.Members, m.Referrals = slices.Clone(m.Members), slices.Clone(m.Referrals)
	for i := range m.Members {
		if m.Members[i].Unit == from {
			m.Members[i].Unit = to
		}
	}
	for i := range m.Referrals {
		if r := &m.Referrals[i]; r.Unit == from && r.AnsweredAt == 0 {
			r.Unit = to
		}
	}
}

// Wake is when the clock has something to do for the members of a case; 0 for never, 1 for at once.
func (m *Matter) Wake() calendar.Instant {
	if m.Kind != Help {
		return 0
	}
	if m.Open() && !slices.ContainsFunc(m.Members, Member.Keeps) {
		return 1
	}
	var at calendar.Instant
	soonest := func(x calendar.Instant) {
		if x != 0 && (at == 0 || x < at) {
			at = x
		}
	}
	for _, x := range m.Members {
		soonest(x.Until)
	}
	if m.Offer != nil {
		soonest(m.Offer.Until)
	}
	for _, r := range m.Referrals {
		if r.AnsweredAt == 0 && !r.Overdue {
			soonest(r.Until)
		}
	}
	return at
}

// join puts somebody on the case. Who is on it already keeps what is more: to work on it is more than duty, and duty
// more than a look; a longer time is more than a shorter one.
func (m *Matter) join(x Member, at calendar.Instant) {
	x.Since = at
	old, ok := m.Member(x.Person)
	if !ok {
		m.Members = append(slices.Clone(m.Members), x)
		return
	}
	if rank(old.As) > rank(x.As) {
		return
	}
	if x.As == old.As {
		x.Since = old.Since
	}
	m.Members = slices.Clone(m.Members)
	m.Members[slices.IndexFunc(m.Members, func(y Member) bool { return y.Person == x.Person })] = x
}

func rank(a As) int {
	return slices.Index([]As{AsReferral, AsVerifier, AsDuty, AsSupervisor, AsHandler}, a)
}

// part takes people off the case.
func (m *Matter) part(people []int64) {
	m.Members = slices.DeleteFunc(slices.Clone(m.Members), func(x Member) bool {
		return slices.Contains(people, x.Person)
	})
	if len(m.Members) == 0 {
		m.Members = nil
	}
}

// duty are those who are on duty for an area now.
func (f *Facts) duty(a area.Code) ([]Member, error) {
	if f.Duty == nil {
		return nil, nil
	}
	return f.Duty(a)
}

// joining is the event that puts those of a list on the case who are not on it; nil where that is nobody.
func joining(m *Matter, list []Member, reason string) []Event {
	list = slices.DeleteFunc(slices.Clone(list), func(x Member) bool {
		old, ok := m.Member(x.Person)
		return ok && rank(old.As) >= rank(x.As)
	})
	if len(list) == 0 {
		return nil
	}
	return one(&WasAdmitted{Members: list, Reason: reason})
}

// leaving takes people off the case, and puts who is on duty on it where nobody would be left who keeps it. It gives
// fault.Conflict "member_last" where there is nobody: a case that nobody sees is the worst that can happen.
func (f *Facts) leaving(m *Matter, people []int64, why, reason string) ([]Event, error) {
	left := *m
	left.part(people)
	var events []Event
	if !slices.ContainsFunc(left.Members, Member.Keeps) {
		duty, err := f.duty(m.Area)
		if err != nil {
			return nil, err
		}
		duty = slices.DeleteFunc(slices.Clone(duty), func(x Member) bool { return slices.Contains(people, x.Person) })
		if len(duty) == 0 {
			return nil, fault.New(fault.Conflict, "member_last")
		}
		events = joining(&left, duty, "")
	}
	return append(events, Event{Body: &WasReleased{People: people, Why: why, Reason: reason}}), nil
}

// following is what a step of a help matter means for its members: who hands it in or signs for it is on it, and the
// verifier's one look ends with his word.
func (f *Facts) following(m *Matter, events []Event) ([]Event, error) {
	var more []Event
	for _, e := range events {
		switch b := e.Body.(type) {
		case *WasReported:
			if b.Kind == Help {
				list, err := f.duty(b.Area)
				if err != nil {
					return nil, err
				}
				after := Matter{Members: slices.Clone(list)}
				if works(f.Actor) {
					after.join(Member{Person: f.Actor.Person, As: AsHandler, Unit: f.Actor.Unit}, 0)
				}
				b.Members = after.Members
			}
		case *WasListed:
			if b.Kind == Help && m.Kind != Help {
				list, err := f.duty(b.Area)
				if err != nil {
					return nil, err
				}
				more = append(more, joining(m, append(list, Member{Person: f.Actor.Person, As: AsHandler}), "")...)
			}
		case *WasSigned:
			if m.Kind == Help {
				more = append(more, joining(m, f.takers(m, m.Lead), "")...)
			}
		case *WasStruckOff, *WasRejected:
			if x, ok := m.Member(f.Actor.Person); ok && m.Kind == Help && x.As == AsVerifier {
				more = append(more, Event{Body: &WasReleased{People: []int64{x.Person}, Why: ByLook}})
			}
		}
	}
	return append(events, more...), nil
}

// works says that somebody who reports holds a post in which he works on what he reports.
func works(a Actor) bool {
	return a.Person != 0 && slices.Contains([]Post{Dispatcher, UnitClerk, UnitHead, Supervisor}, a.Post)
}

// takers are who is on a case when a unit takes it: who took it, and where policy says so the unit's heads.
func (f *Facts) takers(m *Matter, unit int64) []Member {
	out := []Member{{Person: f.Actor.Person, As: AsHandler, Unit: unit}}
	if f.Heads == nil || !f.terms(m).Members.Heads {
		return out
	}
	for _, p := range f.Heads(unit) {
		if p != f.Actor.Person {
			out = append(out, Member{Person: p, As: AsHandler, Unit: unit})
		}
	}
	return out
}

// WaitsUntil is by when a unit's word is waited for that Waiting names, µs: the case's own clock where it was given to
// the unit.
func (m *Matter) WaitsUntil(c CommandName, unit int64) calendar.Instant {
	switch {
	case c == CmdAcceptTransfer && m.Offer != nil:
		return m.Offer.Until
	case c == CmdTakeReferral:
		for _, r := range m.Referrals {
			if r.Unit == unit && r.waits() {
				return r.Until
			}
		}
	}
	return m.Due
}
