package matter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// The people of the tests: 1 and 5 are on duty, 2 is the clerk of unit 10, 6 of unit 20, 3 verifies, 4 supervises.
var casePeople = map[int64]PersonFact{1: {Posts: []Post{Dispatcher}}, 5: {Posts: []Post{Dispatcher}},
	2: {Posts: []Post{UnitClerk}, Units: []int64{10}}, 6: {Posts: []Post{UnitClerk}, Units: []int64{20}},
	3: {Posts: []Post{Verifier}}, 4: {Posts: []Post{Supervisor}}, 9: {Posts: []Post{Auditor}}}

var bureau = Actor{Person: 6, Post: UnitClerk, Unit: 20, Units: []int64{20}, Level: area.Township}

// caseFacts gives decisions the people, and who is on duty.
func caseFacts(duty ...Member) func(*Facts) {
	return func(f *Facts) {
		f.Photos, f.After = nil, nil // of a person in need none is taken
		f.Duty = func(area.Code) ([]Member, error) { return duty, nil }
		f.Person = func(id int64) (PersonFact, bool) { p, ok := casePeople[id]; return p, ok }
		f.Serves = func(person, _ int64) bool { _, ok := casePeople[person]; return ok }
		terms := f.Terms
		f.Terms = func(k Kind, c string, s Severity) Terms {
			t := terms(k, c, s)
			t.Fix.Photos = 0
			t.Members = MemberTerms{Look: calendar.Limit{Clock: 24 * 60}, Offer: calendar.Limit{Clock: 60},
				Answer: calendar.Limit{Clock: 120}}
			return t
		}
	}
}

func watch(person int64, until calendar.Instant) Member {
	return Member{Person: person, As: AsDuty, Until: until}
}

// caseWorld is a world with one case on which 1 is on duty, in hand of unit 10.
func caseWorld(t testing.TB) (*world, int64, func(c Command, a Actor) error) {
	w := newWorld(t)
	facts := caseFacts(watch(1, t0+8*hour))
	id, err := w.give(0, &Report{Kind: Help, Area: village, Text: "老人走失"}, resident, facts)
	if err != nil {
		t.Fatal(err)
	}
	give := func(c Command, a Actor) error {
		_, err := w.give(id, c, a, facts)
		return err
	}
	for _, s := range []struct {
		c Command
		a Actor
	}{{&List{Category: "road"}, dispatcher}, {&Assign{Lead: 10}, dispatcher}, {&Sign{}, clerk}} {
		if err := give(s.c, s.a); err != nil {
			t.Fatal(err)
		}
	}
	return w, id, give
}

func on(m *Matter) string {
	var out []string
	for _, x := range m.Members {
		out = append(out, fmt.Sprintf("%d %s", x.Person, x.As))
	}
	return strings.Join(out, ", ")
}

