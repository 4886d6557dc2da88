package demo

import (
	"context"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
)

// planned plans two action plans of 珠晖区: that for the village collective economy, measured by the set of indicators of
// incomes, which went the office's way and is in force with measures handed out and money paid, and that for camellia
// oil, on which units are asked for their opinions.
func (s *story) planned(end calendar.Instant) {
	x := part.Get[*plan.Plans](s.desk.Values)
	year := end.Time().In(calendar.China()).Year() - 1
	at := func(days int64) calendar.Instant { return midnight(end).Plus(-days*day + 14*hour) }
	var id int64
	town, community := s.leadOf("t"), s.leadOf("v")
	steps := []struct {
		days int64
		do   func(ctx context.Context) error
	}{
		{18, func(ctx context.Context) error {
			c, err := s.economy(ctx, year)
			if err == nil {
				id, err = x.Begin(ctx, s.caller("dispatcher"), s.key(), c, "collective_economy")
			}
			if err == nil {
				err = x.Ask(ctx, s.caller("dispatcher"), s.key(), id, []int64{town, community}, 0)
			}
			return err
		}},
		{17, func(ctx context.Context) error {
			return x.Opine(ctx, s.clerkOf(town), s.key(), id, plan.Saying{Unit: town, Objects: true,
				Text: "培训任务与上级安排重复，建议合并。"})
		}},
		{16, func(ctx context.Context) error {
			return x.Opine(ctx, s.clerkOf(community), s.key(), id, plan.Saying{Unit: community, Text: "同意。"})
		}},
		{15, func(ctx context.Context) error {
			return x.Hear(ctx, s.caller("dispatcher"), s.key(), id, []plan.Reply{{Unit: town, Taken: true,
				Text: "采纳，与上级培训合并举办。"}})
		}},
		{14, func(ctx context.Context) error {
			return x.Review(ctx, s.caller("auditor"), s.key(), id, plan.Reviewing{Passed: true,
				Opinion: "内容、权限、程序合法，建议提请审议。"})
		}},
		{13, func(ctx context.Context) error {
			return x.Deliberate(ctx, s.caller("dispatcher"), s.key(), id, plan.Deliberating{Meeting: "珠晖区人民政府常务会议",
				Day: midnight(end).Plus(-13 * day), Passed: true})
		}},
		{12, func(ctx context.Context) error {
			return x.Adopt(ctx, s.caller("leader"), s.key(), id, plan.Adopting{By: "珠晖区人民政府",
				Day: midnight(end).Plus(-12 * day)})
		}},
		{11, func(ctx context.Context) error {
			paper, err := x.Send(ctx, s.caller("dispatcher"), s.key(), id, plan.Outgoing{})
			if err != nil {
				return err
			}
			s.carries(paper, office.Finished, nil)
			return nil
		}},
		{7, func(ctx context.Context) error { return s.runs(ctx, x, id, end) }},
		{3, func(ctx context.Context) error {
			t, err := plan.Shipped("camellia_oil")
			if err != nil {
				return err
			}
			oil, err := x.Begin(ctx, s.caller("dispatcher"), s.key(), t.Start(zhuhui, town, year+2), t.Code)
			if err != nil {
				return err
			}
			return x.Ask(ctx, s.caller("dispatcher"), s.key(), oil, []int64{town, community, s.leadOf("sgj")}, 0)
		}},
	}
	for _, t := range steps {
		s.add(at(t.days), t.do)
	}
}

// economy is the plan for the village collective economy with its figures, from the template that is shipped.
func (s *story) economy(ctx context.Context, year int) (plan.Content, error) {
	t, err := plan.Shipped("collective_economy")
	if err != nil {
		return plan.Content{}, err
	}
	c := t.Start(zhuhui, s.leadOf("t"), year)
	sets, err := part.Get[*indicator.Indicators](s.desk.Values).Sets(ctx, s.caller("supervisor"))
	if err != nil {
		return c, err
	}
	if len(sets) == 0 {
		return c, fault.New(fault.Missing, "no set of indicators") // incomes begins before
	}
	c.Set, c.Group, c.Basis = sets[0].ID, "珠晖区发展壮大村级集体经济领导小组", "市委农村工作领导小组有关文件"
	for i := range c.Measures {
		c.Measures[i].Lead = s.leadOf([]string{"t", "v", "sgj"}[i%3])
	}
	for i := range c.Money {
		c.Money[i].Budgeted = int64(i%3+1) * 400_000_00 // fen
	}
	return c, nil
}

// runs hands out measures of a plan in force, pays money and makes its mid-term report.
func (s *story) runs(ctx context.Context, x *plan.Plans, id int64, end calendar.Instant) error {
	who := s.caller("dispatcher")
	_, c, err := x.AsOf(ctx, who, id, s.clock.Now())
	if err != nil {
		return err
	}
	for _, m := range c.Measures[3:6] { // of which none is over
		if _, err := x.HandOut(ctx, who, s.key(), id, m.Key); err != nil {
			return err
		}
	}
	for i, m := range c.Money[:4] {
		if err := x.Pay(ctx, who, s.key(), id, plan.Paid{Line: m.Key, Amount: m.Budgeted / int64(i+1),
			Day: midnight(end).Plus(-7 * day), Note: "按进度拨付"}); err != nil {
			return err
		}
	}
	return x.Report(ctx, s.caller("supervisor"), s.key(), id, "清产核资已全面完成，薄弱村一村一策逐村落实，收益增长总体符合预期，个别村台账补报偏慢。")
}
