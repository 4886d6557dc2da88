package org

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// The tests' city: two counties with a township and a village each.
var testAreas = []area.Area{
	{Code: 430400000000, Name: "市"}, {Code: 430405000000, Name: "甲区"}, {Code: 430405001000, Name: "甲镇"},
	{Code: 430405001001, Name: "甲村"},
	{Code: 430406000000, Name: "乙区"}, {Code: 430406001000, Name: "乙镇"}, {Code: 430406001001, Name: "乙村"},
}

func testOrg(t testing.TB, units map[int64]Unit, people map[int64]Person) *Org {
	t.Helper()
	tree, err := area.NewTree(testAreas)
	if err != nil {
		t.Fatal(err)
	}
	return Build(tree, units, people)
}

// drawn is a random organisation, a random caller and a random matter.
type drawn struct {
	org    *Org
	caller Caller
	m      *matter.Matter
}

func draw(rt *rapid.T, t testing.TB) drawn {
	codes := make([]area.Code, len(testAreas))
	for i, a := range testAreas {
		codes[i] = a.Code
	}
	pick := func(label string) area.Code { return rapid.SampledFrom(codes).Draw(rt, label) }
	units := map[int64]Unit{}
	n := rapid.Int64Range(1, 8).Draw(rt, "units")
	for id := int64(1); id <= n; id++ {
		u := Unit{ID: id, Code: fmt.Sprint("u", id), Zh: "单位", Area: pick("unit area")}
		if id > 1 && rapid.Bool().Draw(rt, "has parent") {
			u.Parent = rapid.Int64Range(1, id-1).Draw(rt, "parent")
		}
		units[id] = u
	}
	unit := func(label string) int64 { return rapid.Int64Range(0, n).Draw(rt, label) }
	c := Caller{Person: rapid.Int64Range(0, 5).Draw(rt, "person"), Matter: rapid.Int64Range(0, 2).Draw(rt, "receipt")}
	if c.Person != 0 {
		c.Matter = 0
		for range rapid.IntRange(0, 3).Draw(rt, "posts") {
			kind := rapid.SampledFrom(matter.Posts()).Draw(rt, "kind")
			p := Post{Kind: kind, Area: pick("post area"), Unit: unit("post unit")}
			if slices.Contains(unitPosts, kind) {
				p.Unit = max(p.Unit, 1)
				p.Area = units[p.Unit].Area
			}
			c.Posts = append(c.Posts, p)
		}
	}
	for range rapid.IntRange(0, 2).Draw(rt, "watches") {
		c.Watches = append(c.Watches, Watch{pick("watched area"), rapid.SampledFrom([][]string{{"env.rubbish"},
			{"env.rubbish", "green.damage"}, nil}).Draw(rt, "watched categories")})
	}
	m := &matter.Matter{ID: rapid.Int64Range(1, 3).Draw(rt, "id"),
		Category: rapid.SampledFrom([]string{"", "green.damage", "fac.lamp"}).Draw(rt, "category"),
		Kind:     rapid.SampledFrom(matter.Kinds()).Draw(rt, "matter kind"), Area: pick("matter area"),
		State: rapid.SampledFrom(matter.States()).Draw(rt, "state"), Lead: unit("lead"),
		Reporter: rapid.Int64Range(0, 5).Draw(rt, "reporter"),
		Decider:  rapid.IntRange(0, 4).Draw(rt, "decider")}
	if m.Lead != 0 {
		if u := unit("co"); u != 0 {
			m.Co = []int64{u}
		}
		if u := unit("upper"); u != 0 {
			m.Uppers = []int64{u}
		}
	}
	for id := range int64(6) {
		if rapid.IntRange(0, 3).Draw(rt, "on the case") == 0 {
			m.Members = append(m.Members, matter.Member{Person: id, As: matter.AsHandler})
		}
	}
	if rapid.IntRange(0, 3).Draw(rt, "offered") == 0 {
		m.Offer = &matter.Offer{To: max(unit("offered to"), 1)}
	}
	if rapid.IntRange(0, 3).Draw(rt, "referred") == 0 {
		m.Referrals = []matter.Referral{{Unit: max(unit("referred to"), 1)}}
	}
	return drawn{testOrg(t, units, nil), c, m}
}

