package matter

import (
	"slices"

	"xiaohao/loop/fault"
)

// Muster brings the members of a case in order: who is on duty now comes in, whose time or post is over goes, an offer
// that nobody answered lapses, and an answer that did not come is missed. Only the clock gives it; it also takes in
// cases from before there were members.
type Muster struct{}

// CmdMuster is the command of this file; its events are those of what it does.
const CmdMuster CommandName = "muster"

var _ = describe(Description{Rule: Rule{From: known, To: "same"}, New: command[Muster]})

func (*Muster) Name() CommandName { return CmdMuster }

func (*Muster) decide(m *Matter, f *Facts) ([]Event, error) {
	if m.Kind != Help {
		return nil, fault.New(fault.Conflict, "help_only")
	}
	events, err := f.relieve(m)
	if err != nil {
		return nil, err
	}
	if m.Offer != nil && m.Offer.Until <= f.Now {
		events = append(events, Event{Body: &WasTransferLapsed{To: m.Offer.To}})
	}
	for _, r := range m.Referrals {
		if r.AnsweredAt == 0 && !r.Overdue && r.Until <= f.Now {
			events = append(events, Event{Body: &WasReferralOverdue{Referral: r.Seq, Unit: r.Unit}})
		}
	}
	switch {
	case events != nil:
		return events, nil
	case m.Wake() == 1:
		return nil, fault.New(fault.Conflict, "member_nobody")
	}
	return nil, fault.New(fault.Conflict, "muster_nothing")
}

// relieve changes the watch. Who would be the last to keep the case stays until somebody else is there.
func (f *Facts) relieve(m *Matter) ([]Event, error) {
	byTime, byPost := f.gone(m)
	left := *m
	left.part(slices.Concat(byTime, byPost))
	alone := !slices.ContainsFunc(left.Members, Member.Keeps)
	var events []Event
	if alone || m.Open() && len(byTime)+len(byPost) > 0 {
		duty, err := f.duty(m.Area)
		if err != nil {
			return nil, err
		}
		more := joining(&left, duty, "")
		for _, e := range more {
			for _, x := range e.Body.(*WasAdmitted).Members { // who is on duty again does not go
				byTime, byPost = without(byTime, x.Person), without(byPost, x.Person)
				alone = alone && !x.Keeps()
			}
		}
		events = more
	}
	if alone {
		var stay []Member
		for _, x := range m.Members {
			if x.Keeps() && slices.Contains(byTime, x.Person) {
				x.Until, x.Since = 0, 0
				stay, byTime = append(stay, x), without(byTime, x.Person)
			}
		}
		if stay == nil {
			byPost = nil // better somebody without a post on the paper than nobody at all
		} else {
			events = append(events, Event{Body: &WasAdmitted{Members: stay}})
		}
	}
	if len(byTime) > 0 {
		events = append(events, Event{Body: &WasReleased{People: byTime, Why: ByTime}})
	}
	if len(byPost) > 0 {
		events = append(events, Event{Body: &WasReleased{People: byPost, Why: ByPost}})
	}
	return events, nil
}

// gone are those whose time is over, and those who hold no post any more that they could be there in.
func (f *Facts) gone(m *Matter) (byTime, byPost []int64) {
	for _, x := range m.Members {
		switch {
		case f.Serves != nil && !f.Serves(x.Person, x.Unit):
			byPost = append(byPost, x.Person)
		case x.Until != 0 && x.Until <= f.Now:
			byTime = append(byTime, x.Person)
		}
	}
	return byTime, byPost
}
