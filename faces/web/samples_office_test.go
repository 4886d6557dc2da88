package web_test

import (
	archiveroom "xiaohao/faces/web/archive"
	"xiaohao/faces/web/kit"
	officeroom "xiaohao/faces/web/office"
)

// officeSamples are the pages of outgoing papers and of the archive.
func (s sampler) officeSamples() map[string]kit.Page {
	return map[string]kit.Page{"office": s.officeDesk(), "office_none": &officeroom.Desk{Frame: s.staff("board"),
		All: true},
		"office_new":   &officeroom.New{Frame: s.staff("board"), Form: s.officeForm("begin")},
		"office_paper": s.officePaper(), "office_paper_asked": s.officeAsked(),
		"office_stamps": &officeroom.Stamps{Frame: s.staff("board"),
			Export: "/office/stamps.xlsx", Rows: []officeroom.StampRow{{At: "2026-11-30 10:00", Number: "衡办分〔2026〕1号",
				Title: "关于第3次会议议定事项的任务分解表", URL: "/office/7", Seal: "衡阳市人民政府办公室", Copies: "3", Who: "管理辛"}},
			Pager: kit.Pager{Next: "/office/stamps?below=7"}},
		"office_stamps_none": &officeroom.Stamps{Frame: s.staff("board")}, "archive": s.archiveDesk(),
		"archive_none":   &archiveroom.Desk{Frame: s.staff("board")},
		"archive_new":    &archiveroom.New{Frame: s.staff("board"), Form: s.officeForm("begin")},
		"archive_volume": s.archiveVolume(), "archive_volume_open": s.archiveOpen(),
		"archive_item": &archiveroom.Item{Frame: s.staff("board"),
			Said: "衡办分〔2026〕1号", Back: "/archive/9", Lines: []kit.Fact{{Label: s.t("archive.column.author"),
				Value: "珠晖区"}},
			Body: []string{"请抓好落实。"}, Heads: []string{"序号", "任务"}, Rows: [][]string{{"1", "清理楼道"}},
			Foot: []string{"每月底前报送。"}}}
}

func (s sampler) officeForm(id string) kit.Form {
	return kit.Form{ID: id, Action: "/office/new", Title: s.t("office.new"), Submit: s.t("office.go.begin"), Open: true,
		Tone: "primary", Fields: []kit.Field{{Kind: "text", Name: "title", Label: s.t("office.title"), Required: true},
			{Kind: "area", Name: "rows", Label: s.t("office.rows"), Hint: s.t("office.rows_hint")}}}
}

func (s sampler) officeRow() officeroom.Row {
	return officeroom.Row{URL: "/office/7", Title: "关于第3次会议议定事项的任务分解表", Kind: s.or("任务分解表", "Task breakdown"),
		Number: "衡办分〔2026〕1号", Area: "珠晖区", State: s.t("office.state.out"), Tone: "s-fixed", Light: "yellow",
		Until: s.t("office.until", "day", "2026-12-03")}
}

func (s sampler) officeDesk() *officeroom.Desk {
	todo := s.officeRow()
	todo.Do = s.t("office.do.review")
	return &officeroom.Desk{Frame: s.staff("board"), Todo: []officeroom.Row{todo},
		Rows: []officeroom.Row{s.officeRow()},
		All:  true, Any: true, Export: "/office/papers.xlsx", New: "/office/new",
		Pager: kit.Pager{First: "/office", Next: "/office?below=7"}, Filter: []kit.Field{kit.Choose("kind",
			s.t("office.kind"), false, []kit.Option{{Label: s.t("office.any")}})}}
}

