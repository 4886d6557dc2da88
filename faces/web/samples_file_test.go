package web_test

import (
	fileroom "xiaohao/faces/web/file"
	"xiaohao/faces/web/kit"
)

// fileSamples are the files of a matter.
func (s sampler) fileSamples() map[string]kit.Page {
	form := s.fileForm()
	return map[string]kit.Page{
		"file_list": &fileroom.List{Frame: s.staff("lists"), Title: s.or("东风路路灯不亮", "Lamp out"), URL: "/matters/1",
			Rows: s.fileRows(), Form: &form},
		"file_list_none": &fileroom.List{Frame: s.staff("lists"), Title: s.or("东风路路灯不亮", "Lamp out"),
			URL: "/matters/1", Why: s.t("fault.file_closed")},
		"file_one": &fileroom.One{Frame: s.staff("lists"), Row: s.fileRows()[0], Title: s.or("东风路路灯不亮", "Lamp out"),
			URL: "/matters/1", Facts: []kit.Fact{{Label: s.t("file.size"), Value: s.t("file.kb", "n", "24")}},
			Excerpt: []string{s.or("已更换灯头三个。", "Three lamps were replaced.")}, Cut: true,
			Steps: []kit.Fact{{Label: s.or("11月20日 15:04", "20 November 15:04"),
				Value: s.t("file.kept_by", "name", s.or("李经办", "Clerk Li"))}},
			Withdraw: &kit.Form{ID: "withdraw", Action: "/matters/1/files/7/withdraw", Title: s.t("file.withdraw"),
				Submit: s.t("file.withdraw"), Tone: "danger", Fields: []kit.Field{{Kind: "area", Name: "reason",
					Label: s.t("field.reason"), Required: true}}}},
		"file_one_scanned": &fileroom.One{Frame: s.staff("lists"), Row: s.fileRows()[1],
			Title: s.or("东风路路灯不亮", "Lamp out"), URL: "/matters/1", Silent: s.t("file.scanned")},
	}
}

func (s sampler) fileForm() kit.Form {
	return kit.Form{ID: "file", Action: "/matters/1/files", Files: true, Title: s.t("file.add"),
		Submit: s.t("file.send"), Hint: s.t("file.hint", "mb", "20"),
		Fields: []kit.Field{{Kind: "file", Name: "file", Label: s.t("file.choose"), Required: true}}}
}

func (s sampler) fileRows() []fileroom.Row {
	return []fileroom.Row{{Name: s.or("整改说明.docx", "Report.docx"), URL: "/matters/1/files/7",
		Download: "/matters/1/files/7/download", Kind: s.t("file.kind.docx"), Size: s.t("file.kb", "n", "24"),
		Who: s.or("李经办", "Clerk Li"), At: s.or("今天 10:00", "today 10:00"), ISO: "2026-11-20T10:00:00+08:00"},
		{Name: s.or("验收单.pdf", "Acceptance.pdf"), URL: "/matters/1/files/8", Download: "/matters/1/files/8/download",
			Kind: s.t("file.kind.pdf"), Size: s.t("file.mb", "n", "1.2"), Who: s.or("李经办", "Clerk Li"),
			At: s.or("今天 9:00", "today 9:00"), ISO: "2026-11-20T09:00:00+08:00", Mark: "内部资料",
			From: &kit.Link{Label: "W-2026-0007", URL: "/matters/2"}}}
}
