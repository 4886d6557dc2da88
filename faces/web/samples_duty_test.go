package web_test

import (
	dutyroom "xiaohao/faces/web/duty"
	"xiaohao/faces/web/kit"
)

// dutySamples are the standing duties.
func (s sampler) dutySamples() map[string]kit.Page {
	flood := s.or("防汛", "Flood control")
	form := func(id string) kit.Form {
		return kit.Form{ID: id, Action: "/duties/new", Title: s.t("duty.do." + id), Submit: s.t("duty.do." + id),
			Fields: []kit.Field{{Kind: "text", Name: "title", Label: s.t("duty.title"), Required: true}, s.areaField()}}
	}
	task := &kit.Link{Label: s.t("duty.matter", "title", flood, "until", s.or("2027年4月28日", "28 Apr 2027")),
		URL: "/matters/7"}
	green := kit.Light{Code: "green", Left: s.t("duty.came", "at", s.or("2027年4月27日", "27 Apr 2027"))}
	next := s.t("duty.next", "due", s.or("2027年5月28日", "28 May 2027"), "opens", s.or("2027年5月18日", "18 May 2027"))
	row := dutyroom.Row{Title: flood, URL: "/duties/3", Unit: "广东路街道办", Area: "珠晖区 广东路街道",
		When: s.t("duty.each.month", "day", "28"), Next: next, Light: green, Task: task}
	red := kit.Light{Code: "red", Left: s.or("已超期 4 个工作日", "4 working days overdue"), Due: s.or("原定11月6日 17:00",
		"was due 6 Nov 17:00")}
	chips := []kit.Link{{Label: s.t("duty.all"), URL: "/duties", Current: true},
		{Label: s.t("duty.mine"), URL: "/duties?mine=1"}}
	return map[string]kit.Page{
		"duties": &dutyroom.List{Frame: s.staff("board"), Chips: chips, Areas: s.areaField(),
			Said: s.t("duty.first_next", "title", flood, "due", s.or("5月28日 17:00 前", "by 28 May 17:00")),
			Rows: []dutyroom.Row{row}, File: "/duties/list.xlsx", New: "/duties/new",
			Pager: kit.Pager{Next: "/duties?from=1.2"}},
		"duties_late": &dutyroom.List{Frame: s.staff("board"), Chips: chips, Areas: s.areaField(), Bad: true,
			Said: s.t("duty.late_more", "n", "5", "title", task.Label, "left", red.Left),
			Late: []dutyroom.Late{{Title: task.Label, URL: task.URL, Unit: "广东路街道办", Light: red}},
			Keep: []kit.Field{{Kind: "hidden", Name: "mine", Value: "1"}}, File: "/duties/list.xlsx",
			Rows: []dutyroom.Row{{Title: flood, URL: "/duties/3", Unit: "广东路街道办", Area: "珠晖区", When: row.When,
				Next: s.t("duty.no_more"), Light: kit.Light{Code: "none"}}}, Pager: kit.Pager{First: "/duties"}},
		"duties_none": &dutyroom.List{Frame: s.staff("board"), Chips: chips, Areas: s.areaField(),
			Said: s.t("duty.none_next"), File: "/duties/list.xlsx"},
		"duty_new": &dutyroom.New{Frame: s.staff("board"), Form: form("begin"), Names: s.unitNames()},
		"duty_late": &dutyroom.Sheet{Frame: s.staff("board"), Heading: flood, Text: []string{row.When}, Next: next,
			Late: s.t("duty.late_one", "day", s.or("2027年4月28日", "28 Apr 2027"), "left", red.Left), Do: task,
			Light: red,
			Facts: []kit.Fact{{Label: s.t("duty.rhythm"), Value: row.When}}, Periods: []dutyroom.Period{
				{Day: s.or("2027年4月28日", "28 Apr 2027"), Light: red, Task: task}}},
		"duty_first": &dutyroom.Sheet{Frame: s.staff("board"), Heading: flood, Text: []string{row.When}, Next: next,
			Light: kit.Light{Code: "none"}, Facts: []kit.Fact{{Label: s.t("duty.rhythm"), Value: row.When}},
			Forms: []kit.Form{form("change"), form("end")}, Names: s.unitNames()},
		"duty_over": &dutyroom.Sheet{Frame: s.staff("board"), Heading: flood, Text: []string{row.When},
			Next: s.t("duty.ended", "at", s.or("2027年5月1日", "1 May 2027")), Light: green, Facts: []kit.Fact{
				{Label: s.t("field.reason"), Value: s.or("机构改革", "Units were merged")}},
			Periods: []dutyroom.Period{{Day: s.or("2027年4月28日", "28 Apr 2027"), Light: kit.Light{Code: "none"}}}},
		"duty": &dutyroom.Sheet{Frame: s.staff("board"), Heading: flood, Text: []string{s.or("汛情、险情和值守情况",
			"Water levels, dangers, who is on watch")}, Next: next, Light: green,
			Facts: []kit.Fact{{Label: s.t("duty.rhythm"), Value: row.When}},
			Periods: []dutyroom.Period{{Day: s.or("2027年4月28日", "28 Apr 2027"), Light: green, Task: task,
				Said: s.or("无险情", "No danger"), Made: s.t("duty.was_made_up")}},
			More: "/duties/3?behind=20270428", Forms: []kit.Form{form("change"), form("end")}, Names: s.unitNames()},
	}
}
