package web_test

import (
	"xiaohao/faces/web/everyone"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/programs"
	publicroom "xiaohao/faces/web/public"
	sealroom "xiaohao/faces/web/seal"
	"xiaohao/platform/lang"
)

// publicSamples are the pages that everybody reads.
func (s sampler) publicSamples() map[string]kit.Page {
	return map[string]kit.Page{"public": s.publicList(false), "public_area": s.publicList(true),
		"public_near": s.publicNear(), "public_none": s.publicNone(), "public_matter": s.publicMatter(true),
		"public_home": s.publicMatter(false), "public_week": s.publicWeek(false),
		"public_week_none": s.publicWeek(true),
		"seal_check":       s.sealCheck(), "poster": s.poster(), "public_campaigns": s.publicCampaigns(),
		"programs":              s.programs(),
		"public_campaigns_none": &publicroom.Campaigns{Frame: s.frame(0)}}
}

func (s sampler) open() kit.Frame {
	f := s.frame(0)
	f.Places = []kit.Tab{{Key: "new", URL: "/"}, {Key: "public", URL: "/public", Current: true},
		{Key: "find", URL: "/find"}}
	f.Feeds = []kit.Feed{{Title: s.t("public.title"), URL: "/public/feed.atom", Type: "application/atom+xml"}}
	return f
}

func (s sampler) programs() *programs.Page {
	return &programs.Page{Frame: s.open(), Base: "https://example.org", Version: "1",
		Description: "/api/v1/openapi.yaml", Script: "/a.js", Style: "/a.css", Boot: "/b.js",
		Steps: []programs.Step{{Text: s.t("programs.step.areas"), Curl: "curl 'https://example.org/api/v1/areas'"}},
		Groups: []programs.Group{{Label: s.t("programs.open"), Text: s.t("programs.open_text"),
			Operations: []programs.Operation{{Method: "GET", Path: "/api/v1/areas", Text: s.or("区划", "Areas")}}}},
		Doors: []programs.Door{{Label: s.t("programs.data"), Text: s.t("programs.data_text"), URL: "/data/"}}}
}

func (s sampler) poster() *everyone.Poster {
	f := s.frame(0)
	f.Large = true
	f.Preview = &kit.Preview{Title: "a", Text: "b", URL: "https://example.org/",
		Image: "https://example.org/a.jpg", Alt: "c"}
	return &everyone.Poster{Frame: f, Place: s.or("广东路街道", "Guangdong Road"), QR: "<svg></svg>",
		Typed: "https://example.org", Steps: []string{s.t("everyone.step_scan")}, What: []string{s.or("路灯", "Lamps")},
		Figures: []kit.Fact{{Label: s.t("everyone.week"), Value: "3"}}, Of: s.t("everyone.figures_of"), Back: "/public"}
}

func (s sampler) publicCards() []publicroom.Card {
	light := func(code, key string) kit.Light { return kit.Light{Code: code, Left: s.t(key)} }
	return []publicroom.Card{
		{URL: "/public/matters/1", Title: s.or("东风路路灯不亮", "Lamp out in Dongfeng Road"), Icon: "about-fac",
			Where: s.or("珠晖区广东路街道 · 东风路口", "Guangdong Road · Dongfeng Road"), When: s.or("11月22日", "22 Nov"),
			Category: s.or("路灯不亮", "Street lamp out"), State: "in_hand", Light: s.light("red", -50e9*3600),
			Unit: s.t("public.has.in_hand", "unit", s.or("城管局", "Urban Management")), Thumb: "/photos/1/b/thumb",
			Away: s.t("public.away.metres", "n", "300")},
		{URL: "/public/matters/2", Title: s.or("菜市场地面脏污", "Dirty market"), Icon: "about-market",
			Where: s.or("雁峰区先锋街道", "Xianfeng"), Category: s.or("市场脏乱", "Dirty market"), State: "struck",
			Light: light("green", "public.light.fixed"), When: s.or("11月21日", "21 Nov"), Thumb: "/photos/2/b/thumb",
			Unit:  s.t("public.has.struck", "unit", s.or("市场监管局", "Market Regulation")),
			After: "/photos/2/a/thumb"},
		{URL: "/public/matters/3", Title: s.or("广场舞噪声", "Noise at night"), Icon: "about-noise",
			Where: s.or("雁峰区先锋街道 · 附近", "Xianfeng · near by"), Category: s.or("生活噪声", "Noise"), State: "listed",
			Light: kit.Light{Code: "none"}},
	}
}

