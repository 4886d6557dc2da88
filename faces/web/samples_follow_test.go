package web_test

import (
	followroom "xiaohao/faces/web/follow"
	"xiaohao/faces/web/kit"
)

// followPages are the pages of following: the form, the page behind a link, the last word.
func (s sampler) followPages() map[string]kit.Page {
	address := kit.Field{Kind: "text", Name: "email", Label: s.t("follow.email"), Hint: s.t("follow.email_hint"),
		Required: true, Auto: "email", Max: 254}
	hidden := func(name string) []kit.Field { return []kit.Field{{Kind: "hidden", Name: name, Value: "1"}} }
	return map[string]kit.Page{
		"follow": &followroom.Ask{Frame: s.frame(0), Heading: s.t("follow.heading", "what", s.or("路灯不亮", "Lamp out")),
			Lead: s.t("follow.lead"), Back: kit.Link{Label: s.t("follow.back"), URL: "/public/matters/7"},
			Feed: "/public/feed.atom",
			Mail: &kit.Form{ID: "mail", Action: "/public/matters/7/follow", Submit: s.t("follow.mail"), Tone: "primary",
				Fields: []kit.Field{address}},
			Text: &kit.Form{ID: "text", Action: "/r/X/follow", Submit: s.t("follow.text"),
				Hint:   s.t("follow.text_hint"),
				Fields: hidden("by")}},
		"follow_none": &followroom.Ask{Frame: s.frame(0), Heading: s.t("follow.heading_receipt"),
			Lead: s.t("follow.lead_receipt"), Back: kit.Link{Label: s.t("follow.back_receipt"), URL: "/r/X"}},
		"follow_confirm": &followroom.Link{Frame: s.frame(0), Heading: s.t("follow.confirm"),
			Lead: s.t("follow.confirm_lead"), Address: "a***@city.example",
			Form: kit.Form{ID: "confirm", Action: "/follow/confirm/x", Submit: s.t("follow.yes"), Tone: "primary",
				Fields: []kit.Field{{Kind: "checks", Name: "of", Label: s.t("follow.confirm_of"), Options: []kit.Option{
					{Value: "7", Label: s.t("follow.what_matter", "title", "路灯不亮"), Selected: true},
					{Value: "8", Label: s.t("follow.what_one")}}}}},
			Other: kit.Form{ID: "refuse", Action: "/follow/confirm/x", Submit: s.t("follow.no"),
				Hint:   s.t("follow.no_hint"),
				Fields: hidden("no")}},
		"follow_stop": &followroom.Link{Frame: s.frame(0), Heading: s.t("follow.stop"), Lead: s.t("follow.stop_lead"),
			Address: "a***@city.example", List: []string{s.t("follow.what_area", "area", "珠晖区")},
			Form: kit.Form{ID: "stop", Action: "/follow/stop/x", Submit: s.t("follow.stop_this"), Tone: "primary"}},
		"follow_done": &followroom.Done{Frame: s.frame(0), Heading: s.t("follow.look"), Text: s.t("follow.look_text"),
			Back: kit.Link{Label: s.t("follow.all"), URL: "/public"}},
	}
}
