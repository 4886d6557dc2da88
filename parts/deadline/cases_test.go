package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
)

// TestACaseGoesAlong abolishes the unit that a case is offered to, one that is asked for a service, and the one that
// has it: offer, question and people go along to the successor, which is told, as are those on the case.
func TestACaseGoesAlong(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clerk := []org.Post{{Kind: matter.UnitClerk}}
	o.ChangeOrg(&org.UnitSet{Code: "a", Zh: "甲所", Area: citytest.Street},
		&org.UnitSet{Code: "b", Zh: "乙所", Area: citytest.Street},
		&org.UnitSet{Code: "c", Zh: "丙所", Area: citytest.Street},
		&org.PersonSet{Login: "ca", Name: "甲", Posts: clerk, UnitCodes: []string{"a"}},
		&org.PersonSet{Login: "cb", Name: "乙", Posts: clerk, UnitCodes: []string{"b"}},
		&org.PersonSet{Login: "cc", Name: "丙", Posts: clerk, UnitCodes: []string{"c"}})
	unit, who := map[string]int64{}, map[string]org.Caller{}
	for _, u := range o.Org().Units(0) {
		unit[u.Code] = u.ID
	}
	for _, l := range []string{"a", "b", "c"} {
		p, _ := o.Org().PersonByLogin("c" + l)
		who[l], o.Who[l] = p.Caller(), p.Caller()
	}
	id := o.Give("disp", 0, &matter.Report{Kind: matter.Help, Area: citytest.Village, Text: "十二岁女孩走失"})
	o.Give("disp", id, &matter.List{Category: "help.child"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", id, &matter.Sign{})
	o.Give("clerk", id, &matter.Transfer{To: unit["a"], Reason: "住在那边"})
	o.Give("clerk", id, &matter.Refer{Unit: unit["a"], Service: "心理辅导"})
	offers := func(login string) string {
		t.Helper()
		list, err := o.Offers(t.Context(), o.Who[login], views.Offer{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, x := range list {
			out = append(out, []string{"", "given", "offered", "referred"}[x.What])
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	told := func(login string) string {
		t.Helper()
		o.CatchUp()
		list, err := o.Notify.Inbox(t.Context(), o.Who[login], 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, x := range list {
			out = append(out, x.Kind)
		}
		return strings.Join(out, " ")
	}
	end := func(from, to string) {
		t.Helper()
		u, _ := o.Org().UnitByCode(from)
		o.ChangeOrg(&org.UnitSet{ID: u.ID, Code: u.Code, Zh: u.Zh, Area: u.Area, Parent: u.Parent, Former: true,
			SuccessorCode: to})
		o.settled()
	}
	end("a", "b")
	m := o.Truth(id)
	if m.Offer == nil || m.Offer.To != unit["b"] || m.Referrals[0].Unit != unit["b"] || offers("a") != "" ||
		offers("b") != "offered referred" {
		t.Fatalf("offer %+v, referrals %+v; waits for %q and %q", m.Offer, m.Referrals, offers("a"), offers("b"))
	}
	for login, want := range map[string]string{"b": "case_offered", "clerk": "case_moved",
		"disp": "case_moved"} {
		if got := told(login); !strings.Contains(got, want) {
			t.Errorf("%s is told %q, want %q", login, got, want)
		}
	}
	o.Give("b", id, &matter.TakeReferral{})
	o.Give("b", id, &matter.AcceptTransfer{})
	o.Give("b", id, &matter.Refer{Unit: o.Units["she"], Service: "送衣物"})
	end("b", "c") // which has it now
	if m = o.Truth(id); m.Lead != unit["c"] || m.Referrals[0].Unit != unit["c"] {
		t.Errorf("lead %d, referrals %+v", m.Lead, m.Referrals)
	}
	x, on := m.Member(who["b"].Person)
	if !on || x.Unit != unit["c"] {
		t.Errorf("who worked on it: %+v %v", m.Members, on)
	}
	p, _ := o.Org().PersonByLogin("cb")
	o.ChangeOrg(&org.PersonSet{ID: p.ID, Login: "cb", Name: "乙", Posts: clerk, UnitCodes: []string{"c"}})
	o.settled()
	if _, on = o.Truth(id).Member(p.ID); !on {
		t.Error("who went along with his unit is off the case")
	}
	o.Give("b", id, &matter.AnswerReferral{Text: "已辅导"})
	o.Give("b", id, &matter.Transfer{To: o.Units["she"], Reason: "回原单位"})
	end("c", "she") // offered to whom it falls: the offer is over, and the case there
	if m = o.Truth(id); m.Offer != nil || m.Lead != o.Units["she"] {
		t.Errorf("offer %+v, lead %d", m.Offer, m.Lead)
	}
	if err := views.Check(t.Context(), o.DB.Read(), 4304, nil, func(s string) { t.Error(s) }); err != nil {
		t.Error(err)
	}
}
