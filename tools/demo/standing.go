package demo

import (
	"context"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/duty"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
)

// command is a command of the offices about a matter.
func (s *story) command(m int64, b matter.Command) desk.Command {
	return desk.Command{ID: s.key(), Matter: m, Body: b}
}

// districtSupervisor works on bulletins of 珠晖区, so that another supervisor reviews them. Nobody is told his login.
const districtSupervisor = "sup430405"

// How long the weekly reports of a standing duty came in, in days before the end.
const (
	dutyBegins = 54
	dutyLapses = 22
)

// standing plans the standing duties of 珠晖区: of one the reports came in every week until the unit let them lapse, so
// that the latest are late and climb; one is due each month and reported; one has a season.
func (s *story) standing(end calendar.Instant) {
	x := part.Get[*duty.Duties](s.desk.Values)
	at := func(days int64) calendar.Instant { return midnight(end).Plus(-days*day + 9*hour) }
	var weekly, monthly int64
	s.add(at(dutyBegins), func(ctx context.Context) error {
		who, first := s.caller("supervisor"), duty.Today(at(dutyBegins-1))
		begin := func(d duty.Duty) (int64, error) {
			d.Area, d.First, d.Category = zhuhui, first, "task.meeting"
			return x.Begin(ctx, who, s.key(), d)
		}
		var err error
		if weekly, err = begin(duty.Duty{Title: "冬春季森林防火值班值守", Text: "报送本周值班、巡山、火源管控和宣传情况，无事报平安。",
			Lead: s.unitID(townCode), Schedule: duty.Schedule{Rhythm: duty.Weekly, Day: 5}}); err != nil {
			return err
		}
		if monthly, err = begin(duty.Duty{Title: "安全生产月报", Text: "报送本月排查隐患、整改销号和未完成事项。",
			Lead: s.unitID(s.communityCode()), Schedule: duty.Schedule{Rhythm: duty.Monthly, Day: 25}}); err != nil {
			return err
		}
		_, err = begin(duty.Duty{Title: "防汛值守", Text: "汛期报送雨情、险情、转移和物资情况。", Lead: s.unitID("slj430405"),
			Schedule: duty.Schedule{Rhythm: duty.Weekly, Day: 1, Season: duty.Season{From: 401, To: 930}}})
		return err
	})
	for days := int64(dutyBegins - 1); days > 0; days-- {
		s.add(at(days).Plus(2*hour), func(ctx context.Context) error {
			if err := s.reported(ctx, x, monthly); err != nil || days < dutyLapses {
				return err
			}
			return s.reported(ctx, x, weekly)
		})
	}
}

// reported gives the reports of a duty that are asked for, and has them struck off.
func (s *story) reported(ctx context.Context, x *duty.Duties, id int64) error {
	sheet, err := x.Sheet(ctx, s.caller("supervisor"), id, 0)
	if err != nil {
		return err
	}
	for _, p := range sheet.Periods {
		if p.Task == nil || p.Task.State != matter.Assigned {
			continue
		}
		clerk := s.clerkOf(p.Task.Lead)
		if _, err := s.desk.Do(ctx, clerk, s.command(p.Matter, &matter.Sign{})); err != nil {
			return err
		}
		if _, err := s.desk.Do(ctx, clerk, s.command(p.Matter, &matter.Fix{
			Note: "本期值班正常，巡查全覆盖，发现的两处隐患已当天整改。"})); err != nil {
			return err
		}
		if _, err := s.desk.Do(ctx, s.caller("verifier"), s.command(p.Matter, &matter.StrikeOff{
			Note: "报告齐全，已抽查。"})); err != nil {
			return err
		}
	}
	return nil
}

// judged plans what a district says of its units: a yellow card for the task that hangs without a reason, and a
// bulletin that went the office's way and is out with its number.
func (s *story) judged(end calendar.Instant) {
	at := func(days int64) calendar.Instant { return midnight(end).Plus(-days*day + 10*hour) }
	s.add(at(3), func(ctx context.Context) error {
		n := part.Get[*node.Nodes](s.desk.Values)
		list, _, err := n.List(ctx, s.caller("supervisor"), node.Late, zhuhui, node.Place{}, 100)
		if err != nil {
			return err
		}
		for _, l := range list {
			if !strings.Contains(l.Task.Text, tasks[2].words) {
				continue
			}
			_, err := n.Give(ctx, s.caller("supervisor"), s.key(), node.Giving{Unit: l.Task.Lead,
				Colour: node.YellowCard, Matters: []int64{l.Task.ID},
				Reason: "背街小巷路灯排查连续两个节点逾期，且未说明原因。", From: midnight(end).Plus(-3 * day),
				Until: midnight(end).Plus(27 * day)})
			return err
		}
		return nil
	})
	s.add(at(9), func(ctx context.Context) error {
		x, who := part.Get[*bulletin.Bulletins](s.desk.Values), s.caller(districtSupervisor)
		id, err := x.Make(ctx, who, s.key(), bulletin.Asking{Title: "关于近期重点任务办理情况的通报", Area: zhuhui,
			From: midnight(end).Plus(-50 * day), Until: midnight(end).Plus(-9 * day)})
		if err != nil {
			return err
		}
		if err := x.Word(ctx, who, s.key(), id, bulletin.Words{Title: "关于近期重点任务办理情况的通报",
			Opening: "现将近期重点任务办理情况通报如下。", Closing: "请进度滞后的单位对照节点倒排工期，按时办结。",
			To: s.leads()}); err != nil {
			return err
		}
		if err := x.Submit(ctx, who, s.key(), id); err != nil {
			return err
		}
		p, err := x.Paper(ctx, s.caller("supervisor"), id)
		if err != nil {
			return err
		}
		s.carries(p.ID, office.Out, nil)
		return nil
	})
}
