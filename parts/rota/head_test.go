package rota_test

import (
	"fmt"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/rota"
)

// TestTheHeadSeesWhoLooked: the head of the unit that has a case finds it and who opened it, the supervisor on duty
// among them, though he is not on it and reads nothing else; no other head does, nor does he once it went elsewhere.
func TestTheHeadSeesWhoLooked(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.ChangeOrg(&org.PersonSet{Login: "shehead", Name: "主任", Posts: []org.Post{{Kind: matter.UnitHead}},
		UnitCodes: []string{"she"}})
	p, _ := o.Org().PersonByLogin("shehead")
	o.Who["shehead"] = p.Caller()
	o.set("sup", rota.Watch{Area: citytest.County, Person: o.Who["sup"].Person, As: matter.AsSupervisor, Days: 127})
	id := o.help()
	o.Give("disp", id, &matter.List{Category: "help.person"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", id, &matter.Sign{})
	o.want(id, "sup supervisor, disp duty, clerk handler")
	if _, err := o.Matter(o.ctx, o.Who["sup"], id); err != nil { // he opens it
		t.Fatal(err)
	}
	for login, code := range map[string]string{"shehead": "", "sup": "", "clerk": "not_allowed",
		"head": "matter_missing", "ver": "matter_missing", "admin": "matter_missing"} {
		list, _, err := o.Readings(o.ctx, o.Who[login], id, 0, 10)
		if fault.Code(err) != code || code == "" && (len(list) != 1 || list[0].Name != "督办己") {
			t.Errorf("%s reads %+v: %v", login, list, err)
		}
		held, err := o.CasesHeld(o.ctx, o.Who[login], views.Holding{}, 10)
		if err != nil || (len(held) == 1) != (login == "shehead") {
			t.Errorf("%s has %+v: %v", login, held, err)
		}
	}
	if _, err := o.Matter(o.ctx, o.Who["shehead"], id); fault.Code(err) != "matter_missing" {
		t.Errorf("the head opens it: %v", err)
	}
	o.ChangeOrg(&org.PersonSet{Login: "newclerk", Name: "新", Posts: []org.Post{{Kind: matter.UnitClerk}},
		UnitCodes: []string{"new"}})
	q, _ := o.Org().PersonByLogin("newclerk")
	o.Who["newclerk"] = q.Caller()
	o.Give("clerk", id, &matter.Transfer{To: o.Units["new"], Reason: "在那边"})
	o.Give("newclerk", id, &matter.AcceptTransfer{})
	if _, _, err := o.Readings(o.ctx, o.Who["shehead"], id, 0, 10); fault.Code(err) != "matter_missing" {
		t.Errorf("the head of the former unit: %v", err)
	}
}

// TestWhatWaitsIsPagedWhole: one case is asked of many units in one instant, and somebody acts for all of them: a page
// of any length goes on where it ended, and shows each once.
func TestWhatWaitsIsPagedWhole(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.help()
	o.Give("disp", id, &matter.List{Category: "help.person"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", id, &matter.Sign{})
	person := &org.PersonSet{Login: "many", Name: "多"}
	for n := range 7 {
		code := fmt.Sprintf("u%d", n)
		o.ChangeOrg(&org.UnitSet{Code: code, Zh: code, Area: citytest.Street})
		person.Posts = append(person.Posts, org.Post{Kind: matter.UnitClerk})
		person.UnitCodes = append(person.UnitCodes, code)
	}
	o.ChangeOrg(person)
	p, _ := o.Org().PersonByLogin("many")
	until := o.Now().Plus(24 * 3600e6)
	for _, x := range p.Posts {
		o.Give("clerk", id, &matter.Refer{Unit: x.Unit, Service: "送衣物", Until: until})
	}
	for limit := 1; limit <= 8; limit++ {
		seen, at := map[int64]int{}, views.Offer{}
		for {
			list, err := o.Offers(o.ctx, p.Caller(), at, limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			for _, x := range list {
				seen[x.Unit]++
			}
			at = list[len(list)-1]
		}
		for _, x := range p.Posts {
			if seen[x.Unit] != 1 {
				t.Errorf("by %d: unit %d is shown %d times", limit, x.Unit, seen[x.Unit])
			}
		}
	}
}
