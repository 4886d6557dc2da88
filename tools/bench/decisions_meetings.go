package bench

import (
	"context"
	"fmt"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/parts/duty"
	"xiaohao/parts/meeting"
)

// What the sentences of a simulated text are made of. None of them holds the word that makes a directive: the sentence
// around it does.
var (
	verbs = []string{"摸清", "制定", "公布", "更新", "建成", "改造", "清理", "修复", "登记", "验收"}
	works = []string{"山塘水库除险名单", "学校周边停车点位", "老旧电梯更换计划", "农贸市场雨棚", "公共厕所", "饮用水源地围网",
		"困难家庭走访台账", "村道安全隐患清单", "防汛物资储备点", "企业用工台账", "河道漂浮物", "路口标线"}
	whens   = []string{"月底前", "三个月内", "年底前", "尽快", "按计划"}
	beliefs = []string{"提高站位、凝聚共识", "坚持问题导向", "实事求是看待成绩", "把群众放在心上", "发扬钉钉子精神", "增强紧迫感"}
	guards  = []string{"防汛抗旱", "森林防火", "安全生产巡查", "食品安全抽查", "值班值守"}
	praises = []string{"上半年工作开局良好。", "各项任务推进有序。", "有关县市区做法值得借鉴。", ""}
	bodies  = []string{"政府常务会议", "专题调度会", "党组会议", "现场推进会"}
)

// clause is a sentence of a text with what a person makes of it.
type clause struct {
	text string
	typ  meeting.Type
}

// text is what a thing of the register says, sentence by sentence.
func (y *decided) text() (whole string, list []clause) {
	var b strings.Builder
	b.WriteString(pick(y.year, praises))
	for i := range 5 + y.rand.IntN(6) {
		c := clause{typ: meeting.Task, text: fmt.Sprintf("要%s%d处%s，%s报送进展", pick(y.year, verbs), 2+y.rand.IntN(90),
			pick(y.year, works), pick(y.year, whens))}
		switch n := y.rand.IntN(20); {
		case i == 0: // each has one
		case n < 8:
			c = clause{"要" + pick(y.year, beliefs), meeting.Principle}
		case n == 8:
			c = clause{"要常态化做好" + pick(y.year, guards), meeting.Duty}
		}
		b.WriteString(c.text + "。")
		list = append(list, c)
	}
	return b.String(), list
}

// place is an area that a thing is about, and the units below it.
func (y *decided) place(i int) (a area.Code, units []int64) {
	if i%3 == 0 {
		for _, c := range y.counties {
			units = append(units, y.offices[c])
		}
		return y.city, units
	}
	a = y.counties[i%len(y.counties)]
	for _, t := range y.townships {
		if a.Contains(t) {
			units = append(units, y.offices[t])
		}
	}
	if len(units) == 0 { // a zone without townships
		units = append(units, y.offices[a])
	}
	return a, units
}

// meet enters a thing into the register, takes its text apart and hands that to the office.
func (y *decided) meet(ctx context.Context, i int) error {
	a, units := y.place(i)
	e := meeting.Entry{Kind: meeting.Meeting, Area: a, Day: y.Clock.Now(), People: []int64{y.who[signs].Person},
		Units: units[:1], Body: fmt.Sprintf("第%d次%s", i+1, pick(y.year, bodies)), Agenda: []meeting.Item{
			{Kind: meeting.Deliberated, Text: pick(y.year, works), Outcome: "同意"},
			{Kind: meeting.Heard, Text: pick(y.year, guards)}}}
	switch i % 6 {
	case 4:
		e = meeting.Entry{Kind: meeting.Document, Area: a, Day: e.Day, Units: e.Units, From: "省直有关部门",
			Title: fmt.Sprintf("关于做好%s的通知（%d）", pick(y.year, guards), i)}
	case 5:
		e = meeting.Entry{Kind: meeting.Instruction, Area: a, Day: e.Day, Units: e.Units, From: "分管领导",
			Title: fmt.Sprintf("在%s情况报告上的批示（%d）", pick(y.year, works), i)}
	}
	thing, err := y.meetings.Register(ctx, y.who[drafts], id(), e)
	if err != nil {
		return err
	}
	y.things = append(y.things, thing)
	text, list := y.text()
	b, err := y.meetings.Cut(ctx, y.who[drafts], id(), thing, text)
	if err != nil {
		return err
	}
	y.breakdowns = append(y.breakdowns, b)
	y.on(y.day+1+y.rand.IntN(2), func(ctx context.Context) error { return y.decide(ctx, b, list, units) })
	return nil
}

