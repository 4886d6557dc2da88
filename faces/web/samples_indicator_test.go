package web_test

import (
	indicatorroom "xiaohao/faces/web/indicator"
	intakeroom "xiaohao/faces/web/intake"
	"xiaohao/faces/web/kit"
)

// indicatorSamples are the pages of indicators.
func (s sampler) indicatorSamples() map[string]kit.Page {
	return map[string]kit.Page{"indicator_sets": s.indicatorSets(),
		"indicator_sets_none": &indicatorroom.Sets{Frame: s.staff("board"), New: "/indicators/new"},
		"indicator_new": &indicatorroom.NewSet{Frame: s.staff("board"), Form: kit.Form{ID: "set",
			Action: "/indicators/new", Submit: s.t("indicator.begin"), Tone: "primary",
			Fields: []kit.Field{s.areaField()}}},
		"indicator_overview": s.indicatorOverview(), "indicator_entry": s.indicatorEntry(),
		"indicator_review": s.indicatorReview(), "indicator_review_none": &indicatorroom.Review{Frame: s.staff("board"),
			Name: s.indicatorSet(), Area: "茶山坳镇", Span: s.indicatorSpan()},
		"indicator_period": s.indicatorPeriod(), "indicator_targets": s.indicatorTargets(),
		"indicator_import": s.indicatorImport(), "indicator_import_running": s.indicatorImporting(),
		"indicator_import_under_way": s.indicatorUnderWay(), "indicator_import_looked": s.indicatorLooked(),
		"indicator_import_none": &intakeroom.Imports{Frame: s.staff("admin"), Running: s.indicatorUnderWay().Running,
			Kinds: []kit.Link{{Label: s.t("import.kind.readings"), URL: "/indicators", Current: true}}},
		"indicator_import_first": &indicatorroom.Import{Frame: s.staff("board"), Name: s.indicatorSet(), Area: "珠晖区",
			Span: s.indicatorSpan(), Sample: "/indicators/7/template.xlsx", Form: s.indicatorImport().Form}}
}

func (s sampler) indicatorSet() string {
	return s.or("村级集体经济发展三年行动", "Village collective economy")
}

func (s sampler) indicatorSpan() string { return s.t("indicator.span.year", "year", "2022", "n", "0") }

func (s sampler) indicatorCrumbs() []kit.Link {
	return []kit.Link{{Label: "衡阳市", URL: "/indicators/7?area=430400000000"},
		{Label: "珠晖区", URL: "/indicators/7?area=430405000000", Current: true}}
}

func (s sampler) indicatorSpans() []kit.Link {
	return []kit.Link{{Label: s.indicatorSpan(), URL: "/indicators/7/entry?span=2022", Current: true},
		{Label: s.t("indicator.span.year", "year", "2021", "n", "0"), URL: "/indicators/7/entry?span=2021"}}
}

func (s sampler) indicatorSets() *indicatorroom.Sets {
	return &indicatorroom.Sets{Frame: s.staff("board"), New: "/indicators/new", Dues: []indicatorroom.DueRow{{
		URL: "/indicators/7/entry?area=430405100200", Set: s.indicatorSet(), Area: "堰头村", Span: s.indicatorSpan(),
		Light: "red", Said: s.t("indicator.due_late", "n", "6", "by", "2023-01-20")}},
		Reviews: []indicatorroom.ReviewRow{{URL: "/indicators/7/review?area=430405100000", Set: s.indicatorSet(),
			Area: "茶山坳镇", Span: s.indicatorSpan(), Said: s.t("indicator.to_review", "n", "5")}},
		Rows: []indicatorroom.SetRow{{URL: "/indicators/7", Name: s.indicatorSet(), Area: "衡阳市",
			Years: s.t("indicator.years", "from", "2021-01-01", "to", "2023-12-31"), Light: kit.Light{Code: "green",
				Left: s.t("indicator.light.green")}, Said: s.t("indicator.set_stands", "area", "衡阳市", "said",
				s.t("indicator.none_judged"))}}}
}

