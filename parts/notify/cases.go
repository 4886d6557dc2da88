package notify

import (
	"slices"

	"xiaohao/loop/matter"
)

// CasesPath is where a unit finds the cases that wait for its word.
const CasesPath = "/cases"

// ofCase leaves of what is said about the case of a person in need what may be said: a paper of the ladder, and what
// is given or offered to a unit, goes to those that it is addressed to and names number, type and clock (see args);
// everything else is for those who are on the case, and where none of those who would be told is, for all of them.
func (t *talk) ofCase(body matter.Body) {
	if t.m.Kind != matter.Help {
		return
	}
	addressed := false
	switch body.(type) {
	case *matter.WasAssigned, *matter.WasDelegated, *matter.WasMoved, *matter.WasReminded, *matter.WasUrged,
		*matter.WasSupervised, *matter.WasHeld, *matter.WasHoldDrafted, *matter.WasInstructed, *matter.WasReckoned,
		*matter.WasOffered, *matter.WasReferred:
		addressed = true
	}
	for i := range t.out {
		x := &t.out[i]
		x.areas = false // offices above are not who it is addressed to
		if addressed {
			continue
		}
		x.closed = true
		x.people = slices.DeleteFunc(x.people, func(p int64) bool { _, on := t.m.Member(p); return !on })
		if len(x.people) == 0 {
			x.people = t.onCase()
		}
	}
}

// onCase are all who are on the case.
func (t *talk) onCase() (out []int64) {
	for _, x := range t.m.Members {
		out = append(out, x.Person)
	}
	return out
}

// moved is what is said when an abolished unit's matters go along: to the people of its successor, as if the matter had
// been theirs all the time, and of a case to those who are on it.
func (t *talk) moved(b *matter.WasMoved) {
	m, asked := t.m, func(r matter.Referral) bool { return r.Unit == b.To && r.AnsweredAt == 0 }
	kind := ""
	switch {
	case slices.Contains(m.Chain(), b.To):
		kind = "moved"
	case m.Offer != nil && m.Offer.To == b.To:
		kind = "case_offered"
	case slices.ContainsFunc(m.Referrals, asked):
		kind = "case_referred"
	}
	if kind != "" {
		t.say(kind, kind != "moved", t.staff(b.To, matter.UnitClerk, matter.UnitHead)...)
	}
	if !b.Whole {
		return
	}
	t.say("case_moved", false, t.onCase()...)
}

// members is what is said of who is on a case: whoever comes in is told, and when a helper leaves in mid-case those who
// stay; a unit hears what was offered to it or asked of it, and those on the case what became of that.
func (t *talk) members(body matter.Body) {
	m := t.m
	switch b := body.(type) {
	case *matter.WasReported:
		if m.Kind == matter.Help {
			t.say("case_opened", true, t.onCase()...)
		}
	case *matter.WasAdmitted:
		var people []int64
		for _, x := range b.Members {
			people = append(people, x.Person)
		}
		t.say("case_admitted", true, people...)
	case *matter.WasReleased:
		if (b.Why == matter.ByPost || b.Why == matter.ByLeave) && m.Open() {
			t.say("case_left", true, t.onCase()...)
		}
	case *matter.WasOffered:
		t.say("case_offered", true, t.staff(b.To, matter.UnitClerk, matter.UnitHead)...)
	case *matter.WasTransferred, *matter.WasTransferRefused, *matter.WasTransferLapsed:
		t.say("case_answered", true, t.onCase()...)
	case *matter.WasReferred:
		t.say("case_referred", true, t.staff(b.Unit, matter.UnitClerk, matter.UnitHead)...)
	case *matter.WasReferralOverdue:
		t.say("case_overdue", true, append(t.onCase(), t.staff(b.Unit, matter.UnitClerk, matter.UnitHead)...)...)
	case *matter.WasReferralAnswered:
		t.say("case_referral", false, t.onCase()...)
	}
}