// TestWhoIsOnACase is a case from the report on: duty, the unit that signs, a verifier for one look, a transfer, a
// referral, and those who leave.
func TestWhoIsOnACase(t *testing.T) {
	w, id, give := caseWorld(t)
	m := w.matters[id]
	for i, s := range []struct {
		c    Command
		a    Actor
		code string
		want string
	}{
		{&Admit{Person: 9, Reason: "看看"}, clerk, "member_unknown", "1 duty, 2 handler"},
		{&Admit{Person: 3, Reason: "核查"}, bureau, "member_keeper", "1 duty, 2 handler"},
		{&Admit{Person: 1, As: "verifier", Reason: "核查"}, clerk, "member_post", "1 duty, 2 handler"},
		{&Admit{Person: 3, Reason: "核查"}, clerk, "", "1 duty, 2 handler, 3 verifier"},
		{&Admit{Person: 3, Reason: "核查"}, clerk, "member_already", "1 duty, 2 handler, 3 verifier"},
		{&Admit{Person: 4, Reason: "督办"}, verifier, "member_keeper", "1 duty, 2 handler, 3 verifier"},
		{&Fix{Note: "找到了"}, clerk, "", "1 duty, 2 handler, 3 verifier"},
		{&Reject{Reason: "没到家"}, verifier, "", "1 duty, 2 handler"},
		{&Transfer{To: 10, Reason: "x"}, clerk, "transfer_self", "1 duty, 2 handler"},
		{&Transfer{To: 20, Reason: "住在那边"}, clerk, "", "1 duty, 2 handler"},
		{&Transfer{To: 20, Reason: "住在那边"}, clerk, "transfer_waits", "1 duty, 2 handler"},
		{&RefuseTransfer{Reason: "不在我处"}, bureau, "", "1 duty, 2 handler"},
		{&AcceptTransfer{}, bureau, "transfer_over", "1 duty, 2 handler"},
		{&Transfer{To: 20, Reason: "住在那边"}, clerk, "", "1 duty, 2 handler"},
		{&AcceptTransfer{}, bureau, "", "1 duty, 6 handler"},
		{&Refer{Unit: 10, Service: "心理辅导"}, bureau, "", "1 duty, 6 handler"},
		{&Refer{Unit: 10, Service: "心理辅导"}, bureau, "referral_waits", "1 duty, 6 handler"},
		{&TakeReferral{}, clerk, "", "1 duty, 6 handler, 2 referral"},
		{&TakeReferral{}, clerk, "referral_over", "1 duty, 6 handler, 2 referral"},
		{&Leave{}, dispatcher, "", "6 handler, 2 referral"},
		{&Leave{}, bureau, "", "2 referral, 1 duty"}, // the rota fills in
		{&Dismiss{Person: 1, Reason: "换人"}, clerk, "member_keeper", "2 referral, 1 duty"},
		{&Leave{}, dispatcher, "member_last", "2 referral, 1 duty"},
		{&AnswerReferral{Text: "已辅导"}, dispatcher, "referral_none", "2 referral, 1 duty"},
		{&AnswerReferral{Text: "已辅导"}, clerk, "", "1 duty"},
	} {
		if err := give(s.c, s.a); fault.Code(err) != s.code {
			t.Fatalf("%d, %s: %v, want %q", i, s.c.Name(), err, s.code)
		}
		if got := on(m); got != s.want {
			t.Fatalf("%d, after %s: on the case are %s, want %s", i, s.c.Name(), got, s.want)
		}
	}
	if m.Lead != 20 || m.Handler != 6 || m.State != InHand {
		t.Errorf("lead %d, handler %d, %s", m.Lead, m.Handler, m.State)
	}
}

// TestTheClockMusters lets a shift end, an offer lapse, a look end and an answer come too late.
func TestTheClockMusters(t *testing.T) {
	w, id, give := caseWorld(t)
	m := w.matters[id]
	must := func(c Command, a Actor) {
		t.Helper()
		if err := give(c, a); err != nil {
			t.Fatal(err)
		}
	}
	muster := func(code string, duty ...Member) {
		t.Helper()
		if _, err := w.give(id, &Muster{}, Actor{Clock: true}, caseFacts(duty...)); fault.Code(err) != code {
			t.Fatalf("muster: %v, want %q", err, code)
		}
	}
	muster("muster_nothing", watch(5, 0))
	must(&Transfer{To: 20, Reason: "住在那边"}, clerk)
	must(&Refer{Unit: 20, Service: "送医"}, clerk)
	must(&Admit{Person: 3, Reason: "核查"}, clerk)
	if m.Wake() != t0+hour {
		t.Errorf("the clock wakes at %d, want the offer's end", m.Wake())
	}
	w.now = t0 + hour
	if err := give(&AcceptTransfer{}, bureau); fault.Code(err) != "transfer_over" {
		t.Errorf("a lapsed offer was accepted: %v", err)
	}
	muster("", watch(5, 0))
	if m.Offer != nil || m.Lead != 10 {
		t.Errorf("the offer did not lapse: %+v", m.Offer)
	}
	w.now = t0 + 2*hour
	muster("")
	must(&TakeReferral{}, bureau)
	w.now += hour
	must(&AnswerReferral{Text: "已送医"}, bureau)
	if r := m.Referrals[0]; !r.Late || !r.Overdue || r.Answer == "" {
		t.Errorf("the late answer: %+v", r)
	}
	w.now = t0 + 8*hour
	muster("", watch(5, t0+16*hour))
	if got := on(m); got != "2 handler, 3 verifier, 5 duty" {
		t.Errorf("after the shift: %s", got)
	}
	w.now = t0 + 24*hour
	delete(casePeople, 2)
	defer func() { casePeople[2] = PersonFact{Posts: []Post{UnitClerk}, Units: []int64{10}} }()
	muster("") // 2 holds no post any more, the look of 3 is over, and nobody comes after 5
	if got := on(m); got != "5 duty" || m.Members[0].Until != 0 || m.Wake() != 0 {
		t.Errorf("left: %s, wakes at %d", got, m.Wake())
	}
	old := &Matter{ID: 9, Kind: Help, State: Reported, Area: village}
	w.matters[9] = old
	if old.Wake() != 1 {
		t.Error("a case from before there were members does not wake the clock")
	}
	id = 9
	muster("member_nobody")
	muster("", watch(1, 0))
	if on(old) != "1 duty" {
		t.Errorf("on the old case: %s", on(old))
	}
}

