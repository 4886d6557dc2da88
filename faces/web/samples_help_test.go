package web_test

import (
	helproom "xiaohao/faces/web/help"
	"xiaohao/faces/web/kit"
)

// helpSamples are cases of persons in need.
func (s sampler) helpSamples() map[string]kit.Page {
	child := s.or("走失儿童", "Lost child")
	heading := "H2026-000012 " + child
	red := kit.Light{Code: "red", Left: s.or("已超期 12 分钟", "12 minutes overdue"),
		Due: s.or("原定13:05", "was due 13:05")}
	green := kit.Light{Code: "green", Left: s.or("还有 20 小时", "20 hours left")}
	form := func(id string) kit.Form {
		return kit.Form{ID: id, Action: "/help/7/" + id, Title: s.t("help.do." + id), Submit: s.t("help.do." + id),
			Fields: []kit.Field{{Kind: "area", Name: "note", Label: s.t("help.note"), Required: true}}}
	}
	chips := []kit.Link{{Label: s.t("help.open"), URL: "/help", Current: true},
		{Label: s.t("help.over"), URL: "/help?over=1"}}
	tick := kit.Form{ID: "tick-calm", Action: "/help/7/tick", Submit: s.t("help.tick"),
		Fields: []kit.Field{{Kind: "hidden", Name: "code", Value: "calm"}}}
	facts := []kit.Fact{{Label: s.t("help.type"), Value: child},
		{Label: s.t("help.where"), Value: s.or("值班室", "The desk")}}
	moments := []helproom.Moment{
		{At: s.or("8月9日 13:00", "9 Aug 13:00"), ISO: "2026-08-09T13:00:00+08:00", What: s.t("help.was.reported"),
			Who: s.or("李明", "Li Ming")},
		{At: s.or("8月9日 20:00", "9 Aug 20:00"), ISO: "2026-08-09T20:00:00+08:00",
			What: s.t("help.was.stopped", "why", s.t("help.why.stranger")), Bad: true,
			Said: []string{s.or("自称表哥", "Says that he is a cousin")}},
		{At: s.or("8月9日 23:30", "9 Aug 23:30"), ISO: "2026-08-09T23:30:00+08:00",
			What:    s.t("help.was.handed", "whom", s.t("help.relation.parent"), "paper", s.t("help.paper.household")),
			Strokes: []string{"10,10 50,60 90,20"}}}
	text := []string{s.or("女孩，手机丢了，要回家", "A girl; she lost her phone and wants to go home")}
	return map[string]kit.Page{
		"help": &helproom.List{Frame: s.staff("board"), Said: s.t("help.urgent", "n", "1"), Bad: true, Chips: chips,
			Rows: []helproom.Row{{Title: heading, URL: "/help/7", Area: "蒸湘区 红湘街道", Light: red, Again: true,
				Next: s.t("help.next.mandated", "due", s.or("14:00 前", "by 14:00"))}},
			New: "/help/new", Figures: "/help/figures", Pager: kit.Pager{Next: "/help?before=7"}},
		"help_none": &helproom.List{Frame: s.staff("board"), Said: s.t("help.none_urgent"), Chips: chips},
		"help_new": &helproom.New{Frame: s.staff("board"), Form: kit.Form{ID: "new", Action: "/help/new",
			Submit: s.t("help.take_in"), Tone: "primary", Fields: []kit.Field{{Kind: "area", Name: "who",
				Label: s.t("help.who"), Hint: s.t("help.who_hint"), Required: true}, s.areaField()}}},
		"help_stopped": &helproom.Case{Frame: s.staff("board"), Heading: heading, Bad: true, Light: red, Text: text,
			Next:  s.t("help.next.stopped", "who", s.or("公安机关", "The police")),
			Stop:  s.t("help.stop.stranger", "who", s.or("公安机关", "The police")),
			Again: s.t("help.again"), Facts: facts,
			Check: []helproom.Check{{Label: s.or("有人陪着", "Somebody stays"), Form: &tick,
				Law: s.or("未成年人保护法第九十三条", "Law on the Protection of Minors, article 93")},
				{Label: s.or("吃的", "Food"), Done: s.t("help.done", "at", "13:10")}},
			Timeline: moments, More: true, Forms: []kit.Form{form("decide"), form("note")}, Paper: "/help/7/sheet",
			Loop: "/matters/7"},
		"help_gone": &helproom.Case{Frame: s.staff("board"), Heading: heading, Next: s.t("help.next.gone"),
			Gone: s.t("help.gone", "at", s.or("2036年8月9日", "9 Aug 2036")), Light: green, Facts: facts,
			Timeline: []helproom.Moment{{At: moments[0].At, ISO: moments[0].ISO, What: s.t("help.was.noted"),
				Said: []string{s.t("help.words_gone")}}}, Paper: "/help/7/sheet", Loop: "/matters/7"},
		"help_paper": &helproom.Paper{Frame: s.staff("board"), Heading: heading, Facts: facts, Timeline: moments},
		"help_figures": &helproom.Figures{Frame: s.staff("board"), Month: "2026-08", Heads: []string{child},
			Rows: []helproom.FigureRow{{Area: "蒸湘区", Cells: []string{"6"}}, {Area: "雁峰区",
				Cells: []string{s.t("help.few")}}}, Older: "/help/figures?month=2026-07",
			Newer: "/help/figures?month=2026-09"},
		"help_press": &helproom.Press{Frame: s.staff("board"), Asked: true, Said: s.t("help.press_bad"),
			Reasons: []string{s.t("help.press_why.all")},
			Pieces: []helproom.Piece{{Text: s.or("一名", "A girl of ")}, {Text: s.or("12岁", "12"),
				Why: s.t("help.press_why.all")}},
			Form: kit.Form{ID: "press", Action: "/help/press", Submit: s.t("help.press_go"), Fields: []kit.Field{
				{Kind: "area", Name: "text", Label: s.t("help.press_text"), Required: true}}}},
		"help_press_first": &helproom.Press{Frame: s.staff("board"), Form: kit.Form{ID: "press", Action: "/help/press",
			Submit: s.t("help.press_go"), Fields: []kit.Field{{Kind: "area", Name: "text",
				Label: s.t("help.press_text"), Required: true}}}},
	}
}
