package demo

import (
	"context"
	"fmt"
	"strings"

	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/meeting"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
)

// When the two meetings of the standing committee of 珠晖区 were held, in days before the end.
const (
	firstMet  = 46
	secondMet = 5
)

// task is a task that the first meeting decided: the words by which its sentence is found, who leads it, by when it is
// due, the dates of the unit's plan for its nodes, the days on which they were reached (0 for not), and on which it was
// fixed and struck off. All of them are days before the end, negative behind it.
type task struct {
	words, unit   string
	due           int64
	plan, reached [4]int64 // register, answer, verify, strike
	fixed, struck int64
	own           int64 // a node of the unit's own in its plan, by that day
	excuse        string
}

// tasks are done, late and under way: two are struck off, one hangs with a red lamp and without a reason, one is yellow
// by a node of its unit's own, one green, and one red for a reason that was judged good.
var tasks = []task{
	{words: "楼道堆物", unit: "t", due: 22, plan: [4]int64{38, 30, 26, 23}, reached: [4]int64{39, 31, 26, 24}, fixed: 25,
		struck: 23},
	{words: "公益广告", unit: "v", due: 12, plan: [4]int64{37, 25, 18, 13}, reached: [4]int64{38, 26, 19, 15}, fixed: 16,
		struck: 14},
	{words: "背街小巷路灯", unit: "zjj", due: 6, plan: [4]int64{38, 20, 12, 7}, reached: [4]int64{38}},
	{words: "农贸市场", unit: "sgj", due: -10, plan: [4]int64{37, -4, -7, -9}, reached: [4]int64{37}, own: 2},
	{words: "学校门口", unit: "jyj", due: -15, plan: [4]int64{37, 6, -8, -14}, reached: [4]int64{38, 7}},
	{words: "电动自行车", unit: "t", due: -9, plan: [4]int64{36, 12, -3, -8}, reached: [4]int64{36},
		excuse: "充电桩供货厂家停产检修，已与另一家签订合同，设备下月初到货。"},
}

// minutesText is what the paper says of the first meeting, in its shape: who met, what was passed on and heard, and
// long sentences of what is to be done.
const minutesText = `区委常委会召开会议，传达学习全市文明城市创建工作推进会精神，听取全区创建工作情况汇报，研究部署下一阶段工作。区委主要负责同志主持会议。
会议指出，全区创建工作迈出坚实步伐，各级各部门付出了辛勤努力，值得充分肯定。
会议强调，创建为民、创建惠民是做好工作的根本。要提高站位，把创建工作同解决群众身边的烦心事结合起来。要坚持问题导向，对照测评体系逐项查漏补缺。
要全面清理老旧小区楼道堆物，建立清理台账，分批销号。要更换破损、褪色的公益广告，做到内容健康、设置规范。要对背街小巷路灯开展一次拉网式排查，不亮的逐盏修复。
会议要求，要完成城区农贸市场划行归市改造，逐个组织验收。要完善学校门口接送区标线和护栏，落实高峰时段劝导。要在老旧小区建设电动自行车集中充电点，从源头消除飞线充电。
会议还要求，要常态化抓好安全生产和森林防火，严格值班值守，定期报送情况。`

const secondText = `区委常委会召开会议，听取上次会议议定事项落实情况汇报，研究冬春市容环境工作。区委主要负责同志主持会议。
会议强调，要举一反三，巩固已有成果，防止问题反弹。
要组织一次冬春季市容环境集中整治，重点清理城乡结合部积存垃圾。要制定公共厕所提质改造方案，明确点位和标准。`

