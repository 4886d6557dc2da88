package city_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/chief"
	"xiaohao/parts/duty"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
	"xiaohao/parts/tally"
)

// toldOf are the parts whose whole telling the stories below must bring about.
var toldOf = []event.Type{"office.", "bulletin.", "plan.", "duty.", "node.", "chief.", "tally."}

// tellings is a city in which somebody notes what the parts tell of each event as soon as it is there.
type tellings struct {
	*citytest.Office
	ctx    context.Context
	seq    int64
	atOnce map[int64][]part.Message
	events []ledger.Event
}

// tell is what all parts tell of an event now.
func (o *tellings) tell(e ledger.Event) (out []part.Message) {
	o.T.Helper()
	for _, t := range o.Notify.Others.Tells() {
		for _, typ := range t.Types {
			if typ != e.Type {
				continue
			}
			list, err := t.Tell(o.ctx, o.Office.DB.Read(), e)
			if err != nil {
				o.T.Fatalf("%s, event %d: %v", e.Type, e.Seq, err)
			}
			out = append(out, list...)
		}
	}
	return out
}

// done demands that commands were taken, and notes what is told of their events.
func (o *tellings) done(wrong ...error) {
	o.T.Helper()
	for _, err := range wrong {
		if err != nil {
			o.T.Fatal(err)
		}
	}
	events, err := ledger.After(o.ctx, o.Office.DB.Read(), 4304, o.seq, 1000)
	if err != nil {
		o.T.Fatal(err)
	}
	for _, e := range events {
		o.atOnce[e.Seq], o.seq = o.tell(e), e.Seq
	}
	o.events = append(o.events, events...)
}

// TestFollowersTellTheSame says that what parts tell of an event is a function of the event and of what stood then: a
// follower right behind each command and one that comes when all is over tell the same people the same. Who holds a
// post is the exception that the follower of package notify names; nobody changes his here.
func TestFollowersTellTheSame(t *testing.T) {
	t.Parallel()
	o := &tellings{Office: citytest.New(t), ctx: t.Context(), atOnce: map[int64][]part.Message{}}
	o.ChangeOrg(&org.PersonSet{Login: "sup2", Name: "督办子", Posts: []org.Post{{Kind: matter.Supervisor,
		Area: citytest.City}}})
	second, _ := o.Org().PersonByLogin("sup2") // who reviews what the first supervisor made
	o.Who["sup2"] = second.Caller()
	o.done()
	o.ofOffice()
	o.ofBulletins()
	o.ofPlans()
	o.ofDuties()
	o.ofTallies()
	o.ofNodes()
	o.ofChiefs()
	said := map[event.Type]int{}
	for _, e := range o.events {
		said[e.Type] += len(o.atOnce[e.Seq])
		if d := cmp.Diff(o.atOnce[e.Seq], o.tell(e)); d != "" {
			t.Errorf("%s, event %d (-at once +at the end):\n%s", e.Type, e.Seq, d)
		}
	}
	for _, prefix := range toldOf {
		n := 0
		for _, tells := range o.Notify.Others.Tells() {
			for _, typ := range tells.Types {
				if typ.In(prefix) {
					if n++; said[typ] == 0 {
						t.Errorf("the stories have nothing told of %s", typ)
					}
				}
			}
		}
		if n == 0 {
			t.Errorf("nobody tells anything of %s", prefix)
		}
	}
}

