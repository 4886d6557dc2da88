package web_test

import (
	"xiaohao/faces/web/kit"
	publicroom "xiaohao/faces/web/public"
	publicityroom "xiaohao/faces/web/publicity"
)

// publicitySamples are the weekly papers and the plan of what hangs where.
func (s sampler) publicitySamples() map[string]kit.Page {
	return map[string]kit.Page{"papers": s.papers(), "papers_none": &publicityroom.Papers{Frame: s.open(),
		Heading: s.t("publicity.papers"), Atom: "/public/papers/feed.atom"},
		"paper": s.paper(), "paper_poster": s.paperPoster(), "publicity": s.publicityDesk(),
		"publicity_none":  &publicityroom.Desk{Frame: s.staff("board")},
		"publicity_paper": s.publicityPaper(), "publicity_plans": s.publicityPlans(),
		"publicity_plans_none": &publicityroom.Plans{Frame: s.staff("board"),
			Said: s.t("publicity.sum", "n", "0", "said",
				s.t("publicity.counted", "should", "0", "up", "0")), Areas: s.areaField()},
		"publicity_plan_new": &publicityroom.NewPlan{Frame: s.staff("board"), Form: s.planForm("plan"),
			Names: s.unitNames()},
		"publicity_plan": s.publicityPlan()}
}

func (s sampler) areaField() kit.Field {
	return kit.Field{Kind: "areas", Name: "area", Label: s.t("field.area"), Options: s.areas()}
}

func (s sampler) unitNames() []kit.Datalist {
	return []kit.Datalist{{ID: kit.UnitsList, Names: []string{"广东路街道办 · gdl"}}}
}

func (s sampler) week() string {
	return s.t("publicity.week", "from", s.or("2026年11月20日", "20 Nov 2026"), "to", s.or("2026年11月27日", "27 Nov 2026"))
}

func (s sampler) paperLead() string {
	return s.t("publicity.lead.all", "n", "12", "than", s.t("publicity.lead.more", "n", "3"), "open", "47", "late",
		s.t("publicity.lead.late", "n", "3"))
}

func (s sampler) papers() *publicityroom.Papers {
	return &publicityroom.Papers{Frame: s.open(), Heading: s.t("publicity.papers"), Rows: []publicityroom.PaperRow{
		{URL: "/public/papers/7", Title: s.t("publicity.title", "area", "珠晖区"), Week: s.week(), Area: "珠晖区",
			Lead: s.paperLead()}},
		Areas: []kit.Link{{Label: s.t("public.all"), URL: "/public/papers", Current: true},
			{Label: "珠晖区", URL: "/public/papers?area=430405000000"},
			{Label: "雁峰区", URL: "/public/papers?area=430406000000"}},
		Next: "/public/papers?from=1.2", Atom: "/public/papers/feed.atom"}
}

func (s sampler) shownPaper() publicityroom.Shown {
	cards := s.publicCards()
	return publicityroom.Shown{Heading: s.t("publicity.title", "area", "珠晖区"), Week: s.week(), Area: "珠晖区",
		Lead: []string{s.paperLead()},
		Tiles: []publicityroom.Tile{{Label: s.t("publicity.tile.struck"), Value: "12", Tone: "seal",
			Before: s.t("publicity.more", "n", "3")}, {Label: s.t("publicity.tile.open"), Value: "47"},
			{Label: s.t("publicity.tile.late"), Value: "3", Tone: "red", Before: s.t("publicity.fewer", "n", "2")}},
		Fixed: cards[1:2], Mended: cards[1:2], Late: cards[:1], Doing: cards[2:], Gone: s.t("publicity.gone", "n", "1")}
}

func (s sampler) paper() *publicityroom.Paper {
	return &publicityroom.Paper{Frame: s.open(), Shown: s.shownPaper(), Poster: "/public/papers/7/poster",
		File: "/public/papers/7/paper.docx", Atom: "/public/papers/feed.atom?area=430405000000",
		Crumbs: []kit.Link{{Label: s.t("publicity.papers"), URL: "/public/papers"},
			{Label: "珠晖区", URL: "/public/papers?area=430405000000"}}}
}

