package plan_test

import (
	"context"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
)

// town is a city with its plans.
type town struct {
	*citytest.Office
	*plan.Plans
	ctx context.Context
	set int64 // of indicators
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*plan.Plans](o.Values)
	if !ok {
		t.Fatal("no plans")
	}
	w := &town{Office: o, Plans: x, ctx: context.Background()}
	w.set = w.measured()
	return w
}

// measured is a set of indicators of the county: what stands, how much of it, and what comes in by and by.
func (o *town) measured() int64 {
	o.T.Helper()
	one := indicator.Amount(1)
	id, err := o.Indicators.Define(o.ctx, o.Who["sup"], o.ID(), indicator.Definition{Zh: "集体经济", En: "Economy",
		Area: citytest.County, From: o.at("2026-01-01"), To: o.at("2029-01-01"), Due: 20,
		Indicators: []indicator.Indicator{
			{Code: "income", Zh: "收入", En: "Income", Unit: "元", Rule: indicator.Last, Level: "village",
				Every: "quarter"},
			{Code: "shell", Zh: "空白村", En: "Shell villages", Unit: "个", Rule: indicator.Band, Of: "income", Until: &one,
				Less: true},
			{Code: "planted", Zh: "新造", En: "Planted", Unit: "亩", Rule: indicator.Sum, Level: "village",
				Every: "quarter"}}})
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

// aim gives the county a target.
func (o *town) aim(code string, s indicator.Span, v int64) {
	o.T.Helper()
	if err := o.Indicators.Target(o.ctx, o.Who["sup"], o.ID(), o.set, indicator.Aim{Code: code, Span: s, Reason: "x",
		Entries: []indicator.Entry{{Area: citytest.County, Value: indicator.Amount(v) * indicator.One}}}); err != nil {
		o.T.Fatal(err)
	}
}

// read reports the community's figures of a span, whatever is asked about them.
func (o *town) read(s indicator.Span, income, planted int64) {
	o.T.Helper()
	r := indicator.Reporting{Area: citytest.Village, Span: s, Reason: "更正", Answers: map[string]string{},
		Values: indicator.Values{"income": indicator.Amount(income) * indicator.One,
			"planted": indicator.Amount(planted) * indicator.One}}
	list, err := o.Indicators.Questions(o.ctx, org.Caller{System: true}, o.set, r)
	for _, q := range list {
		r.Answers[q.Key()] = "核对过"
	}
	if err == nil {
		err = o.Indicators.Report(o.ctx, o.Who["clerk"], o.ID(), o.set, r)
	}
	if err != nil {
		o.T.Fatal(err)
	}
}

func want(t testing.TB, err error, code string) {
	t.Helper()
	if got := fault.Code(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

func (o *town) at(s string) calendar.Instant { return citytest.Instant(o.T, s+" 00:00") }

// content is a plan of the county for three years, led by the subdistrict's office.
func (o *town) content() plan.Content {
	return plan.Content{Title: "村级集体经济三年行动计划", Area: citytest.County, Lead: o.Units["jie"],
		First: o.at("2026-01-01"), Last: o.at("2029-01-01"), Basis: "上级关于壮大集体经济的意见", Text: "因村制宜，逐年推进。",
		Set: o.set, Goals: []plan.Goal{{Text: "空白村清零", Indicator: "shell",
			Targets: []plan.Target{{Year: 2028, Amount: 0}, {Year: 2026, Amount: 50_0000}}}},
		Measures: []plan.Measure{{Text: "清产核资，建立台账", Lead: o.Units["jie"], Co: []int64{o.Units["she"]},
			Due: o.at("2027-07-01")}, {Text: "每年培训", Lead: o.Units["new"], Yearly: true}},
		Money: []plan.Money{{Source: "本级财政", Purpose: "启动项目", Year: 2026, Budgeted: 1_000_000_00},
			{Source: "上级资金", Purpose: "扶持项目", Year: 2027, Budgeted: 2_000_000_00}}}
}

func (o *town) begin(c plan.Content) int64 {
	o.T.Helper()
	id, err := o.Begin(o.ctx, o.Who["disp"], o.ID(), c, "")
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o *town) see(who string, id int64) *plan.Plan {
	o.T.Helper()
	p, err := o.Plan(o.ctx, o.Who[who], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return p
}

func (o *town) sheet(who string, id int64) *plan.Sheet {
	o.T.Helper()
	s, err := o.Sheet(o.ctx, o.Who[who], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return s
}

// pass takes a draft all the way: opinions of she, review, meeting, adoption, its paper; first is the version's first
// day.
func (o *town) pass(id int64, first calendar.Instant) {
	o.T.Helper()
	o.adopt(id)
	o.out(o.send(id, first))
}

// adopt takes a draft to its adoption.
func (o *town) adopt(id int64) {
	o.T.Helper()
	today := o.Now()
	for _, err := range []error{
		o.Ask(o.ctx, o.Who["disp"], o.ID(), id, []int64{o.Units["she"]}, 0),
		o.Opine(o.ctx, o.Who["clerk"], o.ID(), id, plan.Saying{Unit: o.Units["she"]}),
		o.Hear(o.ctx, o.Who["disp"], o.ID(), id, nil),
		o.Review(o.ctx, o.Who["sup"], o.ID(), id, plan.Reviewing{Passed: true, Opinion: "合法"}),
		o.Deliberate(o.ctx, o.Who["disp"], o.ID(), id, plan.Deliberating{Meeting: "区政府第3次常务会议", Day: today,
			Passed: true}),
		o.Adopt(o.ctx, o.Who["lead"], o.ID(), id, plan.Adopting{By: "区人民政府", Day: today}),
	} {
		if err != nil {
			o.T.Fatal(err)
		}
	}
}

// send makes the paper of what was adopted.
func (o *town) send(id int64, first calendar.Instant) int64 {
	o.T.Helper()
	paper, err := o.Send(o.ctx, o.Who["disp"], o.ID(), id, plan.Outgoing{From: first})
	if err != nil {
		o.T.Fatal(err)
	}
	return paper
}

// signed takes a paper to its number, but not out.
func (o *town) signed(paper int64) {
	o.T.Helper()
	x, ctx, who := o.Plans.Office, o.ctx, o.Who
	p := o.paper(paper)
	for _, err := range []error{x.Submit(ctx, who["disp"], o.ID(), paper, p.Version),
		x.Review(ctx, who["sup"], o.ID(), paper, p.Version), x.SignOff(ctx, who["lead"], o.ID(), paper, p.Version),
		x.GiveNumber(ctx, who["disp"], o.ID(), paper)} {
		if err != nil {
			o.T.Fatal(err)
		}
	}
}

// out takes a paper all the way, and has the clock look at it.
func (o *town) out(paper int64) {
	o.T.Helper()
	o.signed(paper)
	x, ctx, who := o.Plans.Office, o.ctx, o.Who
	for _, err := range []error{x.PutSeal(ctx, who["disp"], o.ID(), paper, office.Stamped{Seal: "政府印", Copies: 3}),
		x.HandOut(ctx, who["disp"], o.ID(), paper)} {
		if err != nil {
			o.T.Fatal(err)
		}
	}
	o.tick()
}

// tick has the clock look at the papers.
func (o *town) tick() {
	o.T.Helper()
	if _, err := o.Plans.Tick(o.ctx); err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) paper(id int64) *office.Paper {
	o.T.Helper()
	p, err := o.Plans.Office.Paper(o.ctx, org.Caller{Clock: true}, id)
	if err != nil {
		o.T.Fatal(err)
	}
	return p
}

func (o *town) sound() {
	o.T.Helper()
	o.Office.CatchUp()
	if err := plan.Check(o.ctx, o.DB.Read(), o.Plans.City, nil, func(s string) { o.T.Error(s) }); err != nil {
		o.T.Fatal(err)
	}
}

// waits is how many of a sort wait for somebody.
func (o *town) waits(who, key string) int {
	o.T.Helper()
	list, err := o.Waits(o.ctx, o.Who[who])
	if err != nil {
		o.T.Fatal(err)
	}
	for _, w := range list {
		if w.Key == key {
			return w.N
		}
	}
	return 0
}

// again gives a command twice under one id; both must be taken.
func (o *town) again(do func(id ledger.ID) error) {
	o.T.Helper()
	id := o.ID()
	for range 2 {
		if err := do(id); err != nil {
			o.T.Fatal(err)
		}
	}
}
