package rota_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/parts/notify"
	"xiaohao/parts/rota"
	"xiaohao/platform/store"
)

type town struct {
	*citytest.Office
	x   *rota.Rota
	ctx context.Context
}

func newTown(t *testing.T) *town {
	o := citytest.New(t)
	return &town{o, part.Get[*rota.Rota](o.Values), context.Background()}
}

func (o *town) help() int64 {
	return o.Give("", 0, &matter.Report{Kind: matter.Help, Area: citytest.Village, Title: "迷路女童小雨", Text: "十二岁女孩走失"})
}

// on says who is on a case: "disp duty, …".
func (o *town) on(id int64) string {
	var out []string
	for _, x := range o.Truth(id).Members {
		p, _ := o.Org().Person(x.Person)
		out = append(out, fmt.Sprintf("%s %s", p.Login, x.As))
	}
	return strings.Join(out, ", ")
}

func (o *town) want(id int64, want string) {
	o.T.Helper()
	if got := o.on(id); got != want {
		o.T.Fatalf("on the case are %q, want %q", got, want)
	}
}

func (o *town) muster() {
	o.T.Helper()
	if _, err := o.x.Muster(o.ctx); err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) set(who string, w rota.Watch) int64 {
	o.T.Helper()
	id, err := o.x.Set(o.ctx, o.Who["sup"], o.ID(), w)
	if err != nil {
		o.T.Fatalf("set by %s: %v", who, err)
	}
	return id
}

// TestTheRotaPutsPeopleOnCases: without a rota the nearest dispatcher is on duty; with one whoever is on it, until the
// shift ends and the next one begins; a supervisor on the rota too; who leaves office leaves the case.
func TestTheRotaPutsPeopleOnCases(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	first := o.help()
	o.want(first, "disp duty")
	all, ten, six := 127, 10*60, 18*60
	ver, sup := o.Who["ver"].Person, o.Who["sup"].Person
	o.set("sup", rota.Watch{Area: citytest.County, Person: ver, As: matter.AsDuty, Days: all, From: 8 * 60, To: six})
	o.set("sup", rota.Watch{Area: citytest.City, Person: sup, As: matter.AsSupervisor, Days: all, From: 0, To: 24 * 60})
	night := o.set("sup", rota.Watch{Area: citytest.County, Person: o.Who["lead"].Person, As: matter.AsDuty, Days: all,
		From: six, To: 8 * 60})
	if _, err := o.x.Set(o.ctx, o.Who["clerk"], o.ID(), rota.Watch{Area: citytest.County, Person: ver,
		As: matter.AsDuty, Days: all, From: ten, To: six}); fault.Code(err) != "not_allowed" {
		t.Errorf("a clerk keeps the rota: %v", err)
	}
	second := o.help()
	o.want(second, "ver duty, sup supervisor")
	o.muster() // nothing is due
	o.want(second, "ver duty, sup supervisor")
	o.Advance(8 * time.Hour) // 18:00
	o.muster()
	o.want(second, "sup supervisor, lead duty")
	if err := o.x.End(o.ctx, o.Who["sup"], o.ID(), citytest.County, night); err != nil {
		t.Fatal(err)
	}
	if err := o.x.End(o.ctx, o.Who["sup"], o.ID(), citytest.County, night); fault.Code(err) != "rota_missing" {
		t.Errorf("ended twice: %v", err)
	}
	o.ChangeOrg(&org.PersonSet{Login: "lead", Name: "领导庚", Disabled: true,
		Posts: []org.Post{{Kind: matter.Leader, Area: citytest.City}}})
	o.muster()
	if got := o.on(second); strings.Contains(got, "lead") || !strings.Contains(got, "disp duty") {
		t.Errorf("after he left office: %s", got)
	}
	o.verify()
}

// verify proves the table, and finds what was altered.
func (o *town) verify() {
	o.T.Helper()
	check := func() (told []string) {
		err := o.DB.Snapshot(o.ctx, func(r store.Reader) error {
			return rota.Part.Check(o.ctx, r, 4304, nil, func(s string) { told = append(told, s) })
		})
		if err != nil {
			o.T.Fatal(err)
		}
		return told
	}
	if told := check(); told != nil {
		o.T.Errorf("as it is: %q", told)
	}
	if err := o.DB.Write(o.ctx, func(tx *store.Tx) error {
		return tx.Later(o.ctx, "UPDATE rota SET person = $1 WHERE city = $2", 1, 4304)
	}); err != nil {
		o.T.Fatal(err)
	}
	if told := check(); told == nil {
		o.T.Error("an altered rota was not found")
	}
}

