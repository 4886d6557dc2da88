package node_test

import (
	"slices"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/node"
)

// given is a task in the hands of the subdistrict's office, with nodes.
func (o *town) given() int64 {
	o.T.Helper()
	id := o.Office.Give("sup", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: citytest.Village,
		Title: "整治背街小巷", Text: "按会议要求整治"})
	o.Office.Give("disp", id, &matter.List{Category: "task.meeting"})
	o.Office.Give("disp", id, &matter.Assign{Lead: o.Units["jie"]})
	o.must(o.Nodes.Set(o.ctx, o.Who["sup"], o.ID(), id, "decision"))
	return id
}

// owes is how many plans a person's unit owes, as his home page says.
func (o *town) owes(login string) (n int) {
	o.T.Helper()
	for _, w := range o.Office.Waits(o.ctx, o.Who[login]) {
		if w.Key == "waits.node_owed" {
			n = w.N
		}
	}
	return n
}

// TestTheNodesFollowTheTask to whatever unit it passes on, and the plan it owes with them; a card stays where it is.
func TestTheNodesFollowTheTask(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.given()
	from := o.Office.Now()
	card, err := o.Nodes.Give(o.ctx, o.Who["sup"], o.ID(), node.Giving{Unit: o.Units["jie"], Colour: node.RedCard,
		Matters: []int64{id}, Reason: "落后", From: from, Until: from.Plus(30 * 86400e6)})
	o.must(err)
	with := func(unit string, head, clerk int) {
		t.Helper()
		if k := o.track(id); k.Unit != o.Units[unit] {
			t.Errorf("the nodes are unit %d's, not %s's", k.Unit, unit)
		}
		if h, c := o.owes("head"), o.owes("clerk"); h != head || c != clerk {
			t.Errorf("with %s the upper unit owes %d plans, the lower one %d", unit, h, c)
		}
		if k, err := o.Card(o.ctx, o.Who["sup"], card); err != nil || k.Unit != o.Units["jie"] {
			t.Errorf("the card went to %+v, %v", k, err)
		}
		o.proven()
	}
	with("jie", 1, 0)
	o.Office.Give("head", id, &matter.Sign{})
	o.Office.Give("head", id, &matter.Delegate{To: o.Units["she"]})
	with("she", 0, 1)
	o.must(o.Explain(o.ctx, o.Who["clerk"], o.ID(), id, o.track(id).Nodes[0].Code, "等批复")) // it is written again
	with("she", 0, 1)
	o.Office.Give("clerk", id, &matter.Bounce{Reason: "不归我管"})
	with("jie", 1, 0)
	o.Office.Give("head", id, &matter.Delegate{To: o.Units["she"]})
	o.ChangeOrg(&org.UnitSet{Code: "she", Zh: "社区居委会", Area: citytest.Village, ParentCode: "jie", Former: true,
		SuccessorCode: "new"})
	for range 3 {
		if _, err := o.Office.Tick(o.ctx); err != nil {
			t.Fatal(err)
		}
	}
	with("new", 0, 0)
}

// leaders are one of the subdistrict and one of the county, beside the city's.
func (o *town) leaders() {
	o.T.Helper()
	o.ChangeOrg(&org.PersonSet{Login: "slead", Name: "街领导", Posts: []org.Post{{Kind: matter.Leader,
		Area: citytest.Street}}}, &org.PersonSet{Login: "clead", Name: "区领导", Posts: []org.Post{{Kind: matter.Leader,
		Area: citytest.County}}})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
}

// told are who was told that a plan waits too long, time after time: "slead; clead slead".
func (o *town) told(id int64) string {
	o.T.Helper()
	var out []string
	o.must(ledger.EachOf(o.ctx, o.Office.DB.Read(), 4304, id, ledger.ToEnd, []event.Type{node.ClimbedType},
		func(e ledger.Event) error {
			for _, tells := range o.Notify.Others.Tells() {
				if !slices.Contains(tells.Types, e.Type) {
					continue
				}
				list, err := tells.Tell(o.ctx, o.Office.DB.Read(), e)
				if err != nil {
					return err
				}
				for _, m := range list {
					out = append(out, o.logins(m))
				}
			}
			return nil
		}))
	return strings.Join(out, "; ")
}