// ofOffice takes a paper back and forth, under other words each time, and out.
func (o *tellings) ofOffice() {
	o.T.Helper()
	x, ctx, disp, she := part.Get[*office.Office](o.Values), o.ctx, o.Who["disp"], []int64{o.Units["she"]}
	c := office.Content{Title: "任务分解表", Paragraphs: []string{"请抓好落实。"}}
	id, err := x.Begin(ctx, disp, o.ID(), office.Draft{Kind: "breakdown", Area: citytest.County, Content: c, Ask: she,
		To: she})
	o.done(err)
	version := 1
	again := func(title string, ask ...int64) {
		o.T.Helper()
		c.Title = title
		o.done(x.Redraft(ctx, disp, o.ID(), id, office.Redrafted{Content: c, Ask: ask, To: she, Note: "已改"}))
		version++
		o.done(x.Submit(ctx, disp, o.ID(), id, version))
	}
	answer := func(agrees bool) {
		o.T.Helper()
		o.done(x.Answer(ctx, o.Who["clerk"], o.ID(), id, office.Answered{Unit: she[0], Agrees: agrees, Reason: "时限紧"}))
	}
	o.done(x.Submit(ctx, disp, o.ID(), id, 1))
	answer(false)
	again("任务分解表（二稿）", she...)
	o.Advance(15 * 24 * time.Hour)
	_, err = x.Tick(ctx) // silence is consent
	o.done(err)
	o.done(x.Return(ctx, o.Who["sup"], o.ID(), id, version, "写全称"))
	again("任务分解表（三稿）", she...)
	answer(true)
	o.done(x.Review(ctx, o.Who["sup"], o.ID(), id, version))
	o.Advance(15 * 24 * time.Hour)
	_, err = x.Tick(ctx) // who signs off lets it wait
	o.done(err)
	o.done(x.SignOff(ctx, o.Who["lead"], o.ID(), id, version))
	o.done(x.GiveNumber(ctx, disp, o.ID(), id))
	o.done(x.PutSeal(ctx, o.Who["admin"], o.ID(), id, office.Stamped{Seal: "办公室", Copies: 1}))
	o.done(x.HandOut(ctx, disp, o.ID(), id))
	o.Advance(15 * 24 * time.Hour)
	_, err = x.Tick(ctx)
	o.done(err)
	o.done(x.SignFor(ctx, o.Who["clerk"], o.ID(), id, she[0]), x.Finish(ctx, disp, o.ID(), id, ""))
	// one that asks nobody goes to the reviewer at once
	c.Title = "通知"
	id, err = x.Begin(ctx, disp, o.ID(), office.Draft{Kind: o.noOpinions(), Area: citytest.County, Content: c, To: she})
	o.done(err, x.Submit(ctx, disp, o.ID(), id, 1))
}

// ofBulletins hands a bulletin in twice: it is given back, and goes out under another title.
func (o *tellings) ofBulletins() {
	o.T.Helper()
	b, x, ctx, sup := part.Get[*bulletin.Bulletins](o.Values), part.Get[*office.Office](o.Values), o.ctx, o.Who["sup"]
	now := o.Office.Now()
	id, err := b.Make(ctx, sup, o.ID(), bulletin.Asking{Title: "通报", Area: citytest.City, From: now - 86400e6,
		Until: now})
	o.done(err)
	paper := func(title string) int64 {
		o.T.Helper()
		o.done(b.Word(ctx, sup, o.ID(), id, bulletin.Words{Title: title, To: []int64{o.Units["she"]}}))
		o.done(b.Submit(ctx, sup, o.ID(), id))
		list, err := x.Of(ctx, bulletin.Name, id)
		o.done(err)
		return list[len(list)-1].ID
	}
	tick := func() {
		o.T.Helper()
		_, err := b.Tick(ctx)
		o.done(err)
	}
	o.done(x.Withdraw(ctx, sup, o.ID(), paper("上月通报"), "写明月份"))
	tick()
	p := paper("十一月通报")
	o.done(x.Submit(ctx, sup, o.ID(), p, 1))
	o.done(x.Review(ctx, o.Who["sup2"], o.ID(), p, 1))
	o.done(x.SignOff(ctx, o.Who["lead"], o.ID(), p, 1))
	o.done(x.GiveNumber(ctx, sup, o.ID(), p))
	o.done(x.PutSeal(ctx, sup, o.ID(), p, office.Stamped{Seal: "办公室", Copies: 1}))
	o.done(x.HandOut(ctx, sup, o.ID(), p))
	tick()
}

// out takes a paper that another part made its whole way through the office.
func (o *tellings) out(paper int64) {
	o.T.Helper()
	x, ctx, disp := part.Get[*office.Office](o.Values), o.ctx, o.Who["disp"]
	o.done(x.Submit(ctx, disp, o.ID(), paper, 1), x.Review(ctx, o.Who["sup"], o.ID(), paper, 1))
	o.done(x.SignOff(ctx, o.Who["lead"], o.ID(), paper, 1), x.GiveNumber(ctx, disp, o.ID(), paper))
	o.done(x.PutSeal(ctx, o.Who["admin"], o.ID(), paper, office.Stamped{Seal: "办公室", Copies: 1}))
	o.done(x.HandOut(ctx, disp, o.ID(), paper))
}

// noOpinions is a kind of paper that asks no unit for its opinion.
func (o *tellings) noOpinions() string {
	o.T.Helper()
	for _, k := range o.Policy().Papers.Kinds {
		if !k.Ask {
			return k.Code
		}
	}
	o.T.Fatal("each kind of paper asks for opinions")
	return ""
}

