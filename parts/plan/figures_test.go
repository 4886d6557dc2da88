package plan_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
	"xiaohao/parts/indicator"
	"xiaohao/parts/plan"
	"xiaohao/platform/lang"
)

// Spans of the tests.
const (
	q1, q2, q3 = indicator.Span(202641), indicator.Span(202642), indicator.Span(202643)
	y2026      = indicator.Span(202600)
)

// TestAPlanStandsAsItsIndicators: a goal stands as its real indicator does, against that one's target and line and not
// against what is typed in the plan; a code or a set that there is not is refused.
func TestAPlanStandsAsItsIndicators(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	bad := o.content()
	bad.Goals[0].Indicator = "shells"
	_, err := o.Begin(o.ctx, o.Who["disp"], o.ID(), bad, "")
	want(t, err, "plan_code")
	bad = o.content()
	bad.Set = o.set + 1
	_, err = o.Begin(o.ctx, o.Who["disp"], o.ID(), bad, "")
	want(t, err, "plan_set")
	bad = o.content()
	bad.Area = citytest.City // the set is the county's
	_, err = o.Begin(o.ctx, o.Who["sup"], o.ID(), bad, "")
	want(t, err, "plan_set")

	c := o.content()
	c.Goals = append(c.Goals, plan.Goal{Text: "新造", Indicator: "planted"}, plan.Goal{Text: "群众满意"})
	id := o.begin(c)
	o.pass(id, 0)
	if s := o.sheet("lead", id); s.Goals[0].Stand == nil || s.Goals[0].Stand.Actual != nil || s.Counts.Figures != 0 ||
		s.Counts.Goals != 2 {
		t.Errorf("%+v %+v", s.Goals, s.Counts)
	}
	o.aim("planted", y2026, 100)
	o.aim("shell", y2026, 0)
	o.aim("shell", indicator.Base, 1)
	o.read(q1, 0, 10) // of 25 by then
	s := o.sheet("lead", id)
	g := s.Goals[1].Stand
	if g == nil || g.Actual == nil || *g.Actual != 10*indicator.One || *g.Target != 100*indicator.One ||
		g.Light != indicator.Red || s.Light != indicator.Red || s.Counts.Figures != 2 || s.Counts.Judged != 2 ||
		s.Counts.Behind != 2 || s.Goals[2].Stand != nil {
		t.Errorf("%+v\n%+v", s.Goals, s.Counts)
	}
	o.read(q2, 9, 60)
	o.read(q3, 9, 20)
	s = o.sheet("lead", id)
	if g := s.Goals[1].Stand; g.Light != indicator.Green || *g.Actual != 90*indicator.One {
		t.Errorf("%+v", g)
	}
	if g := s.Goals[0].Stand; g.Light != indicator.Green || *g.Actual != 0 || s.Counts.Behind != 0 {
		t.Errorf("%+v %+v", g, s.Counts)
	}
	// what is typed in the plan and what is aimed at are told apart
	if len(s.Goals[0].Apart) != 1 || s.Goals[0].Apart[0] != (plan.Target{Year: 2026}) || s.Goals[1].Apart != nil {
		t.Errorf("%+v", s.Goals)
	}
	o.aim("shell", y2026, 50)
	if s := o.sheet("lead", id); s.Goals[0].Apart != nil {
		t.Errorf("%+v", s.Goals)
	}
	// who reads the plan and not the county's figures is told none
	if s := o.sheet("clerk", id); s.Goals[0].Stand != nil || s.Counts.Figures != 0 {
		t.Errorf("%+v", s.Goals)
	}
}