func (s sampler) indicatorOverview() *indicatorroom.Overview {
	yuan := s.or(" 元", " yuan")
	return &indicatorroom.Overview{Frame: s.staff("board"), Name: s.indicatorSet(), Area: "珠晖区", Bad: true,
		Years: s.t("indicator.years", "from", "2021-01-01", "to", "2023-12-31"), Crumbs: s.indicatorCrumbs(),
		Said:   s.t("indicator.stands", "red", "1", "yellow", "2", "green", "5", "none", "3"),
		Export: "/indicators/7/export.xlsx",
		Doors:  []kit.Link{{Label: s.t("indicator.door.close"), URL: "/indicators/7/period"}},
		Gaps: []string{s.t("indicator.gap", "name", s.or("经营性收入", "Income"), "span", s.indicatorSpan(), "own", "90,000",
			"below", "100,000.01", "rest", "-10,000.01", "unit", yuan)},
		Groups: []indicatorroom.GroupRow{{Name: s.or("经营性收入", "Operating income"), Rows: []indicatorroom.StandRow{{
			Name: s.or("集体经济经营性收入", "Operating income"), Targets: "/indicators/7/targets?code=income",
			Said: s.t("indicator.is", "value", "5,123,400"+yuan, "at", "2022-12-31") + s.t("indicator.target_is",
				"target",
				"8,000,000"+yuan), Gap: s.t("indicator.behind", "line", "6,000,000"+yuan, "gap", "876,600"+yuan),
			Next:    s.t("indicator.forecast", "value", "7,100,000"+yuan, "error", "600,000"+yuan),
			Light:   kit.Light{Code: "red", Left: s.t("indicator.light.red")},
			Missing: s.t("indicator.in_of", "in", "38", "asked", "41"),
			Bars:    []indicatorroom.Bar{{X: 1, Y: 20, H: 19}, {X: 9, Y: 8, H: 31, Now: true}},
			BarsSaid: s.t("indicator.bars", "from", "2021", "first", "4,000,000", "to", "2022", "last", "5,123,400",
				"unit", yuan)}}}},
		Progress: []indicatorroom.ProgressRow{{Span: s.indicatorSpan(), URL: "/indicators/7/period?span=2022",
			Said: s.t("indicator.progress", "asked", "41", "in", "38", "share", "93", "time", "90", "reviewed",
				"30"),
			Light:    kit.Light{Code: "red", Left: s.t("indicator.lacks", "n", "3")},
			Segments: kit.Bar(41, []string{"green", "wait", "grey"}, []int64{30, 8, 3})}},
		Children: []indicatorroom.ChildRow{{Name: "堰头村", Code: "430405100200", URL: "/indicators/7?area=430405100200",
			Red:    1,
			Yellow: 1, Green: 2, Bands: []indicatorroom.Mark{{Name: s.or("薄弱村", "Weak villages"), Tone: "red"}},
			Missing: s.t("indicator.lacks", "n", "1")}}}
}

func (s sampler) indicatorTold() []indicatorroom.Told {
	return []indicatorroom.Told{{Question: s.t("indicator.q.jump", "name", s.or("经营性收入", "Income"), "value",
		"178,200", "unit",
		s.or("元", "yuan"), "than", "50,300", "change", "+254%"), Answer: s.or("新建冷库出租", "A cold store was let")}}
}

func (s sampler) indicatorFacts() []kit.Fact {
	return []kit.Fact{{Label: s.or("经营性收入", "Income"), Value: "178,200 " + s.or("元", "yuan")}}
}

func (s sampler) indicatorEntry() *indicatorroom.Entry {
	return &indicatorroom.Entry{Frame: s.staff("board"), Name: s.indicatorSet(), Area: "堰头村", Span: s.indicatorSpan(),
		State: s.t("indicator.state.reported", "who", "文书甲", "at", "2023-01-05 10:00"), Crumbs: s.indicatorCrumbs(),
		Spans: s.indicatorSpans(), Facts: s.indicatorFacts(), Asked: s.indicatorTold(), Files: s.indicatorFiles(),
		Form: &kit.Form{ID: "entry",
			Action: "/indicators/7/entry", Tone: "primary", Submit: s.t("indicator.do.correct"), Fields: []kit.Field{{
				Kind: "text", Name: "v.income", Label: s.t("indicator.labelled", "name", s.or("经营性收入", "Income"),
					"unit",
					s.or("元", "yuan")), Value: "178200", Required: true,
				Hint: s.t("indicator.from_system", "system", "三资管理平台")}, {Kind: "area", Name: "answer.jump:income",
				Label: s.indicatorTold()[0].Question, Required: true}}}}
}

