package web_test

import (
	"xiaohao/faces/web/kit"
	planroom "xiaohao/faces/web/plan"
	"xiaohao/platform/paper"
)

// planSamples are the pages of action plans.
func (s sampler) planSamples() map[string]kit.Page {
	title := s.or("村级集体经济三年行动计划", "Three years for the village economy")
	crumbs := []kit.Link{{Label: s.t("tab.plans"), URL: "/plans/board"}, {Label: title, URL: "/plans/7"},
		{Label: s.t("plan.by_years"), Current: true}}
	rows := []planroom.ListRow{{URL: "/plans/7", Title: title, Said: s.planSpan(), Stage: s.t("plan.stage.issued"),
		Tone: "s-in_hand", Work: s.t("plan.in_revision", "stage", s.t("plan.stage.asked")),
		Light: kit.Light{Code: "red", Left: s.t("plan.light.red")}, Now: s.t("plan.count.late", "n", "2"),
		Next: s.t("plan.next.mid", "at", "2026-11-01")}}
	form := func(id string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: id, Action: "/plans/7/" + id, Once: "1", Title: s.t("plan.do." + id),
			Submit: s.t("plan.do." + id),
			Fields: fields}
	}
	words := kit.Field{Kind: "area", Name: "text", Label: s.t("plan.field.objection"), Required: true}
	doors := []kit.Link{{Label: s.t("plan.door.board"), URL: "/plans/board", Current: true}}
	report := &planroom.ReportPage{Frame: s.staff("board"), Heading: s.t("plan.report.mid", "title", title),
		Crumbs: crumbs,
		Said:   []string{s.t("plan.frozen", "at", "2026-11-01", "n", "1")}, File: "/plans/7/reports/9/docx",
		Lists: []paper.List{{Heading: s.t("plan.goals"), Rows: [][2]string{{s.or("空白村清零", "No empty village"),
			s.t("plan.no_figure")}}}}}
	return map[string]kit.Page{
		"plans": &planroom.List{Frame: s.staff("board"), Doors: doors, Rows: rows, Export: "/plans/plans.xlsx",
			New: "/plans/new", Fields: []kit.Field{s.areaField()}, Narrow: true,
			Pager: kit.Pager{Next: "/plans?below=7"}},
		"plans_none": &planroom.List{Frame: s.staff("board"), Doors: doors},
		"plans_board": &planroom.Board{Frame: s.staff("board"), Doors: doors, Areas: s.areaField(), Bad: true,
			Said: s.t("plan.board_said", "n", "1", "red", "1", "yellow", "0"), More: "/plans",
			Rows: []planroom.BoardRow{
				{URL: "/plans/7", Title: title, Where: s.planSpan(), Said: s.planCounts(),
					Light:    kit.Light{Code: "red", Left: s.t("plan.light.red")},
					Measures: kit.Bar(8, []string{"green", "red", "wait"}, []int64{3, 1, 4}),
					Behind:   []string{s.or("空白村清零：现为 12 个，目标 5 个", "No empty village: 12 now, target 5")},
					Late:     []string{s.or("清产核资，街道办", "Count what there is, Subdistrict office")},
					Report:   s.t("plan.report_late", "at", "2026-11-01"), Next: s.t("plan.next.end", "at",
						"2028-12-31")}}},
		"plans_board_none": &planroom.Board{Frame: s.staff("board"), Doors: doors, Areas: s.areaField(),
			Said: s.t("plan.none")},
		"plans_mine": &planroom.Mine{Frame: s.staff("board"), Doors: doors, Groups: []planroom.MineGroup{
			{Heading: s.t("plan.mine.asks"), Rows: rows}}},
		"plans_mine_none": &planroom.Mine{Frame: s.staff("board"), Doors: doors},
		"plan_new": &planroom.New{Frame: s.staff("board"), Templates: []kit.Link{{Label: title,
			URL:     "/plans/new?from=x",
			Current: true}}, Form: form("ask", words), Names: s.unitNames()},
		"plan_edit": &planroom.Edit{Frame: s.staff("board"), Heading: title, Crumbs: crumbs,
			Said: s.t("plan.edit_lead"),
			Head: []kit.Form{form("ask", words)}, Goals: []kit.Form{form("pay", words)},
			Steps: []kit.Form{form("report", words)}, Money: []kit.Form{form("revise", words)}, Names: s.unitNames()},
		"plan": s.planPage(title, form("hear", words), form("take_back")),
		"plan_draft": &planroom.Page{Frame: s.staff("board"), Heading: title, Draft: true,
			Stage: s.t("plan.stage.draft")},
		"plan_opinion": &planroom.OpinionPage{Frame: s.staff("board"), Heading: title, Crumbs: crumbs,
			Said: s.t("plan.opinion_by", "at", "2026-11-02 23:59", "left", "5 d"), Goals: s.planGoals(),
			Units: []planroom.UnitAsked{{Name: "广东路街道办", Said: s.t("plan.silent"), Tone: "grey", Agree: form("agree"),
				Object: form("object", words)}}},
		"plan_version": &planroom.VersionPage{Frame: s.staff("board"), Heading: title, Crumbs: crumbs,
			Said: s.t("plan.version", "n", "2"), Goals: s.planGoals(), Measures: s.planMeasures(),
			Changes: []string{s.t("plan.diff.measure_added", "name", s.or("培训", "Training"))}},
		"plan_version_first": &planroom.VersionPage{Frame: s.staff("board"), Heading: title, Crumbs: crumbs,
			First: true},
		"plan_report": report,
		"plan_years": &planroom.Years{Frame: s.staff("board"), Heading: title, Crumbs: crumbs, Years: []planroom.Year{
			{Label: s.t("plan.year", "year", "2026"), Now: true, Said: s.planCounts(), Measures: s.planMeasures(),
				Goals: []kit.Fact{{Label: s.or("空白村清零", "No empty village"), Value: "5"}}, Money: s.planMoney()}}},
		"plan_money": &planroom.MoneyPage{Frame: s.staff("board"), Heading: title, Crumbs: crumbs, Sums: s.planMoney(),
			Forms: []kit.Form{form("correct", words)}, Rows: []planroom.EntryRow{{Nth: "#90", Line: s.or("本级财政",
				"City"),
				Amount: s.t("plan.yuan_plain", "n", "200,000.00"), At: "2026-10-20", Who: "受理甲", Note: "首笔"}}},
	}
}