// TestNoCaseIsLeftAlone gives random commands of members: whatever happens, somebody keeps the case, nobody is on it
// twice, and it is passed on to a unit only by that unit's own word.
func TestNoCaseIsLeftAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, id, _ := caseWorld(t)
		m := w.matters[id]
		actors := map[int64]Actor{1: dispatcher, 2: clerk, 3: verifier, 4: supervisor, 6: bureau,
			5: {Person: 5, Post: Dispatcher, Level: area.County}}
		ids := []int64{1, 2, 3, 4, 5, 6}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			who := rapid.SampledFrom(ids).Draw(rt, "who")
			person := rapid.SampledFrom(ids).Draw(rt, "person")
			unit := rapid.SampledFrom([]int64{10, 20}).Draw(rt, "unit")
			w.now += rapid.SampledFrom([]calendar.Instant{0, hour / 2, 3 * hour, 30 * hour}).Draw(rt, "later")
			c := rapid.SampledFrom([]Command{&Admit{Person: person, Reason: "x"}, &Leave{},
				&Dismiss{Person: person, Reason: "x"}, &Transfer{To: unit, Reason: "x"}, &AcceptTransfer{},
				&RefuseTransfer{Reason: "x"}, &Refer{Unit: unit, Service: "x"}, &TakeReferral{},
				&AnswerReferral{Text: "x"}, &Muster{}, &Fix{Note: "x"}, &Reject{Reason: "x"}}).Draw(rt, "command")
			a := actors[who]
			if _, ok := c.(*Muster); ok {
				a = Actor{Clock: true}
			}
			var duty []Member
			if rapid.Bool().Draw(rt, "somebody is on duty") {
				duty = []Member{watch(rapid.SampledFrom([]int64{1, 5}).Draw(rt, "duty"), w.now.Plus(8*hour))}
			}
			lead := m.Lead
			if to := m.Waiting(c.Name()); c.Name() == CmdAcceptTransfer && !slices.Contains(to, a.Unit) {
				continue // package org sees to that
			}
			_, err := w.give(id, c, a, caseFacts(duty...))
			if err != nil && fault.Of(err).Kind == fault.Internal {
				rt.Fatal(err)
			}
			if !slices.ContainsFunc(m.Members, Member.Keeps) {
				rt.Fatalf("after %s nobody keeps the case: %+v", c.Name(), m.Members)
			}
			seen := map[int64]bool{}
			for _, x := range m.Members {
				if seen[x.Person] {
					rt.Fatalf("%d is on the case twice: %+v", x.Person, m.Members)
				}
				seen[x.Person] = true
			}
			if m.Lead != lead && (c.Name() != CmdAcceptTransfer || a.Unit != m.Lead) {
				rt.Fatalf("%s by %+v moved the case to %d", c.Name(), a, m.Lead)
			}
		}
	})
}
