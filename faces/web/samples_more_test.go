package web_test

import (
	atlasroom "xiaohao/faces/web/atlas"
	duplicateroom "xiaohao/faces/web/duplicate"
	"xiaohao/faces/web/kit"
	notifyroom "xiaohao/faces/web/notify"
	pointroom "xiaohao/faces/web/point"
	topicroom "xiaohao/faces/web/topic"
)

func (s sampler) points() *pointroom.Points {
	return &pointroom.Points{Frame: s.staff("board"), Lead: s.t("points.lead"),
		Search: kit.Field{Name: "q", Value: "市场"},
		Narrow: true, Filters: []kit.Field{{Kind: "areas", Name: "area", Label: s.t("field.area"), Options: s.areas()}},
		Rows: []pointroom.PointRow{{URL: "/points/16", Code: "430405001-0001", Name: "东门农贸市场",
			Kind: s.or("农贸市场", "Farmers’ market"), Area: "珠晖区 广东路街道",
			Unit: "广东路街道办", Retired: false}, {URL: "/points/17", Code: "430405001-0002", Name: "火车站广场",
			Kind: s.or("车站", "Station"), Area: "珠晖区 广东路街道", Unit: "", Retired: true}},
		Pager:  kit.Pager{Shown: 2, Total: s.or("本页 2 条", "2 on this page"), Next: "/points?after=x"},
		Export: "/points/export.xlsx", Plates: "/points/plates", Upload: "/points/upload",
		Forms: []kit.Form{{ID: "add", Action: "/points", Title: s.t("point.add"), Hint: s.t("point.add_hint"),
			Submit: s.t("form.save"), Fields: []kit.Field{{Kind: "text", Name: "name", Label: s.t("column.point_name"),
				Required: true}, {Kind: "pick", Name: "unit", Label: s.t("field.responsible"), List: kit.UnitsList}}}},
		Names: []kit.Datalist{{ID: kit.UnitsList, Names: []string{"广东路街道办 · gdl"}}}}
}

func (s sampler) sent() *notifyroom.SentPage {
	again := kit.Form{Action: "/admin/delivery/1/again", Submit: s.t("sent.again"),
		Fields: []kit.Field{{Kind: "hidden", Name: "letter", Value: "7/c1"}}}
	return &notifyroom.SentPage{Frame: s.staff("admin"), Name: s.or("城市大脑", "City brain"), Aside: true,
		TwoSecrets: true,
		Leads:      s.t("sent.leads", "host", "hook.example", "where", s.or("衡阳市", "Hengyang")), Tone: "red",
		State:  s.t("sent.aside"),
		Note:   s.t("sent.aside_text", "at", "09:00", "since", "11-18 08:00"),
		TakeUp: kit.Form{Action: "/admin/delivery/1/takeup", Submit: s.t("sent.take_up"), Tone: "primary"},
		Try:    kit.Form{Action: "/admin/delivery/1/try", Submit: s.t("delivery.try")},
		Secret: "whsec_5tQz8J1v9mW2rYb7", Signs: s.t("sent.signs_both", "until", "12-06 09:00"),
		Rotate: kit.Form{Action: "/admin/delivery/1/secret", Submit: s.t("sent.rotate")},
		Former: kit.Form{Action: "/admin/delivery/1/former", Submit: s.t("sent.end_former"), Tone: "danger"},
		Rows: []notifyroom.SentRow{{Text: s.or("新交办：某处路灯不亮", "Assigned: a street lamp is out"), ID: "7/c1", At: "09:12",
			Tone: "yellow", State: s.t("sent.retry"),
			Note: s.t("sent.tried_next", "n", "3", "why", s.t("sent.why_silent"), "at", "10:02"),
			Body: "{\n  \"version\": 1\n}", Answer: "busy", Again: again},
			{Text: s.t("sent.untold"), ID: "6/c1", At: "08:12", Tone: "green", State: s.t("sent.taken"), Again: again}},
		Next: "/admin/delivery/1?before=1&id=x"}
}

func (s sampler) plateOne() pointroom.PlateCard {
	const at = "https://xiaohao.example/p/K7M2QX9P"
	qr, err := kit.DrawQR(at, s.t("plate.alt", "plate", "K7M2-QX9P"))
	if err != nil {
		panic(err)
	}
	return pointroom.PlateCard{City: s.or("衡阳市", "Hengyang"), Name: "东门农贸市场", Point: "430405001-0001",
		Area: "珠晖区 广东路街道",
		Code: "K7M2-QX9P", QR: qr, Address: at}
}

