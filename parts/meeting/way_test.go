package meeting_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/parts/meeting"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
)

func (o *town) office() *office.Office {
	x, ok := part.Find[*office.Office](o.Values)
	if !ok {
		o.T.Fatal("no office")
	}
	return x
}

// paper is the office's paper of a breakdown.
func (o *town) paper(b int64) *office.Paper {
	o.T.Helper()
	p, err := o.PaperOf(o.ctx, &meeting.Breakdown{ID: b})
	o.good(err)
	if p == nil {
		o.T.Fatal("there is no paper")
	}
	return p
}

// steps takes a paper on until it stands somewhere.
func (o *town) steps(b int64, until office.State) {
	o.T.Helper()
	x, disp := o.office(), o.Who["disp"]
	for range 12 {
		p := o.paper(b)
		if p.State == until {
			return
		}
		switch p.State {
		case office.Drafting:
			o.good(x.Submit(o.ctx, disp, o.ID(), p.ID, p.Version))
		case office.Asking:
			for _, u := range p.Open() {
				who := map[int64]string{o.Units["she"]: "clerk", o.Units["jie"]: "head"}[u]
				o.good(x.Answer(o.ctx, o.Who[who], o.ID(), p.ID, office.Answered{Unit: u, Agrees: true}))
			}
		case office.Reviewing:
			o.good(x.Review(o.ctx, o.Who["sup"], o.ID(), p.ID, p.Version))
		case office.Signing:
			o.good(x.SignOff(o.ctx, o.Who["lead"], o.ID(), p.ID, p.Version))
		case office.ToNumber:
			o.good(x.GiveNumber(o.ctx, disp, o.ID(), p.ID))
		case office.ToStamp:
			o.good(x.PutSeal(o.ctx, disp, o.ID(), p.ID, office.Stamped{Seal: "区委办", Copies: 3}))
		case office.ToHandOut:
			o.good(x.HandOut(o.ctx, disp, o.ID(), p.ID))
		}
	}
	o.T.Fatalf("the paper of %d never came to %s", b, until)
}

func (o *town) ticks() {
	o.T.Helper()
	for range 2 {
		_, err := o.Meetings.Tick(o.ctx)
		o.good(err)
	}
}

// sends has the office send the paper of a breakdown, and the clock hand out. Nothing is out before.
func (o *town) sends(b int64) {
	o.T.Helper()
	o.steps(b, office.ToHandOut)
	o.ticks()
	if s, _, err := o.Breakdown(o.ctx, o.Who["disp"], b); err != nil || s.State != meeting.AtOffice {
		o.T.Fatalf("handed out before the paper was sent: %+v, %v", s, err)
	}
	o.steps(b, office.Out)
	o.ticks()
	s, _, err := o.Breakdown(o.ctx, o.Who["disp"], b)
	o.good(err)
	left, err := o.Left(o.ctx, b)
	o.good(err)
	if s.State != meeting.Out || left != 0 {
		o.T.Fatalf("%+v, %d left", s, left)
	}
}

// ready is a confirmed breakdown with one task of a unit.
func (o *town) ready(thing int64, text string) int64 {
	o.T.Helper()
	disp, b := o.Who["disp"], o.cut(thing, text)
	rows, _ := o.rows(b, true)
	for _, r := range rows {
		o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: r.ID, Ver: r.Ver, Type: meeting.Task}))
	}
	rows, _ = o.rows(b, true)
	for _, r := range rows {
		o.good(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: r.ID, Ver: r.Ver, Lead: o.Units["she"]}))
	}
	o.good(o.Confirm(o.ctx, disp, o.ID(), b))
	return b
}

// TestBackFromTheOffice: what is opened again takes its paper along, and goes its way anew; what has its number stays.
func TestBackFromTheOffice(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	m := o.held("2026-11-13")
	b := o.ready(m, "要制定实施方案。")
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	p := o.paper(b)
	c, err := o.office().Version(o.ctx, disp, p, 1)
	o.good(err)
	if p.Part != meeting.Name || p.Subject != b || len(p.Ask) != 1 || p.Ask[0] != o.Units["she"] || len(c.Rows) != 1 ||
		c.Rows[0][3] != "社区居委会" {
		t.Fatalf("%+v %+v", p, c)
	}
	o.steps(b, office.Asking)
	o.good(o.office().Answer(o.ctx, o.Who["clerk"], o.ID(), p.ID, office.Answered{Unit: o.Units["she"],
		Reason: "时间太紧"}))
	if got := o.paper(b).Refusal(); got != "时间太紧" {
		t.Fatalf("%q", got)
	}
	o.bad(o.Reopen(o.ctx, disp, o.ID(), b, " "), "meeting_words")
	o.good(o.Reopen(o.ctx, disp, o.ID(), b, "改时限"))
	if got := o.paper(b); got.State != office.Taken {
		t.Fatalf("%+v", got)
	}
	o.good(o.Confirm(o.ctx, disp, o.ID(), b))
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	if o.paper(b).ID == p.ID {
		t.Fatal("no new paper")
	}
	o.steps(b, office.ToStamp)
	o.bad(o.Reopen(o.ctx, disp, o.ID(), b, "再改"), "meeting_numbered")
	o.sends(b)
	o.sound()
}