func (s sampler) paperPoster() *publicityroom.Poster {
	const at = "https://xiaohao.example/public/papers/7"
	qr, err := kit.DrawQR(at, s.t("publicity.qr"))
	if err != nil {
		panic(err)
	}
	return &publicityroom.Poster{Frame: s.open(), Shown: s.shownPaper(), Big: s.publicCards()[1:2],
		Rest: append([]publicroom.Card{}, s.publicCards()[:1]...), QR: qr, Address: at, Back: "/public/papers/7",
		LateSaid: s.t("publicity.late_said"), Sizes: []kit.Link{{Label: "A4", URL: "/public/papers/7/poster",
			Current: true}, {Label: "A3", URL: "/public/papers/7/poster?size=a3"}}}
}

func (s sampler) publicityDesk() *publicityroom.Desk {
	return &publicityroom.Desk{Frame: s.staff("board"), Next: s.t("publicity.next", "at", "2026-12-04 09:00"),
		Waits: []publicityroom.DeskRow{{Title: s.t("publicity.title", "area", "珠晖区"),
			URL: "/publicity/papers/7", Area: "珠晖区", Week: s.week(), State: s.t("publicity.state.proposed"),
			Tone: "s-listed", Todo: s.t("publicity.todo.1")}}, Rows: []publicityroom.DeskRow{{
			Title: s.t("publicity.title", "area", "雁峰区"), URL: "/publicity/papers/8", Area: "雁峰区", Week: s.week(),
			State: s.t("publicity.state.out"), Tone: "s-struck_off"}}, Unused: []publicityroom.DeskRow{{
			Title: s.t("publicity.title", "area", "石鼓区"), URL: "/publicity/papers/3", Area: "石鼓区", Week: s.week(),
			State: s.t("publicity.state.unused")}}}
}

func (s sampler) publicityPaper() *publicityroom.Issue {
	return &publicityroom.Issue{Frame: s.staff("board"), State: s.t("publicity.state.waits", "step", "1", "need", "2"),
		Reason: "写上超期的", Hands: []kit.Fact{{Label: s.t("release.step.1"), Value: "受理甲"}}, Link: "/public/papers/7",
		Shown: s.shownPaper(), Forms: []kit.Form{{ID: "pass", Action: "/publicity/papers/7/pass", Open: true,
			Title: s.t("publicity.do.publish"), Submit: s.t("publicity.do.publish"), Tone: "primary",
			Hint: s.t("publicity.pass_hint")}, {ID: "draft", Action: "/publicity/papers/7/draft",
			Title: s.t("publicity.do.draft"), Submit: s.t("publicity.do.draft_go"), Fields: []kit.Field{
				{Kind: "text", Name: "title", Label: s.t("publicity.field.title"), Value: "珠晖区一周整改播报", Required: true},
				{Kind: "area", Name: "lead", Label: s.t("publicity.field.lead"), Hint: s.t("publicity.hint.lead")},
				{Kind: "checks", Name: "fixed", Label: s.t("publicity.field.fixed"), Options: []kit.Option{
					{Value: "1", Label: "东风路路灯不亮 · " + s.t("publicity.pictured"), Selected: true}}}}}}}
}

func (s sampler) publicityPlans() *publicityroom.Plans {
	return &publicityroom.Plans{Frame: s.staff("board"), Bad: true, New: "/publicity/plans/new", Areas: s.areaField(),
		Said: s.t("publicity.sum", "n", "2", "said", s.t("publicity.counted", "should", "16", "up", "13")+
			s.t("publicity.counted_lack", "n", "3")), Chips: []kit.Link{{Label: s.t("publicity.all_plans"),
			URL: "/publicity/plans", Current: true},
			{Label: s.t("publicity.lack_only"), URL: "/publicity/plans?lack=1"}},
		Rows: []publicityroom.PlanRow{{URL: "/publicity/plans/9", Where: "解放路 · 珠晖区", Content: "讲文明树新风公益广告",
			Unit: "城管局", Said: s.t("publicity.counted", "should", "12", "up", "9") +
				s.t("publicity.counted_lack", "n", "3"),
			Light:    kit.Light{Code: "red", Left: s.t("publicity.missing_since", "ago", s.or("3 天前", "3 days ago"))},
			Segments: kit.Bar(12, []string{"green", "wait", "red"}, []int64{7, 2, 3}),
			Lack:     []string{"解放路 3 号杆", "市场东门"},
			More:     s.t("publicity.more_lack", "n", "1")}, {URL: "/publicity/plans/10", Where: "雁峰区", Content: "反诈宣传",
			Unit: "公安局", Said: s.t("publicity.counted", "should", "4", "up", "4") + s.t("publicity.counted_well"),
			Light:    kit.Light{Code: "green", Left: s.t("publicity.all_up")},
			Segments: kit.Bar(4, []string{"green", "wait", "red"}, []int64{4, 0, 0})}}}
}