func (s sampler) planSpan() string {
	return s.t("plan.span", "area", "珠晖区", "from", "2026-01-01", "to", "2028-12-31", "lead", "广东路街道办")
}

func (s sampler) planCounts() string {
	return s.t("plan.count.measures", "n", "8", "done", "3") + s.t("plan.comma") + s.t("plan.count.late", "n", "1")
}

func (s sampler) planGoals() []planroom.GoalRow {
	return []planroom.GoalRow{{Text: s.or("空白村清零", "No empty village"), Said: s.t("plan.no_figure"),
		Targets: s.t("plan.target_of", "year", "2026", "amount", "5"), URL: "/indicators/5?area=430405000000",
		Light: kit.Light{Code: "yellow", Left: s.t("plan.light.yellow")}}}
}

func (s sampler) planMeasures() []planroom.MeasureRow {
	return []planroom.MeasureRow{{Text: s.or("清产核资", "Count what there is"), Who: "广东路街道办", By: "2026-12-31",
		State: s.t("plan.measure.not_handed"), Light: kit.Light{Code: "red", Left: s.t("plan.late")}, Tick: "m2",
		Once: "1", Action: "/plans/7/hand_out"}, {Text: s.or("培训", "Training"), URL: "/matters/7",
		By: s.t("plan.yearly")}}
}

func (s sampler) planMoney() []planroom.MoneyRow {
	return []planroom.MoneyRow{{Name: s.t("plan.source_year", "source", s.or("本级财政", "City"), "year", "2026"),
		Said: s.t("plan.paid_of", "paid", "2", "budgeted", "35"), Segments: kit.Bar(35, []string{"green", "wait"},
			[]int64{2, 33})}}
}

func (s sampler) planPage(title string, next, back kit.Form) *planroom.Page {
	return &planroom.Page{Frame: s.staff("board"), Heading: title, Where: s.planSpan(), Stage: s.t("plan.stage.issued"),
		Tone: "s-in_hand", Said: s.planCounts(), Light: kit.Light{Code: "red", Left: s.t("plan.light.red")},
		Bar:  kit.Bar(8, []string{"green", "red", "wait"}, []int64{3, 1, 4}),
		Next: s.t("plan.next.mid", "at", "2027-07-31"), Late: s.t("plan.report_late", "at", "2026-11-01"),
		Facts: []kit.Fact{{Label: s.t("plan.field.answers"), Value: "制定本地计划", URL: "/matters/9"}},
		Text:  []string{"因村制宜。"}, Goals: s.planGoals(), Measures: s.planMeasures(), Money: s.planMoney(),
		Versions: []planroom.VersionRow{{Label: s.t("plan.version", "n", "1"), Said: "2026-01-01",
			URL:  "/plans/7/versions/1",
			Mark: s.t("plan.in_force")}},
		Reports: []kit.Link{{Label: s.t("plan.report_of.mid", "at", "2026-11-01"), URL: "/plans/7/reports/9"}},
		Work: &planroom.WorkBox{Heading: s.t("plan.work"), Said: s.t("plan.work.asked"), Reason: "上级调整",
			Steps: []kit.Step{{Label: s.t("plan.stage.draft"), Done: true}, {Label: s.t("plan.stage.asked"),
				Now: true}},
			Opinions: []planroom.OpinionRow{{Unit: "广东路街道办", Said: s.t("plan.objects"), Text: "资金不够", Tone: "yellow",
				Reply: s.t("plan.reply.yes", "text", "已增加")}},
			Facts:   []kit.Fact{{Label: s.t("plan.stage.reviewed"), Value: "合法"}},
			Changes: []string{s.t("plan.diff.goal_added", "name", "村均收入")}, Edit: "/plans/7/edit",
			Opinion: "/plans/7/opinion"},
		Links: []kit.Link{{Label: s.t("plan.by_years"), URL: "/plans/7/years"}},
		Do:    []kit.Form{next}, Forms: []kit.Form{back},
		Names: s.unitNames()}
}
