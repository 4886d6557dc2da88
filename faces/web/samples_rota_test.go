package web_test

import (
	"xiaohao/faces/web/kit"
	rotaroom "xiaohao/faces/web/rota"
)

// rotaSamples are the rota, the cases that wait for a unit, and who opened a case.
func (s sampler) rotaSamples() map[string]kit.Page {
	who, where := s.or("受理甲", "Jia"), s.or("珠晖区", "Zhuhui")
	set := kit.Form{ID: "set", Action: "/rota", Title: s.t("rota.set"), Submit: s.t("rota.set"), Tone: "primary",
		Fields: []kit.Field{{Kind: "text", Name: "from", Label: s.t("rota.from"), Value: "08:00", Required: true},
			{Kind: "text", Name: "to", Label: s.t("rota.to"), Value: "20:00", Required: true}}}
	off := kit.Form{ID: "end-3", Action: "/rota/3/end", Submit: s.t("rota.end"), Tone: "danger"}
	row := rotaroom.Row{Who: who, As: s.t("member.duty"), When: s.t("rota.daily") + " 08:00–20:00", End: &off}
	take := func(step string) kit.Form {
		return kit.Form{ID: step + "7", Action: "/cases/7/" + step, Title: s.t("command." + step),
			Submit: s.t("command." + step), Tone: "primary"}
	}
	no := take("refuse_transfer")
	no.Tone = "danger"
	no.Fields = []kit.Field{{Kind: "area", Name: "reason", Label: s.t("field.reason"), Required: true}}
	kind := s.or("走失和求助", "A person in need")
	return map[string]kit.Page{
		"rota": &rotaroom.List{Frame: s.staff("board"), Where: where, Areas: s.areaField(),
			Said: s.t("rota.now", "people", who), Rows: []rotaroom.Row{row, {Who: who, As: s.t("member.supervisor"),
				When: s.t("rota.day.a") + " " + s.t("rota.round")}}, Form: &set},
		"rota_none": &rotaroom.List{Frame: s.staff("board"), Where: where, Areas: s.areaField(), Bad: true,
			Said: s.t("rota.nobody")},
		"cases": &rotaroom.Cases{Frame: s.staff("work"), Rows: []rotaroom.Case{
			{Number: "H2026-000003", Type: kind, What: s.t("cases.offered"), Unit: s.or("街道办", "The office"),
				Due: s.or("今天 12:00 前", "by 12:00 today"), Take: take("accept_transfer"), Refuse: &no},
			{Number: "H2026-000004", Type: kind, What: s.t("cases.referred"), Unit: s.or("街道办", "The office"),
				Due: s.or("已超 2 小时", "2 hours late"), Late: true, Take: take("take_referral")}},
			Pager: kit.Pager{Next: "/cases?from=1.2.3.4"}, More: "/cases?held=1.2", Held: []rotaroom.Held{
				{Number: "H2026-000005", Type: kind, Due: s.or("已超 2 小时", "2 hours late"), Late: true,
					Readings: "/matters/7/readings"}}},
		"cases_none": &rotaroom.Cases{Frame: s.staff("work")},
		"readings": &rotaroom.Readings{Frame: s.staff("work"), Case: kit.Link{Label: "H2026-000003", URL: "/matters/7"},
			Rows:  []rotaroom.Reading{{Who: who, Unit: s.or("街道办", "The office"), At: "2026-11-16 10:00"}},
			Pager: kit.Pager{Next: "/matters/7/readings?after=9"}},
		"readings_none": &rotaroom.Readings{Frame: s.staff("work"), Case: kit.Link{Label: "H2026-000003",
			URL: "/matters/7"}},
	}
}