// sees says in other words than the code who sees a matter.
func (d drawn) sees() bool {
	c, m := d.caller, d.m
	if c.Matter == m.ID && c.Matter != 0 || c.Person != 0 && c.Person == m.Reporter {
		return true
	}
	if m.Kind == matter.Help { // by name, and while he holds a post in which people work on cases
		works := slices.ContainsFunc(c.Posts, func(p Post) bool {
			return p.Kind != matter.Resident && p.Kind != matter.Auditor && p.Kind != matter.Administrator
		})
		return c.Person != 0 && works && slices.ContainsFunc(m.Members, func(x matter.Member) bool {
			return x.Person == c.Person
		})
	}
	if d.watched() {
		return true
	}
	for _, p := range c.Posts {
		over := false
		for a := m.Area; a != 0; a = a.Parent() {
			over = over || a == p.Area
		}
		switch p.Kind {
		case matter.Dispatcher, matter.Verifier, matter.Supervisor, matter.Leader, matter.Auditor, matter.Inspector:
			if over {
				return true
			}
		case matter.UnitClerk, matter.UnitHead:
			for _, u := range m.Chain() {
				for up := u; up != 0; up = d.org.units[up].Parent {
					if up == p.Unit {
						return true
					}
				}
			}
		}
	}
	return false
}

// asked says in other words than the code whose word a case waits for that he is not on: that of the unit that has it
// and has not signed, that it was offered to, or that was asked for a service.
func (d drawn) asked(r matter.Rule) bool {
	if d.m.Kind != matter.Help || d.caller.Person == 0 {
		return false
	}
	unit := int64(-1)
	switch r.Command {
	case matter.CmdSign, matter.CmdBounce:
		if d.m.State == matter.Assigned && d.m.Lead != 0 {
			unit = d.m.Lead
		}
	case matter.CmdAcceptTransfer, matter.CmdRefuseTransfer:
		if d.m.Offer != nil {
			unit = d.m.Offer.To
		}
	case matter.CmdTakeReferral:
		if d.m.Referrals != nil {
			unit = d.m.Referrals[0].Unit
		}
	}
	return slices.ContainsFunc(d.caller.Posts, func(p Post) bool {
		acts := p.Unit == unit || d.org.standIns[unit] == p.Unit
		return p.Unit != 0 && (p.Kind == matter.UnitClerk || p.Kind == matter.UnitHead) && acts
	})
}

// office says in other words than the code for whom a rule of the office goes further than what he sees: who manages
// the organisation of the matter's area may have a reporter's name forgotten, and learns nothing else by it.
func (d drawn) office(r matter.Rule) bool {
	if !slices.Contains(r.Sides, matter.Office) {
		return false
	}
	for a := d.m.Area; a != 0; a = a.Parent() {
		if slices.ContainsFunc(d.caller.Posts, func(p Post) bool {
			return p.Kind == matter.Administrator && p.Area == a
		}) {
			return true
		}
	}
	return false
}

// watched says that the caller watches the matter: a problem of one of the categories, in the area or below it.
func (d drawn) watched() bool {
	for _, w := range d.caller.Watches {
		for a := d.m.Area; a != 0; a = a.Parent() {
			if a == w.Area && slices.Contains(w.Categories, d.m.Category) && d.m.Kind == matter.Problem {
				return d.caller.Person != 0
			}
		}
	}
	return false
}