func (s sampler) planForm(id string) kit.Form {
	return kit.Form{ID: id, Action: "/publicity/plans/new", Title: s.t("publicity.do." + id),
		Submit: s.t("publicity.do." + id),
		Tone:   "primary", Fields: []kit.Field{{Kind: "text", Name: "content", Label: s.t("publicity.field.content"),
			Required: true},
			s.areaField(), {Kind: "pick", Name: "unit", Label: s.t("field.responsible"), List: kit.UnitsList},
			{Kind: "date", Name: "from", Label: s.t("publicity.field.from"), Required: true},
			{Kind: "number", Name: "gap", Label: s.t("publicity.field.gap"), Value: "200"},
			{Kind: "area", Name: "points", Label: s.t("publicity.field.points"), Hint: s.t("publicity.hint.points")}}}
}

func (s sampler) publicityPlan() *publicityroom.PlanPage {
	return &publicityroom.PlanPage{Frame: s.staff("board"), Heading: "讲文明树新风公益广告", Where: "解放路 · 珠晖区",
		Said:     s.t("publicity.counted", "should", "3", "up", "2") + s.t("publicity.counted_lack", "n", "1"),
		Light:    kit.Light{Code: "red", Left: s.t("publicity.missing_since", "ago", s.or("3 天前", "3 days ago"))},
		Lack:     []string{"解放路 3 号杆"},
		Segments: kit.Bar(3, []string{"green", "wait", "red"}, []int64{1, 1, 1}),
		Facts: []kit.Fact{{Label: s.t("field.responsible"), Value: "城管局"},
			{Label: s.t("publicity.period"), Value: s.week()}},
		Gaps:     []string{s.t("publicity.gap", "from", "解放路 3 号杆", "to", "市场东门", "n", "260")},
		Real:     []string{s.t("publicity.gap", "from", "解放路 1 号杆", "to", "市场东门", "n", "410")},
		Measured: s.t("publicity.unmeasured", "n", "1"), Positions: []publicityroom.PositionRow{
			{Nth: 1, Name: "解放路 1 号杆", Code: "430405001-0001", URL: "/points/16", Photo: "/publicity/plans/9/photos/16",
				Thumb: "/publicity/plans/9/photos/16?size=thumb", Who: "经办乙", Tick: "/publicity/plans/9?point=16#up",
				Light: kit.Light{Code: "green", Left: s.t("publicity.hang.hangs", "at", "2026-11-20")}},
			{Nth: 2, Name: "解放路 3 号杆", Code: "430405001-0002", URL: "/points/17", Note: "被风吹掉了", Who: "核查丁",
				Light: kit.Light{Code: "red", Left: s.t("publicity.hang.gone", "ago", s.or("3 天前", "3 days ago"))}},
			{Nth: 3, Name: "市场东门", Light: kit.Light{Code: "yellow",
				Left: s.t("publicity.hang.stale", "at", "2026-08-20")}}},
		Forms: []kit.Form{{ID: "up", Action: "/publicity/plans/9/up", Title: s.t("publicity.do.up"),
			Submit: s.t("publicity.do.up"),
			Tone:   "primary", Files: true, Open: true, Fields: []kit.Field{{Kind: "select", Name: "point",
				Label: s.t("publicity.field.point"), Required: true,
				Options: []kit.Option{{Value: "17", Label: "2 · 解放路 3 号杆",
					Group: s.t("publicity.group.missing"), Selected: true}}}, {Kind: "photos", Name: "photos",
				Label: s.t("field.photos"), Max: 9, Required: true}}}, s.planForm("replan")}, Names: s.unitNames()}
}