// decided plans the register of 珠晖区: a leading group, a meeting whose tasks went the office's way and are done, late
// and under way, a second one whose breakdown waits at the office, a superior document half worked through, and an
// instruction that its addressees alone read. The minutes are sent up to a leader of the city, whose instruction it is.
func (s *story) decided(end calendar.Instant) {
	first, second := midnight(end).Plus(-firstMet*day+15*hour), midnight(end).Plus(-secondMet*day+9*hour)
	x, at := part.Get[*meeting.Meetings](s.desk.Values), func(days int64) calendar.Instant {
		return midnight(end).Plus(-days*day + 10*hour)
	}
	group, met := int64(0), int64(0)
	s.add(at(firstMet+3), func(ctx context.Context) (err error) {
		group, err = x.SetGroup(ctx, s.caller("dispatcher"), s.key(), 0, meeting.GroupSet{
			Membership: meeting.Membership{Name: "珠晖区文明城市创建工作领导小组", Area: zhuhui, First: "区委书记", Leader: "区长",
				Deputy: []string{"区委宣传部部长", "分管城管工作的副区长"}, Members: []string{"区文明办主任", "区城管局局长", "区住建局局长",
					"区教育局局长", "区市场监管局局长"}, Office: s.unitID("wmb430405"), From: at(firstMet + 3)}})
		return err
	})
	s.add(first.Plus(2*hour), func(ctx context.Context) (err error) {
		met, err = s.registered(ctx, meeting.Entry{Kind: meeting.Meeting, Day: first, Body: "珠晖区委常委会",
			Presided: "区委书记", Attendance: "区委常委；区人大、区政协主要负责同志列席", Text: minutesText, Group: group,
			Units: s.leads(), People: s.reportedTo(), Agenda: []meeting.Item{
				{Kind: meeting.PassedOn, Text: "全市文明城市创建工作推进会精神", Outcome: "已传达，要求结合实际抓好落实"},
				{Kind: meeting.Heard, Text: "全区创建工作情况汇报", Outcome: "原则同意，按会议意见办理"}}})
		if err != nil {
			return err
		}
		return s.broken(ctx, met, minutesText, end, office.Finished)
	})
	for _, t := range tasks {
		s.worked(end, t, &met)
	}
	s.add(second.Plus(2*hour), func(ctx context.Context) error {
		id, err := s.registered(ctx, meeting.Entry{Kind: meeting.Meeting, Day: second, Body: "珠晖区委常委会",
			Presided: "区委书记", Attendance: "区委常委", Text: secondText, Group: group, Units: s.leads(),
			People: s.reportedTo(), Agenda: []meeting.Item{
				{Kind: meeting.Heard, Text: "上次会议议定事项落实情况", Outcome: "未办结的事项由牵头单位说明原因，限期完成"},
				{Kind: meeting.Deliberated, Text: "冬春市容环境工作安排", Outcome: "原则通过"}}})
		if err != nil {
			return err
		}
		if err := x.MakePaper(ctx, s.caller("dispatcher"), s.key(), id); err != nil {
			return err
		}
		list, err := s.tasksOf(ctx, met)
		if err != nil {
			return err
		}
		for _, m := range list {
			if !strings.Contains(m.Text, tasks[2].words) {
				continue
			}
			if err := x.Deal(ctx, s.caller("dispatcher"), s.key(), id, meeting.Dealt{Matter: m.ID, How: meeting.HeardOf,
				Note: "进度滞后，请区住建局下次会议书面说明。"}); err != nil {
				return err
			}
		}
		s.add(end.Plus(-30*hour), func(ctx context.Context) error {
			return s.broken(ctx, id, secondText, end, office.Asking)
		})
		return nil
	})
	s.add(at(12), s.fromAbove)
	s.add(at(9), func(ctx context.Context) error {
		clerk, head := s.caller("clerk"), s.caller("head")
		_, err := s.registered(ctx, meeting.Entry{Kind: meeting.Instruction, Day: at(9), From: "市委常委、宣传部部长",
			Title:  "关于群众反映背街小巷照明问题的批示",
			People: append(s.reportedTo(), clerk.Person, head.Person),
			Text:   "群众夜间出行安全无小事。请珠晖区逐条巷子看一遍，街道会同区住建局能马上修的马上修，结果报我。"})
		return err
	})
}

// reportedTo is the leader of the city to whom minutes of 珠晖区 are sent 报送.
func (s *story) reportedTo() []int64 { return []int64{s.caller("leader").Person} }

// registered enters a thing of 珠晖区.
func (s *story) registered(ctx context.Context, e meeting.Entry) (int64, error) {
	e.Area = zhuhui
	return part.Get[*meeting.Meetings](s.desk.Values).Register(ctx, s.caller("dispatcher"), s.key(), e)
}

