package e2e

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/archive"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/duty"
	"xiaohao/parts/file"
	"xiaohao/parts/indicator"
	"xiaohao/parts/meeting"
	"xiaohao/parts/node"
	papers "xiaohao/parts/office"
	"xiaohao/parts/plan"
)

const (
	officesCounty  = area.Code(430405000000)
	officesVillage = area.Code(430405001001)
	oneDay         = 24 * 3600 * 1_000_000 // µs
)

// offices has a county's offices at work: what was decided at a meeting is broken down, goes out as a paper and comes
// back as tasks with nodes and duties; a paper ends in a volume; figures are reported and closed; a plan is in force
// and another one is asked about; a bulletin is out. Files hang on a matter, a meeting and figures.
func offices(t *testing.T, data string) {
	t.Helper()
	withStaff(t, data, func(ctx context.Context, o staff) {
		_, err := o.Change(ctx, org.Caller{System: true}, o.id(), []org.Change{
			&org.PersonSet{Login: "boss", Name: "领导庚", Posts: []org.Post{{Kind: matter.Leader, Area: 430400000000}}}})
		o.must(err)
		met := o.meets(ctx)
		o.nodes(ctx)
		o.binds(ctx, met)
		o.figures(ctx)
		o.plans(ctx, met)
		o.bulletin(ctx)
		for _, tick := range []func(context.Context) (int, error){part.Get[*duty.Duties](o.Values).Tick,
			part.Get[*bulletin.Bulletins](o.Values).Tick, part.Get[*node.Nodes](o.Values).Tick} {
			_, err := tick(ctx)
			o.must(err)
		}
		o.must(o.Ledger().CatchUp(ctx))
	})
}

// unit is a unit by its code.
func (o staff) unit(code string) int64 {
	o.t.Helper()
	for _, u := range o.Org().Units(0) {
		if u.Code == code {
			return u.ID
		}
	}
	o.t.Fatalf("no unit %s", code)
	return 0
}

func (o staff) now() calendar.Instant { return calendar.Of(time.Now()) }

// give gives a command about a matter, and says which one.
func (o staff) give(ctx context.Context, who string, on int64, b matter.Command) int64 {
	o.t.Helper()
	r, err := o.Do(ctx, o.who(who), desk.Command{ID: o.id(), Matter: on, Body: b})
	o.must(err)
	return r.Matter
}

// meets registers a meeting, an instruction and a leading group, breaks the text down, sends it out, and says which
// meeting it was.
func (o staff) meets(ctx context.Context) int64 {
	o.t.Helper()
	x, all, clerk := part.Get[*meeting.Meetings](o.Values), o.who("all"), o.who("clerk")
	group, err := x.SetGroup(ctx, all, o.id(), 0, meeting.GroupSet{Membership: meeting.Membership{Name: "创建工作领导小组",
		Area: officesCounty, First: "区委书记", Leader: "区长", Members: []string{"城管局局长"}, Office: o.unit("cg"),
		From: o.now()}})
	o.must(err)
	const text = "要完成农贸市场改造，逐个组织验收。要坚持问题导向。要常态化抓好森林防火，定期报送情况。"
	e := meeting.Entry{Kind: meeting.Meeting, Area: officesCounty, Day: o.now(), Body: "区委常委会", Presided: "区委书记",
		Text: text, Group: group, People: []int64{clerk.Person}, Units: []int64{o.unit("cg")},
		Agenda: []meeting.Item{{Kind: meeting.PassedOn, Text: "推进会精神", Outcome: "已传达"}}}
	met, err := x.Register(ctx, all, o.id(), e)
	o.must(err)
	_, err = x.Register(ctx, all, o.id(), meeting.Entry{Kind: meeting.Instruction, Area: officesCounty, Day: o.now(),
		From: "区长", Title: "关于路灯的批示", Text: "请逐盏修好。", People: []int64{clerk.Person}})
	o.must(err)
	_, err = x.AddFile(ctx, all, o.id(), met, "会场.png", bytes.NewReader(picture(31)))
	o.must(err)
	_, err = x.Look(ctx, clerk, met)
	o.must(err)
	cut, err := x.Cut(ctx, all, o.id(), met, text)
	o.must(err)
	for first := true; ; {
		r, ok, err := x.NextOpen(ctx, cut, 0)
		o.must(err)
		if !ok {
			break
		}
		s := meeting.Step{Row: r.ID, Ver: r.Ver, Type: meeting.Task}
		switch r.Start {
		case 0:
		case 16:
			s.Type = meeting.Principle
		default:
			s.Type = meeting.Duty
		}
		o.must(x.Keep(ctx, all, o.id(), cut, s))
		if first {
			first = false
			o.must(x.Undo(ctx, all, o.id(), cut))
			continue
		}
		if s.Type == meeting.Principle {
			continue
		}
		rows, _, err := x.Rows(ctx, &meeting.Breakdown{ID: cut}, r.Start, 1)
		o.must(err)
		o.must(x.Assign(ctx, all, o.id(), cut, meeting.Step{Row: r.ID, Ver: rows[0].Ver, Lead: o.unit("cg")}))
	}
	o.must(x.Confirm(ctx, all, o.id(), cut))
	o.must(x.Submit(ctx, all, o.id(), cut))
	p, err := x.PaperOf(ctx, &meeting.Breakdown{ID: cut})
	o.must(err)
	o.sends(ctx, p.ID)
	for n := 1; n > 0; {
		n, err = x.Tick(ctx)
		o.must(err)
	}
	e.Text, e.Agenda, e.Day = "", nil, e.Day.Plus(1)
	next, err := x.Register(ctx, all, o.id(), e)
	o.must(err)
	o.must(x.MakePaper(ctx, all, o.id(), next))
	return met
}

