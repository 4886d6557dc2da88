package notify_test

import (
	"context"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/parts/point"
)

// TestUnitAbolished abolishes a unit with open work that nobody succeeds. What is open there is said before it is done.
// Its people keep the work while they are in office; when the last one goes that is said too, and the unit above finds
// the work among its own. A successor that is abolished itself is none.
func TestUnitAbolished(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	id := o.Assigned()
	if _, err := o.Points.Add(ctx, o.Who["sup"], o.ID(), point.Details{Code: "P1", Name: "市场", Kind: "market",
		Area: citytest.Village, Unit: o.Units["she"]}); err != nil {
		t.Fatal(err)
	}
	old, _ := o.Org().Unit(o.Units["she"])
	end := &org.UnitSet{ID: old.ID, Code: old.Code, Zh: old.Zh, Area: old.Area, Parent: old.Parent, Former: true}
	_, err := o.Change(ctx, o.Who["admin"], o.ID(), []org.Change{end})
	if f := fault.Of(err); fault.Code(err) != "unit_open" || f.Args["matters"] != "1" || f.Args["points"] != "1" {
		t.Fatalf("abolished without a word of what is open: %v", err)
	}
	end.Successor = old.ID
	if _, err := o.Change(ctx, o.Who["admin"], o.ID(), []org.Change{end}); fault.Code(err) != "unit_successor_former" {
		t.Errorf("its own successor: %v", err)
	}
	end.Successor, end.Anyway = 0, true
	o.ChangeOrg(end)
	finds := func(login string) bool {
		t.Helper()
		page, err := o.Work(ctx, o.Who[login], views.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Rows) == 1 && page.Rows[0].ID == id
	}
	if !finds("clerk") {
		t.Error("its clerk does not find the matter any more")
	}
	p, _ := o.Org().PersonByLogin("clerk")
	gone := &org.PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Posts: p.Posts, Disabled: true}
	if _, err := o.Change(ctx, o.Who["admin"], o.ID(), []org.Change{gone}); fault.Code(err) != "unit_empties" {
		t.Errorf("the last person of an abolished unit went without a word: %v", err)
	}
	gone.Anyway = true
	o.ChangeOrg(gone)
	if !finds("head") {
		t.Error("the unit above does not find the matter")
	}
	if list, err := o.Nobody(ctx, o.Who["sup"]); err != nil || len(list) == 0 || list[0].Unit.ID != old.ID ||
		list[0].Matters != 1 {
		t.Errorf("nobody there: %+v, %v", list, err)
	}
}
