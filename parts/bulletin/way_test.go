package bulletin_test

import (
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/office"
)

// TestTheOfficesWay: a bulletin is out once its paper is reviewed, signed off, numbered, stamped and handed out, by
// other people than its makers, and not before. What the office gives up comes back with its reason.
func TestTheOfficesWay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for _, login := range []string{"sup2", "maker"} {
		o.ChangeOrg(&org.PersonSet{Login: login, Name: "督办" + login, Posts: []org.Post{{Kind: matter.Supervisor,
			Area: citytest.City}}})
	}
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	x, ctx := part.Get[*office.Office](o.Values), o.ctx
	sup, sup2, lead, head := o.Who["sup"], o.Who["sup2"], o.Who["lead"], o.Who["head"]
	from := o.Office.Now()
	o.task("jie")
	o.Advance(40 * 24 * time.Hour)
	maker := o.Who["maker"] // another one than who hands it in
	id, err := o.Make(ctx, maker, o.ID(), bulletin.Asking{Title: "通报", Area: citytest.City, From: from - 1,
		Until: o.Office.Now()})
	if err != nil {
		t.Fatal(err)
	}
	is := func(err error, code string) {
		t.Helper()
		if fault.Code(err) != code {
			t.Fatalf("%v, want %q", err, code)
		}
	}
	is(o.Word(ctx, sup, o.ID(), id, bulletin.Words{Title: "十二月通报", Opening: "现通报如下。",
		To: []int64{o.Units["jie"]}}), "")
	cmd := o.ID()
	is(o.Submit(ctx, sup, cmd, id), "")
	is(o.Submit(ctx, sup, cmd, id), "")
	paper := func() *office.Paper {
		t.Helper()
		list, err := x.Of(ctx, bulletin.Name, id)
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		return &list[len(list)-1]
	}
	p := paper()
	// it is given up, changed and handed in again
	is(x.Withdraw(ctx, sup2, o.ID(), p.ID, "标题写明年份"), "")
	o.due(1)
	if h := o.head(id); h.Back != "标题写明年份" || h.Handed != 0 || h.Paper != p.ID {
		t.Errorf("%+v", h)
	}
	waits := func(login string, want int) {
		t.Helper()
		n := 0
		list, err := o.Bulletins.Waits(ctx, o.Who[login])
		for _, w := range list {
			n += w.N
		}
		if n != want || err != nil {
			t.Errorf("%d wait for %s (%v), want %d", n, login, err, want)
		}
	}
	waits("sup", 1)
	waits("disp", 0)
	is(o.Word(ctx, sup, o.ID(), id, bulletin.Words{Title: "2026年12月通报", To: []int64{o.Units["jie"]}}), "")
	is(o.Submit(ctx, sup, o.ID(), id), "")
	waits("sup", 0)
	first := p.ID
	if p = paper(); p.ID == first {
		t.Fatal("the second paper is the first one")
	}
	// its makers drafted it, its figures stay
	is(x.Submit(ctx, sup2, o.ID(), p.ID, 1), "")
	is(x.Review(ctx, sup, o.ID(), p.ID, 1), "office_same_hands")
	is(x.Review(ctx, maker, o.ID(), p.ID, 1), "office_same_hands")
	is(x.Return(ctx, sup2, o.ID(), p.ID, 1, "加一句话"), "")
	said, err := x.Said(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	next := office.Redrafted{Content: said, To: p.To, Note: "已加"}
	spoiled := next
	spoiled.Content.Basis = strings.Replace(said.Basis, "应办结 1 件", "应办结 9 件", 1)
	is(x.Redraft(ctx, sup, o.ID(), p.ID, spoiled), "office_fixed")
	spoiled = next
	spoiled.Content.Rows = [][]string{append([]string{}, said.Rows[0]...)}
	spoiled.Content.Rows[0][1] = "9"
	is(x.Redraft(ctx, sup, o.ID(), p.ID, spoiled), "office_fixed_table")
	spoiled.Content.Rows = nil
	is(x.Redraft(ctx, sup, o.ID(), p.ID, spoiled), "office_fixed_table")
	next.Content.Foot = []string{"请抓紧整改。"}
	is(x.Redraft(ctx, sup, o.ID(), p.ID, next), "")
	is(x.Submit(ctx, sup, o.ID(), p.ID, 2), "")
	is(x.Review(ctx, sup2, o.ID(), p.ID, 2), "")
	is(x.SignOff(ctx, lead, o.ID(), p.ID, 2), "")
	is(x.GiveNumber(ctx, sup, o.ID(), p.ID), "")
	is(x.PutSeal(ctx, sup, o.ID(), p.ID, office.Stamped{Seal: "办公室", Copies: 1}), "")
	o.due(0)
	o.seen(0)
	is(x.HandOut(ctx, sup, o.ID(), p.ID), "")
	o.due(1)
	o.due(0)
	o.seen(1)
	h := o.head(id)
	if h.Number != "衡办通〔2026〕1号" || h.Day != "2026-12-26" || h.Title != "2026年12月通报" ||
		h.Closing != "请抓紧整改。" || h.Out == 0 || h.Paper != p.ID {
		t.Errorf("%+v", h)
	}
	if _, err := o.Sheet(ctx, head, id); err != nil {
		t.Error(err)
	}
	is(o.Drop(ctx, sup, o.ID(), id, "x"), "bulletin_fixed")
	if err := bulletin.Check(ctx, o.Office.DB.Read(), 4304, nil, func(s string) { t.Error(s) }); err != nil {
		t.Fatal(err)
	}
}

// due lets the clock look, and says how many bulletins it should find out or back.
func (o *town) due(want int) {
	o.T.Helper()
	if n, err := o.Bulletins.Tick(o.ctx); n != want || err != nil {
		o.T.Fatalf("%d, %v, want %d", n, err, want)
	}
}

func (o *town) head(id int64) bulletin.Head {
	o.T.Helper()
	s, err := o.Sheet(o.ctx, o.Who["sup"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return s.Head
}
