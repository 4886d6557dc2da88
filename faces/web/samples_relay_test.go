package web_test

import (
	"xiaohao/faces/web/kit"
	relayroom "xiaohao/faces/web/relay"
)

// relaySamples are what was sent to other bodies, and where it goes.
func (s sampler) relaySamples() map[string]kit.Page {
	servers := &relayroom.Servers{Frame: s.staff("admin"), Find: s.relayForm("find"), New: s.relayForm("new"),
		Found: &relayroom.FoundBox{Said: s.t("relay.found", "n", "1"), At: "https://power.example/discovery.json",
			Forms: []kit.Form{s.relayForm("found-0")}},
		Rows: []relayroom.ServerRow{{Name: s.or("供电局", "Power company"), Host: "power.example", URL: "/admin/relay/1",
			State: s.t("relay.server_well", "at", s.or("今天 10:00", "today 10:00")), Tone: "green",
			Counts: s.t("relay.count_none")}}}
	return map[string]kit.Page{"relay_servers": servers,
		"relay_servers_none": &relayroom.Servers{Frame: s.staff("admin"), Find: s.relayForm("find"),
			New: s.relayForm("new")},
		"relay_server": &relayroom.Server{Frame: s.staff("admin"), Name: s.or("供电局", "Power company"),
			Host: "power.example", State: s.t("relay.server_off"), Tone: "grey", Services: s.t("relay.services_none"),
			Fetch: kit.Form{Action: "/admin/relay/1/fetch", Submit: s.t("relay.fetch")}, Edit: s.relayForm("server-1"),
			New: s.relayForm("route-new"), Routes: []relayroom.RouteRow{{Category: s.or("路灯不亮", "Lamp out"),
				Service: s.or("路灯", "Lamp"), Where: s.t("relay.everywhere"), How: s.t("relay.by_person"),
				Lacks: s.or("杆号", "Pole"), Edit: s.relayForm("route-1"), Drop: s.relayForm("drop-1")}}},
		"relay_sent": &relayroom.Sent{Frame: s.staff("board"), Lead: s.t("relay.lead.aside"),
			States: []kit.Link{{Label: s.t("relay.state.aside"), URL: "/relay?state=aside", Current: true}},
			Rows:   s.relayRows()},
		"relay_sent_none": &relayroom.Sent{Frame: s.staff("board"), Lead: s.t("relay.lead.aside")},
		"relay_matter": &relayroom.Abroad{Frame: s.staff("lists"), Title: s.or("东风路路灯不亮", "Lamp out"),
			URL: "/matters/1", Card: s.relayCard()}}
}

func (s sampler) relayForm(id string) kit.Form {
	return kit.Form{ID: id, Action: "/admin/relay", Title: s.t("relay.edit"), Submit: s.t("delivery.save"),
		Fields: []kit.Field{{Kind: "text", Name: "name", Label: s.t("relay.name"), Required: true}}}
}

func (s sampler) relayRows() []relayroom.Row {
	return []relayroom.Row{{Name: s.or("供电局", "Power company"), Service: s.or("路灯", "Lamp"), Number: "N-17",
		State: s.t("relay.state.aside"), Tone: "red", Said: "open", Notes: s.or("今晚修", "Tonight"),
		Why: s.t("relay.why.lost"), When: s.or("今天 10:00", "today 10:00"), Forms: []kit.Form{s.relayForm("again-17")},
		Matter: kit.Glimpse{Title: s.or("东风路路灯不亮", "Lamp out"), URL: "/matters/1/relay",
			Area: s.or("珠晖区", "Zhuhui")}}}
}

func (s sampler) relayCard() *relayroom.Card {
	return &relayroom.Card{List: s.relayRows(), Ways: []kit.Form{s.relayForm("relay-2")}, Kept: s.t("relay.kept"),
		None: s.t("relay.no_way"), Details: "/matters/1/relay"}
}
