package web_test

import (
	"xiaohao/faces/web/kit"
	tallyroom "xiaohao/faces/web/tally"
)

// tallySamples are the surveys of use.
func (s sampler) tallySamples() map[string]kit.Page {
	title := s.or("送头盔前后", "Helmets given out")
	span := s.t("tally.span", "from", s.or("2026年11月2日", "2 Nov 2026"), "until", s.or("2026年11月15日", "15 Nov 2026"))
	rose := s.t("tally.said.rose", "before", s.t("tally.share", "rate", "61%", "lo", "54%", "hi", "68%"), "after",
		s.t("tally.share", "rate", "78%", "lo", "71%", "hi", "84%"), "diff", "+17", "lo", "+9", "hi", "+25")
	green := kit.Light{Code: "green", Left: s.t("tally.rose")}
	grey := kit.Light{Code: "grey", Left: s.t("tally.few")}
	bars := []tallyroom.Bar{{Wave: "before", X: 54, W: 14, Rate: 61, Aim: 70, HasAim: true},
		{Wave: "after", X: 71, W: 13, Rate: 78, Aim: 70, HasAim: true}}
	site := s.or("解放大道蒸阳路口", "Jiefang Avenue crossing")
	slot := s.t("tally.slot", "day", s.t("tally.weekday.2"), "hour", "7")
	place := s.t("tally.place_is", "no", "3", "site", site, "slot", slot)
	chips := []kit.Link{{Label: s.t("tally.running"), URL: "/tallies", Current: true},
		{Label: s.t("tally.ended"), URL: "/tallies?over=1"}}
	form := func(id string) kit.Form {
		return kit.Form{ID: id, Action: "/tallies/3/" + id, Title: s.t("tally.do." + id), Submit: s.t("tally.do." + id),
			Fields: []kit.Field{{Kind: "text", Name: "reason", Label: s.t("field.reason"), Required: true}}}
	}
	draw := form("draw")
	draw.Open, draw.Fields = true, nil
	facts := []kit.Fact{{Label: s.t("tally.kind"), Value: s.t("tally.kind.helmet")},
		{Label: s.t("tally.wave.before"), Value: span}}
	proof := []kit.Fact{{Label: s.t("tally.key"), Value: "019dc3a0-1111-7000-8000-000000000001"},
		{Label: s.t("tally.seed"), Value: "ef60f54da3e8145370a234606ca17e1b10c72752279b1e757208b22a0af1e7c7"}}
	waits := tallyroom.TurnOf{Light: kit.Light{Code: "yellow", Left: s.t("tally.wave.after")},
		Said: s.t("tally.turn.waits", "when", "12-01 07:00", "who", "督查壬"), Type: "/tallies/3/type?wave=after&place=3"}
	counted := tallyroom.TurnOf{Light: kit.Light{Code: "green", Left: s.t("tally.wave.before")},
		Said: s.t("tally.turn.counted", "n", "43", "when", "11-03 07:02")}
	number := kit.Field{Kind: "number", Name: "ebike.rider.on", Label: s.t("tally.of.ebike") + " " +
		s.t("tally.of.rider") + " " + s.t("tally.of.helmet_on"), Value: "35"}
	typing := form("type")
	typing.Fields = []kit.Field{{Kind: "datetime", Name: "begun", Label: s.t("tally.begun"), Required: true,
		Hint: s.t("tally.begun_hint", "slot", slot)}, number}
	return map[string]kit.Page{
		"tallies": &tallyroom.List{Frame: s.staff("board"), Turns: []tallyroom.Turn{{Site: site, Title: title,
			When: "11-03 07:00", URL: "/tallies/3/type?wave=before&place=3"}}, Chips: chips, Areas: s.areaField(),
			Rows: []tallyroom.Row{{Title: title, URL: "/tallies/3", Area: "珠晖区", Verdict: green, Said: rose,
				When: span},
				{Title: title, URL: "/tallies/4", Area: "雁峰区", Verdict: kit.Light{Code: "none"},
					Said: s.t("tally.undrawn"), When: span}},
			File: "/tallies/list.xlsx", Roll: "/tallies/areas.xlsx", New: "/tallies/new",
			Pager: kit.Pager{Next: "/tallies?from=3"}},
		"tallies_none": &tallyroom.List{Frame: s.staff("board"), Chips: chips, Areas: s.areaField(),
			Keep: []kit.Field{{Kind: "hidden", Name: "over", Value: "1"}}, File: "/tallies/list.xlsx",
			Roll: "/tallies/areas.xlsx"},
		"tally_new": &tallyroom.New{Frame: s.staff("board"), Told: []string{s.t("tally.size.need", "n", "21", "half",
			"8.0", "people", "840"), s.t("tally.size.design", "people", "40.0", "design", "4.9", "alone", "20")},
			Size: []kit.Field{{Kind: "text", Name: "rate", Label: s.t("tally.size.rate"), Value: "60", Required: true}},
			Form: form("plan")},
		"tally_undrawn": &tallyroom.Survey{Frame: s.staff("board"), Heading: title, Said: s.t("tally.undrawn"),
			Verdict: kit.Light{Code: "none"}, Next: s.t("tally.undrawn_next"), Facts: facts, Proof: proof,
			Forms: []kit.Form{draw, form("end")}},
		"tally": &tallyroom.Survey{Frame: s.staff("board"), Heading: title, Said: rose, Verdict: green,
			Next: s.t("tally.progress", "of", "12", "before", "12", "after", "11"),
			Notes: []string{s.t("tally.design", "design", "4.9", "likeness", "0.10", "alone", "20"),
				s.t("tally.caution")},
			Found: []tallyroom.Found{{Name: s.t("tally.everybody"), Verdict: green, Said: rose, Bars: bars[:1],
				Note: s.t("tally.note.pairs", "n", "12", "before", "480", "after", "500")},
				{Name: s.t("tally.road.city") + " · " + s.t("tally.of.ebike"), Verdict: green, Said: rose, Bars: bars,
					Aim: s.t("tally.aim.reached", "aim", "70")},
				{Name: s.t("tally.of.passenger"), Inner: true, Verdict: grey, Said: s.t("tally.said.few", "before",
					"60%", "after", "70%", "n", "4", "least", "6")}},
			Places: []tallyroom.Place{{No: 3, Site: site, Where: s.t("tally.road.city") + " · " + slot, Before: counted,
				After: waits}}, Spare: 12,
			Sheets: []tallyroom.Sheet{{URL: "/tallies/3/sheets/9", Place: place, When: "11-03 07:02 · 督查壬",
				Said: s.t("tally.sheet.counts")}, {URL: "/tallies/3/sheets/10", Place: place, When: "11-04 07:02 · 督查壬",
				Said: s.t("tally.sheet.marked", "why", s.t("tally.mark.day")), Bad: true}},
			More:  "/tallies/3?sheets=9#sheets",
			Facts: facts, Proof: proof, Forms: []kit.Form{form("miss"), form("end")}, Paper: "/tallies/3/form",
			Export: "/tallies/3/result.xlsx"},
		"tally_typing": &tallyroom.Typing{Frame: s.staff("board"), Heading: s.t("tally.typing", "wave",
			s.t("tally.wave.before"), "place", place), Lead: s.t("tally.typing_lead"), Back: kit.Link{Label: title,
			URL: "/tallies/3"}, Form: &typing},
		"tally_sheet": &tallyroom.Typing{Frame: s.staff("board"), Heading: place, Lead: s.t("tally.sheet.gone"),
			Back: kit.Link{Label: title, URL: "/tallies/3"}, Facts: []kit.Fact{{Label: number.Label, Value: "35"}}},
		"tally_paper": &tallyroom.Paper{Frame: s.staff("board"), Back: kit.Link{Label: title, URL: "/tallies/3"},
			Chips: []kit.Link{{Label: s.t("tally.wave.before"), URL: "/tallies/3/form?wave=before", Current: true}},
			Sheets: []tallyroom.PaperSheet{{Title: title, Place: place, Where: s.t("tally.road.city"),
				When: "11-03 07:00", Who: "督查壬", On: s.t("tally.of.helmet_on"), Off: s.t("tally.of.helmet_off"),
				Rows: []tallyroom.PaperRow{{Vehicle: s.t("tally.of.ebike"), Seat: s.t("tally.of.rider")},
					{Vehicle: s.t("tally.of.courier"), Seat: s.t("tally.of.rider")}}}}},
		"tally_paper_none": &tallyroom.Paper{Frame: s.staff("board"), Back: kit.Link{Label: title, URL: "/tallies/3"}},
	}
}