func (s sampler) indicatorFiles() *indicatorroom.Files {
	said := s.t("indicator.file_by", "who", "文书甲", "at", s.or("今天 10:00", "today 10:00"))
	return &indicatorroom.Files{Rows: []indicatorroom.FileRow{{Name: "租赁合同.pdf", URL: "/indicators/7/files/9",
		Said: said, Withdraw: &kit.Form{ID: "withdraw-9", Action: "/indicators/7/files/9/withdraw", Tone: "danger",
			Title: s.t("file.withdraw"), Submit: s.t("file.withdraw"), Hint: s.t("file.withdraw_hint"),
			Fields: []kit.Field{{Kind: "area", Name: "reason", Label: s.t("field.reason"), Required: true}}}},
		{Name: "台账.xlsx", URL: "/indicators/7/files/10", Said: said}}, Form: &kit.Form{ID: "file",
		Action: "/indicators/7/files", Files: true, Title: s.t("file.add"), Submit: s.t("file.send"),
		Hint:   s.t("file.hint", "mb", "20"),
		Fields: []kit.Field{{Kind: "file", Name: "file", Label: s.t("file.choose"), Required: true}}}}
}

func (s sampler) indicatorReview() *indicatorroom.Review {
	return &indicatorroom.Review{Frame: s.staff("board"), Name: s.indicatorSet(), Area: "茶山坳镇", Span: s.indicatorSpan(),
		Said: s.t("indicator.review_said", "n", "2", "missing", "1"), Crumbs: s.indicatorCrumbs(),
		Spans: s.indicatorSpans(),
		Once:  "0198f3a0-1018-7abc-8def-0123456789ab", Action: "/indicators/7/review", Missing: []string{"金甲村"},
		Rows: []indicatorroom.SheetRow{{Value: "430405100200 12", Name: "堰头村", URL: "/indicators/7/entry", Who: "文书甲",
			Facts: s.indicatorFacts(), Asked: s.indicatorTold(), Return: kit.Form{ID: "return-430405100200",
				Action: "/indicators/7/review", Submit: s.t("indicator.do.return"), Tone: "danger", Fields: []kit.Field{
					{Kind: "area", Name: "reason", Label: s.t("field.reason"), Required: true}}}},
			{Value: "430405100202 13",
				Name: "增福村", URL: "/indicators/7/entry", Who: "镇里丁", Facts: s.indicatorFacts(), Mine: true}}}
}

func (s sampler) indicatorPeriod() *indicatorroom.Period {
	return &indicatorroom.Period{Frame: s.staff("board"), Name: s.indicatorSet(), Area: "珠晖区", Span: s.indicatorSpan(),
		Said: s.t("indicator.period_lacks", "missing", "1", "open", "1"), Bad: true, Crumbs: s.indicatorCrumbs(),
		Spans: s.indicatorSpans(), Missing: []string{"金甲村"}, Open: []string{"增福村"}, Frozen: s.indicatorFacts(),
		History: []indicatorroom.Told{{Question: s.t("indicator.was_opened", "at", "2023-02-01 09:00", "who", "区里戊"),
			Answer: s.or("改错", "a mistake")}}, Forms: []kit.Form{{ID: "close", Action: "/indicators/7/period",
			Open:  true,
			Title: s.t("indicator.do.close"), Submit: s.t("indicator.do.close"), Tone: "primary",
			Hint: s.t("indicator.close_hint"), Fields: []kit.Field{{Kind: "area", Name: "reason", Required: true,
				Label: s.t("indicator.field.missing_reason")}}}}}
}

func (s sampler) indicatorTargets() *indicatorroom.Targets {
	return &indicatorroom.Targets{Frame: s.staff("board"), Name: s.indicatorSet(), Area: "珠晖区",
		Indicator: s.or("经营性收入", "Income"), Crumbs: s.indicatorCrumbs(), Codes: []kit.Link{{Label: s.or("薄弱村",
			"Weak villages"),
			URL: "/indicators/7/targets?code=weak"}}, Rows: []indicatorroom.TargetRow{{Span: s.indicatorSpan(),
			Value: "8,000,000", How: s.t("indicator.how.hand")}}, Versions: s.indicatorTold(),
		Gaps: s.indicatorOverview().Gaps, Forms: []kit.Form{{ID: "target", Action: "/indicators/7/targets",
			Title: s.t("indicator.do.target"), Submit: s.t("indicator.do.target"), Tone: "primary", Open: true,
			Fields: []kit.Field{{Kind: "date", Name: "day", Label: s.t("indicator.field.day"),
				Hint: s.t("indicator.day_hint")}}}}}
}

