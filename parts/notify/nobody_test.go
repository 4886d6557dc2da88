package notify_test

import (
	"context"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// TestNobodyThere gives work to a unit without anybody. That is said before it is done, and so is taking the last
// person away; the unit above finds the work among its own, may do it and is told; the supervisor sees which units
// they are.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带缺了一大片"})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	_, err := o.Do(ctx, o.Who["disp"], desk.Command{ID: o.ID(), Matter: id, Body: &matter.Assign{Lead: o.Units["new"]}})
	if fault.Code(err) != "unit_nobody" {
		t.Fatalf("assigned to nobody without a word: %v", err)
	}
	o.Give("disp", id, &matter.Assign{Lead: o.Units["new"], Anyway: true})
	o.CatchUp()
	if n, err := o.Notify.Unread(ctx, o.Who["head"]); err != nil || n == 0 {
		t.Errorf("the unit above is not told: %d, %v", n, err)
	}
	page, err := o.Work(ctx, o.Who["head"], views.Filter{})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Why != views.ToSign {
		t.Errorf("the work of the head above: %+v, %v", page.Rows, err)
	}
	list, err := o.Nobody(ctx, o.Who["sup"])
	if err != nil || len(list) != 1 || list[0].Unit.ID != o.Units["new"] || list[0].Matters != 1 ||
		list[0].StandIn.ID != o.Units["jie"] {
		t.Errorf("nobody there: %+v, %v", list, err)
	}
	o.Give("head", id, &matter.Sign{})
	p, _ := o.Org().PersonByLogin("clerk")
	gone := &org.PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Posts: p.Posts, Disabled: true}
	if _, err := o.Change(ctx, o.Who["admin"], o.ID(), []org.Change{gone}); fault.Code(err) != "unit_empties" {
		t.Fatalf("the last person was taken away without a word: %v", err)
	}
	gone.Anyway = true
	o.ChangeOrg(gone)
	if list, err := o.Nobody(ctx, o.Who["sup"]); err != nil || len(list) != 2 {
		t.Errorf("nobody there: %+v, %v", list, err)
	}
	o.ChangeOrg(&org.UnitSet{Code: "look", Zh: "核查中心", Area: citytest.City})
	look, _ := o.Org().UnitByCode("look")
	o.ChangeOrg(&org.PersonSet{Login: "looker", Name: "核查员", Posts: []org.Post{{Kind: matter.Verifier,
		Area: citytest.City, Unit: look.ID}}})
	if list, err := o.Nobody(ctx, o.Who["sup"]); err != nil || len(list) != 2 {
		t.Errorf("a centre of verifiers without matters is no empty unit: %+v, %v", list, err)
	}
}

// TestDeadlineIsAsked raises the urgency of a matter in hand. Without a word nothing happens but that old and new are
// shown; kept it stays, anew it runs from now on, and the unit is told either way.
func TestDeadlineIsAsked(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	for _, say := range matter.DeadlineFates() {
		id := o.Assigned()
		before := o.Truth(id)
		o.Advance(time.Hour)
		raise := &matter.Amend{Category: "fac.lamp", Severity: matter.Urgent, Reason: "伤人"}
		_, err := o.Do(ctx, o.Who["disp"], desk.Command{ID: o.ID(), Matter: id, Body: raise})
		if f := fault.Of(err); fault.Code(err) != "deadline_asks" || f.Args["old"] != "2026-11-23 10:00" &&
			f.Args["old"] != "2026-11-23 11:00" || f.Args["new"] == "" {
			t.Fatalf("raised without a word: %v", err)
		}
		o.CatchUp()
		told, err := o.Notify.Unread(ctx, o.Who["clerk"])
		if err != nil {
			t.Fatal(err)
		}
		raise.Deadline = say
		o.Give("disp", id, raise)
		m := o.Truth(id)
		if anew := say == matter.DeadlineAnew; anew != (m.Due < before.Due) || m.Severity != matter.Urgent ||
			anew && (m.From != o.Now() || m.Next != m.Due) {
			t.Errorf("%s: due %v, was %v, from %v", say, m.Due, before.Due, m.From)
		}
		o.CatchUp()
		if n, err := o.Notify.Unread(ctx, o.Who["clerk"]); err != nil || n != told+1 {
			t.Errorf("%s: the unit was told %d, %v", say, n-told, err)
		}
	}
	id := o.Assigned()
	o.Give("disp", id, &matter.Amend{Place: "门口", Reason: "更正"}) // nothing to ask
}

// TestResidentsWords has the reporter speak on a living matter: who has it in hand finds it in his inbox, and what
// speaks of danger is told at once.
func TestResidentsWords(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	id := o.Assigned()
	o.CatchUp()
	before, err := o.Notify.Unread(ctx, o.Who["clerk"])
	if err != nil {
		t.Fatal(err)
	}
	o.Give("clerk", id, &matter.Sign{})
	said := desk.Command{ID: o.ID(), Matter: id, Body: &matter.Comment{Text: "电线漏电，很危险"}}
	if _, err := o.Do(ctx, org.Caller{Matter: id}, said); err != nil {
		t.Fatal(err)
	}
	o.CatchUp()
	if n, err := o.Notify.Unread(ctx, o.Who["clerk"]); err != nil || n != before+1 {
		t.Errorf("the handler was told %d, %v", n-before, err)
	}
}

// TestMergedReporterSpeaks merges a matter into another one, and that into a third: what the first reporter adds lands
// where the work is done.
func TestMergedReporterSpeaks(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	lives := o.Assigned()
	second := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带缺一片"})
	first := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带坏了"})
	o.Give("disp", first, &matter.Merge{Into: second})
	o.Give("disp", second, &matter.Merge{Into: lives})
	m, err := o.Survivor(ctx, o.Truth(first))
	if err != nil || m.ID != lives {
		t.Fatalf("lives on in %v, %v", m, err)
	}
	said := desk.Command{ID: o.ID(), Matter: first, Body: &matter.Comment{Text: "越来越大了"}}
	if _, err := o.Do(ctx, org.Caller{Matter: first}, said); err != nil {
		t.Fatal(err)
	}
	list, err := o.History(ctx, o.Who["disp"], lives, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := list[len(list)-1].Body.(*matter.WasCommented); !ok || c.Text != "越来越大了" || !c.Reporter {
		t.Errorf("the last word on the living matter: %+v", list[len(list)-1].Body)
	}
}
