package org

import (
	"testing"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// TestDeputy says that a deputy acts in the posts of who is away, in that time only, and keeps what he himself must
// not do.
func TestDeputy(t *testing.T) {
	t.Parallel()
	const from, to = 1_000, 2_000
	clerk := Post{Kind: matter.UnitClerk, Area: 430405001000, Unit: 1}
	ver := Post{Kind: matter.Verifier, Area: 430405000000}
	o := testOrg(t, map[int64]Unit{1: {ID: 1, Code: "a", Zh: "甲", Area: 430405001000}},
		map[int64]Person{5: {ID: 5, Login: "li", Posts: []Post{clerk}},
			6: {ID: 6, Login: "wang", Posts: []Post{ver}}}).away([]Leave{{Person: 6, Deputy: 5, From: from, To: to}})
	li, _ := o.Person(5)
	for at, want := range map[int64]int{from - 1: 1, from: 2, to - 1: 2, to: 1} {
		if got := o.Posts(li, calendar.Instant(at)); len(got) != want {
			t.Errorf("at %d: %v", at, got)
		}
	}
	if len(li.Posts) != 1 || o.Stand(6, from) != 5 || o.Stand(6, to) != 6 {
		t.Error("the person himself was changed, or the deputy stands in at the wrong time")
	}
	c := li.Caller()
	c.Posts = o.Posts(li, from)
	m := &matter.Matter{ID: 9, Kind: matter.Problem, State: matter.Fixed, Area: 430405001001, Lead: 1}
	r, _ := matter.RuleOf("strike_off")
	a, err := o.May(c, r, r.Posts, m)
	if err != nil || fault.Code(matter.Independent(m, a)) != "verify_chain" {
		t.Errorf("the clerk of the fixing unit may verify as a deputy: %v", err)
	}
}

func TestLeaveIsChecked(t *testing.T) {
	t.Parallel()
	o := testOrg(t, nil, map[int64]Person{5: {ID: 5, Login: "li"}, 6: {ID: 6, Login: "wang"},
		7: {ID: 7, Login: "off", Disabled: true}})
	for want, l := range map[string]*LeaveSet{
		"":               {Leave: Leave{Person: 5, From: 1, To: 2}, DeputyLogin: "WANG"},
		"deputy_self":    {Leave: Leave{Person: 5, Deputy: 5, From: 1, To: 2}},
		"leave_range":    {Leave: Leave{Person: 5, Deputy: 6, From: 2, To: 2}},
		"person_unknown": {Leave: Leave{Person: 5, From: 1, To: 2}, DeputyLogin: "nobody"},
	} {
		r, err := o.Stage().Add(l, 100)
		if fault.Code(err) != want {
			t.Errorf("%+v: %v, want %q", l, err, want)
		}
		if err == nil && r.(*LeaveSet).Deputy != 6 {
			t.Errorf("resolved to %+v", r)
		}
	}
	if _, err := o.Stage().Add(&LeaveSet{Leave: Leave{Person: 5, Deputy: 7, From: 1, To: 2}},
		100); fault.Code(err) != "deputy_self" {
		t.Errorf("a disabled deputy: %v", err)
	}
	s := o.Stage()
	mine, _ := s.Add(&LeaveSet{Leave: Leave{Person: 5, Deputy: 6, From: 1, To: 2}}, 100)
	if !s.MayChange(Caller{Person: 5}, mine) || s.MayChange(Caller{Person: 6}, mine) || s.MayChange(Caller{}, mine) {
		t.Error("only the person himself, or an administrator, names a deputy")
	}
}