// TestOfficeGivesUp: a paper that the office gave up waits for the breakdown to be opened again, and hands out nothing.
func TestOfficeGivesUp(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	b := o.ready(o.held("2026-11-13"), "要制定实施方案。")
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	o.good(o.office().Withdraw(o.ctx, disp, o.ID(), o.paper(b).ID, "与另一份重复"))
	o.ticks()
	if s, _, err := o.Breakdown(o.ctx, disp, b); err != nil || s.State != meeting.AtOffice {
		t.Fatalf("%+v, %v", s, err)
	}
	o.good(o.Reopen(o.ctx, disp, o.ID(), b, "合并"))
	o.sound()
}

// TestNothingToSend: a text of principles alone goes to no office, and says so.
func TestNothingToSend(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	b := o.cut(o.held("2026-11-13"), "要深刻领会精神。")
	rows, _ := o.rows(b, true)
	o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Type: meeting.Principle}))
	o.good(o.Confirm(o.ctx, disp, o.ID(), b))
	o.bad(o.Submit(o.ctx, disp, o.ID(), b), "meeting_nothing_out")
	o.sound()
}

// TestFollowed: a task is followed by the nodes that its row names, else by those usual for its kind, or by none.
func TestFollowed(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	m := o.held("2026-11-13")
	b := o.cut(m, "要做甲。要做乙。要做丙。")
	rows, _ := o.rows(b, true)
	o.bad(o.Follow(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Ver: rows[0].Ver, Set: "x"}), "node_set")
	for i, set := range []string{"construction", "", meeting.NoSet} {
		s := meeting.Step{Row: rows[i].ID, Ver: rows[i].Ver, Set: set}
		o.good(o.Follow(o.ctx, disp, o.ID(), b, s))
	}
	rows, _ = o.rows(b, true)
	for _, r := range rows {
		o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: r.ID, Ver: r.Ver, Type: meeting.Task}))
	}
	rows, _ = o.rows(b, true)
	for _, r := range rows {
		o.good(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: r.ID, Ver: r.Ver, Lead: o.Units["she"]}))
	}
	o.good(o.Confirm(o.ctx, disp, o.ID(), b))
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	o.sends(b)
	nodes, _ := part.Find[*node.Nodes](o.Values)
	rows, _ = o.rows(b, true)
	for i, want := range []string{"construction", "decision", ""} {
		got := ""
		if tr, err := nodes.Of(o.ctx, rows[i].Matter); err == nil && tr != nil {
			got = tr.Set
		}
		if got != want {
			t.Errorf("row %d is followed by %q, want %q", i+1, got, want)
		}
	}
	o.sound()
}

// TestTakenBackAtTheOffice: a meeting that is taken back takes along its paper, also one that has its number, which
// says that the number is void; by one that is out nothing is handed out.
func TestTakenBackAtTheOffice(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	for _, c := range []struct {
		at   office.State
		want office.State
	}{{office.Reviewing, office.Taken}, {office.ToStamp, office.Taken}, {office.ToHandOut, office.Taken},
		{office.Out, office.Out}} {
		m := o.held("2026-11-13")
		b := o.ready(m, "要制定实施方案。")
		o.good(o.Submit(o.ctx, disp, o.ID(), b))
		o.steps(b, c.at)
		o.good(o.Withdraw(o.ctx, disp, o.ID(), m, "会议改期"))
		if got := o.paper(b).State; got != c.want {
			t.Errorf("taken back at %s its paper stands %s, want %s", c.at, got, c.want)
		}
		if p := o.paper(b); c.want == office.Taken {
			o.bad(o.office().HandOut(o.ctx, disp, o.ID(), p.ID), "office_withdrawn")
			void := p.Numbered() && strings.Contains(p.Refusal(), p.Number+"作废")
			if !strings.Contains(p.Refusal(), "会议改期") || void != (c.at != office.Reviewing) {
				t.Errorf("taken back at %s its paper says %q", c.at, p.Refusal())
			}
		}
		o.ticks()
		th, err := o.Look(o.ctx, disp, m)
		o.good(err)
		tasks, err := o.Tasks(o.ctx, disp, th)
		o.good(err)
		s, _, err := o.Breakdown(o.ctx, disp, b)
		o.good(err)
		if len(tasks) != 0 || s.State != meeting.Gone {
			t.Errorf("taken back at %s it hands out %d tasks and stands %s", c.at, len(tasks), s.State)
		}
		for _, err := range []error{o.Reopen(o.ctx, disp, o.ID(), b, "x"), o.Submit(o.ctx, disp, o.ID(), b)} {
			o.bad(err, "meeting_withdrawn")
		}
	}
	o.sound()
}

