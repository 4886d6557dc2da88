package web_test

import (
	"xiaohao/faces/web/kit"
	noderoom "xiaohao/faces/web/node"
)

// nodeSamples are the nodes of tasks and the cards of units.
func (s sampler) nodeSamples() map[string]kit.Page {
	form := func(id string) kit.Form {
		return kit.Form{ID: id, Action: "/matters/7/nodes/" + id, Title: s.t("node.do." + id),
			Submit: s.t("node.do." + id), Fields: []kit.Field{{Kind: "area", Name: "note", Label: s.t("node.note"),
				Required: true}}}
	}
	badge := noderoom.Badge{Tone: "yellow", Label: s.t("node.card.yellow") + " · 广东路街道办", URL: "/cards/9"}
	strip := &noderoom.Strip{Set: true, Light: kit.Light{Code: "yellow", Left: s.t("node.lamp.yellow")},
		Progress: s.t("node.progress_behind", "should", "50", "reached", "10", "n", "40"),
		Next: s.t("node.next", "node", s.or("情况反馈", "Reported back"), "due", s.or("12月8日 17:00 前",
			"by 8 Dec 17:00")), Plan: s.t("node.plan.asked_late", "left", s.or("已超 1 天", "1 day over")), PlanBad: true,
		Cards: []noderoom.Badge{badge}, Details: "/matters/7/nodes", Steps: s.nodeSteps()}
	row := noderoom.CardRow{Badge: badge, When: s.t("node.card_days", "from", "12-01", "until", "12-31"),
		State: s.t("node.card_owes"), Reason: s.or("连续两次落后", "Behind twice in turn"), Stands: true}
	rows := []noderoom.Row{{Title: s.or("整治背街小巷", "Back lanes"), URL: "/matters/7/nodes", Unit: "广东路街道办",
		Area: "珠晖区", Light: strip.Light, Next: strip.Next, Progress: strip.Progress, Plan: strip.Plan,
		Late: s.t("node.late_one", "node", s.or("情况反馈", "Reported back"), "left", s.or("已超 1 天", "1 day over")),
		Do:   &kit.Link{Label: s.t("node.do.explain"), URL: "/matters/7/nodes#explain"}}}
	strip.Late = rows[0].Late
	wait := noderoom.Row{Title: rows[0].Title, URL: rows[0].URL, Unit: rows[0].Unit, Area: rows[0].Area,
		Light: kit.Light{Code: "green", Left: s.t("node.lamp.green")}, Next: strip.Next,
		Progress: s.t("node.progress", "should", "10", "reached", "10"), Plan: s.t("node.plan.proposed_late", "left",
			s.or("已超 1 天", "1 day over")) + " " + s.t("node.plan.chased", "level", s.t("level.county")),
		Do: &kit.Link{Label: s.t("node.do.approve"), URL: "/matters/7/nodes#approve"}}
	cards := s.t("node.cards_in_force", "n", "3")
	chips := []kit.Link{{Label: s.t("node.show.late"), URL: "/nodes?show=late", Current: true}}
	return map[string]kit.Page{
		"nodes": &noderoom.List{Frame: s.staff("board"), Lead: s.t("node.lead.late"), Show: "late", Chips: chips,
			Said: s.t("node.first.late", "n", "30+", "title", rows[0].Title, "left", rows[0].Late), Tone: "red",
			Cards: cards,
			Areas: s.areaField(), Rows: rows, File: "/nodes/list.xlsx?show=late",
			Pager: kit.Pager{Next: "/nodes?from=1.2"}},
		"nodes_plans": &noderoom.List{Frame: s.staff("board"), Lead: s.t("node.lead.plans"), Show: "plans",
			Chips: chips,
			Said:  s.t("node.first.plans", "n", "1", "title", wait.Title, "plan", wait.Plan), Tone: "red", Cards: cards,
			Areas: s.areaField(), Rows: []noderoom.Row{wait}, File: "/nodes/list.xlsx?show=plans",
			Pager: kit.Pager{First: "/nodes?show=plans"}},
		"nodes_reasons": &noderoom.List{Frame: s.staff("board"), Lead: s.t("node.lead.reasons"), Show: "reasons",
			Said: s.t("node.first.reasons", "n", "1", "title", wait.Title), Cards: cards, Chips: chips,
			Areas: s.areaField(), Rows: []noderoom.Row{rows[0]}, File: "/nodes/list.xlsx?show=reasons"},
		"nodes_none": &noderoom.List{Cards: cards, Frame: s.staff("board"), Lead: s.t("node.lead.plans"), Show: "plans",
			Chips: chips, Areas: s.areaField(), File: "/nodes/list.xlsx?show=plans"},
		"nodes_task": &noderoom.Page{Frame: s.staff("board"), Task: s.or("整治背街小巷", "Back lanes"), URL: "/matters/7",
			Unit: "广东路街道办", Strip: strip, Plan: []string{s.or("分两步走", "In two steps")}, Proposed: s.nodeSteps()[1:],
			Forms: []kit.Form{form("reach"), form("explain")}},
		"nodes_task_done": &noderoom.Page{Frame: s.staff("board"), Task: rows[0].Title, URL: "/matters/7",
			Unit: "广东路街道办", Strip: &noderoom.Strip{Set: true, Light: kit.Light{Code: "green",
				Left: s.t("node.lamp.done")}, Progress: s.t("node.progress", "should", "100", "reached", "100"),
				Next: s.t("node.all_reached"), Plan: s.t("node.plan.approved"), Steps: s.nodeSteps()[:1]},
			Plan: []string{s.or("分两步走", "In two steps")}, Forms: []kit.Form{form("take_back")}},
		"nodes_task_judged": &noderoom.Page{Frame: s.staff("board"), Task: rows[0].Title, URL: "/matters/7",
			Unit: "广东路街道办", Strip: &noderoom.Strip{Set: true, Light: kit.Light{Code: "red",
				Left: s.t("node.lamp.red")}, Late: rows[0].Late, Progress: strip.Progress, Next: strip.Next,
				Plan: wait.Plan, PlanBad: true, Steps: s.judgedSteps()},
			Forms: []kit.Form{form("approve"), form("return"), form("judge"), form("change")}},
		"nodes_task_none": &noderoom.Page{Frame: s.staff("board"), Task: s.or("整治背街小巷", "Back lanes"),
			URL: "/matters/7", Strip: &noderoom.Strip{Light: kit.Light{Code: "none"}}, Forms: []kit.Form{form("set")}},
		"cards": &noderoom.Cards{Frame: s.staff("board"), Rows: []noderoom.CardRow{row}, New: "/cards/new",
			Pager: kit.Pager{Next: "/cards?below=3"}},
		"cards_over": &noderoom.Cards{Frame: s.staff("board"), Rows: []noderoom.CardRow{{Badge: badge, When: row.When,
			State: s.t("node.card_taken", "at", "12-20"), Reason: row.Reason}, {Badge: noderoom.Badge{Tone: "red",
			Label: s.t("node.card.red") + " · 广东路街道办", URL: "/cards/8"}, When: row.When, State: s.t("node.card_over"),
			Reason: row.Reason}, {Badge: badge, When: row.When, State: s.t("node.card_answered"), Reason: row.Reason,
			Stands: true}}},
		"card_bare": &noderoom.CardPage{Frame: s.staff("board"), CardRow: row, Facts: []kit.Fact{{
			Label: s.t("node.card_by"), Value: s.or("督办己", "Supervisor")}}},
		"cards_none": &noderoom.Cards{Frame: s.staff("board")},
		"card": &noderoom.CardPage{Frame: s.staff("board"), CardRow: row, Facts: []kit.Fact{{Label: s.t("node.card_by"),
			Value: s.or("督办己", "Supervisor")}}, Tasks: []kit.Glimpse{{Title: s.or("整治背街小巷", "Back lanes"),
			URL: "/matters/7", Area: "珠晖区", State: s.t("state.in_hand")}}, Answer: s.or("已整改", "It is done"),
			Why: s.or("已赶上进度", "It caught up"), Forms: []kit.Form{form("answer"), form("withdraw")}},
		"card_new": &noderoom.NewCard{Frame: s.staff("board"), Form: form("set"), Names: s.unitNames()},
	}
}