// fromAbove enters a superior document and cuts it; somebody has decided its first two rows and goes on later.
func (s *story) fromAbove(ctx context.Context) error {
	x, who, now := part.Get[*meeting.Meetings](s.desk.Values), s.caller("dispatcher"), s.clock.Now()
	const text = `一、总体要求
坚持以人民为中心，扎实推进冬春季文明创建工作。
二、重点任务
（一）要开展窗口单位服务质量检查，每个窗口不少于两次。
（二）要组织志愿者在主要路口开展文明交通劝导。
（三）要摸清辖区内独居老人底数，落实结对帮扶。`
	id, err := s.registered(ctx, meeting.Entry{Kind: meeting.Document, Day: now, From: "市文明办",
		Title: "关于做好冬春季文明创建工作的通知", Text: text, Units: []int64{s.unitID(townCode)},
		Number: fmt.Sprintf("衡文明办〔%d〕18号", views.DayOf(now).Start().Time().In(calendar.China()).Year())})
	if err != nil {
		return err
	}
	b, err := x.Cut(ctx, who, s.key(), id, text)
	if err != nil {
		return err
	}
	for range 2 {
		r, ok, err := x.NextOpen(ctx, b, 0)
		if err != nil || !ok {
			return err
		}
		if err := x.Keep(ctx, who, s.key(), b, meeting.Step{Row: r.ID, Ver: r.Ver}); err != nil {
			return err
		}
	}
	return nil
}

// decisions are what becomes of a sentence: the words by which it is found, as what it is kept, and whose it is.
func decisions() (out []task) {
	return append(append(out, tasks...), task{words: "集中整治", unit: "t", due: -30},
		task{words: "公共厕所", unit: "cgj", due: -40})
}

// lead is the unit of a task: the township and community of the demo's desks, or a bureau of 珠晖区.
func (s *story) leadOf(unit string) int64 {
	switch unit {
	case "t":
		return s.unitID(townCode)
	case "v":
		return s.unitID(s.communityCode())
	}
	return s.unitID(unit + "430405")
}

// leads are the units that have a task.
func (s *story) leads() (out []int64) {
	seen := map[string]bool{}
	for _, t := range decisions() {
		if !seen[t.unit] {
			seen[t.unit] = true
			out = append(out, s.leadOf(t.unit))
		}
	}
	return out
}

// broken cuts the text of a meeting, works through it, and hands it to the office, whose paper comes as far as until.
func (s *story) broken(ctx context.Context, thing int64, text string, end calendar.Instant, until office.State) error {
	x, who := part.Get[*meeting.Meetings](s.desk.Values), s.caller("dispatcher")
	b, err := x.Cut(ctx, who, s.key(), thing, text)
	if err != nil {
		return err
	}
	for {
		r, ok, err := x.NextOpen(ctx, b, 0)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := s.row(ctx, b, r, string([]rune(text)[r.Start:r.End]), end); err != nil {
			return err
		}
	}
	if err := x.Confirm(ctx, who, s.key(), b); err != nil {
		return err
	}
	if err := x.Submit(ctx, who, s.key(), b); err != nil {
		return err
	}
	p, err := x.PaperOf(ctx, &meeting.Breakdown{ID: b})
	if err != nil {
		return err
	}
	s.carries(p.ID, until, nil)
	return nil
}

// row decides a row: who leads it, by when, and last as what it is kept.
func (s *story) row(ctx context.Context, b int64, r meeting.Row, quote string, end calendar.Instant) error {
	x, who := part.Get[*meeting.Meetings](s.desk.Values), s.caller("dispatcher")
	kept := meeting.Step{Row: r.ID, Ver: r.Ver, Type: meeting.Principle}
	lead, due := int64(0), calendar.Instant(0)
	for _, t := range decisions() {
		if strings.Contains(quote, t.words) {
			kept.Type, lead, due = meeting.Task, s.leadOf(t.unit), midnight(end).Plus(-t.due*day+17*hour)
		}
	}
	if strings.Contains(quote, "常态化") {
		kept.Type, lead = meeting.Duty, s.leadOf("t")
	}
	if err := x.Keep(ctx, who, s.key(), b, kept); err != nil || lead == 0 {
		return err
	}
	now, err := s.rowNow(ctx, b, r)
	if err != nil {
		return err
	}
	err = x.Assign(ctx, who, s.key(), b, meeting.Step{Row: r.ID, Ver: now.Ver, Lead: lead})
	if err != nil || due == 0 {
		return err
	}
	if now, err = s.rowNow(ctx, b, r); err != nil {
		return err
	}
	return x.Date(ctx, who, s.key(), b, meeting.Step{Row: r.ID, Ver: now.Ver, Due: due})
}