// sends takes a paper from its draft to being signed for and done.
func (o staff) sends(ctx context.Context, paper int64) {
	o.t.Helper()
	x, all := part.Get[*papers.Office](o.Values), o.who("all")
	p := func() *papers.Paper {
		o.t.Helper()
		p, err := x.Paper(ctx, o.who("du.sup"), paper)
		o.must(err)
		return p
	}
	if p().State == papers.Drafting {
		o.must(x.Submit(ctx, all, o.id(), paper, p().Version))
	}
	for _, u := range p().Open() {
		o.must(x.Answer(ctx, o.who("clerk"), o.id(), paper, papers.Answered{Unit: u, Agrees: true}))
	}
	o.must(x.Review(ctx, o.who("du.sup"), o.id(), paper, p().Version))
	o.must(x.SignOff(ctx, o.who("boss"), o.id(), paper, p().Version))
	o.must(x.GiveNumber(ctx, all, o.id(), paper))
	o.must(x.PutSeal(ctx, all, o.id(), paper, papers.Stamped{Seal: "办公室", Copies: 2}))
	o.must(x.HandOut(ctx, all, o.id(), paper))
	for _, u := range p().Unsigned() {
		o.must(x.SignFor(ctx, o.who("clerk"), o.id(), paper, u))
	}
	o.must(x.Finish(ctx, all, o.id(), paper, ""))
}

// nodes follows a task of its own: a plan is approved, a node is reached, another has a reason, the unit has a card.
func (o staff) nodes(ctx context.Context) {
	o.t.Helper()
	x, all, clerk, cg := part.Get[*node.Nodes](o.Values), o.who("all"), o.who("clerk"), o.unit("cg")
	id := o.give(ctx, "all", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: officesCounty,
		Title: "整治背街小巷", Text: "按会议要求"})
	o.give(ctx, "all", id, &matter.List{Category: "task.meeting"})
	o.give(ctx, "all", id, &matter.Assign{Lead: cg})
	o.must(x.Set(ctx, all, o.id(), id, "decision"))
	_, err := part.Get[*file.Files](o.Values).AddToMatter(ctx, all, o.id(), id, "现场.png", bytes.NewReader(picture(32)))
	o.must(err)
	o.give(ctx, "clerk", id, &matter.Sign{})
	o.must(x.Propose(ctx, clerk, o.id(), id, "两步走", nil))
	o.must(x.Approve(ctx, o.who("boss"), o.id(), id, "同意"))
	o.must(x.Reach(ctx, clerk, o.id(), id, "register", "已立项"))
	o.must(x.Explain(ctx, clerk, o.id(), id, "answer", "暴雨"))
	_, err = x.Give(ctx, all, o.id(), node.Giving{Unit: cg, Colour: node.YellowCard, Matters: []int64{id}, Reason: "落后",
		From: o.now(), Until: o.now().Plus(30 * oneDay)})
	o.must(err)
	at := duty.Today(o.now()).Plus(2).Time().Weekday() // its first report is asked for at once
	_, err = part.Get[*duty.Duties](o.Values).Begin(ctx, all, o.id(), duty.Duty{Title: "防汛", Text: "险情",
		Area: officesCounty, Lead: cg, Schedule: duty.Schedule{Rhythm: duty.Weekly, Day: (int(at)+6)%7 + 1}})
	o.must(err)
}

