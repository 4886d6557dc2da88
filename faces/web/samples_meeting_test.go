package web_test

import (
	"xiaohao/faces/web/kit"
	meetingroom "xiaohao/faces/web/meeting"
	"xiaohao/parts/office"
)

// meetingSamples are the register, a text worked through, the papers and the leading groups.
func (s sampler) meetingSamples() map[string]kit.Page {
	rows := []meetingroom.ThingRow{{URL: "/meetings/7", Kind: s.t("meeting.kind.meeting"), Name: "市委常委会",
		Day: s.or("2026年11月20日", "20 Nov 2026"), Where: s.or("衡阳市", "Hengyang"),
		Said:  s.t("meeting.tally", "n", "5", "done", "2", "late", "1", "waits", "2"),
		Light: kit.Light{Code: "red", Left: s.t("meeting.light.late", "n", "1")}},
		{URL: "/meetings/8", Kind: s.t("meeting.kind.document"), Name: "省发〔2026〕1号", Gone: s.t("meeting.gone"),
			Day: s.or("2026年11月2日", "2 Nov 2026"), Where: s.or("衡阳市", "Hengyang"), Said: s.t("meeting.no_tasks")}}
	words := kit.Field{Kind: "text", Name: "words", Label: s.t("meeting.words")}
	return map[string]kit.Page{
		"meetings": &meetingroom.Register{Frame: s.staff("board"), Said: s.t("meeting.lead"), Rows: rows, Words: words,
			New:   []kit.Link{{Label: s.t("meeting.new.meeting"), URL: "/meetings/new?kind=meeting"}},
			Chips: []kit.Link{{Label: s.t("meeting.all"), URL: "/meetings", Current: true}},
			Next:  "/meetings?behind=1.2",
			File:  "/meetings/register.xlsx"},
		"meetings_none": &meetingroom.Register{Frame: s.staff("board"), Said: s.t("meeting.lead"), Words: words,
			File: "/meetings/register.xlsx"},
		"meeting_new": &meetingroom.NewThing{Frame: s.staff("board"), Names: s.unitNames(),
			Kinds: []kit.Link{{Label: s.t("meeting.kind.meeting"), URL: "/meetings/new?kind=meeting", Current: true}},
			Form: kit.Form{ID: "register", Action: "/meetings/new", Title: s.t("meeting.do.register"),
				Submit: s.t("meeting.do.register"), Tone: "primary", Hint: s.t("meeting.secrecy"), Fields: []kit.Field{
					{Kind: "text", Name: "body", Label: s.t("meeting.field.body")},
					{Kind: "area", Name: "agenda", Label: s.t("meeting.field.agenda"),
						Hint: s.t("meeting.hint.agenda")}}}},
		"meeting": s.meetingThing(), "meeting_closed": s.meetingClosed(),
		"breakdown_confirmed": s.breakdownAt("confirmed"), "breakdown_office": s.breakdownAt("office"),
		"breakdown_handed": s.breakdownAt("handed"), "breakdown_withdrawn": s.breakdownAt("withdrawn"),
		"meeting_paper":   s.meetingPaper(),
		"breakdown":       s.breakdown(),
		"breakdown_table": s.breakdownTable(),
		"groups": &meetingroom.Groups{Frame: s.staff("board"), New: "/groups/new", Rows: []meetingroom.GroupRow{{
			URL: "/groups/9", Name: "创建全国文明城市工作领导小组", Leader: "朱健", Office: "市文明办", Where: s.or("衡阳市", "Hengyang")}}},
		"groups_none": &meetingroom.Groups{Frame: s.staff("board")},
		"group": &meetingroom.GroupPage{Frame: s.staff("board"), Heading: "创建全国文明城市工作领导小组", Things: rows[:1],
			Said:  s.t("meeting.tally", "n", "5", "done", "2", "late", "1", "waits", "2"),
			Facts: []kit.Fact{{Label: s.t("meeting.group.leader"), Value: "朱健"}},
			Before: []string{s.t("meeting.group.was", "from", "2025-01-01", "leader", "甲", "first", "乙",
				"deputy", "丙")}},
	}
}