func (o *town) logins(m part.Message) string {
	var out []string
	for login, who := range o.Who {
		if slices.Contains(m.People, who.Person) {
			out = append(out, login)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestALeaderWhoLetsAPlanWait is urged when policy's days are over, then those above him, up to the city's, once each
// by whatever programs; who decides ends it, and another plan has its own time.
func TestALeaderWhoLetsAPlanWait(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.leaders()
	id := o.followed()
	for i := range o.track(id).Nodes { // nothing else climbs
		code := o.track(id).Nodes[i].Code
		o.must(o.Explain(o.ctx, o.Who["clerk"], o.ID(), id, code, "方案未定"))
		o.must(o.Judge(o.ctx, o.Who["sup"], o.ID(), id, code, true, "属实"))
	}
	o.must(o.Propose(o.ctx, o.Who["clerk"], o.ID(), id, "分两步走", nil))
	due := o.track(id).Plan.Due
	if want := o.Calendar().Add(o.Office.Now(), calendar.Limit{Days: o.Policy().Nodes.Decide}); due != want {
		t.Errorf("a leader decides by %v, want %v", due, want)
	}
	o.at(due.Plus(-120e6))
	o.tick(id, "")
	other := node.New(o.Base)
	var want string
	for _, more := range []string{"slead", "; clead slead", "; clead lead slead", ""} {
		at := o.track(id).Plan.Chase
		if more == "" {
			if at = o.Office.Now().Plus(30 * 86400e6); o.track(id).Plan.Chase != 0 {
				t.Error("it climbs above the city")
			}
		}
		if want += more; o.told(id) == want && more != "" {
			t.Errorf("told too early: %s", want)
		}
		o.at(at)
		if _, err := other.Tick(o.ctx); err != nil {
			t.Fatal(err)
		}
		o.tick(id, "") // the unit did its part: the matter itself is not urged
		if got := o.told(id); got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	// another plan begins anew, and a decision ends it
	o.must(o.Return(o.ctx, o.Who["lead"], o.ID(), id, "太慢"))
	o.must(o.Propose(o.ctx, o.Who["clerk"], o.ID(), id, "一步走", nil))
	o.at(o.track(id).Plan.Chase)
	o.tick(id, "")
	if want += "; slead"; o.told(id) != want {
		t.Errorf("told %q, want %q", o.told(id), want)
	}
	o.must(o.Approve(o.ctx, o.Who["slead"], o.ID(), id, "同意"))
	o.at(o.Office.Now().Plus(10 * 86400e6))
	if _, err := o.Nodes.Tick(o.ctx); err != nil {
		t.Fatal(err)
	}
	if o.told(id) != want || o.track(id).Plan.Chase != 0 {
		t.Errorf("it climbs after the decision: %q, %+v", o.told(id), o.track(id).Plan)
	}
	o.proven()
}

// TestAReasonStandsInTheLedger: who gave it, who judged it and why; while it does, the node never climbs, whatever
// program begins anew, and one that was not judged good is no reason.
func TestAReasonStandsInTheLedger(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id, plain := o.followed(), o.followed()
	n := o.track(id).Nodes[0]
	for _, of := range []int64{id, plain} {
		o.must(o.Explain(o.ctx, o.Who["clerk"], o.ID(), of, n.Code, "等上级批复"))
	}
	if err := o.Judge(o.ctx, o.Who["clerk"], o.ID(), id, n.Code, true, "自己认定"); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	o.must(o.Judge(o.ctx, o.Who["sup"], o.ID(), id, n.Code, true, "看过批文"))
	var got []string
	events, err := o.Ledger().Events(o.ctx, o.Office.DB.Read(), id, 0, 1000)
	o.must(err)
	for _, e := range events {
		switch e.Type {
		case node.ReasonType, node.JudgedType:
			body, err := node.Decode(e.Type, e.Body)
			o.must(err)
			switch b := body.(type) {
			case *node.Reasoned:
				got = append(got, o.logins(part.Message{People: []int64{e.Actor}}), b.Node, b.Text)
			case *node.Judged:
				got = append(got, o.logins(part.Message{People: []int64{e.Actor}}), b.Node, b.Why)
			}
		}
	}
	if want := []string{"clerk", n.Code, "等上级批复", "sup", n.Code, "看过批文"}; !slices.Equal(got, want) {
		t.Errorf("the ledger has %q, want %q", got, want)
	}
	o.at(n.Supervise)
	if _, err := node.New(o.Base).Tick(o.ctx); err != nil {
		t.Fatal(err)
	}
	o.tick(id, "")
	o.tick(plain, "urge supervise")
	if r := o.track(id).Nodes[0]; len(r.Climbed) != 0 || !r.Reason.Good || r.Reason.Why != "看过批文" {
		t.Errorf("%+v", r)
	}
	o.proven()
}

// TestListOfMany: a page is what one by one would give, whole, in order and each task once, for who sees some of them.
func TestListOfMany(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	var all []int64
	for i := range 40 {
		id := o.followed()
		if i%4 == 3 {
			o.Office.Give("clerk", id, &matter.Sign{})
			o.Office.Give("clerk", id, &matter.Fix{Note: "好了"})
			o.Office.Give("ver", id, &matter.StrikeOff{Note: "看过"})
			continue
		}
		all = append(all, id)
	}
	for login, want := range map[string]int{"sup": len(all), "clerk": len(all), "far": 0} {
		var got []int64
		for at := (node.Place{}); ; {
			list, next, err := o.Nodes.List(o.ctx, o.Who[login], node.Owed, 0, at, 7)
			o.must(err)
			for _, l := range list {
				if l.Task == nil || l.Task.ID != l.Matter || l.Unit != o.Units["she"] || len(l.Nodes) != 4 {
					t.Fatalf("%+v", l)
				}
				got = append(got, l.Matter)
			}
			if at = next; at == (node.Place{}) {
				break
			}
		}
		if len(got) != want || want > 0 && !slices.Equal(got, all) {
			t.Errorf("%s gets %v, want %d", login, got, want)
		}
	}
}