// TestNotWellWithoutABase: an indicator whose line begins at its own first figure is always on it; the plan does not
// say that it is well, nor that all is.
func TestNotWellWithoutABase(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	c := o.content()
	c.Measures = nil
	c.Measures = []plan.Measure{{Text: "每年培训", Yearly: true}}
	id := o.begin(c)
	o.pass(id, 0)
	task, err := o.HandOut(o.ctx, o.Who["disp"], o.ID(), id, "m2")
	want(t, err, "")
	o.Give("disp", task, &matter.Assign{Lead: o.Units["jie"]})
	o.Give("head", task, &matter.Sign{})
	o.Give("head", task, &matter.Fix{Note: "办了"})
	o.Give("ver", task, &matter.StrikeOff{Note: "看过"})
	o.aim("shell", y2026, 0)
	o.read(q3, 0, 0)
	w := plan.Papers{Names: o.Plans.Desk.Names(lang.Zh)}
	said := func() string {
		s := o.sheet("lead", id)
		g := s.Goals[0]
		return fmt.Sprint(s.Light, " ", g.Stand.Light, " ", w.Counts(s.Counts, s.Pace), w.Goal(g.Stand, g.NoBase))
	}
	if got := said(); strings.Contains(got, "green") || strings.Contains(got, "达到序时进度，") ||
		!strings.Contains(got, "1 个指标缺数据、目标值或基期值") || !strings.Contains(got, "没有基期值") {
		t.Errorf("%s", got)
	}
	o.aim("shell", indicator.Base, 1)
	if got := said(); !strings.Contains(got, "red") || !strings.Contains(got, "1 个指标落后") ||
		strings.Contains(got, "基期") {
		t.Errorf("%s", got)
	}
	o.read(q3, 5, 0)
	if got := said(); !strings.HasPrefix(got, "green green ") || !strings.Contains(got, "1 个指标达到序时进度") {
		t.Errorf("%s", got)
	}
}

// TestReportsAreFrozen: the mid-term report and the final one hold the plan's own figures of their day, whoever makes
// them; whatever is read, aimed at, done or paid afterwards changes nothing of them.
func TestReportsAreFrozen(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.ChangeOrg(&org.UnitSet{Code: "ju", Zh: "农业农村局", Area: citytest.County}, &org.PersonSet{Login: "ju", Name: "局长壬",
		Posts: []org.Post{{Kind: matter.UnitHead}}, UnitCodes: []string{"ju"}})
	ju, _ := o.Org().UnitByCode("ju")
	who, _ := o.Org().PersonByLogin("ju")
	o.Who["ju"] = who.Caller()
	c := o.content()
	c.Lead = ju.ID
	id := o.begin(c)
	o.pass(id, 0)
	o.aim("shell", y2026, 0)
	o.aim("shell", indicator.Base, 1)
	o.read(q1, 0, 10)
	o.read(q2, 3, 10)
	_, err := o.HandOut(o.ctx, o.Who["disp"], o.ID(), id, "m2")
	want(t, err, "")
	// the lead unit's head may not see the street's task; his report has it
	if s := o.sheet("ju", id); s.Measures[0].State != plan.Hidden {
		t.Error("a bureau sees a street's task")
	}
	want(t, o.Report(o.ctx, o.Who["ju"], o.ID(), id, "过半"), "")
	seq := o.see("ju", id).Reports[0].Seq
	made := func(seq int64) string {
		_, m, err := o.Made(o.ctx, o.Who["ver"], id, seq)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(m)
		return string(b)
	}
	_, m, err := o.Made(o.ctx, o.Who["ver"], id, seq)
	if err != nil || m.Figures.Goals[0].Stand == nil || *m.Figures.Goals[0].Stand.Actual != 0 ||
		len(m.Figures.Goals[0].Series) != 2 || m.Figures.Goals[0].Series[0].Value != indicator.One ||
		m.Figures.Measures[0].State != "assigned" || m.Figures.Counts.Measures != 2 {
		t.Fatalf("%+v %v", m, err)
	}
	p, m, _ := o.Made(o.ctx, o.Who["ver"], id, seq)
	if r := (plan.Papers{Names: o.Plans.Desk.Names(lang.Zh)}).Report(p, m); !strings.Contains(r.Lists[0].Rows[0][1],
		"各期：2026-Q1 1 个，2026-Q2 0 个") {
		t.Errorf("%+v", r.Lists)
	}
	was := made(seq)
	o.read(q1, 8, 99)
	o.read(q2, 0, 99)
	o.aim("shell", y2026, 5)
	want(t, o.Pay(o.ctx, o.Who["disp"], o.ID(), id, plan.Paid{Line: "f4", Amount: 5, Day: o.Now()}), "")
	o.Set("2028-02-01 10:00")
	if got := made(seq); got != was {
		t.Errorf("%s\nwas %s", got, was)
	}
	if s := o.sheet("lead", id); *s.Goals[0].Stand.Actual != indicator.One {
		t.Errorf("the page does not say what is read now: %+v", s.Goals[0].Stand)
	}
	want(t, o.End(o.ctx, o.Who["sup"], o.ID(), id, plan.Assessment{Reached: "x", Missed: "x", Lessons: "x"}), "")
	last := o.see("ver", id).Reports[1].Seq
	end := made(last)
	if end == was || !strings.Contains(end, `"paid":5`) {
		t.Error("the final assessment has the old figures")
	}
	o.read(q2, 7, 1)
	if made(seq) != was || made(last) != end {
		t.Error("a report changed")
	}
	o.sound()
}