func (s sampler) meetingThing() *meetingroom.ThingPage {
	return &meetingroom.ThingPage{Frame: s.staff("board"), Heading: "市委常委会", Kind: s.t("meeting.kind.meeting"),
		Gone:     s.t("meeting.gone_why", "at", "2026-11-21", "reason", "改期"),
		Said:     s.t("meeting.tally", "n", "1", "done", "0", "late", "1", "waits", "0"),
		Light:    kit.Light{Code: "red", Left: s.t("meeting.light.late", "n", "1")},
		Segments: kit.Bar(1, []string{"red"}, []int64{1}),
		Plans:    []kit.Link{{Label: s.or("三年行动计划", "Three years"), URL: "/plans/7"}},
		Tasks: []meetingroom.TaskRow{{URL: "/matters/4", Number: "2026-0012", Title: "制定我市贯彻落实的具体方案", Who: "市发改委",
			State: s.t("state.in_hand"), How: s.t("meeting.how.made"),
			Light: kit.Light{Code: "red", Left: "3 d", Due: "11-20"},
			Settle: &kit.Form{ID: "settle-4", Action: "/meetings/7/settle", Submit: s.t("meeting.do.settle"),
				Fields: []kit.Field{{Kind: "area", Name: "note", Label: s.t("field.note")}}}}},
		Facts: []kit.Fact{{Label: s.t("meeting.field.day"), Value: "2026-11-20"}},
		Agenda: []meetingroom.AgendaRow{{Kind: s.t("meeting.item.report"), Text: "全市林长制和油茶产业发展工作情况", Outcome: "原则同意",
			Indicators: "oil:area"}}, Text: []string{"会议强调，要深刻领会精神抓落实。"}, Readers: []string{"市发改委"},
		Readings:   []string{s.t("meeting.read_by", "name", "督查丁", "at", "2026-11-20 10:00")},
		Breakdowns: []kit.Link{{URL: "/breakdowns/3", Label: s.t("meeting.state.draft")}}, Paper: "/meetings/7/paper",
		Files: []meetingroom.FileRow{{Name: "方案.pdf", URL: "/meetings/7/files/9", Said: "PDF",
			Drop: &kit.Form{ID: "drop-9", Action: "/meetings/7/drop", Submit: s.t("file.withdraw"), Tone: "danger"}}},
		Forms: []kit.Form{{ID: "withdraw", Action: "/meetings/7/withdraw", Title: s.t("meeting.do.withdraw"),
			Submit: s.t("meeting.do.withdraw"), Tone: "danger"}}, Names: s.unitNames()}
}

func (s sampler) meetingPaper() *meetingroom.PaperPage {
	return &meetingroom.PaperPage{Frame: s.staff("board"), Heading: s.t("meeting.paper.title"),
		About: s.t("meeting.paper.about", "name", "市委常委会", "days", "2026-11-20"),
		Said:  s.t("meeting.paper.said", "n", "1", "done", "0", "open", "1", "late", "1"),
		Made:  s.t("meeting.paper.made", "at", "2026-11-23 14:00"), Back: "/meetings/7", File: "/meetings/7/paper.docx",
		Items: []meetingroom.PaperRow{{Nth: 1, Title: "制定具体方案", Number: "2026-0012", Lead: "市发改委", URL: "/matters/4",
			State: s.t("state.in_hand"), Light: kit.Light{Code: "red", Left: s.t("light.red")}, Work: "已起草",
			Due: "2026-11-20", Hang: s.t("meeting.hang.late")}}}
}