// TestCasesFromBeforeGetMembers: a case whose events say nothing of members is taken in by the clock.
func TestCasesFromBeforeGetMembers(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	a, err := o.Ledger().Append(o.ctx, ledger.Request{ID: o.ID(), Decide: func(context.Context, *store.Tx,
		calendar.Instant) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: matter.TypeReported, Subject: ledger.New, Body: &matter.WasReported{
			Kind: matter.Help, Source: matter.FromResident, Area: citytest.Village, Title: "老人走失",
			Severity: matter.Urgent}}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	o.want(a.Subject, "")
	if _, err := o.Matter(o.ctx, o.Who["disp"], a.Subject); fault.Code(err) != "matter_missing" {
		t.Errorf("the dispatcher sees what he is not on: %v", err)
	}
	o.muster()
	o.want(a.Subject, "disp duty")
	if _, err := o.Matter(o.ctx, o.Who["disp"], a.Subject); err != nil {
		t.Error(err)
	}
}

// TestACaseByAllDoors goes from the report through a transfer and a referral to the strike-off; at each step it asks
// everybody's lists, counts, searches, worklists and messages what they say of it.
func TestACaseByAllDoors(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.help()
	o.closed(id)
	o.Give("disp", id, &matter.List{Category: "help.person"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.closed(id)
	o.offers("clerk", 1)
	o.offers("head", 0)
	o.Give("clerk", id, &matter.Sign{})
	o.want(id, "disp duty, clerk handler")
	o.offers("clerk", 0)
	o.closed(id)
	o.Give("clerk", id, &matter.Transfer{To: o.Units["jie"], Reason: "小雨家在那边"})
	o.offers("head", 1)
	o.closed(id)
	o.Advance(3 * time.Hour)
	o.muster()
	o.offers("head", 0) // lapsed
	o.want(id, "disp duty, clerk handler")
	o.Give("clerk", id, &matter.Transfer{To: o.Units["jie"], Reason: "小雨家在那边"})
	o.Give("head", id, &matter.AcceptTransfer{})
	o.want(id, "disp duty, head handler")
	o.Give("head", id, &matter.Refer{Unit: o.Units["she"], Service: "陪同小雨"})
	o.offers("clerk", 1)
	o.closed(id)
	o.Give("clerk", id, &matter.TakeReferral{})
	o.Advance(48 * time.Hour)
	o.muster()
	o.Give("clerk", id, &matter.AnswerReferral{Text: "已陪同小雨"})
	if m := o.Truth(id); !m.Referrals[0].Late {
		t.Errorf("the late answer: %+v", m.Referrals[0])
	}
	o.want(id, "disp duty, head handler")
	o.closed(id)
	o.Give("head", id, &matter.Admit{Person: o.Who["ver"].Person, Reason: "核查"})
	o.Give("head", id, &matter.Fix{Note: "已送回"})
	if _, _, err := o.Readings(o.ctx, o.Who["head"], id, 0, 10); err != nil {
		t.Error(err)
	}
	if _, _, err := o.Readings(o.ctx, o.Who["ver"], id, 0, 10); fault.Code(err) != "not_allowed" {
		t.Errorf("a verifier reads who read: %v", err)
	}
	if err := part.Get[*help.Cases](o.Values).End(o.ctx, o.Who["head"], o.ID(), id, "mistake",
		help.Note{Text: "家人已接回"}); err != nil {
		t.Fatal(err)
	}
	o.Give("ver", id, &matter.StrikeOff{Note: "已回家"})
	o.want(id, "disp duty, head handler")
	o.closed(id)
}

func (o *town) offers(who string, n int) {
	o.T.Helper()
	list, err := o.Offers(o.ctx, o.Who[who], views.Offer{}, 10)
	if err != nil || len(list) != n {
		o.T.Fatalf("%s has %d cases that wait (%v), want %d", who, len(list), err, n)
	}
}

// closed wants whoever is not on the case to learn nothing of it but number, type and clock on a paper to him.
func (o *town) closed(id int64) {
	o.T.Helper()
	o.CatchUp()
	n := part.Get[*notify.Notify](o.Values)
	m := o.Truth(id)
	for login, c := range o.Who {
		_, on := m.Member(c.Person)
		if _, err := o.Matter(o.ctx, c, id); (err == nil) != on {
			o.T.Errorf("%s, on the case: %v: %v", login, on, err)
		}
		for _, f := range []views.Filter{{}, {Kinds: []matter.Kind{matter.Help}}, {Sort: views.SortNew},
			{Area: citytest.Street}} {
			p, err := o.List(o.ctx, c, f)
			if err != nil {
				o.T.Fatal(err)
			}
			if slices.ContainsFunc(p.Rows, func(r views.Row) bool { return r.ID == id }) != on {
				o.T.Errorf("%s, on the case: %v, list %+v: %d rows", login, on, f, len(p.Rows))
			}
		}
		for _, f := range []views.Filter{{Text: "小雨"}, {Area: citytest.Village}} { // no list has either
			if p, err := o.List(o.ctx, c, f); err != nil || len(p.Rows) > 0 {
				o.T.Errorf("%s, list %+v: %d rows, %v", login, f, len(p.Rows), err)
			}
		}
		w, err := o.Work(o.ctx, c, views.Filter{})
		if err != nil || len(w.Rows) > 0 && !on {
			o.T.Errorf("%s is shown work on the case: %v", login, err)
		}
		list, err := n.Inbox(o.ctx, c, 0, 100)
		if err != nil {
			o.T.Fatal(err)
		}
		for _, e := range list {
			said := n.Sentence("zh-CN", e.Kind, e.Args) + fmt.Sprintf("%+v", e.Args)
			if strings.Contains(said, "小雨") || strings.Contains(said, "十二岁") || strings.Contains(said, "市场社区") ||
				e.Args.Unit != 0 {
				o.T.Errorf("%s was told %s", login, said)
			}
		}
	}
	for _, s := range o.Sent {
		if all := s.Subject + s.Text + s.HTML + string(s.JSON); strings.Contains(all, "小雨") ||
			strings.Contains(all, "十二岁") || strings.Contains(all, "市场社区") {
			o.T.Errorf("sent: %s", all)
		}
	}
}