// TestWhoSubmits: who may not draft at the office may hand in what he entered, and does not draft there by that.
func TestWhoSubmits(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	rule := strings.Replace(string(o.Policy().Source()), "draft: [dispatcher, supervisor]\n  review",
		"draft: [supervisor]\n  review", 1)
	o.good(o.SetPolicy(o.ctx, org.Caller{System: true}, o.ID(), []byte(rule)))
	b := o.ready(o.held("2026-11-13"), "要制定实施方案。")
	disp := o.Who["disp"]
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	p := o.paper(b)
	o.bad(o.office().Submit(o.ctx, disp, o.ID(), p.ID, 1), "not_allowed")
	o.good(o.Reopen(o.ctx, disp, o.ID(), b, "改"))
	if got := o.paper(b).State; got != office.Taken {
		t.Errorf("%s", got)
	}
	o.sound()
}

// TestInstructionAtTheOffice: the paper of an instruction says its tasks, and nothing else of it, to nobody.
func TestInstructionAtTheOffice(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	word, err := o.Register(o.ctx, disp, o.ID(), meeting.Entry{Kind: meeting.Instruction, Title: "秘而不宣",
		From: "不具名领导", Area: citytest.County, Day: o.day("2026-11-13"), Number: "批〔2026〕9号"})
	o.good(err)
	b := o.cut(word, "此事影响很坏。要严查某某的问题。")
	rows, _ := o.rows(b, true)
	o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Type: meeting.Task}))
	rows, _ = o.rows(b, true)
	o.good(o.Word(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Ver: rows[0].Ver, Words: "开展自查"}))
	rows, _ = o.rows(b, true)
	o.good(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Ver: rows[0].Ver, Lead: o.Units["she"]}))
	o.good(o.Confirm(o.ctx, disp, o.ID(), b))
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	c, err := o.office().Said(o.ctx, o.paper(b))
	o.good(err)
	all := c.Title + c.Basis + fmt.Sprint(c.Columns, c.Rows, c.Paragraphs, c.Foot)
	for _, secret := range []string{"秘而不宣", "不具名", "批〔2026〕", "严查", "影响很坏"} {
		if strings.Contains(all, secret) {
			t.Errorf("the paper tells %q: %s", secret, all)
		}
	}
	if len(c.Rows) != 1 || c.Rows[0][1] != "开展自查" {
		t.Errorf("%s", all)
	}
	table, err := o.Content(o.ctx, disp, b)
	o.good(err)
	if !strings.Contains(table.Title, "秘而不宣") || !strings.Contains(fmt.Sprint(table.Rows), "严查") {
		t.Errorf("the office's own table lacks it: %+v", table)
	}
	o.sends(b)
	rows, _ = o.rows(b, true)
	if m := o.Truth(rows[0].Matter); m.Text != "开展自查" || m.Source != matter.FromSuperior || !m.Withheld {
		t.Errorf("%+v", m)
	}
	o.sound()
}

// TestLongRow: what a task does not hold is not handed in.
func TestLongRow(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	b := o.cut(o.held("2026-11-13"), "要"+strings.Repeat("做好各项工作", 400)+"。")
	rows, _ := o.rows(b, true)
	o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Type: meeting.Task}))
	rows, _ = o.rows(b, true)
	o.good(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Ver: rows[0].Ver, Lead: o.Units["she"]}))
	o.bad(o.Confirm(o.ctx, disp, o.ID(), b), "meeting_row_long")
}