// binds has a paper of its own done, bound into a volume and locked; another volume is open.
func (o staff) binds(ctx context.Context, met int64) {
	o.t.Helper()
	p, x := part.Get[*papers.Office](o.Values), part.Get[*archive.Archive](o.Values)
	all, cg := o.who("all"), o.unit("cg")
	id, err := p.Begin(ctx, all, o.id(), papers.Draft{Kind: "other", Area: officesCounty, To: []int64{cg},
		Content: papers.Content{Title: "关于开会的函", Paragraphs: []string{"请准时参加。"}}})
	o.must(err)
	o.sends(ctx, id)
	o.must(part.Get[*meeting.Meetings](o.Values).Close(ctx, all, o.id(), met, "下次再议"))
	list, err := x.Waiting(ctx, all, archive.Place{}, 10)
	o.must(err)
	if len(list) < 2 {
		o.t.Fatalf("%d things wait for the archive", len(list))
	}
	for i, e := range list[:2] {
		v, err := x.Begin(ctx, all, o.id(), archive.Begun{Title: "文书", Year: int(e.Year()), Area: officesCounty,
			Keep: e.Keep, Kind: e.Kind})
		o.must(err)
		o.must(x.Arrange(ctx, all, o.id(), v, []int64{e.ID}))
		if i == 0 {
			o.must(x.Close(ctx, all, o.id(), v))
		}
	}
}

// figures defines a set of indicators, whose village reports, corrects, is reviewed and closed with its county; a
// target is split.
func (o staff) figures(ctx context.Context) {
	o.t.Helper()
	x, all, clerk := part.Get[*indicator.Indicators](o.Values), o.who("all"), o.who("c-v430405")
	year := indicator.Span(time.Now().In(calendar.China()).Year() * 100)
	d := indicator.Definition{Zh: "试验", En: "Trial", Area: officesCounty, Due: 10, From: year.Before(1).From(),
		To: year.To()}
	for _, i := range []indicator.Indicator{{Code: "planted", Rule: indicator.Sum},
		{Code: "price", Rule: indicator.Max}} {
		i.Zh, i.En, i.Unit, i.Level, i.Every = i.Code, i.Code, "亩", "village", indicator.Quarter
		d.Indicators = append(d.Indicators, i)
	}
	set, err := x.Define(ctx, all, o.id(), d)
	o.must(err)
	o.must(x.Target(ctx, all, o.id(), set, indicator.Aim{Code: "planted", Span: year, Entries: []indicator.Entry{
		{Area: officesCounty, Value: 100 * indicator.One}}}))
	o.must(x.Cut(ctx, all, o.id(), set, indicator.Cut{Area: officesCounty, Code: "planted", Span: year,
		How: indicator.ByEqual}))
	spans := indicator.Spans(indicator.Quarter, d.From, year.From())
	for i, s := range spans[2:] {
		r := indicator.Reporting{Area: officesVillage, Span: s, Answers: map[string]string{},
			Values: indicator.Values{"planted": 37 * indicator.One, "price": indicator.Amount(11+i) * indicator.One}}
		list, err := x.Questions(ctx, org.Caller{System: true}, set, r)
		o.must(err)
		for _, q := range list {
			r.Answers[q.Key()] = "核对过"
		}
		o.must(x.Report(ctx, clerk, o.id(), set, r))
		if i > 0 {
			continue // it waits for its review
		}
		_, err = x.AddEvidence(ctx, clerk, o.id(), set, officesVillage, s, "台账.png", bytes.NewReader(picture(33)))
		o.must(err)
		sheet, _, err := x.Sheet(ctx, all, set, officesVillage, s)
		o.must(err)
		o.must(x.Review(ctx, all, o.id(), set, s, []indicator.Judged{{Area: officesVillage, Seq: sheet.Seq}}))
		o.must(x.Close(ctx, all, o.id(), set, officesCounty, s, "其余未建村"))
	}
}

