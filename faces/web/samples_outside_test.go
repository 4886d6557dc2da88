package web_test

import (
	"html/template"

	helproom "xiaohao/faces/web/help"
	"xiaohao/faces/web/kit"
)

// outsideSamples are sealed papers by which a case is handed outside, from both sides.
func (s sampler) outsideSamples() map[string]kit.Page {
	heading := "H2026-000012 " + s.or("走失儿童", "Lost child")
	green := kit.Light{Code: "green", Left: s.or("还有 20 小时", "20 hours left"), Due: s.or("明天 13:00 前",
		"by 13:00 tomorrow")}
	red := kit.Light{Code: "red", Left: s.or("已超期 2 小时", "2 hours overdue"), Due: s.or("原定11:00", "was due 11:00")}
	station := s.or("红湘街道派出所", "Hongxiang police station")
	desk := s.or("社会事务办 0734-1234567", "Social affairs 0734-1234567")
	form := func(id, title string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: id, Action: "/help/7/outside", Title: title, Submit: title, Fields: fields}
	}
	send := form("send", s.t("help.send"), kit.Field{Kind: "radios", Name: "kind", Label: s.t("help.out_kind"),
		Options: []kit.Option{{Value: "police", Label: s.t("help.out.police"), Selected: true},
			{Value: "shelter", Label: s.t("help.out.shelter")}}},
		kit.Field{Kind: "text", Name: "to", Label: s.t("help.out_to"), Required: true},
		kit.Field{Kind: "checks", Name: "share", Label: s.t("help.out_share"), Hint: s.t("help.out_share_hint"),
			Options: []kit.Option{{Value: "text", Label: s.t("help.piece.text")}}})
	answer := form("answer", s.t("help.reply.answer"), kit.Field{Kind: "text", Name: "name",
		Label: s.t("help.reply_name"), Required: true}, kit.Field{Kind: "area", Name: "text",
		Label: s.t("help.reply_text"), Required: true})
	answer.Open = true
	facts := []kit.Fact{{Label: s.t("help.out_to"), Value: station}, {Label: s.t("help.out_shared"),
		Value: s.t("help.piece.text")}}
	title := func(n, way, kind string) string {
		return s.t("help.out_title", "n", n, "way", s.t("help.way."+way), "kind", s.t("help.out."+kind))
	}
	code := kit.Form{ID: "code", Action: "/s/0", Submit: s.t("help.open_paper"), Tone: "primary", Fields: []kit.Field{
		{Kind: "code", Name: "code", Label: s.t("help.code"), Hint: s.t("help.code_hint"), Required: true}}}
	refused := code
	refused.Fields = []kit.Field{code.Fields[0]}
	refused.Fields[0].Error = s.t("fault.help_paper_nothing")
	qr, err := kit.DrawQR("https://example.org/s/0123456789ABCDEFGHJK", s.t("help.sealed_alt"))
	if err != nil {
		qr = template.HTML(err.Error())
	}
	return map[string]kit.Page{
		"help_outside": &helproom.Outside{Frame: s.staff("board"), Heading: heading, Case: "/help/7",
			Made: &helproom.MadeCode{Code: "12345 67890", Said: s.t("help.code_said", "n", "2"),
				Print: "/help/7/outside/2"},
			Papers: []helproom.OutPaper{{Title: title("2", "referral", "shelter"), State: s.t("help.out_state.sent"),
				Light: green, Facts: facts, Print: "/help/7/outside/2", Forms: []kit.Form{
					form("code-2", s.t("help.recode")), form("withdraw-2", s.t("help.withdraw"))}},
				{Title: title("1", "transfer", "police"), State: s.t("help.out_state.shut"), Bad: true, Light: red,
					Facts: facts}}, Send: &send},
		"help_outside_none": &helproom.Outside{Frame: s.staff("board"), Heading: heading, Case: "/help/7"},
		"help_sealed": &helproom.Sealed{Frame: s.staff("board"), Back: "/help/7/outside", City: s.or("衡阳市", "Hengyang"),
			Name: s.t("help.sealed.transfer"), Number: heading, Day: s.or("2026年8月9日", "9 Aug 2026"),
			To: station + s.t("word.colon"), Rows: [][2]string{{s.t("help.sealed_back"), desk}},
			Steps: []string{s.t("help.sealed_scan"), s.t("help.sealed_call"), s.t("help.sealed_read"),
				s.t("help.sealed_answer.transfer")}, QR: qr, Typed: "https://example.org/s/01234-56789-ABCDE-FGHJK",
			Sign: desk},
		"help_door":       &helproom.Door{Frame: s.frame(0), Form: code},
		"help_door_wrong": &helproom.Door{Frame: s.frame(0), Form: refused},
		"help_seen": &helproom.Seen{Frame: s.frame(0), Heading: heading, State: s.t("help.seen.referral"), Light: green,
			Facts: facts, Pieces: []kit.Fact{{Label: s.t("help.piece.text"), Value: s.or("女孩，手机丢了，要回家",
				"A girl; she lost her phone and wants to go home")}}, Ends: s.t("help.seen_ends", "at", "13:30"),
			Forms: []kit.Form{answer}},
		"help_seen_again": &helproom.Seen{Frame: s.frame(0), Heading: heading, State: s.t("help.seen.referral"),
			Light: red, Note: s.t("help.seen_once"), Ends: s.t("help.seen_ends", "at", "13:30"),
			Forms: []kit.Form{answer}},
	}
}
