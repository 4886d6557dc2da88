package web

import (
	"slices"
	"strconv"

	"xiaohao/fault"
	"xiaohao/lang"
	"xiaohao/matter"
	"xiaohao/org"
)

// commandOrder is the order of the forms on a matter's page: what moves it on first, talk last.
var commandOrder = []string{"grant_extension", "deny_extension", "grant_suspension", "deny_suspension", "list", "assign", "sign", "fix", "strike_off", "reject", "resume", "merge",
	"decline", "delegate", "ask_extension", "ask_suspension", "bounce", "urge", "supervise", "hold", "amend", "split", "reopen", "rate", "comment", "attach", "me_too", "follow", "reveal"}

// leading are the commands that a matter's page unfolds by itself, for whoever may give them.
var leading = []string{"grant_extension", "grant_suspension", "list", "assign", "sign", "fix", "strike_off", "resume"}

// commandForms are the commands that the caller may give now.
func (c *call) commandForms(m *matter.Matter, follows bool) []Form {
	may := c.desk.May(c.who.Caller, m)
	var out []Form
	for _, name := range commandOrder {
		if !slices.Contains(may, name) {
			continue
		}
		f := Form{ID: name, Action: matterURL(m.ID) + "/" + name, Once: c.once(), Title: c.t("command." + name), Hint: c.t("hint." + name), Submit: c.t("command." + name),
			Fields: c.commandFields(name, m)}
		for _, x := range f.Fields {
			f.Files = f.Files || x.Kind == "photos"
		}
		switch {
		case name == "follow" && follows:
			f.Title, f.Submit, f.Hint = c.t("matter.unfollow"), c.t("matter.unfollow"), ""
			f.Fields = []Field{{Kind: "hidden", Name: "off", Value: "1"}}
		case len(out) == 0 && slices.Contains(leading, name):
			f.Open, f.Tone = true, "primary"
		case slices.Contains([]string{"decline", "bounce", "reject", "hold"}, name):
			f.Tone = "danger"
		}
		out = append(out, f)
	}
	return out
}

// commandFields are what a command asks for, with what is known filled in.
func (c *call) commandFields(name string, m *matter.Matter) []Field {
	note := c.words("note", "field.note", matter.MaxNote, false)
	until := Field{Kind: "datetime", Name: "until", Label: c.t("field.until"), Required: true}
	terms := c.desk.Policy().Terms(m.Kind, m.Category, m.Severity)
	switch name {
	case "list", "amend":
		return c.entryFields(name, m)
	case "assign":
		return c.assignFields(c.nearUnits(m.Area), terms, c.now)
	case "delegate":
		return []Field{c.pick("to", "field.to", true, c.below(m.Lead)), note}
	case "decline", "bounce", "deny_extension", "deny_suspension", "hold":
		return []Field{c.reason()}
	case "ask_extension":
		return []Field{until, c.reason()}
	case "ask_suspension":
		until.Label, until.Kind = c.t("field.review"), "date"
		return []Field{until, c.reason()}
	case "grant_extension":
		until.Required = false
		if m.Extension != nil {
			until.Value = lang.Input(m.Extension.Until)
		}
		return []Field{until, note}
	case "grant_suspension", "resume", "urge", "supervise":
		return []Field{note}
	case "fix":
		note.Label = c.t("field.measure")
		return c.evidence(terms.Fix, note)
	case "strike_off":
		return c.evidence(terms.Strike, note)
	case "reject", "reopen":
		return []Field{c.reason(), c.pictures(false)}
	case "merge":
		return []Field{c.line("into", "field.into", 30, true), note}
	case "split":
		return []Field{note}
	case "comment":
		return []Field{c.words("text", "field.note", matter.MaxNote, true), {Kind: "check", Name: "public", Label: c.t("field.public")}}
	case "attach":
		return []Field{c.pictures(true), note}
	case "rate":
		return []Field{{Kind: "radios", Name: "fixed", Label: c.t("field.fixed"), Required: true, Options: c.verdicts(m)}, c.words("text", "field.note", matter.MaxNote, false)}
	case "reveal":
		return []Field{c.line("reason", "field.reason", matter.MaxNote, false)}
	}
	return nil
}

// entryFields say what a matter is and where, for listing it and for correcting it.
func (c *call) entryFields(name string, m *matter.Matter) []Field {
	title, place := c.line("title", "field.title", matter.MaxTitle, false), c.line("place", "field.place", matter.MaxPlace, false)
	title.Value, place.Value = m.Title, m.Place
	out := []Field{choose("category", c.t("field.category"), true, c.categories(m.Category)),
		choose("severity", c.t("field.severity"), true, c.severities(m.Severity)),
		c.areasField("area", true, m.Area, m.Area), place, title}
	if name == "amend" {
		return append(out, c.reason())
	}
	return out
}

func (c *call) assignFields(units []org.Unit, terms matter.Terms, now int64) []Field {
	due := Field{Kind: "datetime", Name: "due", Label: c.t("field.due_earlier")}
	if terms != (matter.Terms{}) {
		due.Hint = c.t("form.due_hint", "due", lang.DateTime(c.l, c.desk.Calendar().Add(now, terms.Deadline)))
	}
	out := []Field{c.pick("lead", "field.lead", true, units), c.pick("co", "field.co", false, nil), c.pick("co_2", "field.co", false, nil),
		c.words("goal", "field.goal", matter.MaxNote, false), due}
	return out
}

