package plan_test

import (
	"strings"
	"sync"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
)

// stands wants the work at a stage, for a reason that holds a word.
func (o *town) stands(id int64, stage plan.Stage, reason string) {
	o.T.Helper()
	w := o.see("disp", id).Work
	if w == nil || w.Stage != stage || (w.Reason == "") != (reason == "") || !strings.Contains(w.Reason, reason) {
		o.T.Fatalf("%+v, want %s for %q", w, stage, reason)
	}
}

// TestAPlanGoesOutByItsPaper: what was adopted becomes an outgoing paper; until that is handed out nothing is in force,
// whatever the clock does; then its number and its day are the version's. What is taken back or refused brings the work
// back with the reason, and is gone from the office's desk.
func TestAPlanGoesOutByItsPaper(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	ctx, who, x := o.ctx, o.Who, o.Plans.Office
	id := o.begin(o.content())
	_, err := o.Send(ctx, who["disp"], o.ID(), id, plan.Outgoing{})
	want(t, err, "plan_stage")
	o.adopt(id)

	// taken back
	paper := o.send(id, 0)
	p := o.paper(paper)
	if p.Kind != "plan" || p.Part != plan.Name || p.Subject != id || p.Area != o.content().Area || len(p.To) != 3 {
		t.Errorf("%+v", p)
	}
	said, err := x.Said(ctx, p)
	if err != nil || said.Title != o.content().Title || len(said.Rows) != 2 {
		t.Errorf("%+v %v", said, err)
	}
	o.tick()
	o.stands(id, plan.SentOut, "")
	want(t, x.Withdraw(ctx, who["disp"], o.ID(), paper, "附件未齐"), "")
	o.stands(id, plan.SentOut, "")
	o.tick()
	o.tick()
	o.stands(id, plan.Adopted, "附件未齐")

	// refused by the reviewer: the paper is gone too
	second := o.send(id, 0)
	if second == paper {
		t.Error("a paper that was taken back goes out again")
	}
	o.stands(id, plan.SentOut, "")
	want(t, x.Submit(ctx, who["disp"], o.ID(), second, 1), "")
	want(t, x.Return(ctx, who["sup"], o.ID(), second, 1, "格式不对"), "")
	o.tick()
	o.stands(id, plan.Adopted, "格式不对")
	if p := o.paper(second); p.State != office.Taken || p.Refusal() != "格式不对" {
		t.Errorf("%+v", p)
	}

	// its words are the plan's: the office may not change them, but to whom it goes
	if said, err = x.Said(ctx, p); err != nil {
		t.Fatal(err)
	}
	fourth := o.send(id, 0)
	to := []int64{o.Units["jie"]}
	want(t, x.Redraft(ctx, who["disp"], o.ID(), fourth, office.Redrafted{Content: said, To: to}), "")
	o.tick()
	o.stands(id, plan.SentOut, "")
	for _, spoil := range []func(*office.Content){func(c *office.Content) { c.Title += "。" },
		func(c *office.Content) { c.Basis = "" }, func(c *office.Content) { c.Foot = nil },
		func(c *office.Content) { c.Paragraphs = c.Paragraphs[1:] }} {
		other := said
		spoil(&other)
		want(t, x.Redraft(ctx, who["disp"], o.ID(), fourth, office.Redrafted{Content: other, To: to}), "office_fixed")
	}
	said.Rows[0][1] = "另一项措施"
	want(t, x.Redraft(ctx, who["disp"], o.ID(), fourth, office.Redrafted{Content: said, To: to}), "office_fixed_table")

	// signed off and numbered is not out
	o.signed(fourth)
	o.tick()
	if _, _, err := o.Version(ctx, who["ver"], id, 1); err == nil {
		t.Error("it is in force before its paper is out")
	}
	want(t, x.PutSeal(ctx, who["disp"], o.ID(), fourth, office.Stamped{Seal: "印", Copies: 1}), "")
	o.Set("2026-11-20 09:00")
	want(t, x.HandOut(ctx, who["disp"], o.ID(), fourth), "")
	o.tick()
	o.tick()
	s := o.sheet("ver", id)
	if v := s.Plan.Versions; len(v) != 1 || v[0].Number != "衡办发〔2026〕1号" || v[0].Paper != fourth ||
		v[0].Day != o.at("2026-11-16") || v[0].From != o.at("2026-01-01") || v[0].Reason != "" || s.Version != 1 {
		t.Errorf("%+v", v)
	}

	// a revision begins on its day; where the paper takes longer, when it goes out
	want(t, o.Revise(ctx, who["disp"], o.ID(), id, "上级调整"), "")
	o.adopt(id)
	_, err = o.Send(ctx, who["disp"], o.ID(), id, plan.Outgoing{From: o.at("2026-11-19")})
	want(t, err, "plan_from")
	paper = o.send(id, o.at("2026-11-25"))
	o.Set("2026-12-10 15:00")
	want(t, o.End(ctx, who["sup"], o.ID(), id, plan.Assessment{Reached: "x", Missed: "x", Lessons: "x"}), "plan_sent")
	o.out(paper)
	if v := o.see("ver", id).Versions; len(v) != 2 || v[1].From != o.at("2026-12-10") || v[1].Reason != "上级调整" {
		t.Errorf("%+v", v)
	}
	o.sound()
}