// plans has one plan in force, whose measure is handed out, whose money is paid and corrected, with a report, and one
// on which a unit is asked for its opinion.
func (o staff) plans(ctx context.Context, met int64) {
	o.t.Helper()
	x, all, cg := part.Get[*plan.Plans](o.Values), o.who("all"), o.unit("cg")
	year := time.Now().In(calendar.China()).Year()
	c := plan.Content{Title: "三年行动计划", Area: officesCounty, Lead: cg, Text: "逐年推进。",
		First:    calendar.Of(time.Date(year-1, 1, 1, 0, 0, 0, 0, calendar.China())),
		Last:     calendar.Of(time.Date(year+2, 1, 1, 0, 0, 0, 0, calendar.China())),
		Measures: []plan.Measure{{Text: "清理台账", Lead: cg}},
		Money:    []plan.Money{{Source: "本级财政", Purpose: "清理", Year: year, Budgeted: 100_00}}}
	id, err := x.Begin(ctx, all, o.id(), c, "")
	o.must(err)
	asks := func(id int64) {
		o.t.Helper()
		o.must(x.Ask(ctx, all, o.id(), id, []int64{cg}, 0))
	}
	asks(id)
	o.must(x.Opine(ctx, o.who("clerk"), o.id(), id, plan.Saying{Unit: cg}))
	o.must(x.Hear(ctx, all, o.id(), id, nil))
	o.must(x.Review(ctx, o.who("du.sup"), o.id(), id, plan.Reviewing{Passed: true, Opinion: "合法"}))
	o.must(x.Deliberate(ctx, all, o.id(), id, plan.Deliberating{ID: met, Passed: true}))
	o.must(x.Adopt(ctx, o.who("boss"), o.id(), id, plan.Adopting{By: "区政府", Day: o.now()}))
	paper, err := x.Send(ctx, all, o.id(), id, plan.Outgoing{})
	o.must(err)
	o.sends(ctx, paper)
	_, err = x.Tick(ctx)
	o.must(err)
	_, now, err := x.AsOf(ctx, all, id, o.now())
	o.must(err)
	_, err = x.HandOut(ctx, all, o.id(), id, now.Measures[0].Key)
	o.must(err)
	o.must(x.Pay(ctx, all, o.id(), id, plan.Paid{Line: now.Money[0].Key, Amount: 40_00, Day: o.now()}))
	paid, err := x.Entries(ctx, all, id, 0, 1)
	o.must(err)
	o.must(x.Correct(ctx, all, o.id(), id, paid[0].Seq, 30_00, "多记了"))
	o.must(x.Report(ctx, all, o.id(), id, "总体顺利。"))
	c.Title = "另一个行动计划"
	id, err = x.Begin(ctx, all, o.id(), c, "")
	o.must(err)
	asks(id)
}

// bulletin makes a bulletin, which goes out.
func (o staff) bulletin(ctx context.Context) {
	o.t.Helper()
	x, all := part.Get[*bulletin.Bulletins](o.Values), o.who("all")
	id, err := x.Make(ctx, all, o.id(), bulletin.Asking{Title: "通报", Area: officesCounty, From: o.now().Plus(-oneDay),
		Until: o.now()})
	o.must(err)
	o.must(x.Word(ctx, all, o.id(), id, bulletin.Words{Title: "通报", To: []int64{o.unit("cg")}}))
	o.must(x.Submit(ctx, all, o.id(), id))
	p, err := x.Paper(ctx, all, id)
	o.must(err)
	o.sends(ctx, p.ID)
}

// empty are the tables that the offices' parts keep and that have no row.
func (m *tampering) empty() (out []string) {
	owners := []string{"archive", "bulletin", "duty", "file", "indicator", "meeting", "node", "office", "plan"}
	for _, x := range m.tables {
		if len(x.rows) == 0 && slices.Contains(owners, m.owners[x.name]) {
			out = append(out, x.name)
		}
	}
	return out
}