// decide works a breakdown through, row by row, and hands it to the office.
func (y *decided) decide(ctx context.Context, id64 int64, list []clause, units []int64) error {
	who := y.who[drafts]
	b, _, err := y.meetings.Breakdown(ctx, who, id64)
	if err != nil {
		return err
	}
	rows, text, err := y.meetings.Rows(ctx, b, 0, 1000)
	if err != nil {
		return err
	}
	nth, asks := 0, entered{}
	for _, r := range rows {
		if r.State != meeting.OpenRow {
			continue
		}
		if nth == len(list) || !strings.HasPrefix(r.Quote(text), list[nth].text) {
			return fmt.Errorf("breakdown %d: the row %q is not the sentence that was written", id64, r.Quote(text))
		}
		if err := y.row(ctx, id64, r, list[nth].typ, units, &asks); err != nil {
			return err
		}
		nth++
	}
	if nth != len(list) {
		return fmt.Errorf("breakdown %d: %d rows of %d sentences", id64, nth, len(list))
	}
	y.entered[id64] = asks
	y.Things.Asked++
	y.Tasks.Asked += asks.tasks
	y.Duties.Asked += asks.duties
	if err := y.meetings.Confirm(ctx, who, id(), id64); err != nil {
		return err
	}
	return y.toOffice(ctx, id64)
}

// row decides a row: its type, and of what is handed out the unit, with another one now and then.
func (y *decided) row(ctx context.Context, b int64, r meeting.Row, typ meeting.Type, units []int64,
	asks *entered) error {
	who := y.who[drafts]
	s := meeting.Step{Row: r.ID, Ver: r.Ver, Type: typ}
	if typ == meeting.Principle {
		return y.meetings.Drop(ctx, who, id(), b, s)
	}
	if err := y.meetings.Keep(ctx, who, id(), b, s); err != nil {
		return err
	}
	ver := func() (int64, error) { // each step makes another version of the row
		now, _, err := y.meetings.Breakdown(ctx, who, b)
		if err != nil {
			return 0, err
		}
		return now.Steps, nil
	}
	var err error
	if s.Ver, err = ver(); err != nil {
		return err
	}
	if s.Lead = pick(y.year, units); y.rand.IntN(4) == 0 {
		if co := pick(y.year, units); co != s.Lead {
			s.Co = []int64{co}
		}
	}
	if err := y.meetings.Assign(ctx, who, id(), b, s); err != nil {
		return err
	}
	if typ == meeting.Duty {
		asks.duties++
		return nil
	}
	asks.tasks++
	if s.Ver, err = ver(); err != nil {
		return err
	}
	s.Due = y.at(y.day + 30 + y.rand.IntN(90)).Plus(8 * 3600 * 1_000_000)
	return y.meetings.Date(ctx, who, id(), b, s)
}

// toOffice hands a breakdown to the office, and its paper walks. One that comes back is opened, confirmed and handed in
// again.
func (y *decided) toOffice(ctx context.Context, b int64) error {
	who := y.who[drafts]
	if err := y.meetings.Submit(ctx, who, id(), b); err != nil {
		return err
	}
	p, err := y.meetings.PaperOf(ctx, &meeting.Breakdown{ID: b})
	if err != nil {
		return err
	}
	y.walks(p.ID, func(ctx context.Context) error {
		if err := y.meetings.Reopen(ctx, who, id(), b, "按意见调整"); err != nil {
			return err
		}
		if err := y.meetings.Confirm(ctx, who, id(), b); err != nil {
			return err
		}
		return y.toOffice(ctx, b)
	})
	return nil
}

// stand begins a standing duty that no text has.
func (y *decided) stand(ctx context.Context, i int) error {
	a, units := y.place(i + 1)
	s := duty.Schedule{Rhythm: duty.Monthly, Day: 5 + y.rand.IntN(20)}
	switch i % 4 {
	case 1:
		s = duty.Schedule{Rhythm: duty.Quarterly, Day: 20, Month: 3}
	case 2:
		s.Season = duty.Season{From: 401, To: 930}
	}
	d := duty.Duty{Title: pick(y.year, guards), Text: "报送" + pick(y.year, guards) + "情况", Area: a,
		Lead: pick(y.year, units), Schedule: s}
	_, err := y.duties.Begin(ctx, y.who[oversees], id(), d)
	y.Duties.Asked++
	return err
}