func (s sampler) publicList(county bool) *publicroom.List {
	tile := func(key, value, tone string) kit.Fact { return kit.Fact{Label: s.t(key), Value: value, Tone: tone} }
	p := &publicroom.List{Frame: s.open(), Heading: s.t("public.title"), Lead: s.t("public.lead"), SearchURL: "/public",
		NearMe: "/public", Cards: s.publicCards(), Next: "/public?from=1.2", Atom: "/public/feed.atom",
		Follow: "/public/areas/430400000000/follow", JSON: "/public/feed.json", Campaigns: true,
		Week: s.publicCards()[1:2], WeekURL: "/public/week",
		Sums: &publicroom.Sums{Said: s.t("public.sum", "week", s.t("public.sum.struck", "n", "12"), "open",
			s.t("public.sum.open", "n", "47"), "late", s.t("public.sum.late", "n", "3")),
			Tiles: []kit.Fact{tile("public.tile.late", "3", "red"), tile("public.tile.open", "47", ""),
				tile("public.tile.week", "12", "seal")}},
		Chips: []kit.Link{{Label: s.t("public.all"), URL: "/public", Current: true}},
		Groups: []publicroom.GroupLinks{{Label: s.t("public.group.fac"), Icon: "about-fac",
			Links: []kit.Link{{Label: "x", URL: "/public?category=fac.lamp"}}}},
		Below: []publicroom.Compared{{Name: s.or("珠晖区", "Zhuhui"), URL: "/public/areas/430405000000",
			Late: s.t("public.compared_late", "n", "3"), Segments: kit.Bar(10, []string{"red", "wait"}, []int64{3, 4}),
			Rest: s.t("public.compared", "open", "7", "struck", "30", "week", "4")}},
		Quiet: []kit.Link{{Label: s.or("南岳区", "Nanyue"), URL: "/public/areas/430412000000"}},
		Map: &publicroom.Map{Tiles: "[]", Zoom: 18, Cells: "/public/dots.json?",
			Shapes: "/public/shapes.json?area=0"}}
	if county {
		p.Heading, p.Lead = s.t("public.title_in", "area", s.or("珠晖区", "Zhuhui")), ""
		p.Crumbs = []kit.Link{{Label: s.or("衡阳市", "Hengyang"), URL: "/public"}, {Label: s.or("珠晖区", "Zhuhui"),
			URL: "/public/areas/430405000000", Current: true}}
	}
	return p
}

func (s sampler) publicNear() *publicroom.List {
	p := s.publicList(false)
	p.Sums, p.Below, p.Quiet, p.Week, p.NearMe, p.Said = nil, nil, nil, nil, "", s.t("public.nearest_said")
	p.Off = []kit.Link{{Label: s.t("public.nearest"), URL: "/public"}}
	p.Kept = []kit.Field{{Kind: "hidden", Name: "state", Value: "in_hand"}}
	return p
}

func (s sampler) publicNone() *publicroom.List {
	p := s.publicNear()
	p.Cards, p.Next, p.Said, p.Search = nil, "", "", s.or("路灯", "lamp")
	p.Empty = &publicroom.Empty{Heading: s.t("public.none_found", "q", p.Search), Text: s.t("public.none_found_text"),
		All: "/public"}
	return p
}

// publicMatter was sent back once; otherwise it would show a home.
func (s sampler) publicMatter(whole bool) *publicroom.Matter {
	card := s.publicCards()[0]
	p := &publicroom.Matter{Frame: s.open(), Card: card, Text: s.or("路灯三盏不亮，晚上看不见路。", "Three lamps are out."),
		Crumbs: []kit.Link{{Label: s.or("衡阳市", "Hengyang"), URL: "/public"}},
		Said:   s.t("public.said.late", "unit", s.or("城管局", "Urban Management")),
		Steps: []kit.Step{{Label: s.t("public.state.listed"), Done: true, At: "11-20"},
			{Label: s.t("public.state.in_hand"), Now: true}},
		Ahead: s.t("public.ahead.in_hand"), Like: "/?like=1"}
	for _, x := range []string{"listed", "assigned", "in_hand", "fixed", "rejected"} {
		e := kit.Entry{Words: s.t("public.turn." + x), At: s.or("11月20日", "20 Nov"), ISO: lang.ISO(s.now)}
		if !whole {
			e.At, e.ISO = s.t("public.weekday.Friday"), ""
		}
		p.Turns = append(p.Turns, e)
	}
	if !whole {
		return p
	}
	p.Number, p.Voices, p.Same, p.Follow = "P2026-000412", s.t("public.voices", "n", "6"), "/public/matters/1/same",
		"/public/matters/1/follow"
	p.Before = []publicroom.Shot{{Thumb: "/photos/1/b/thumb", URL: "/photos/1/b", Width: 800, Height: 600,
		Small: 360, Alt: p.Card.Title}}
	p.Words = []publicroom.Said{{When: s.or("11月21日", "21 Nov"), Text: s.or("希望快点修好", "Please be quick")}}
	return p
}

func (s sampler) publicWeek(none bool) *publicroom.Week {
	p := &publicroom.Week{Frame: s.open(), Heading: s.t("public.week"), All: kit.Link{Label: "x", URL: "/public"},
		Said:   s.t("public.week_said", "from", "11-16", "to", "11-23"),
		Crumbs: []kit.Link{{Label: "衡阳市", URL: "/public"}}}
	if !none {
		p.Cards, p.Next = s.publicCards()[1:2], "/public/week?from=1.2"
	}
	return p
}

func (s sampler) publicCampaigns() *publicroom.Campaigns {
	return &publicroom.Campaigns{Frame: s.open(), List: []publicroom.Campaign{{Name: s.or("消防通道自查", "Fire lanes"),
		Where: s.or("珠晖区", "Zhuhui"), When: s.t("public.campaign_when", "from", "11-01", "to", "11-30"), Runs: true,
		Looks: []string{s.or("消防通道畅通", "Fire lanes are free")}, Segments: kit.Bar(40, []string{"green"}, []int64{31}),
		Said: []string{s.t("public.campaign_answered", "n", "31", "of", "40", "share", "77.5%"),
			s.t("public.campaign_found", "n", "12", "fixed", "8", "share", "66.7%")}}}}
}

func (s sampler) sealCheck() *sealroom.Check {
	return &sealroom.Check{Frame: s.open(), Form: s.findForm(""), Found: &sealroom.Found{Good: true, Hash: "8f3c",
		Says:  []string{s.t("seals.found", "n", "12"), s.t("seals.under", "at", "2026-11-23"), s.t("seals.keep")},
		Proof: "/r/7K3M9QXA2HTP/proof.json", Seal: "/seals/40", Receipt: "/r/7K3M9QXA2HTP"}}
}