func (s sampler) nodeSteps() []noderoom.Step {
	return []noderoom.Step{{Name: s.or("立项督查", "Registered"), Due: "12-01", Note: s.or("已立项", "Done"),
		Light: kit.Light{Code: "green", Left: s.t("node.reached_on", "at", "12-01")}},
		{Name: s.or("情况反馈", "Reported back"), Due: "12-08", Light: kit.Light{Code: "yellow",
			Left: s.or("已超 1 天", "1 day over")}, Reason: s.t("node.reason_waits", "text", s.or("连续暴雨", "Heavy rain"),
			"until", "12-12")}}
}

// judgedSteps are late ones whose reasons were judged, and one that is not due.
func (s sampler) judgedSteps() []noderoom.Step {
	late := func(reason string) noderoom.Step {
		return noderoom.Step{Name: s.or("督查核实", "Checked"), Due: "12-08", Light: kit.Light{Code: "red",
			Left: s.or("已超 9 天", "9 days over")}, Reason: reason}
	}
	text, why := s.or("等上级批复", "It waits for a permit"), s.or("看过批文", "The papers were seen")
	return []noderoom.Step{late(s.t("node.reason_good", "text", text, "why", why)),
		late(s.t("node.reason_bad", "text", text, "why", why)), {Name: s.or("办结", "Done"), Due: "12-31",
			Light: kit.Light{Code: "grey", Left: s.t("node.not_yet")}, Note: s.or("记错了", "It was a slip")}}
}
