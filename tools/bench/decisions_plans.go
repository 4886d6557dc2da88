package bench

import (
	"context"
	"fmt"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
	"xiaohao/parts/plan"
)

// draft begins a plan of three years of a county, and it goes its way.
func (y *decided) draft(ctx context.Context, i int) error {
	county := y.counties[i%len(y.counties)]
	at := y.Clock.Now().Time().In(calendar.China()).Year()
	day := func(year int, month time.Month) calendar.Instant {
		return calendar.Of(time.Date(year, month, 1, 0, 0, 0, 0, calendar.China()))
	}
	_, units := y.place(3*i + 1)
	c := plan.Content{Title: fmt.Sprintf("%s三年行动计划（%d）", pick(y.year, guards), i+1), Area: county,
		Lead:  y.offices[county],
		First: day(at, time.January), Last: day(at+3, time.January), Text: "分年推进，逐项落实。", Set: y.set}
	for _, code := range []string{"income", "shops", "trees"} {
		c.Goals = append(c.Goals, plan.Goal{Text: "逐年增长", Indicator: code, Targets: []plan.Target{
			{Year: at, Amount: indicator.Amount(y.rand.IntN(900)+100) * indicator.One}}})
	}
	for k := range 10 + y.rand.IntN(10) {
		c.Measures = append(c.Measures, plan.Measure{Text: fmt.Sprintf("%s%s（%d）", pick(y.year, verbs),
			pick(y.year, works), k+1), Lead: pick(y.year, units), Yearly: k%5 == 0})
		if k%4 == 0 {
			c.Money = append(c.Money, plan.Money{Source: "本级财政", Purpose: pick(y.year, works), Year: at + k%3,
				Budgeted: int64(y.rand.IntN(900)+1) * 10_000_00})
		}
	}
	made, err := y.plans.Begin(ctx, y.who[drafts], id(), c, "")
	if err != nil {
		return err
	}
	y.planned = append(y.planned, made)
	y.Plans.Asked++
	y.Versions.Asked++
	y.passes(made, 1, units[0])
	return nil
}

// passes has the version in the making go through all hands, a step every other day, until it is in force; then its
// measures are handed out, and half a year before the end or later the first one is revised.
func (y *decided) passes(made int64, version int, asked int64) {
	y.on(y.day+2, func(ctx context.Context) error {
		p, err := y.plans.Plan(ctx, y.who[drafts], made)
		if err != nil {
			return err
		}
		if p.Work == nil {
			return y.runs(ctx, p, version, asked)
		}
		if err := y.nextStep(ctx, p, asked); err != nil {
			return fmt.Errorf("plan %d, which stands %s: %w", made, p.Stage(), err)
		}
		if y.day < y.days-1 {
			y.passes(made, version, asked)
			return nil
		}
		return fmt.Errorf("plan %d stands %s when the year ends", made, p.Stage())
	})
}

// nextStep takes the step that is next.
func (y *decided) nextStep(ctx context.Context, p *plan.Plan, asked int64) error {
	drafter, now := y.who[drafts], y.Clock.Now()
	switch p.Stage() {
	case plan.Drafted:
		return y.plans.Ask(ctx, drafter, id(), p.ID, []int64{asked}, 0)
	case plan.Asked:
		if len(p.Work.Silent()) > 0 && now < p.Work.Until {
			return y.plans.Opine(ctx, y.clerks[asked], id(), p.ID, plan.Saying{Unit: asked, Objects: p.ID%3 == 0,
				Text: "建议明确资金来源"})
		}
		var replies []plan.Reply
		for _, o := range p.Work.Objections() {
			replies = append(replies, plan.Reply{Unit: o.Unit, Taken: true, Text: "已写明"})
		}
		return y.plans.Hear(ctx, drafter, id(), p.ID, replies)
	case plan.Heard:
		return y.plans.Review(ctx, y.who[reviews], id(), p.ID, plan.Reviewing{Passed: true, Opinion: "与上位规定一致"})
	case plan.Reviewed:
		return y.plans.Deliberate(ctx, drafter, id(), p.ID, plan.Deliberating{Meeting: pick(y.year, bodies), Day: now,
			Passed: true})
	case plan.Deliberated:
		return y.plans.Adopt(ctx, y.who[signs], id(), p.ID, plan.Adopting{By: "人民政府", Day: now})
	case plan.Adopted:
		paper, err := y.plans.Send(ctx, drafter, id(), p.ID, plan.Outgoing{})
		if err == nil {
			y.walks(paper, func(context.Context) error { return fmt.Errorf("the paper of plan %d came back", p.ID) })
		}
		return err
	}
	return nil // its paper is on its way
}

// runs hands out a plan's measures and pays on its lines; most plans are revised once.
func (y *decided) runs(ctx context.Context, p *plan.Plan, version int, asked int64) error {
	_, c, err := y.plans.Version(ctx, y.who[drafts], p.ID, version)
	if err != nil {
		return err
	}
	for _, m := range c.Measures {
		if p.Handed[m.Key] != 0 {
			continue
		}
		if _, err := y.plans.HandOut(ctx, y.who[drafts], id(), p.ID, m.Key); err != nil {
			return err
		}
	}
	for _, m := range c.Money {
		if err := y.plans.Pay(ctx, y.who[drafts], id(), p.ID, plan.Paid{Line: m.Key, Amount: m.Budgeted / 3,
			Day: y.Clock.Now()}); err != nil {
			return err
		}
	}
	if version > 1 || y.day > y.days-70 {
		return nil
	}
	y.Versions.Asked++
	y.on(min(y.day+60+y.rand.IntN(60), y.days-60), func(ctx context.Context) error {
		if err := y.plans.Revise(ctx, y.who[drafts], id(), p.ID, "按中期情况调整"); err != nil {
			return err
		}
		now, err := y.plans.Plan(ctx, y.who[drafts], p.ID)
		if err != nil {
			return err
		}
		m := plan.Measure{Text: "新增：" + pick(y.year, works), Lead: asked}
		if err := y.plans.Put(ctx, y.who[drafts], id(), p.ID, now.Work.Seq, plan.Item{Measure: &m}); err != nil {
			return err
		}
		y.passes(p.ID, 2, asked)
		return nil
	})
	return nil
}