// ofPlans takes a plan through its life, taken back once and revised under another name and other units.
func (o *tellings) ofPlans() {
	o.T.Helper()
	x, ctx, disp := part.Get[*plan.Plans](o.Values), o.ctx, o.Who["disp"]
	jie, she := o.Units["jie"], o.Units["she"]
	c := plan.Content{Title: "三年行动计划", Area: citytest.County, Lead: jie, First: citytest.Instant(o.T,
		"2026-01-01 00:00"), Last: citytest.Instant(o.T, "2029-01-01 00:00"), Text: "逐年推进。",
		Measures: []plan.Measure{{Text: "清理台账", Lead: jie}}}
	id, err := x.Begin(ctx, disp, o.ID(), c, "")
	o.done(err)
	work := func() *plan.Work {
		o.T.Helper()
		p, err := x.Plan(ctx, disp, id)
		if err != nil || p.Work == nil {
			o.T.Fatal(p, err)
		}
		return p.Work
	}
	edit := func(title string, lead int64) {
		o.T.Helper()
		w := work()
		c := w.Content
		c.Title, c.Measures = title, append([]plan.Measure(nil), c.Measures...)
		c.Measures[0].Lead = lead
		o.done(x.Edit(ctx, disp, o.ID(), id, w.Seq, c))
	}
	heard := func() {
		o.T.Helper()
		o.done(x.Ask(ctx, disp, o.ID(), id, []int64{she}, 0))
		o.done(x.Opine(ctx, o.Who["clerk"], o.ID(), id, plan.Saying{Unit: she}))
		o.done(x.Hear(ctx, disp, o.ID(), id, nil))
	}
	issue := func(from calendar.Instant) {
		o.T.Helper()
		heard()
		o.done(x.Review(ctx, o.Who["sup"], o.ID(), id, plan.Reviewing{Passed: true, Opinion: "合法"}))
		today := o.Office.Now()
		o.done(x.Deliberate(ctx, disp, o.ID(), id, plan.Deliberating{Meeting: "常务会议", Day: today, Passed: true}))
		o.done(x.Adopt(ctx, o.Who["lead"], o.ID(), id, plan.Adopting{By: "区政府", Day: today}))
		for last := range 2 { // the office takes the first one back
			paper, err := x.Send(ctx, disp, o.ID(), id, plan.Outgoing{From: from})
			o.done(err)
			if last == 0 {
				o.done(part.Get[*office.Office](o.Values).Withdraw(ctx, disp, o.ID(), paper, "抬头有误"))
			} else {
				o.out(paper)
			}
			_, err = x.Tick(ctx)
			o.done(err)
		}
	}
	heard()
	o.done(x.Review(ctx, o.Who["sup"], o.ID(), id, plan.Reviewing{Opinion: "缺依据"}))
	edit("三年行动计划（二稿）", jie)
	o.done(x.Ask(ctx, disp, o.ID(), id, []int64{jie}, 0), x.TakeBack(ctx, disp, o.ID(), id, "再议"))
	issue(0)
	o.done(x.Revise(ctx, disp, o.ID(), id, "上级调整"))
	edit("三年行动计划（修订）", she)
	issue(o.Office.Now() + 86400e6)
	o.Set("2029-02-01 10:00")
	o.done(x.End(ctx, o.Who["lead"], o.ID(), id, plan.Assessment{Reached: "都完成了", Missed: "台账还差一户",
		Lessons: "早谋划"}))
}

// ofDuties begins a duty that misses periods, gets another name and other units, and ends.
func (o *tellings) ofDuties() {
	o.T.Helper()
	x, ctx, sup := part.Get[*duty.Duties](o.Values), o.ctx, o.Who["sup"]
	d := duty.Duty{Title: "防汛", Text: "险情", Area: citytest.Street, Lead: o.Units["she"],
		Schedule: duty.Schedule{Rhythm: duty.Monthly, Day: 28}}
	id, err := x.Begin(ctx, sup, o.ID(), d)
	o.done(err)
	o.Advance(70 * 24 * time.Hour)
	_, err = x.Tick(ctx)
	o.done(err)
	d.Title, d.Lead, d.Co = "防汛抗旱", o.Units["jie"], []int64{o.Units["new"]}
	o.done(x.Change(ctx, sup, o.ID(), id, d))
	o.done(x.End(ctx, sup, o.ID(), id, "机构改革"))
}

