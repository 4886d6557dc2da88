package web_test

import (
	"html/template"

	chiefroom "xiaohao/faces/web/chief"
	"xiaohao/faces/web/kit"
)

// chiefSamples are the pages of chiefs of areas.
func (s sampler) chiefSamples() map[string]kit.Page {
	title, name := s.or("林长", "Forest chief"), "周林长"
	at := kit.Link{Label: "珠晖区 广东路街道", URL: "/chiefs/areas/430405001000?theme=forest"}
	day := s.or("11月15日", "15 Nov")
	red := kit.Light{Code: "red", Left: s.t("chief.state.overdue", "each", s.t("chief.each.month")),
		Due: s.t("chief.by", "day", day)}
	green := kit.Light{Code: "green", Left: s.t("chief.visited", "n", "3", "day", day)}
	next := s.t("chief.next.overdue", "area", "广东路街道", "due", day, "n", "1")
	cover := s.t("chief.cover", "n", "9", "green", "4", "yellow", "3", "red", "2")
	form := func(id string) kit.Form {
		return kit.Form{ID: id, Action: "/chiefs/3/" + id, Title: s.t("chief.do." + id), Submit: s.t("chief.do." + id),
			Fields: []kit.Field{{Kind: "text", Name: "name", Label: s.t("chief.holder"), Required: true},
				s.areaField()}}
	}
	note := form("note")
	row := chiefroom.Row{Title: title, URL: "/chiefs/3", Name: name, Area: at, When: s.t("chief.since", "since", day)}
	gone := row
	gone.Over = true
	themes := []kit.Link{{Label: s.or("林长制", "Forests"), URL: "/chiefs?theme=forest", Current: true},
		{Label: s.or("河长制", "Rivers"), URL: "/chiefs?theme=river"}}
	facts := []kit.Fact{{Label: s.t("chief.post"), Value: title}, {Label: s.t("field.area"), Value: at.Label,
		URL: at.URL}}
	covers := []chiefroom.CoverRow{{Area: at, Light: green, Of: cover},
		{Area: kit.Link{Label: s.or("市场社区", "Market community")}, Light: kit.Light{Code: "red",
			Left: s.t("chief.never_visited")}}}
	public := []chiefroom.PublicTheme{{Name: themes[0].Label, Posts: []kit.Fact{{Label: title, Value: name}},
		Phone: "0734-8221234"}}
	end := kit.Form{ID: "end", Action: "/chiefs/adoptions/9/end", Once: "x", Submit: s.t("chief.do.unadopt")}
	return map[string]kit.Page{
		"chief_mine": &chiefroom.MinePage{Frame: s.staff("board"), Said: next, Edge: "red",
			Signs: []kit.Link{{Label: s.t("chief.sign_one", "post", title, "area", at.Label),
				URL: "/chiefs/handovers/7"}},
			Posts: []chiefroom.MyPost{{Title: title, URL: "/chiefs/3", Area: at, Light: red, Next: next,
				Rule: s.t("chief.rule", "n", "1", "each", s.t("chief.each.month")), Last: s.t("chief.last_never"),
				Problems: kit.Link{Label: s.t("chief.open", "n", "5"), URL: "/lists/problem"}, Cover: cover,
				Apart: &kit.Link{Label: s.t("patrol.apart_n", "n", "2", "days", "62"), URL: "/patrols?place=apart"},
				Below: []chiefroom.BelowRow{{Title: title, URL: "/chiefs/4", Name: "吴林长", Area: "市场社区",
					Light: red}},
				Empty:  []kit.Link{{Label: "双林村", URL: at.URL}},
				Stands: []kit.Fact{{Label: "森林覆盖率", Value: "42.5%"}},
				Note:   &note}}},
		"chief_mine_none": &chiefroom.MinePage{Frame: s.staff("board"), Said: s.t("chief.none_mine")},
		"chiefs": &chiefroom.List{Frame: s.staff("board"), Themes: themes, Areas: s.areaField(), Narrow: true,
			Keep:  []kit.Field{{Kind: "hidden", Name: "theme", Value: "forest"}},
			Rows:  []chiefroom.Row{row, gone},
			Cover: &kit.Link{Label: s.t("chief.area_page", "area", "衡阳市"), URL: at.URL}, File: "/chiefs/list.xlsx",
			New: "/chiefs/new", Upload: "/imports?kind=chiefs", Pager: kit.Pager{Next: "/chiefs?from=1.2"}},
		"chiefs_none": &chiefroom.List{Frame: s.staff("board"), Areas: s.areaField(), File: "/chiefs/list.xlsx"},
		"chief_new":   &chiefroom.New{Frame: s.staff("board"), Form: form("appoint")},
		"chief_post": &chiefroom.Post{Frame: s.staff("board"), Heading: name, Light: red, Next: next, Facts: facts,
			Forms: []kit.Form{form("note"), form("leave")}},
		"chief_post_left": &chiefroom.Post{Frame: s.staff("board"), Heading: name, Light: kit.Light{Code: "none"},
			Facts: facts, Paper: &kit.Link{Label: s.t("chief.handover"), URL: "/chiefs/handovers/7"}},
		"chief_area": &chiefroom.AreaPage{Frame: s.staff("board"), Heading: at.Label, Said: cover, Themes: themes,
			Up:    &kit.Link{Label: "珠晖区", URL: at.URL},
			Posts: []chiefroom.Row{row}, Covers: covers, Adopted: []chiefroom.AdoptedRow{{Name: "郑副县长",
				Title: s.or("副县长", "Deputy head"), When: row.When, End: &end}, {Name: "郑副县长", When: row.When}},
			Forms: []kit.Form{form("adopt"), form("phone")}, New: "/chiefs/new",
			Print: "/chiefs/areas/430405001000/sign"},
		"chief_area_empty": &chiefroom.AreaPage{Frame: s.staff("board"), Heading: at.Label,
			Said: s.t("chief.never_visited"), Empty: s.t("chief.vacant", "post", title), Print: "/chiefs/areas/1/sign"},
		"chief_handover": &chiefroom.Handover{Frame: s.staff("board"), Heading: name,
			Said: s.t("chief.lacks_sign", "side", s.t("chief.side.successor")), Facts: facts, Areas: covers,
			Problems: []chiefroom.ProblemRow{{Number: "2026-17", URL: "/matters/17", Category: s.or("绿化缺损",
				"Damaged greenery"), Area: at.Label, State: s.t("state.in_hand"), Light: red, Own: true}},
			More:  s.t("chief.problems_more", "n", "3"),
			Signs: []kit.Fact{{Label: s.t("chief.side.leaver"), Value: name}},
			Hash:  "9f86d081884c7d65", Forms: []kit.Form{form("sign.successor")}, Back: "/chiefs/3"},
		"chief_handover_done": &chiefroom.Handover{Frame: s.staff("board"), Heading: name, Whole: true,
			Said: s.t("chief.all_signed"), Facts: facts, Hash: "9f86d081884c7d65", Back: "/chiefs/3"},
		"chief_sign": &chiefroom.Plate{Frame: s.staff("board"), Place: at.Label, Themes: public,
			QR:    template.HTML(`<svg viewBox="0 0 9 9" role="img" aria-label="QR"><path d="M0 0h1v1h-1z"/></svg>`),
			Typed: "https://xiaohao.example/public/chiefs/430405001000", Back: "/chiefs/areas/430405001000"},
		"chief_public": &chiefroom.Public{Frame: s.frame(0), Place: at.Label, Themes: public,
			Report: "/?area=430405001000"},
		"chief_public_none": &chiefroom.Public{Frame: s.frame(0), Place: at.Label, Report: "/"},
	}
}
