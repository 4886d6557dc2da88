package web

func (s sampler) points() *Points {
	return &Points{Frame: s.staff("board"), Lead: s.t("points.lead"), Search: Field{Name: "q", Value: "市场"},
		Narrow: true, Filters: []Field{{Kind: "areas", Name: "area", Label: s.t("field.area"), Options: s.areas()}},
		Rows: []PointRow{{"/points/16", "430405001-0001", "东门农贸市场", s.or("农贸市场", "Farmers’ market"), "珠晖区 广东路街道",
			"广东路街道办", false}, {"/points/17", "430405001-0002", "火车站广场", s.or("车站", "Station"), "珠晖区 广东路街道", "", true}},
		Pager:  Pager{Shown: 2, Total: s.or("本页 2 条", "2 on this page"), Next: "/points?after=x"},
		Export: "/points/export.xlsx", Plates: "/points/plates", Upload: "/points/upload",
		Forms: []Form{{ID: "add", Action: "/points", Title: s.t("point.add"), Hint: s.t("point.add_hint"),
			Submit: s.t("form.save"), Fields: []Field{{Kind: "text", Name: "name", Label: s.t("column.point_name"),
				Required: true}, {Kind: "pick", Name: "unit", Label: s.t("field.responsible"), List: unitsList}}}},
		Names: []Datalist{{unitsList, []string{"广东路街道办 · gdl"}}}}
}

func (s sampler) plateOne() PlateCard {
	const at = "https://xiaohao.example/p/K7M2QX9P"
	qr, err := qrDrawing(at, s.t("plate.alt", "plate", "K7M2-QX9P"))
	if err != nil {
		panic(err)
	}
	return PlateCard{City: s.or("衡阳市", "Hengyang"), Name: "东门农贸市场", Point: "430405001-0001", Area: "珠晖区 广东路街道",
		Code: "K7M2-QX9P", QR: qr, Address: at}
}

func (s sampler) point() *PointPage {
	card := s.plateOne()
	return &PointPage{Frame: s.staff("board"), Heading: "东门农贸市场", Retired: true,
		Say:    s.t("plate.says.left", "at", "2026-11-01", "plate", "ABCD-EFGH"),
		Facts:  []Fact{{Label: s.t("field.point_kind"), Value: "农贸市场"}},
		Report: "/new?point=16", Open: s.cards()[:2],
		Forms: []Form{{ID: "retire", Action: "/points/16/retire", Title: s.t("point.retire"),
			Submit: s.t("point.retire"), Tone: "danger"}},
		Steps: []PointStep{{At: "2026-11-01 10:00", ISO: "2026-11-01T10:00:00+08:00", Who: "受理甲",
			Words: s.t("event.point.retired"), Note: "市场关闭"}}, Plate: &card, Sheet: "/points/plates?point=16"}
}

func (s sampler) pointsUpload() *PointsUpload {
	return &PointsUpload{Frame: s.staff("board"), Said: s.t("points.would", "made", "3", "changed", "1", "same", "0"),
		Mistakes: []StandardMistake{{s.t("std.row", "row", "3"), s.t("fault.coordinates_pair")}},
		Upload: Form{ID: "upload", Action: "/points/upload", Submit: s.t("points.look"),
			Fields: []Field{{Kind: "file", Name: "file", Label: s.t("points.file"), Hint: s.t("points.file_hint"),
				Required: true}}},
		Save: &Form{ID: "save", Action: "/points/upload", Submit: s.t("points.bring", "n", "4"),
			Fields: []Field{{Kind: "hidden", Name: "list", Value: "[]"}}}}
}

func (s sampler) plates() *PlateSheet {
	page := PlatePage{}
	for range 8 {
		page.Plates = append(page.Plates, s.plateOne())
	}
	return &PlateSheet{Frame: s.staff("board"), Pages: []PlatePage{page, {page.Plates[:3]}},
		Lead: s.t("plate.sheet", "n", "11", "pages", "2"), Back: "/points", Next: "/points/plates?after=x"}
}

func (s sampler) mapPage() *MapPage {
	return &MapPage{Frame: s.staff("board"), Said: s.t("map.said", "n", "42", "located", "40", "without", "2"),
		Search: Field{Name: "q"}, Filters: []Field{{Kind: "areas", Name: "area", Label: s.t("field.area"),
			Options: s.areas()}},
		Chips: []Link{{Label: s.t("list.open.1"), URL: "/map?limit=50"}}, Narrow: true, Clear: "/map?open=1",
		List: "/lists/all?open=1", Crumbs: []Link{{"衡阳市", "/map?open=1", false},
			{"珠晖区", "/map?area=430405000000", true}},
		Rows: []HeatRow{{Name: "广东路街道", URL: "/map?area=430405001000", List: "/lists/all?area=430405001000", N: 42,
			Step: 4, Segments: Bar(42, []string{"wait"}, []int64{42})}, {Name: "珠晖区", N: 0}},
		Cards: s.cards()[:2], Tiles: "null", Zoom: 18, Box: "26.8,112.5,26.9,112.6", Cells: "/map/cells?open=1",
		Shapes: "/map/shapes?open=1"}
}
