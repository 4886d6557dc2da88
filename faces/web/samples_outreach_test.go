package web_test

import (
	"xiaohao/faces/web/kit"
	outreachroom "xiaohao/faces/web/outreach"
)

// outreachSamples are activities: planned, given out, in the books, in public.
func (s sampler) outreachSamples() map[string]kit.Page {
	name, helmet := s.or("送头盔，送安全", "Helmets for safety"), s.or("安全头盔", "Helmet")
	piece, back := s.or("个", "piece"), kit.Link{Label: name, URL: "/outreach/7"}
	form := func(id string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: id, Action: "/outreach/7/" + id, Once: "0193", Title: s.t("outreach.do." + id),
			Submit: s.t("outreach.do." + id), Fields: fields}
	}
	n := kit.Field{Kind: "number", Name: "n", Label: s.t("outreach.field.n"), Required: true}
	reason := kit.Field{Kind: "area", Name: "reason", Label: s.t("field.reason"), Required: true}
	said := s.t("outreach.stands", "name", helmet, "measure", piece, "planned", "1500", "given", "1180", "hand", "250",
		"way", "20", "lost", "8")
	bar := kit.Bar(1458, []string{"green", "wait", "grey", "red"}, []int64{1180, 250, 20, 8})
	team := s.t("outreach.team_item", "name", helmet, "given", "170", "share", "215", "hand", "5", "lost", "8")
	state := s.t("outreach.state.running")
	where := s.or("衡南县 云集镇 · 集市 · 5 人 · 交警大队", "Hengnan, Yunji · Market · 5 people · Traffic police")
	ticket := form("given-3", kit.Field{Kind: "tel", Name: "ticket", Label: s.t("outreach.field.ticket"),
		Required: true})
	ticket.Submit = s.t("outreach.do.given_ticket", "measure", piece)
	tap := func(k string) outreachroom.Tap {
		return outreachroom.Tap{Action: "/outreach/7/teams/1/given", Once: "0193" + k, Item: "1", N: k, Label: "+" + k,
			Said: s.t("outreach.tap", "n", k, "measure", piece, "name", helmet)}
	}
	slip := form("undo", reason)
	join := kit.Form{ID: "join", Action: "/public/outreach/7/join", Submit: s.t("outreach.do.join"), Tone: "primary",
		Hint: s.t("outreach.hint.join", "n", "60"), Fields: []kit.Field{{Kind: "text", Name: "name",
			Label: s.t("outreach.field.your_name"), Required: true}, {Kind: "tel", Name: "phone",
			Label: s.t("outreach.field.your_phone"), Required: true}}}
	people := []kit.Fact{{Label: s.t("outreach.way.letters"), Value: "1500"}}
	helpers := s.t("outreach.helpers", "signed", "12", "seats", "30", "came", "9")
	return map[string]kit.Page{
		"outreach_list": &outreachroom.List{Frame: s.staff("board"), Said: s.t("outreach.said_runs", "area", "衡阳市",
			"n",
			"1"), Year: people, Areas: s.areaField(), New: "/outreach/new", File: "/outreach/list.xlsx",
			Rows: []outreachroom.Row{{Title: name,
				URL: "/outreach/7", Where: "衡南县", When: s.week(), State: state, Tone: "s-in_hand", Said: []string{said},
				People: s.t("outreach.people_n", "n", "1500")}}, Pager: kit.Pager{Next: "/outreach?from=7"}},
		"outreach_list_none": &outreachroom.List{Frame: s.staff("board"), Areas: s.areaField(),
			Said: s.t("outreach.said_none", "area", "衡阳市")},
		"outreach_new": &outreachroom.New{Frame: s.staff("board"), Form: form("begin", n), Names: s.unitNames()},
		"outreach": &outreachroom.Activity{Frame: s.staff("board"), Heading: name, Sub: s.t("outreach.under", "theme",
			s.or("交通安全", "Road safety"), "superior", s.or("一盔一带", "Helmets and belts")), State: state,
			Tone: "s-in_hand", Next: s.t("outreach.next.way", "n", "20"), Reason: s.or("数字要核对",
				"Figures to be compared"),
			Things: []outreachroom.ThingRow{{Said: said, All: s.t("outreach.all", "all", "1458", "found", "0",
				"damaged",
				"3", "missing", "5"), Segments: bar, Tickets: "/outreach/7/tickets?item=1"}},
			Store: s.t("outreach.in_store", "name", helmet, "n", "42", "measure", piece),
			Teams: []outreachroom.TeamRow{{Name: s.or("第一组", "Team 1"), URL: "/outreach/7/teams/1", Where: where,
				Said: []string{team}, Light: kit.Light{Code: "yellow", Left: s.t("outreach.light.way", "n", "20")}}},
			Towns: []outreachroom.TownRow{{Name: "衡南县 云集镇", Said: []string{team}}}, People: people,
			Helpers:    helpers,
			HelpersURL: "/outreach/7/volunteers", Facts: []kit.Fact{{Label: s.t("outreach.when"), Value: s.week()}},
			Links:  []kit.Link{{Label: s.t("outreach.account"), URL: "/outreach/7/account"}},
			Notice: s.t("outreach.notice.waits", "step", "1", "need", "2"), NoticeReason: s.or("换一张照片",
				"Another photo"),
			Public: "/public/outreach/7", Text: []string{s.or("讲清楚，戴上走。", "Explained, and put on.")},
			Photos: []outreachroom.PhotoRow{{URL: "/outreach/7/photos/a", Thumb: "/outreach/7/photos/a?size=thumb",
				Note: s.or("集市", "Market"), Basis: s.t("outreach.basis.masked")}},
			Forms: []kit.Form{form("to-ended"), form("sent", n), form("offer", kit.Field{Kind: "text", Name: "title",
				Label: s.t("publicity.field.title"), Required: true})},
			Offer: []outreachroom.OfferShot{{N: "0", View: "/outreach/7/photos/a?size=view",
				Label: s.t("outreach.photo_n",
					"n", "1", "basis", s.t("outreach.basis.masked")), Width: 800, Height: 600, Boxes: "0,0,100,100"}},
			Names: s.unitNames()},
		"outreach_plain": &outreachroom.Activity{Frame: s.staff("board"), Heading: name,
			State: s.t("outreach.state.draft"),
			Next:  s.t("outreach.next.draft"), Notice: s.t("outreach.notice.none")},
		"outreach_team": &outreachroom.Team{Frame: s.staff("board"), Heading: s.or("第一组", "Team 1"), Where: where,
			Back: back,
			Way:  s.t("outreach.way_here", "n", "20"), Things: []outreachroom.Give{{Name: helmet,
				Left: s.t("outreach.left",
					"n", "45", "measure", piece), Said: team, Segments: bar,
				Taps: []outreachroom.Tap{tap("1"), tap("5")}},
				{Name: s.or("反光贴", "Reflector"), Left: s.t("outreach.left", "n", "20", "measure", piece), Said: team,
					Ticket: ticket}, {Name: s.or("一封信", "Letter"), Left: s.t("outreach.left", "n", "0", "measure",
					piece),
					Said: team, None: true}}, People: s.t("outreach.people_here", "n", "170", "came", "3"),
			Members: "民警壬",
			Forms:   []kit.Form{form("received", n), form("damaged", n, reason)},
			Account: "/outreach/7/account?team=1"},
		"outreach_team_closed": &outreachroom.Team{Frame: s.staff("board"), Heading: s.or("第一组", "Team 1"),
			Where: where,
			Back:  back, Closed: s.t("outreach.closed.reported"), Account: "/outreach/7/account?team=1"},
		"outreach_account": &outreachroom.Account{Frame: s.staff("board"), Back: back, Chips: []kit.Link{
			{Label: s.t("outreach.all_holders"), URL: "/outreach/7/account", Current: true}},
			Rows: []outreachroom.AccountRow{{When: "2026-11-23 09:10", Who: "民警壬", Holder: s.or("第一组", "Team 1"),
				Said: s.t("outreach.move.given", "n", "5", "measure", piece, "name", helmet), Undo: &slip},
				{When: "2026-11-23 09:05", Who: "民警壬", Holder: s.or("第一组", "Team 1"), Undone: true,
					Said: s.t("outreach.move.given", "n", "1", "measure", piece, "name", helmet), More: s.or("点错了",
						"A slip")}},
			Pager: kit.Pager{Next: "/outreach/7/account?from=9"}, Wrong: s.t("fault.outreach_undo")},
		"outreach_account_none": &outreachroom.Account{Frame: s.staff("board"), Back: back},
		"outreach_tickets": &outreachroom.Tickets{Frame: s.staff("board"), Heading: s.t("outreach.tickets_of", "name",
			helmet), Range: s.t("outreach.tickets_range", "from", "1", "to", "24", "last", "300"), Back: back,
			Sheets: []kit.Link{{Label: s.t("outreach.sheet_n", "n", "1"), URL: "/outreach/7/tickets?item=1",
				Current: true}},
			Cards: []outreachroom.TicketCard{{Number: "0001-482", Name: name, What: s.t("outreach.ticket_good", "name",
				helmet, "measure", piece), City: s.or("衡阳市", "Hengyang")}}},
		"outreach_volunteers": &outreachroom.Volunteers{Frame: s.staff("board"), Back: back, Said: helpers,
			Keep: s.t("outreach.helpers_keep", "n", "60"), Rows: []outreachroom.VolunteerRow{{Name: s.or("志愿者甲",
				"A. Helper"),
				Phone: "13800000000", Team: s.t("outreach.anywhere"), When: s.or("今天 09:00", "today 09:00"),
				Came: true}},
			Teams: []kit.Form{{ID: "came-1", Action: "/outreach/7/volunteers/came-1", Title: s.t("outreach.do.came",
				"team",
				s.or("第一组", "Team 1"), "n", "3"), Submit: s.t("outreach.do.came_go"),
				Fields: []kit.Field{{Kind: "checks",
					Name: "came", Label: s.t("outreach.field.came"),
					Options: []kit.Option{{Value: "a", Label: "甲"}}}}}},
			Strike: &slip, Readings: []string{s.t("outreach.read_by", "name", s.or("民警壬", "Officer Ren"), "at",
				"2026-11-20 10:00", "n", "12")}},
		"outreach_volunteers_none": &outreachroom.Volunteers{Frame: s.staff("board"), Back: back, Said: helpers,
			Keep: s.t("outreach.helpers_keep", "n", "60")},
		"outreach_outs": &outreachroom.Outs{Frame: s.open(), Rows: []outreachroom.OutRow{{Title: name,
			URL: "/public/outreach/7", Where: "衡南县", When: s.week(), State: state, Calls: true}},
			Next: "/public/outreach?from=1.7"},
		"outreach_outs_none": &outreachroom.Outs{Frame: s.open()},
		"outreach_out": &outreachroom.Out{Frame: s.open(), Heading: name, Where: "衡南县", When: s.week(), State: state,
			Text: []string{s.or("周六上午，来帮忙。", "Saturday morning.")}, Figures: people, Things: []string{
				s.t("outreach.public_thing", "name", helmet, "measure", piece, "planned", "1500", "given", "1180")},
			Places: []outreachroom.OutPlace{{Name: s.or("第一组", "Team 1"), Where: "云集镇 集市",
				When: s.or("周六 09:00",
					"Saturday 09:00")}}, Photos: []outreachroom.OutShot{{URL: "/public/outreach/7/photos/a",
				Thumb: "/public/outreach/7/photos/b", Alt: s.t("outreach.photo_alt", "n", "1")}},
			Call: []string{s.or("一起来", "Come along")}, Left: s.t("outreach.seats_left", "until",
				s.or("2026年11月27日", "27 Nov 2026")), Join: &join, Staff: "/outreach/7"},
	}
}
