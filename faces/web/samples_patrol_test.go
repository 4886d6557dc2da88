package web_test

import (
	"xiaohao/faces/web/kit"
	patrolroom "xiaohao/faces/web/patrol"
)

// patrolSamples are visits, patrols and patches.
func (s sampler) patrolSamples() map[string]kit.Page {
	area, day := "珠晖区 茶山坳镇", s.or("2026年11月20日", "20 Nov 2026")
	form := func(id, action, title string) kit.Form {
		return kit.Form{ID: id, Action: action, Title: s.t(title), Submit: s.t(title), Fields: []kit.Field{
			{Kind: "area", Name: "reason", Label: s.t("field.reason"), Required: true}}}
	}
	note := form("note", "/patrols/note", "patrol.do.note")
	chips := []kit.Link{{Label: s.t("patrol.all"), URL: "/patrols", Current: true},
		{Label: s.or("林长制", "Forest"), URL: "/patrols?theme=forest"}}
	red := kit.Light{Code: "red", Left: s.or("已超期 4 个工作日", "4 working days overdue"), Due: s.or("原定11月6日 17:00",
		"was due 6 Nov 17:00")}
	sheet := func(said, track string) *patrolroom.Sheet {
		return &patrolroom.Sheet{Frame: s.staff("board"), Heading: s.or("林长制", "Forest") + " · " + area, Said: said,
			Facts: []kit.Fact{{Label: s.t("patrol.who"), Value: "刘建国"}}, Track: track}
	}
	full := sheet(s.t("patrol.ended.hour", "n", "2"), s.t("patrol.track", "days", "30"))
	full.Legs = []patrolroom.Row{{Area: area, Day: day, Where: s.t("patrol.where.apart"), Apart: true},
		{Area: area, Day: day, Where: s.t("patrol.where.agrees")}}
	full.Found = []patrolroom.Finding{{Link: kit.Link{Label: s.or("林下堆放垃圾", "Rubbish under trees"), URL: "/matters/7"},
		Light: red}}
	full.Hidden = s.t("patrol.hidden", "n", "1")
	full.Opened = []string{s.t("patrol.opened_by", "at", day, "who", "陈静", "matter", "#7", "reason",
		s.or("核对位置", "To check the place"))}
	full.Forms = []kit.Form{form("open", "/patrols/3/open", "patrol.do.open")}
	drawing := patrolroom.Drawing{Paths: []string{"M30 30L200 90L400 300"}, Mark: &patrolroom.Spot{X: "200", Y: "90"},
		Bar: 80, Scale: "500 m"}
	ground := patrolroom.Drawing{Paths: []string{"M30 30L400 30L400 300z"}, Bar: 80, Scale: "100 m", Full: true}
	patch := func(state string) *patrolroom.Patch {
		return &patrolroom.Patch{Frame: s.staff("board"), Heading: "T-2026-031 · " + s.or("疑似违法采伐", "Felling"),
			Said: s.t("patch.next." + state), Facts: []kit.Fact{{Label: s.t("field.area"), Value: area}},
			Drawing: ground}
	}
	open, done := patch("office"), patch("confirmed")
	open.Matter = &kit.Link{Label: s.or("图斑", "Patch"), URL: "/matters/9"}
	open.Forms = []kit.Form{form("look", "/patches/5/look", "patch.do.office")}
	done.Looks = []string{s.t("patch.looked.office.yes", "who", "陈静", "at", day, "note", "")}
	done.Drawing = patrolroom.Drawing{}
	pchips := []kit.Link{{Label: s.t("patrol.all"), URL: "/patches", Current: true},
		{Label: s.t("patch.state.office"), URL: "/patches?state=office"}}
	return map[string]kit.Page{
		"patrols": &patrolroom.List{Frame: s.staff("board"), Said: s.t("patrol.under", "n", "1"), Under: []kit.Link{
			{Label: full.Heading, URL: "/patrols/3"}}, Chips: chips, Areas: s.areaField(), Walk: true, Note: &note,
			Keep: []kit.Field{{Kind: "hidden", Name: "theme", Value: "forest"}},
			Rows: []patrolroom.Row{{Area: area, Day: day, Theme: s.or("林长制", "Forest"), Who: "刘建国",
				Source: s.t("patrol.source.patrol"), URL: "/patrols/3", Where: s.t("patrol.where.apart"),
				Apart: true}, {Area: area, Day: day,
				Theme: s.or("河长制", "River"), Who: "陈静", Source: s.t("patrol.source.note"),
				Note: s.or("沿河看了排污口", "Looked at the outfalls")}}, Pager: kit.Pager{Next: "/patrols?from=20261120.9"}},
		"patrols_none": &patrolroom.List{Frame: s.staff("board"), Said: s.t("patrol.none"), Chips: chips,
			Areas: s.areaField()},
		"patrol":       full,
		"patrol_first": sheet(s.t("patrol.going_on"), s.t("patrol.track_none")),
		"patrol_way": &patrolroom.Way{Frame: s.staff("board"), Heading: s.t("patrol.way_of", "title", "垃圾"),
			Said: s.t("patrol.way_said"), Back: "/patrols/3", Drawing: drawing},
		"patrol_way_none": &patrolroom.Way{Frame: s.staff("board"), Heading: s.t("patrol.way_of", "title", "垃圾"),
			Said: s.t("patrol.way_said"), Back: "/patrols/3"},
		"patches": &patrolroom.Patches{Frame: s.staff("board"), Said: s.t("patch.said_list"), Chips: pchips,
			Bring: "/imports?kind=patches", Rows: []patrolroom.PatchRow{{Name: open.Heading, URL: "/patches/5",
				Area: area, Ground: s.t("patch.ground", "ha", "1.25"), State: s.t("patch.state.office"), Light: red},
				{Name: open.Heading, URL: "/patches/6", Area: area, Ground: s.t("patch.ground", "ha", "0.40"),
					State: s.t("patch.state.refuted"), Light: kit.Light{Code: "none"}}}},
		"patches_none": &patrolroom.Patches{Frame: s.staff("board"), Said: s.t("patch.said_none"), Chips: pchips},
		"patch":        open,
		"patch_done":   done,
	}
}