// evidence asks for what policy demands with a step.
func (c *call) evidence(want matter.Evidence, note Field) []Field {
	note.Required = want.Note
	photos := c.pictures(want.Photos > 0)
	if want.Photos > 1 {
		photos.Hint = c.t("form.photos_least", "n", strconv.Itoa(want.Photos))
	}
	place := Field{Kind: "place", Name: "lat"}
	if want.Place {
		place.Hint = c.t("form.place_needed")
	}
	return []Field{note, photos, place}
}

// below are the units under one.
func (c *call) below(unit int64) []org.Unit {
	var out []org.Unit
	for _, id := range c.org.Below(unit) {
		if u, ok := c.org.Unit(id); ok && id != unit && !u.Former {
			out = append(out, u)
		}
	}
	return out
}

// namesFor are the units that the page's fields complete from: for delegating only those below.
func (c *call) namesFor(m *matter.Matter, forms []Form) []Datalist {
	for _, f := range forms {
		switch f.ID {
		case "assign":
			return c.unitNamesList(c.nearUnits(m.Area))
		case "delegate":
			return c.unitNamesList(c.below(m.Lead))
		}
	}
	return nil
}

// commandFrom makes a command of what a form brought.
func (c *call) commandFrom(name string, s *sent) (matter.Command, error) {
	b := c.build(name, s)
	if b == nil {
		return nil, fault.New(fault.Missing, "page_missing")
	}
	return b, s.bad
}

func (c *call) build(name string, s *sent) matter.Command {
	reason, note := s.text("reason"), s.text("note")
	switch name {
	case "list":
		return &matter.List{Category: s.Get("category"), Severity: s.severity("severity"), Area: s.area("area"), Place: s.Get("place"), Title: s.Get("title"), Kind: s.kind("kind")}
	case "amend":
		return &matter.Amend{Category: s.Get("category"), Severity: s.severity("severity"), Area: s.area("area"), Place: s.Get("place"), Title: s.Get("title"), Reason: reason}
	case "decline":
		return &matter.Decline{Reason: reason}
	case "merge":
		return &matter.Merge{Into: c.numbered(s, "into"), Reason: note}
	case "split":
		return &matter.Split{Reason: note}
	case "assign":
		return c.assignment(s)
	case "sign":
		return &matter.Sign{}
	case "bounce":
		return &matter.Bounce{Reason: reason}
	case "delegate":
		return &matter.Delegate{To: s.unit(c.org, "to"), Note: note}
	case "reject":
		return &matter.Reject{Reason: reason, Photos: s.photos()}
	case "strike_off":
		return &matter.StrikeOff{Note: note, Photos: s.photos(), Lat: s.degrees("lat"), Lng: s.degrees("lng")}
	case "fix":
		return &matter.Fix{Note: note, Photos: s.photos(), Lat: s.degrees("lat"), Lng: s.degrees("lng")}
	case "reopen":
		return &matter.Reopen{Reason: reason, Photos: s.photos()}
	}
	return buildTalk(name, s, reason, note)
}

// buildTalk makes the commands that ask, answer, remind and tell.
func buildTalk(name string, s *sent, reason, note string) matter.Command {
	switch name {
	case "ask_extension":
		return &matter.AskExtension{Until: s.instant("until"), Reason: reason}
	case "grant_extension":
		return &matter.GrantExtension{Until: s.instant("until"), Note: note}
	case "deny_extension":
		return &matter.DenyExtension{Reason: reason}
	case "ask_suspension":
		return &matter.AskSuspension{Until: s.instant("until"), Reason: reason}
	case "grant_suspension":
		return &matter.GrantSuspension{Note: note}
	case "deny_suspension":
		return &matter.DenySuspension{Reason: reason}
	case "resume":
		return &matter.Resume{Note: note}
	case "urge":
		return &matter.UrgeOn{Note: note}
	case "supervise":
		return &matter.SuperviseOn{Note: note}
	case "hold":
		return &matter.HoldOn{Reason: reason}
	case "comment":
		return &matter.Comment{Text: s.text("text"), Public: s.yes("public")}
	case "attach":
		return &matter.Attach{Photos: s.photos(), Note: note}
	case "rate":
		return &matter.Rate{Fixed: s.yes("fixed"), Text: s.text("text")}
	case "me_too":
		return &matter.MeToo{}
	case "follow":
		return &matter.Follow{Off: s.yes("off")}
	case "reveal":
		return &matter.Reveal{Reason: reason}
	}
	return nil
}

func (c *call) assignment(s *sent) *matter.Assign {
	a := &matter.Assign{Lead: s.unit(c.org, "lead"), Goal: s.text("goal"), Due: s.instant("due")}
	for _, n := range []string{"co", "co_2"} {
		if u := s.unit(c.org, n); u != 0 {
			a.Co = append(a.Co, u)
		}
	}
	return a
}

// numbered finds a matter by its number on the list, or by its id in digits.
func (c *call) numbered(s *sent, name string) int64 {
	if s.Get(name) == "" {
		return 0
	}
	m, err := c.desk.ByNumber(c.ctx, c.who.Caller, s.Get(name))
	if err != nil {
		s.spoil(fault.New(fault.Invalid, "merge_unknown", "into", s.Get(name)).On(name))
		return 0
	}
	return m.ID
}