func (s sampler) point() *pointroom.PointPage {
	card := s.plateOne()
	return &pointroom.PointPage{Frame: s.staff("board"), Heading: "东门农贸市场", Retired: true,
		Say:    s.t("plate.says.left", "at", "2026-11-01", "plate", "ABCD-EFGH"),
		Facts:  []kit.Fact{{Label: s.t("field.point_kind"), Value: "农贸市场"}},
		Report: "/new?point=16", Open: s.cards()[:2],
		Forms: []kit.Form{{ID: "retire", Action: "/points/16/retire", Title: s.t("point.retire"),
			Submit: s.t("point.retire"), Tone: "danger"}},
		Steps: []pointroom.PointStep{{At: "2026-11-01 10:00", ISO: "2026-11-01T10:00:00+08:00", Who: "受理甲",
			Words: s.t("event.point.retired"), Note: "市场关闭"}}, Plate: &card, Sheet: "/points/plates?point=16"}
}

func (s sampler) pointsUpload() *pointroom.PointsUpload {
	return &pointroom.PointsUpload{Frame: s.staff("board"),
		Upload: kit.Form{ID: "upload", Action: "/imports", Submit: s.t("points.look"),
			Fields: []kit.Field{{Kind: "file", Name: "file", Label: s.t("points.file"), Hint: s.t("points.file_hint"),
				Required: true}}}}
}

func (s sampler) plates() *pointroom.PlateSheet {
	page := pointroom.PlatePage{}
	for range 8 {
		page.Plates = append(page.Plates, s.plateOne())
	}
	return &pointroom.PlateSheet{Frame: s.staff("board"), Pages: []pointroom.PlatePage{page, {Plates: page.Plates[:3]}},
		Lead: s.t("plate.sheet", "n", "11", "pages", "2"), Back: "/points", Next: "/points/plates?after=x"}
}

func (s sampler) mapPage() *atlasroom.MapPage {
	return &atlasroom.MapPage{Frame: s.staff("board"),
		Said:   s.t("map.said", "n", "42", "located", "40", "without", "2"),
		Search: kit.Field{Name: "q"}, Filters: []kit.Field{{Kind: "areas", Name: "area", Label: s.t("field.area"),
			Options: s.areas()}},
		Chips: []kit.Link{{Label: s.t("list.open.1"), URL: "/map?limit=50"}}, Narrow: true, Clear: "/map?open=1",
		List: "/lists/all?open=1", Crumbs: []kit.Link{{Label: "衡阳市", URL: "/map?open=1", Current: false},
			{Label: "珠晖区", URL: "/map?area=430405000000", Current: true}},
		Rows: []atlasroom.HeatRow{{Name: "广东路街道", URL: "/map?area=430405001000",
			List: "/lists/all?area=430405001000", N: 42,
			Step: 4, Segments: kit.Bar(42, []string{"wait"}, []int64{42})}, {Name: "珠晖区", N: 0}},
		Cards: s.cards()[:2], Tiles: "null", Zoom: 18, Box: "26.8,112.5,26.9,112.6", Cells: "/map/cells?open=1",
		Shapes: "/map/shapes?open=1"}
}

func (s sampler) duplicates() *duplicateroom.DuplicatesPage {
	cards := s.cards()
	head := duplicateroom.DuplicateCard{Card: cards[0], When: "2 d"}
	head.Thumb = "/alike/7/photo"
	return &duplicateroom.DuplicatesPage{Frame: s.staff("board"),
		Pager: kit.Pager{First: "/duplicates", Next: "/duplicates?after=3.4"},
		Groups: []duplicateroom.DuplicateGroup{{Action: "/duplicates/7", Back: "/duplicates", May: true,
			Said: s.t("duplicates.said", "n", "3", "people", "7"), Head: head, List: []duplicateroom.DuplicateCard{
				{Card: cards[1], When: "1 d", Why: s.t("alike.near", "n", "40"), Ticked: true},
				{Card: cards[2], When: "3 d", Why: s.t("duplicates.linked"), Bar: s.t("duplicates.bar.state")}}}}}
}

func (s sampler) topics() *topicroom.TopicsPage {
	return &topicroom.TopicsPage{Frame: s.staff("board"), Heading: "衡阳市",
		Looked: s.t("topics.looked", "at", "2026-11-26 03:00", "n", "1204"),
		Crumbs: []kit.Link{{Label: "衡阳市", URL: "/topics", Current: true}},
		Below:  []kit.Link{{Label: "珠晖区", URL: "/topics?area=430405000000"}}, Topics: []topicroom.TopicCard{
			{Title: "丽发新城附近的搅拌站噪音扰民", Said: s.t("topics.said", "n", "34", "people", "33", "likes", "47",
				"from", "11-02", "to", "11-25"), Heat: "42.7", Hot: 100,
				Matters: []kit.Link{{Label: "投诉丽发新城附近搅拌站", URL: "/matters/1"}}, More: s.t("topics.more", "n", "33")},
			{Title: "伊景园滨河苑捆绑车位销售", Said: s.t("topics.said", "n", "31", "people", "28", "likes", "7", "from", "11-07",
				"to", "11-25"), Heat: "30.8", Hot: 72}}}
}