func (s sampler) breakdown() *meetingroom.BreakdownPage {
	form := func(id string) *meetingroom.RowForm {
		return &meetingroom.RowForm{ID: "form-row-" + id, Base: "/breakdowns/3/", Ver: "0", Open: true,
			Type: kit.Choose("type", s.t("meeting.field.type"), true, []kit.Option{{Value: "principle",
				Label: s.t("meeting.type.principle"), Selected: true}}),
			Lead:  kit.Field{Kind: "pick", Name: "lead", Label: s.t("field.lead"), List: kit.UnitsList},
			Co:    kit.Field{Kind: "pick", Name: "co", Label: s.t("field.co"), List: kit.UnitsList},
			Co2:   kit.Field{Kind: "pick", Name: "co_2", Label: s.t("field.co"), List: kit.UnitsList},
			Due:   kit.Field{Kind: "date", Name: "due", Label: s.t("meeting.field.due")},
			Words: kit.Field{Kind: "area", Name: "words", Label: s.t("meeting.field.words")},
			Theme: kit.Field{Kind: "text", Name: "theme", Label: s.t("meeting.field.theme")},
			Set: kit.Choose("set", s.t("meeting.field.set"), true, []kit.Option{{Value: "usual",
				Label: s.t("meeting.usual_set", "set", "决策督查"), Selected: true}}),
			Before: kit.Field{Kind: "text", Name: "before", Label: s.t("meeting.field.before")}}
	}
	return &meetingroom.BreakdownPage{Frame: s.staff("board"), Heading: s.t("meeting.breakdown", "name", "市委常委会"),
		Paper: &kit.Link{Label: s.t("office.state.review"), URL: "/office/9"},
		Back:  "/meetings/7", Said: s.t("meeting.said.draft", "n", "2"), Todo: s.t("meeting.todo.rows"), Draft: true,
		Rows: []meetingroom.Row{{ID: "1", Anchor: "row-1", Quote: "会议强调，", Beside: true, StateCode: "context",
			Form: form("1")}, {ID: "2", Anchor: "row-2", Quote: "要深刻领会精神抓落实。", StateCode: "open",
			State: s.t("meeting.row.open"), Type: s.t("meeting.type.principle"), Form: form("2"),
			Error: s.t("fault.meeting_row_changed")}, {ID: "3", Anchor: "row-3", Quote: "要制定方案。", StateCode: "kept",
			State: s.t("meeting.row.kept"), Type: s.t("meeting.type.task"), Units: "市发改委", Why: s.t("meeting.why.text"),
			Due: "2026-12-31", Set: "决策督查", Form: form("3"), Words: "制定方案", Speaker: "秦国文",
			Task: &kit.Link{Label: s.t("meeting.to_task"), URL: "/matters/4"}}},
		To: 40, Next: "/breakdowns/3?from=40", Table: "/breakdowns/3/table", Names: s.unitNames(),
		Undo: kit.Form{ID: "undo", Action: "/breakdowns/3/undo", Submit: s.t("meeting.do.undo")}}
}

// breakdownAt is a breakdown that nobody works on any more, where it stands.
func (s sampler) breakdownAt(state string) *meetingroom.BreakdownPage {
	p := s.breakdown()
	p.Draft, p.Undo, p.Paper, p.Todo, p.Rows = false, kit.Form{}, nil, "", p.Rows[2:]
	p.Rows[0].Form = nil
	form := func(id string) kit.Form {
		return kit.Form{ID: id, Action: "/breakdowns/3/" + id, Title: s.t("meeting.do." + id),
			Submit: s.t("meeting.do." + id), Open: true}
	}
	switch state {
	case "confirmed":
		p.Said, p.Todo = s.t("meeting.said.confirmed"), s.t("meeting.todo.submit")
		p.Forms, p.Rows[0].Task = []kit.Form{form("submit"), form("reopen")}, nil
	case "office":
		p.Said, p.Todo = s.t("meeting.said.office"), s.t("meeting.todo.refused", "reason", "时限太紧")
		p.Paper = &kit.Link{Label: s.t("office.state.draft"), URL: "/office/9"}
		p.Forms, p.Rows[0].Task = []kit.Form{form("reopen")}, nil
	case "handed":
		p.Said = s.t("meeting.said.handed", "n", "0", "of", "1")
		p.Paper = &kit.Link{Label: s.t("office.state.out")} // for who may not see it
		p.Rows[0].Task, p.Rows[0].Stuck = nil, s.t("fault.unit_unknown", "unit", "7")
	case "withdrawn":
		p.Said, p.Rows[0].Task = s.t("meeting.said.withdrawn"), nil
	}
	return p
}

// meetingClosed is a thing that is done: nothing of it changes any more, and its files stay.
func (s sampler) meetingClosed() *meetingroom.ThingPage {
	p := s.meetingThing()
	p.Gone, p.Forms = s.t("meeting.closed_why", "at", "2026-12-01", "reason", "一项转入下次会议"), nil
	p.Tasks[0].Settle, p.Files[0].Drop, p.Names = nil, nil, nil
	return p
}

func (s sampler) breakdownTable() *meetingroom.TablePage {
	return &meetingroom.TablePage{Frame: s.staff("board"), Back: "/breakdowns/3", File: "/breakdowns/3/table.xlsx",
		Content: office.Content{Title: "市委常委会任务分解表", Basis: "依据：2026年11月20日 市委常委会",
			Columns: []string{"序号", "工作任务", "具体要求（原文）", "牵头单位", "责任单位（协办）", "完成时限"},
			Rows:    [][]string{{"1", "制定方案", "要制定方案。", "市发改委", "", "2026年12月31日"}}, Foot: []string{"（草稿，尚未确认）"}}}
}