// TestWatchingIsReading: whoever watches a problem may give no command that he might not give without, and reads
// nothing of a person in need by it.
func TestWatchingIsReading(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := draw(rt, t)
		bare := d.caller
		bare.Watches = nil
		r := rapid.SampledFrom(matter.Rules()).Draw(rt, "rule")
		with, err := d.org.May(d.caller, r, r.Posts, d.m)
		without, bareErr := d.org.May(bare, r, r.Posts, d.m)
		if (err == nil) != (bareErr == nil) || !reflect.DeepEqual(with, without) {
			rt.Fatalf("%s: %v as %+v, without watching %v as %+v", r.Command, err, with, bareErr, without)
		}
		if d.m.Kind == matter.Help && d.org.Sees(d.caller, d.m) != d.org.Sees(bare, d.m) {
			rt.Fatalf("a help matter is watched: %+v", d.m)
		}
		if a := d.m.Area; d.org.Scope(d.caller).Covers(a) != d.org.Scope(bare).Covers(a) {
			rt.Fatal("an area is covered by watching")
		}
	})
}

func TestScopeSaysWhoSees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := draw(rt, t)
		if got, want := d.org.Scope(d.caller).Match(d.m), d.sees(); got != want {
			rt.Fatalf("scope %+v matches %v, want %v: caller %+v, matter %+v", d.org.Scope(d.caller), got, want,
				d.caller, d.m)
		}
	})
}

func TestNothingIsAllowedOutsideScope(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := draw(rt, t)
		r := rapid.SampledFrom(matter.Rules()).Draw(rt, "rule")
		if r.Command == "report" {
			return
		}
		a, err := d.org.May(d.caller, r, r.Posts, d.m)
		if err != nil {
			if !d.sees() && !d.office(r) && !d.asked(r) && r.Command != "me_too" &&
				fault.Code(err) != "matter_missing" {
				rt.Fatalf("%s: a matter out of scope must not exist: %v", r.Command, err)
			}
			return
		}
		if r.Command == "me_too" {
			if d.m.Kind == matter.Help {
				rt.Fatalf("a help matter took a +1 from %+v", d.caller)
			}
			return
		}
		if !d.sees() && !d.office(r) && !d.asked(r) {
			rt.Fatalf("%s was allowed out of scope: caller %+v, matter %+v", r.Command, d.caller, d.m)
		}
		if !a.Reporter && !slices.ContainsFunc(d.caller.Posts, func(p Post) bool {
			return p.Kind == a.Post && slices.Contains(r.Posts, p.Kind)
		}) {
			rt.Fatalf("%s was allowed in the post %q that the caller does not hold", r.Command, a.Post)
		}
		if r.Decides && d.m.Decider != 0 && int(a.Level) > d.m.Decider {
			rt.Fatalf("%s was decided at level %d, the matter wants %d", r.Command, a.Level, d.m.Decider)
		}
		if slices.Equal(r.Sides, []matter.Side{matter.Lead}) && a.Unit != d.m.Lead {
			rt.Fatalf("%s for unit %d by unit %d", r.Command, d.m.Lead, a.Unit)
		}
	})
}

