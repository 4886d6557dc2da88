package office_test

import (
	"slices"
	"testing"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/parts/office"
)

// TestWhatIsFixed: the office changes no content that the part a paper comes from has fixed, in any place of it; all
// else it does.
func TestWhatIsFixed(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	d := o.draft()
	d.Fixed = []string{office.FixedBasis, office.FixedTable}
	id, err := o.x.Begin(o.ctx, o.Who["disp"], o.ID(), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		code  string
		spoil func(*office.Content)
	}{
		{"office_fixed", func(c *office.Content) { c.Basis = "根据另一份纪要" }},
		{"office_fixed_table", func(c *office.Content) { c.Rows[1][1] = "不补种" }},
		{"office_fixed_table", func(c *office.Content) { c.Rows = c.Rows[:1] }},
		{"office_fixed_table", func(c *office.Content) { slices.Reverse(c.Rows) }},
		{"office_fixed_table", func(c *office.Content) { c.Columns[1] = "事项" }},
		{"office_fixed_table", func(c *office.Content) { c.Columns, c.Rows = nil, nil }},
		{"office_fixed_table", func(c *office.Content) { c.Rows = append(c.Rows, []string{"3", "再加一件", "社区居委会"}) }},
		{"", func(c *office.Content) {
			c.Title, c.Paragraphs, c.Foot = "另一个标题", []string{"请抓紧。"}, nil
		}},
	} {
		c := content()
		x.spoil(&c)
		was := o.paper(id)
		next := office.Redrafted{Content: c, Ask: d.Ask, To: d.To}
		o.is(o.x.Redraft(o.ctx, o.Who["disp"], o.ID(), id, next), x.code, id, office.Drafting)
		if p := o.paper(id); x.code != "" && (p.Seq != was.Seq || p.Version != was.Version) {
			t.Errorf("refused with %s, but it changed", x.code)
		}
	}
	o.sound()
}

// TestWhoHandedItIn: who made the thing that a paper comes from is one of its drafters; the paper itself waits for
// people who draft. Its owner learns what became of it.
func TestWhoHandedItIn(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	sup, lead := o.Who["sup"], o.Who["lead"]
	standing := func() office.Standing {
		t.Helper()
		p, err := office.Last(o.ctx, o.DB.Read(), o.x.City, "meeting", 7)
		if err != nil {
			t.Fatal(err)
		}
		return p.Standing()
	}
	if s := standing(); s != office.NoPaper {
		t.Error(s)
	}
	d := o.draft()
	d.Kind, d.Ask, d.By = "bulletin", nil, []int64{sup.Person, lead.Person}
	id, err := o.x.Begin(o.ctx, org.Caller{Clock: true}, o.ID(), d)
	if err != nil {
		t.Fatal(err)
	}
	if s := standing(); s != office.UnderWay {
		t.Error(s)
	}
	o.is(o.x.Submit(o.ctx, o.Who["disp"], o.ID(), id, 1), "", id, office.Reviewing)
	o.is(o.x.Review(o.ctx, sup, o.ID(), id, 1), "office_same_hands", id, office.Reviewing)
	o.is(o.x.Review(o.ctx, o.Who["sup2"], o.ID(), id, 1), "", id, office.Signing)
	o.is(o.x.SignOff(o.ctx, lead, o.ID(), id, 1), "office_same_hands", id, office.Signing)
	o.is(o.x.Withdraw(o.ctx, sup, o.ID(), id, "另拟"), "", id, office.Taken)
	if p := o.paper(id); standing() != office.TakenBack || p.Refusal() != "另拟" {
		t.Error(standing(), p.Refusal())
	}
	// what nobody of its makers may draft waits for who drafts nearest
	d.By = []int64{lead.Person}
	if id, err = o.x.Begin(o.ctx, org.Caller{Clock: true}, o.ID(), d); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(o.x.Next(o.paper(id)), o.Who["disp"].Person) {
		t.Errorf("the next step is for %v", o.x.Next(o.paper(id)))
	}
	list, err := o.x.Mine(o.ctx, o.Who["disp"], 10)
	if err != nil || len(list) != 1 || list[0].Do != "draft" {
		t.Error(list, err)
	}
	d.By = []int64{1 << 40}
	if _, err := o.x.Begin(o.ctx, org.Caller{Clock: true}, o.ID(), d); fault.Code(err) != "office_person" {
		t.Error(err)
	}
	if done := o.paper(o.done()); done.Standing() != office.SentOut || done.Day() != "2026-11-16" {
		t.Error(done.Standing(), done.Day())
	}
	o.sound()
}