// TestRevisionOfAPlanThatIsOver: the paper of a revision that is not out on the plan's last day is stopped, with words;
// one that goes out a moment later makes no version either.
func TestRevisionOfAPlanThatIsOver(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		o := newTown(t)
		ctx, x, disp := o.ctx, o.Plans.Office, o.Who["disp"]
		id := o.begin(o.content())
		o.pass(id, 0)
		o.Office.Set("2028-12-20 10:00")
		want(t, o.Revise(ctx, disp, o.ID(), id, "上级调整"), "")
		o.adopt(id)
		paper := o.send(id, 0)
		o.signed(paper)
		o.tick()
		o.stands(id, plan.SentOut, "")
		o.Office.Set("2029-01-01 00:00")
		state, reason := office.Taken, "计划已于2028年12月31日到期"
		if late { // before the clock looks
			want(t, x.PutSeal(ctx, disp, o.ID(), paper, office.Stamped{Seal: "印", Copies: 1}), "")
			want(t, x.HandOut(ctx, disp, o.ID(), paper), "")
			state = office.Out
		}
		o.tick()
		p, m := o.see("disp", id), o.paper(paper)
		if len(p.Versions) != 1 || p.Work == nil || !strings.HasPrefix(p.Work.Reason, reason) || m.State != state {
			t.Errorf("handed out %v: %+v, its paper stands %s", late, p.Work, m.State)
		}
		if !late {
			want(t, x.HandOut(ctx, disp, o.ID(), paper), "office_withdrawn")
			if why := m.Refusal(); !strings.Contains(why, m.Number+"作废") {
				t.Errorf("the paper says %q", why)
			}
		}
		_, err := o.Send(ctx, disp, o.ID(), id, plan.Outgoing{})
		want(t, err, "plan_from")
		o.tick()
		o.sound()
	}
}

// TestNobodyIssuesByHand: the events that make a version and bring work back are the clock's alone.
func TestNobodyIssuesByHand(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for login, c := range o.Who {
		for _, a := range plan.Part.Acts {
			if a.Type == plan.IssuedType && o.Org().MayAct(c, a.Type, o.content().Area) ||
				a.Type == plan.CameBackType && o.Org().MayAct(c, a.Type, o.content().Area) {
				t.Errorf("%s may declare %s", login, a.Type)
			}
		}
	}
	if !o.Org().MayAct(org.Caller{Clock: true}, plan.IssuedType, o.content().Area) {
		t.Error("the clock may not")
	}
}

// TestACutOffSender: whoever was cut off behind the paper sends again and it is the same paper; what was made of other
// words is taken back.
func TestACutOffSender(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.begin(o.content())
	o.adopt(id)
	o.Set("2026-11-17 10:00")
	draft := func(title string) int64 {
		c, err := o.Content(o.ctx, o.Who["disp"], id)
		if err != nil {
			t.Fatal(err)
		}
		if title != "" {
			c.Title = title
		}
		n, err := o.Plans.Office.Begin(o.ctx, o.Who["disp"], o.ID(), office.Draft{Kind: "plan", Part: plan.Name,
			Subject: id, Area: o.content().Area, Content: c, To: []int64{o.Units["she"]}})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	other, same := draft("别的题目"), draft("")
	paper, err := o.Send(o.ctx, o.Who["sup"], o.ID(), id, plan.Outgoing{To: []int64{o.Units["she"]}})
	want(t, err, "")
	if paper != same || o.paper(other).State != office.Taken {
		t.Errorf("%d, not %d; the other one is %s", paper, same, o.paper(other).State)
	}
	o.sound()
}

// TestTwoSenders: where two send at once one paper goes out; the other one is taken back, and its sender is told.
func TestTwoSenders(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.begin(o.content())
	o.adopt(id)
	var wait sync.WaitGroup
	got, ids := make([]error, 4), make([]ledger.ID, 4)
	for i := range ids {
		ids[i] = o.ID()
	}
	for i := range got {
		wait.Go(func() {
			_, got[i] = o.Send(o.ctx, o.Who[[]string{"disp", "sup"}[i%2]], ids[i], id, plan.Outgoing{})
		})
	}
	wait.Wait()
	sent := 0
	for _, err := range got {
		if err == nil {
			sent++
		} else if code := fault.Code(err); code != "plan_stage" && code != "command_reused" {
			t.Error(err)
		}
	}
	papers, err := o.Plans.Office.Of(o.ctx, plan.Name, id)
	open := 0
	for _, p := range papers {
		if !p.Over() {
			open++
		}
	}
	if sent != 1 || open != 1 || err != nil {
		t.Errorf("%d sent, %d papers on their way, %v", sent, open, err)
	}
	o.sound()
}
