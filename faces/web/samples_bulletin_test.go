package web_test

import (
	bulletinroom "xiaohao/faces/web/bulletin"
	"xiaohao/faces/web/kit"
)

// bulletinSamples are the bulletins.
func (s sampler) bulletinSamples() map[string]kit.Page {
	title := s.or("十一月任务通报", "Tasks of November")
	when := s.t("bulletin.basis", "from", "11-01", "until", "11-30")
	group := bulletinroom.Group{Name: "广东路街道办", Said: s.t("bulletin.share", "in_time", "3", "due", "4"),
		Links: []kit.Link{{Label: s.t("bulletin.overdue") + " 1", URL: "/bulletins/3/tasks?figure=8&unit=1"}}}
	form := func(id string) kit.Form {
		return kit.Form{ID: id, Action: "/bulletins/3/" + id, Title: s.t("bulletin.do." + id),
			Submit: s.t("bulletin.do." + id), Fields: []kit.Field{{Kind: "text", Name: "title",
				Label: s.t("bulletin.title"), Required: true}}}
	}
	groups := []bulletinroom.Group{group}
	return map[string]kit.Page{
		"bulletins": &bulletinroom.List{Frame: s.staff("board"), New: "/bulletins/new", Rows: []bulletinroom.Row{
			{Title: title, URL: "/bulletins/3", Area: "珠晖区", When: when, State: s.t("bulletin.is_draft"),
				Tone: "yellow", Do: s.t("bulletin.do_submit")}}, Pager: kit.Pager{Next: "/bulletins?below=3"}},
		"bulletins_none": &bulletinroom.List{Frame: s.staff("board")},
		"bulletin_new":   &bulletinroom.New{Frame: s.staff("board"), Form: form("word")},
		"bulletin": &bulletinroom.Bulletin{Frame: s.staff("board"), Heading: title, Where: "珠晖区", When: when,
			State: s.t("bulletin.is_back"), Tone: "red", Why: s.or("重做", "Made anew"), Paper: "/office/7",
			Next: s.t("bulletin.do_again"), How: s.t("bulletin.go_on"),
			Opening: []string{s.or("现通报如下。", "As follows.")}, Closing: []string{s.or("望对照整改。", "Please mend it.")},
			Said: s.t("bulletin.said", "due", "4", "in_time", "3", "late", "0", "overdue", "1", "behind", "1",
				"good", "0", "bad", "1", "cards", "1"),
			Fine: groups, Poor: groups, Units: groups, Counties: groups, Others: groups,
			Note: s.t("bulletin.least", "n", "3"), To: "广东路街道办", File: "/bulletins/3/paper.docx",
			Sheet: "/bulletins/3/figures.xlsx", Forms: []kit.Form{form("word"), form("submit")}},
		"bulletin_tasks": &bulletinroom.Tasks{Frame: s.staff("board"), Heading: title + " · " + s.t("bulletin.overdue"),
			Back: "/bulletins/3", Said: s.t("bulletin.of", "n", "1", "of", "4"), Next: "/bulletins/3/tasks?from=100",
			Rows: []kit.Glimpse{{Title: s.or("整治背街小巷", "Back lanes"), URL: "/matters/7", Area: "珠晖区",
				State: s.t("state.in_hand")}}},
	}
}