func (s sampler) indicatorImport() *indicatorroom.Import {
	return &indicatorroom.Import{Frame: s.staff("board"), Name: s.indicatorSet(), Area: "珠晖区", Span: s.indicatorSpan(),
		Spans: s.indicatorSpans(), Sample: "/indicators/7/template.xlsx",
		Mine: []kit.Link{{Label: "三资.xlsx", URL: "/imports/5BVHWKTFWUEYCPAEDJZLGR7NVY"}},
		Told: []indicatorroom.Came{{Said: s.t("indicator.import_broke", "file", "三资.xlsx", "in", "50", "total", "2785",
			"at", s.or("今天 10:00", "today 10:00")), Bad: true}, {Said: s.t("indicator.import_in", "file", "补报.xlsx",
			"in", "3", "at", s.or("今天 9:00", "today 9:00"))}},
		Form: &kit.Form{ID: "file", Action: "/imports", Files: true, Submit: s.t("indicator.do.look"), Tone: "primary",
			Fields: []kit.Field{{Kind: "hidden", Name: "kind", Value: "readings"},
				{Kind: "file", Name: "file", Label: s.t("indicator.field.file"), Required: true,
					Hint: s.t("indicator.file_hint")},
				{Kind: "check", Name: "skip-bad", Label: s.t("indicator.import_skip"), Checked: true}}}}
}

// indicatorImporting is the page while somebody's file is brought in.
func (s sampler) indicatorImporting() *indicatorroom.Import {
	p := s.indicatorImport()
	p.Running, p.Form, p.Told = s.t("indicator.import_running", "percent", "40"), nil, nil
	return p
}

func (s sampler) indicatorList() intakeroom.Import {
	return intakeroom.Import{Frame: s.staff("admin"), Heading: s.t("intake.heading", "what",
		s.t("import.kind.readings"), "file", "三资.xlsx"), Back: kit.Link{Label: s.t("indicator.import"),
		URL: "/indicators/7/import?span=2022"}}
}

// indicatorUnderWay is a file of figures while it is brought in.
func (s sampler) indicatorUnderWay() *intakeroom.Import {
	p := s.indicatorList()
	p.Running = &intakeroom.Running{Percent: 40, Said: s.t("intake.running", "who", s.or("区里戊", "Officer Wu"), "since",
		s.or("今天 10:00", "today 10:00"), "what", s.t("import.kind.readings"), "state", s.t("intake.state.2")),
		Rows: s.t("intake.rows", "rows", "6200", "in", "2450"), Stop: &kit.Form{ID: "stop",
			Action: "/imports/5BVH/stop", Submit: s.t("intake.stop"), Tone: "danger"}}
	return &p
}

// indicatorLooked is one that was looked at: some rows wait for an explanation, one names no area.
func (s sampler) indicatorLooked() *intakeroom.Import {
	p := s.indicatorList()
	fact := func(key, value string) kit.Fact { return kit.Fact{Label: s.t("account." + key), Value: value} }
	p.Account = &kit.Account{Said: s.t("cli.import.would", "rows", "6200", "taken", "6190", "repeated", "4", "bad", "6",
		"more", s.t("import.count.aside", "n", "5")), Counts: []kit.Fact{fact("rows", "6200"), fact("taken", "6190"),
		fact("repeated", "4"), fact("refused", "1"), fact("aside", "5"), fact("written", s.t("account.only_looked"))}}
	p.Bad = "/imports/5BVH/bad.csv"
	p.Notes = []intakeroom.Note{{Row: "7", Text: s.t("fault.indicator_by_name", "name", "金甲村"), Bad: true},
		{Row: "9", Text: s.t("import.aside", "why", s.indicatorTold()[0].Question), Bad: true}}
	p.Take = &kit.Form{ID: "take", Action: "/imports/5BVH/take", Tone: "primary", Hint: s.t("intake.take_hint"),
		Submit: s.t("intake.take", "n", "6190")}
	return &p
}