func (s *story) rowNow(ctx context.Context, b int64, r meeting.Row) (meeting.Row, error) {
	list, _, err := part.Get[*meeting.Meetings](s.desk.Values).Rows(ctx, &meeting.Breakdown{ID: b}, r.Start, 1)
	if err == nil && (len(list) == 0 || list[0].ID != r.ID) {
		err = fmt.Errorf("no row %d in breakdown %d", r.ID, b)
	}
	if err != nil {
		return r, err
	}
	return list[0], nil
}

// tasksOf are the tasks of a thing.
func (s *story) tasksOf(ctx context.Context, thing int64) (out []*matter.Matter, err error) {
	x, who := part.Get[*meeting.Meetings](s.desk.Values), s.caller("dispatcher")
	t, err := x.Known(ctx, who, thing)
	if err != nil {
		return nil, err
	}
	list, err := x.Tasks(ctx, who, t)
	for _, t := range list {
		out = append(out, t.Task)
	}
	return out, err
}

// worked plans what a unit does with a task that was handed out: it signs, proposes its plan, which a leader approves,
// reaches nodes, says why it cannot, and reports it fixed; a verifier strikes it off.
func (s *story) worked(end calendar.Instant, t task, met *int64) {
	var m *matter.Matter
	n, codes := part.Get[*node.Nodes](s.desk.Values), []string{"register", "answer", "verify", "strike"}
	at := func(days int64) calendar.Instant { return midnight(end).Plus(-days*day + 11*hour) }
	s.add(at(firstMet-4), func(ctx context.Context) error {
		list, err := s.tasksOf(ctx, *met)
		if err != nil {
			return err
		}
		for _, x := range list {
			if strings.Contains(x.Text, t.words) {
				m = x
			}
		}
		if m == nil {
			return fmt.Errorf("no task of %s among %d", t.words, len(list))
		}
		_, err = s.desk.Do(ctx, s.clerkOf(m.Lead), s.command(m.ID, &matter.Sign{}))
		return err
	})
	s.add(at(firstMet-5), func(ctx context.Context) error {
		var list []node.Dated
		for i, code := range codes {
			list = append(list, node.Dated{Code: code, Due: at(t.plan[i])})
		}
		if t.own != 0 {
			list = append(list, node.Dated{Name: "摊位登记造册", Due: at(t.own)})
		}
		return n.Propose(ctx, s.clerkOf(m.Lead), s.key(), m.ID, "分步推进，专人负责，每周碰头一次。", list)
	})
	s.add(at(firstMet-5).Plus(5*hour), func(ctx context.Context) error {
		return n.Approve(ctx, s.caller("leader"), s.key(), m.ID, "同意。")
	})
	for i, days := range t.reached {
		if days != 0 {
			s.add(at(days), func(ctx context.Context) error {
				return n.Reach(ctx, s.clerkOf(m.Lead), s.key(), m.ID, codes[i], "已按方案完成，台账留存备查。")
			})
		}
	}
	if t.excuse != "" {
		s.add(at(13), func(ctx context.Context) error {
			return n.Explain(ctx, s.clerkOf(m.Lead), s.key(), m.ID, "answer", t.excuse)
		})
		s.add(at(12).Plus(-hour), func(ctx context.Context) error {
			return n.Judge(ctx, s.caller("supervisor"), s.key(), m.ID, "answer", true, "情况属实，同意顺延，设备到货后一周内安装。")
		})
	}
	if t.struck == 0 {
		return
	}
	s.add(at(t.fixed), func(ctx context.Context) error {
		_, err := s.desk.Do(ctx, s.clerkOf(m.Lead), s.command(m.ID, &matter.Fix{Note: "已全部完成，逐处验收，台账附后。"}))
		return err
	})
	s.add(at(t.struck), func(ctx context.Context) error {
		_, err := s.desk.Do(ctx, s.caller("verifier"), s.command(m.ID, &matter.StrikeOff{Note: "逐处核查，完成到位。"}))
		return err
	})
}