func (s sampler) officePaper() *officeroom.Paper {
	said := []officeroom.Said{{Unit: "社区居委会", State: s.t("office.opinion.objects"), Tone: "red", Reason: "时限太紧",
		Who: s.t("office.version", "n", "1")}}
	return &officeroom.Paper{Frame: s.staff("board"), Row: s.officeRow(),
		Origin: &kit.Link{Label: s.t("office.made_from", "from", s.t("office.from.meeting")), URL: "/breakdowns/5"},
		Fixed:  s.t("office.is_fixed", "what", s.t("office.rows"), "from", s.t("office.from.meeting")),
		Next:   s.t("office.next.out", "who", "社区居委会", "day", "2026-12-03"), Strip: []officeroom.Stage{
			{Class: "done", Label: s.t("office.way.draft"), Who: "受理甲", When: "2026-11-16"},
			{Class: "now", Label: s.t("office.way.out")}, {Label: s.t("office.way.done")}},
		Look: officeroom.Look{Issuer: "珠晖区", Number: "衡办分〔2026〕1号", Signer: "领导庚", Title: "关于第3次会议议定事项的任务分解表",
			To: "社区居委会", Date: "2026年11月30日", Body: []string{"请抓好落实。"}, Heads: []string{"序号", "任务", "主办单位"},
			Rows: [][]string{{"1", "清理老旧小区楼道堆物", "社区居委会"}}, Foot: []string{"每月底前报送。"}},
		Forms: []kit.Form{{ID: "finish", Action: "/office/7/finish", Open: true, Tone: "primary",
			Title: s.t("office.step.finish"), Submit: s.t("office.go.finish")}},
		Links:    []kit.Link{{Label: s.t("office.docx"), URL: "/office/7/paper.docx"}},
		Versions: []kit.Link{{Label: s.t("office.version", "n", "1"), URL: "/office/7?version=1", Current: true}},
		Against:  s.t("office.against", "a", "1", "b", "2"), Changes: []string{s.t("office.diff.none")},
		Opinions: said, Receipts: said, History: []officeroom.Past{{When: "2026-11-16", What: "受理甲", Note: "说明"}},
		Archive: &kit.Link{Label: s.t("office.in_archive"), URL: "/archive/9"}}
}

func (s sampler) archiveRow() archiveroom.Row {
	return archiveroom.Row{URL: "/archive/9", Title: "2026年任务分解", State: s.t("archive.closed"), Tone: "s-struck_off",
		Said: s.t("archive.volume", "year", "2026", "area", "珠晖区", "kind", s.t("archive.kind.paper"), "keep",
			s.t("archive.years", "n", "30"), "n", "1")}
}

func (s sampler) archiveDesk() *archiveroom.Desk {
	row := s.archiveRow()
	return &archiveroom.Desk{Frame: s.staff("board"), Waits: []archiveroom.Group{{Said: "2026 珠晖区", New: "/archive/new",
		Items: []archiveroom.Row{row}}}, WaitsMore: "/archive?waits=1.2", Volumes: []archiveroom.Row{row},
		More: "/archive?volumes=1.2", Over: []archiveroom.Row{row}, New: "/archive/new"}
}

func (s sampler) archiveVolume() *archiveroom.Volume {
	return &archiveroom.Volume{Frame: s.staff("board"), Row: s.archiveRow(), Next: s.t("archive.next.kept"),
		Pages: s.t("archive.sum", "n", "1",
			"pages", "2"),
		Hash: "9f86d081884c7d65", Closed: s.t("archive.closed_at", "day", "2026-12-31", "who", "督查丁"),
		Lines: []archiveroom.Line{{Nth: "1", Number: "衡办分〔2026〕1号", Author: "珠晖区", Title: "关于第3次会议议定事项的任务分解表",
			URL: "/archive/9/items/8", Day: "2026-11-30", Pages: "2"}},
		Notes: []archiveroom.Note{{When: "2027-01-04", Who: "督查丁", Text: "第1件附件缺页。"}},
		Forms: []kit.Form{{ID: "note", Action: "/archive/9/note", Title: s.t("archive.step.note"),
			Submit: s.t("archive.step.note"), Hint: s.t("archive.hint.note"), Fields: []kit.Field{{Kind: "area",
				Name:  "text",
				Label: s.t("archive.note"), Required: true}}}}, List: "/archive/9/list.docx",
		Folder: "/archive/9/folder.zip"}
}

// officeAsked is a paper of nobody's but the office's own, as a unit reads it whose opinion is asked.
func (s sampler) officeAsked() *officeroom.Paper {
	p := s.officePaper()
	p.Row.Number, p.Row.State, p.Row.Do = "", s.t("office.state.asked"), s.t("office.do.answer")
	p.Origin, p.Fixed, p.Archive, p.Receipts, p.Changes, p.Against = nil, "", nil, nil, nil, ""
	p.Forms = []kit.Form{{ID: "agree-1", Action: "/office/7/answer", Open: true, Title: s.t("office.do.answer"),
		Submit: s.t("office.opinion.agrees")}}
	return p
}

// archiveOpen is a volume that is worked on.
func (s sampler) archiveOpen() *archiveroom.Volume {
	p := s.archiveVolume()
	p.Row.State, p.Row.Tone, p.Closed, p.Hash = s.t("archive.open"), "s-in_hand", "", ""
	p.Forms = append(p.Forms, kit.Form{ID: "close", Action: "/archive/9/close", Title: s.t("archive.step.close"),
		Submit: s.t("archive.step.close"), Tone: "danger"})
	return p
}
