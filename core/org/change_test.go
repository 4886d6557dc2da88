package org

import (
	"encoding/json"
	"testing"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

func TestChangesAreChecked(t *testing.T) {
	t.Parallel()
	units := map[int64]Unit{1: {ID: 1, Code: "a", Zh: "甲", Area: 430405000000},
		2: {ID: 2, Code: "b", Zh: "乙", Area: 430405001000, Parent: 1}}
	people := map[int64]Person{5: {ID: 5, Login: "li", Name: "李"}}
	for _, c := range []struct {
		want    string
		changes []Change
	}{
		{"", []Change{&AreaSet{Area: 430405002000, Name: "新镇"}, &AreaSet{Area: 430405002001, Name: "新村"}}},
		{"area_parent", []Change{&AreaSet{Area: 430405002001, Name: "新村"}}},
		{"area_code", []Change{&AreaSet{Area: 43, Name: "x"}}},
		{"name_length", []Change{&AreaSet{Area: 430405002000}}},
		{"", []Change{&UnitSet{Code: "c", Zh: "丙", Area: 430405001000, ParentCode: "a"},
			&UnitSet{Code: "d", Zh: "丁", Area: 430405001001, ParentCode: "c"}}},
		{"unit_unknown", []Change{&UnitSet{Code: "d", Zh: "丁", Area: 430405001001, ParentCode: "c"}}},
		{"unit_area", []Change{&UnitSet{Code: "c", Zh: "丙", Area: 430406000000, ParentCode: "a"}}},
		{"unit_circle", []Change{&UnitSet{ID: 1, Code: "a", Zh: "甲", Area: 430405001000, Parent: 2}}},
		{"unit_circle", []Change{&UnitSet{ID: 1, Code: "a", Zh: "甲", Area: 430405000000, Parent: 1}}},
		{"unit_code_taken", []Change{&UnitSet{ID: 2, Code: "a", Zh: "乙", Area: 430405001000}}},
		{"unit_code", []Change{&UnitSet{Code: "=1", Zh: "乙", Area: 430405001000}}},
		{"area_unknown", []Change{&UnitSet{Code: "c", Zh: "丙", Area: 430499000000}}},
		{"", []Change{&PersonSet{Login: "Wang", Name: "王", Posts: []Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"b"}}}},
		{"post_unit", []Change{&PersonSet{Login: "wang", Name: "王", Posts: []Post{{Kind: matter.UnitClerk}}}}},
		{"post_unknown", []Change{&PersonSet{Login: "wang", Name: "王",
			Posts: []Post{{Kind: "king", Area: 430400000000}}}}},
		{"post_unknown", []Change{&PersonSet{Login: "wang", Name: "王",
			Posts: []Post{{Kind: matter.Resident, Area: 430400000000}}}}},
		{"area_unknown", []Change{&PersonSet{Login: "wang", Name: "王", Posts: []Post{{Kind: matter.Leader}}}}},
		{"login_form", []Change{&PersonSet{Login: "a b", Name: "王"}}},
		{"login_taken", []Change{&PersonSet{Login: "wang", Name: "王"}, &PersonSet{ID: 5, Login: "wang", Name: "李"}}},
		{"person_unknown", []Change{&PersonSet{ID: 77, Login: "wang", Name: "王"}}},
	} {
		s := testOrg(t, units, people).Stage()
		var err error
		for i, x := range c.changes {
			if _, err = s.Add(x, int64(100+i)); err != nil {
				break
			}
		}
		if fault.Code(err) != c.want {
			b, _ := json.Marshal(c.changes)
			t.Errorf("%s: got %v, want %q", b, err, c.want)
		}
	}
}

// TestKeysFindTheSame says that an import of the same file twice changes and does not double.
func TestKeysFindTheSame(t *testing.T) {
	t.Parallel()
	s := testOrg(t, map[int64]Unit{1: {ID: 1, Code: "a", Zh: "甲", Area: 430405000000}},
		map[int64]Person{5: {ID: 5, Login: "li", Name: "李"}}).Stage()
	u, err := s.Add(&UnitSet{Code: "a", Zh: "甲甲", Area: 430405000000}, 100)
	if err != nil || u.(*UnitSet).ID != 1 {
		t.Errorf("%+v %v", u, err)
	}
	p, err := s.Add(&PersonSet{Login: "LI", Name: "李四"}, 101)
	if err != nil || p.(*PersonSet).ID != 5 {
		t.Errorf("%+v %v", p, err)
	}
}

func TestWhoMayChange(t *testing.T) {
	t.Parallel()
	o := testOrg(t, nil, map[int64]Person{5: {ID: 5, Login: "li", Name: "李",
		Posts: []Post{{Kind: matter.Leader, Area: 430400000000}}}})
	admin := func(a area.Code) Caller {
		return Caller{Person: 1, Posts: []Post{{Kind: matter.Administrator, Area: a}}}
	}
	leader := &PersonSet{ID: 5, Login: "li", Name: "李", Posts: []Post{{Kind: matter.Verifier, Area: 430405000000}}}
	for _, c := range []struct {
		what   string
		caller Caller
		change Change
		want   bool
	}{
		{"the city's administrator", admin(430400000000), &AreaSet{Area: 430405001000, Name: "甲镇"}, true},
		{"the county's administrator at home", admin(430405000000), &AreaSet{Area: 430405001000, Name: "甲镇"}, true},
		{"the county's administrator elsewhere", admin(430405000000), &AreaSet{Area: 430406001000, Name: "乙镇"}, false},
		{"taking away a post one may not give", admin(430405000000), leader, false},
		{"the same by the city", admin(430400000000), leader, true},
		{"making oneself the city's administrator", admin(430405000000),
			&PersonSet{Login: "wang", Name: "王", Posts: []Post{{Kind: matter.Administrator, Area: 430400000000}}},
			false},
		{"a dispatcher", Caller{Person: 1, Posts: []Post{{Kind: matter.Dispatcher, Area: 430400000000}}},
			&AreaSet{Area: 430405001000, Name: "甲镇"}, false},
		{"nobody", Caller{}, &AreaSet{Area: 430405001000, Name: "甲镇"}, false},
	} {
		s := o.Stage()
		r, err := s.Add(c.change, 100)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.MayChange(c.caller, r); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}