// TestWhoMay is the table that a city's people would read.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	o := testOrg(t, map[int64]Unit{1: {ID: 1, Code: "a", Area: 430405001000},
		2: {ID: 2, Code: "b", Area: 430405001001, Parent: 1}}, nil)
	m := &matter.Matter{ID: 9, Kind: matter.Problem, Area: 430405001001, Lead: 1, State: matter.Assigned}
	at := func(kind matter.Post, a area.Code, unit int64) Caller {
		return Caller{Person: 3, Posts: []Post{{Kind: kind, Area: a, Unit: unit}}}
	}
	for _, c := range []struct {
		what    string
		caller  Caller
		command string
		want    string
	}{
		{"dispatcher of the county", at(matter.Dispatcher, 430405000000, 0), "assign", ""},
		{"dispatcher of another county", at(matter.Dispatcher, 430406000000, 0), "assign", "matter_missing"},
		{"clerk of the lead unit", at(matter.UnitClerk, 430405001000, 1), "sign", ""},
		{"clerk of a unit below", at(matter.UnitClerk, 430405001001, 2), "sign", "matter_missing"},
		{"clerk assigning", at(matter.UnitClerk, 430405001000, 1), "assign", "not_allowed"},
		{"verifier", at(matter.Verifier, 430405000000, 0), "strike_off", ""},
		{"leader only looks", at(matter.Leader, 430400000000, 0), "assign", "not_allowed"},
		{"auditor only looks", at(matter.Auditor, 430400000000, 0), "comment", "not_allowed"},
		{"administrator sees nothing", at(matter.Administrator, 430400000000, 0), "assign", "matter_missing"},
		{"a resident", Caller{}, "comment", "matter_missing"},
		{"the holder of the receipt", Caller{Matter: 9}, "comment", ""},
		{"the holder of another receipt", Caller{Matter: 8}, "comment", "matter_missing"},
		{"a resident's +1", Caller{}, "me_too", ""},
		{"the clock climbing", Caller{Clock: true}, "climb", ""},
		{"the clock urging by hand", Caller{Clock: true}, "urge", "not_allowed"},
		{"a supervisor climbing", at(matter.Supervisor, 430400000000, 0), "climb", "not_allowed"},
		{"the clock holding to account", Caller{Clock: true}, "hold", "not_allowed"},
		{"the system striking off", Caller{System: true}, "strike_off", "not_allowed"},
	} {
		r, _ := matter.RuleOf(matter.CommandName(c.command))
		if _, err := o.May(c.caller, r, r.Posts, m); fault.Code(err) != c.want {
			t.Errorf("%s, %s: got %v, want %q", c.what, c.command, err, c.want)
		}
	}
}

// TestTheClockHandsOutTasks, urges and supervises them; it does neither with problems and help, and strikes nothing
// off.
func TestTheClockHandsOutTasks(t *testing.T) {
	t.Parallel()
	o := testOrg(t, nil, nil)
	for _, k := range matter.Kinds() {
		m := &matter.Matter{ID: 9, Kind: k, Area: 430405001001, State: matter.Listed}
		for _, r := range matter.Rules() {
			_, err := o.May(Caller{Clock: true}, r, r.Posts, m)
			want := r.ClockOnly() || r.Command == matter.CmdResume || r.Command == matter.CmdForget
			switch r.Command {
			case matter.CmdList:
				want = k != matter.Help
			case matter.CmdAssign, matter.CmdUrge, matter.CmdSupervise:
				want = k == matter.Task
			case matter.CmdComment:
				want = k == matter.Problem
			}
			if (err == nil) != want {
				t.Errorf("%s of a %v: %v", r.Command, k, err)
			}
		}
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	o := testOrg(t, map[int64]Unit{1: {ID: 1, Code: "a", Zh: "镇政府", Area: 430405001000},
		2: {ID: 2, Code: "b", Zh: "村委会", Area: 430405001001, Parent: 1},
		3: {ID: 3, Code: "c", Zh: "老单位", Former: true, Area: 430406000000}},
		map[int64]Person{7: {ID: 7, Login: "z", Name: "甲", Posts: []Post{{Kind: matter.UnitClerk, Unit: 1}}},
			8: {ID: 8, Login: "y", Name: "乙", Posts: []Post{{Kind: matter.UnitHead, Unit: 1}}},
			9: {ID: 9, Login: "x", Name: "丙", Disabled: true, Posts: []Post{{Kind: matter.UnitClerk, Unit: 1}}}})
	if got := fmt.Sprint(o.Uppers(2), o.Below(1), len(o.Staff(1)), o.Staff(1)[0].Name); got != "[1] [1 2] 2乙" {
		t.Error(got)
	}
	if u := o.FindUnits("村", 0, 9); len(u) != 1 || u[0].ID != 2 {
		t.Errorf("%+v", u)
	}
	if u := o.Units(0); len(u) != 3 || u[2].ID != 3 {
		t.Errorf("former units stand last: %+v", u)
	}
}