// TestTheBoardHasTheWorst: the worst of all plans stands first, be it the oldest of more than a page; what is said of
// all of them counts all; and a plan stands on the board as on its own page.
func TestTheBoardHasTheWorst(t *testing.T) {
	defer plan.ReadRows(10)() // nothing runs beside this test
	o := newTown(t)
	bad := o.content()
	bad.Title = "最差的计划"
	bad.Measures[0].Due = o.at("2026-11-10") // over
	worst := o.begin(bad)
	o.pass(worst, 0)
	var first []int64
	for range 42 {
		c := o.content()
		c.First, c.Measures, c.Goals = o.at("2026-11-01"), c.Measures[1:], nil
		id := o.begin(c)
		o.pass(id, o.at("2026-11-01"))
		first = append(first, id)
	}
	for _, key := range []string{"m1"} {
		_, err := o.HandOut(o.ctx, o.Who["disp"], o.ID(), first[0], key)
		want(t, err, "")
	}
	b, err := o.Board(o.ctx, o.Who["lead"], 0)
	if err != nil || b.All != 43 || len(b.Sheets) != 40 || b.Sheets[0].Plan.ID != worst ||
		b.Sheets[0].Light != indicator.Red || b.Lights[indicator.Red] != 1 {
		t.Fatalf("%d of %d, %v, %v, %v", len(b.Sheets), b.All, b.Lights, b.Sheets[0].Content.Title, err)
	}
	for _, s := range b.Sheets {
		one, _ := json.Marshal(o.sheet("lead", s.Plan.ID))
		if got, _ := json.Marshal(s); string(got) != string(one) {
			t.Fatalf("on the board %s\non its page %s", got, one)
		}
	}
	if b, _ := o.Board(o.ctx, o.Who["far"], 0); b.All != 0 {
		t.Error("another county's verifier sees them")
	}
	if b, _ := o.Board(o.ctx, o.Who["lead"], citytest.Other); b.All != 0 {
		t.Error("they are shown for another county")
	}
}

// TestShippedCodes: every indicator that a shipped plan names is one of the shipped set that it names.
func TestShippedCodes(t *testing.T) {
	t.Parallel()
	sets, err := indicator.ShippedSets()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range plan.Templates() {
		s, err := plan.Shipped(code)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(sets, func(x indicator.Shipped) bool { return x.Key == s.Set })
		if i < 0 {
			t.Errorf("%s: there is no set %q", code, s.Set)
			continue
		}
		for _, g := range s.Goals {
			if _, ok := sets[i].Get(g.Indicator); !ok {
				t.Errorf("%s: %q has no indicator %q", code, s.Set, g.Indicator)
			}
		}
	}
}

// TestAShippedPlanOverItsSet: a shipped plan begins over its shipped set as it is, and its goals stand there.
func TestAShippedPlanOverItsSet(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.ChangeOrg(&org.AreaSet{Area: 430405001201, Name: "堰头村"})
	sets, err := indicator.ShippedSets()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range plan.Templates() {
		s, _ := plan.Shipped(code)
		i := slices.IndexFunc(sets, func(x indicator.Shipped) bool { return x.Key == s.Set })
		d := sets[i].Definition
		d.Area, d.From, d.To = citytest.County, o.at("2026-01-01"), o.at("2029-01-01")
		set, err := o.Indicators.Define(o.ctx, o.Who["sup"], o.ID(), d)
		want(t, err, "")
		c := s.Start(citytest.County, o.Units["jie"], 2026)
		c.Set = set
		id := o.begin(c)
		o.pass(id, 0)
		if s := o.sheet("lead", id); s.Counts.Goals != len(c.Goals) || slices.ContainsFunc(s.Goals,
			func(g plan.GoalStand) bool { return g.Stand == nil }) {
			t.Errorf("%s: %+v", code, s.Goals)
		}
	}
}