// ofTallies draws the places of a survey, misses one in the rain, and ends it.
func (o *tellings) ofTallies() {
	o.T.Helper()
	x, ctx, sup := part.Get[*tally.Tallies](o.Values), o.ctx, o.Who["sup"]
	at := o.Office.Now().Time().In(calendar.China())
	day := func(n int) calendar.Instant {
		return calendar.Of(time.Date(at.Year(), at.Month(), at.Day()+n, 0, 0, 0, 0, calendar.China()))
	}
	p := tally.Plan{Title: "送头盔", Kind: tally.Helmet, Area: citytest.City,
		Sites:  []tally.Site{{Name: "东", Road: "city"}, {Name: "西", Road: "city"}},
		Wanted: map[tally.Road]int{tally.CityRoad: 6}, People: 40, Minutes: 30,
		Before: tally.Span{From: day(1), Until: day(8)}, After: tally.Span{From: day(8), Until: day(15)},
		Counters: []int64{sup.Person, o.Who["disp"].Person}}
	for d := range 6 {
		p.Slots = append(p.Slots, tally.Slot{Weekday: d + 1, Hour: 7})
	}
	id, err := x.Plan(ctx, sup, o.ID(), p)
	o.done(err, x.Draw(ctx, sup, o.ID(), id), x.Miss(ctx, sup, o.ID(), id, tally.Before, 1, "大雨"),
		x.End(ctx, sup, o.ID(), id, "数完"))
}

// ofNodes follows a task whose nodes and plan go back and forth before it passes on to another unit; a card is given,
// answered and taken back.
func (o *tellings) ofNodes() {
	o.T.Helper()
	x, ctx, sup, head, lead := part.Get[*node.Nodes](o.Values), o.ctx, o.Who["sup"], o.Who["head"], o.Who["lead"]
	id := o.Give("sup", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: citytest.Village,
		Title: "整治背街小巷", Text: "按会议要求"})
	o.Give("disp", id, &matter.List{Category: "task.meeting"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["jie"]})
	o.done(x.Set(ctx, sup, o.ID(), id, "decision"))
	of := func() *node.Track {
		o.T.Helper()
		t, err := x.Of(ctx, id)
		if err != nil || t == nil {
			o.T.Fatal(t, err)
		}
		return t
	}
	first := of().Nodes[0].Code
	o.done(x.Change(ctx, sup, o.ID(), id, []node.Dated{{Code: of().Nodes[1].Code,
		Due: of().Nodes[1].Due.Plus(-3600e6)}}, "提前"))
	o.done(x.Propose(ctx, head, o.ID(), id, "两步走", nil))
	o.Advance(7 * 24 * time.Hour)
	_, err := x.Tick(ctx)
	o.done(err)
	o.done(x.Return(ctx, lead, o.ID(), id, "再紧一些"))
	o.done(x.Propose(ctx, head, o.ID(), id, "一步走", nil))
	o.done(x.Approve(ctx, lead, o.ID(), id, ""))
	o.done(x.Explain(ctx, head, o.ID(), id, first, "暴雨"))
	o.done(x.Judge(ctx, sup, o.ID(), id, first, true, "属实"))
	from := o.Office.Now()
	card, err := x.Give(ctx, sup, o.ID(), node.Giving{Unit: o.Units["jie"], Colour: node.RedCard, Matters: []int64{id},
		Reason: "落后", From: from, Until: from.Plus(30 * 86400e6)})
	o.done(err)
	o.done(x.Answer(ctx, head, o.ID(), card, "已整改"))
	o.done(x.Withdraw(ctx, sup, o.ID(), card, "已赶上"))
	o.Give("head", id, &matter.Sign{})
	o.Give("disp", id, &matter.Amend{Title: "整治背街小巷（一期）", Reason: "改名"})
	o.Give("head", id, &matter.Delegate{To: o.Units["she"]})
	o.done()
}

// ofChiefs gives posts, lets a problem climb to one, and lets its holder go.
func (o *tellings) ofChiefs() {
	o.T.Helper()
	x, ctx, sup := part.Get[*chief.Chiefs](o.Values), o.ctx, o.Who["sup"]
	give := func(a area.Code, login string) int64 {
		o.T.Helper()
		p, _ := o.Org().PersonByLogin(login)
		id, err := x.Appoint(ctx, sup, o.ID(), chief.Giving{Theme: "forest", Post: "chief", Area: a, Person: p.ID})
		o.done(err)
		return id
	}
	low := give(citytest.Village, "clerk")
	give(citytest.Street, "head")
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带缺了一大片"})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	for range 2 {
		o.Advance(4 * 24 * time.Hour)
		o.CatchUp()
		_, err := x.Climb(ctx)
		o.done(err)
	}
	o.Give("disp", id, &matter.Amend{Title: "补种绿化带", Reason: "改名"})
	_, err := x.Leave(ctx, sup, o.ID(), low, chief.Leaving{Reason: "换届", Name: "李四"})
	o.done(err)
}
