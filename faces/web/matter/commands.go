package matter

import (
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// commandOrder is the order of the forms on a matter's page: what moves it on first, talk last.
var commandOrder = []string{"uphold_appeal", "dismiss_appeal", "drop_hold", "recheck", "sign_notice", "answer_notice",
	"grant_extension", "deny_extension", "grant_suspension",
	"deny_suspension", "list", "assign", "sign", "plan_root", "fix", "strike_off", "reject", "resume", "merge",
	"decline", "delegate", "ask_extension", "ask_suspension", "bounce", "instruct", "urge", "supervise", "hold",
	"appeal", "done_root", "unmark", "amend", "split", "reopen", "rate", "comment", "attach", "me_too",
	"follow", "reveal"}

// leading are the commands that a matter's page unfolds by itself, for whoever may give them.
var leading = []string{"uphold_appeal", "recheck", "sign_notice", "grant_extension", "grant_suspension", "list",
	"assign", "sign", "plan_root", "fix", "strike_off", "resume"}

// commandForms are the commands that the caller may give now.
func commandForms(c *kit.Call, m *matter.Matter, follows bool) []kit.Form {
	may := c.Desk.May(c.Who.Caller, m)
	var out []kit.Form
	for _, name := range commandOrder {
		if !slices.Contains(may, name) || idle(name, m) {
			continue
		}
		f := kit.Form{ID: name, Action: kit.MatterURL(m.ID) + "/" + name, Once: c.Once(), Title: c.T("command." + name),
			Hint: c.T("hint." + name), Submit: c.T("command." + name),
			Fields: commandFields(c, name, m)}
		for _, x := range f.Fields {
			f.Files = f.Files || x.Kind == "photos"
		}
		switch {
		case name == "follow" && follows:
			f.Title, f.Submit, f.Hint = c.T("matter.unfollow"), c.T("matter.unfollow"), ""
			f.Fields = []kit.Field{{Kind: "hidden", Name: "off", Value: "1"}}
		case len(out) == 0 && slices.Contains(leading, name):
			f.Open, f.Tone = true, "primary"
		case slices.Contains([]string{"decline", "bounce", "reject", "hold"}, name):
			f.Tone = "danger"
		}
		out = append(out, f)
	}
	return out
}

// idle says that a command, although its post and state allow it, has nothing to act on.
func idle(name string, m *matter.Matter) bool {
	switch name {
	case "unmark":
		return !m.Marked()
	case "plan_root":
		return !m.NeedsRoot()
	case "done_root":
		return m.Root == nil || m.Root.DoneAt != 0
	case "fix":
		return m.NeedsRoot()
	}
	return false
}

// commandFields are what a command asks for, with what is known filled in.
func commandFields(c *kit.Call, name string, m *matter.Matter) []kit.Field {
	note := c.Words("note", "field.note", matter.MaxNote, false)
	until := kit.Field{Kind: "datetime", Name: "until", Label: c.T("field.until"), Required: true}
	terms := c.Desk.Policy().Terms(m.Kind, m.Category, m.Severity)
	switch name {
	case "list", "amend":
		return entryFields(c, name, m)
	case "assign":
		return byDuty(c, m, c.AssignFields(c.NearUnits(m.Area), terms, c.Now))
	case "delegate":
		return []kit.Field{c.Pick("to", "field.to", true, below(c, m.Lead)), note}
	case "decline", "bounce", "deny_extension", "deny_suspension", "hold":
		return []kit.Field{c.Reason()}
	case "uphold_appeal", "dismiss_appeal", "drop_hold":
		return []kit.Field{c.Reason()}
	case "unmark":
		return []kit.Field{{Kind: "radios", Name: "mark", Label: c.T("field.mark"), Required: true,
			Options: marks(c, m)},
			c.Reason()}
	case "plan_root":
		until.Kind = "date"
		return []kit.Field{c.Words("cause", "field.cause", matter.MaxNote, true),
			c.Words("measure", "field.root_measure", matter.MaxNote, true), until}
	case "done_root":
		note.Required = true
		return []kit.Field{note, c.Pictures(false)}
	case "appeal":
		return []kit.Field{{Kind: "radios", Name: "ground", Label: c.T("field.ground"), Required: true,
			Options: grounds(c, m)}, c.Reason()}
	case "instruct":
		return []kit.Field{c.Words("text", "command.instruct", matter.MaxNote, true)}
	case "sign_notice":
		return []kit.Field{pickNotice(c, m, func(n matter.Notice) bool { return n.SignedAt == 0 })}
	case "answer_notice":
		return []kit.Field{pickNotice(c, m, func(n matter.Notice) bool { return n.Answered == 0 }),
			c.Words("text", "command.answer_notice", matter.MaxNote, true)}
	case "recheck":
		note.Required = true
		return []kit.Field{{Kind: "radios", Name: "good", Label: c.T("field.good"), Required: true,
			Options: []kit.Option{{Value: "1", Label: c.T("recheck.good")}, {Value: "0", Label: c.T("recheck.bad")}}},
			note, c.Pictures(false)}
	case "ask_extension":
		return []kit.Field{until, c.Reason()}
	case "ask_suspension":
		until.Label, until.Kind = c.T("field.review"), "date"
		return []kit.Field{until, c.Reason()}
	case "grant_extension":
		until.Required = false
		if m.Extension != nil {
			until.Value = lang.Input(m.Extension.Until)
		}
		return []kit.Field{until, note}
	case "grant_suspension", "resume", "urge", "supervise":
		return []kit.Field{note}
	case "fix":
		note.Label = c.T("field.measure")
		return evidence(c, proven(m, terms.Fix), note)
	case "strike_off":
		return evidence(c, terms.Strike, note)
	case "reject", "reopen":
		return []kit.Field{c.Reason(), c.Pictures(false)}
	case "merge":
		return []kit.Field{c.Line("into", "field.into", 30, true), note}
	case "split":
		return []kit.Field{note}
	case "comment":
		return []kit.Field{c.Words("text", "field.note", matter.MaxNote, true),
			{Kind: "check", Name: "public", Label: c.T("field.public")}}
	case "attach":
		return []kit.Field{c.Pictures(true), note}
	case "rate":
		return []kit.Field{{Kind: "radios", Name: "fixed", Label: c.T("field.fixed"), Required: true,
			Options: c.Verdicts(m)}, c.Words("text", "field.note", matter.MaxNote, false)}
	case "reveal":
		return []kit.Field{c.Line("reason", "field.reason", matter.MaxNote, false)}
	}
	return nil
}

// entryFields say what a matter is and where, for listing it and for correcting it.
func entryFields(c *kit.Call, name string, m *matter.Matter) []kit.Field {
	title, place := c.Line("title", "field.title", matter.MaxTitle, false),
		c.Line("place", "field.place", matter.MaxPlace, false)
	title.Value, place.Value = m.Title, m.Place
	out := []kit.Field{kit.Choose("category", c.T("field.category"), true, c.Categories(m.Category)),
		kit.Choose("severity", c.T("field.severity"), true, c.Severities(m.Severity)),
		c.AreasField("area", true, m.Area, m.Area), place, title}
	if name == "amend" {
		return append(out, c.Reason())
	}
	return out
}

// evidence asks for what policy demands with a step.
func evidence(c *kit.Call, want matter.Evidence, note kit.Field) []kit.Field {
	note.Required = want.Note
	photos := c.Pictures(want.Photos > 0)
	if want.Photos > 1 {
		photos.Hint = c.T("form.photos_least", "n", strconv.Itoa(want.Photos))
	}
	place := kit.Field{Kind: "place", Name: "lat"}
	if want.Place {
		place.Hint = c.T("form.place_needed")
	}
	return []kit.Field{note, photos, place}
}

// below are the units under one.
func below(c *kit.Call, unit int64) []org.Unit {
	var out []org.Unit
	for _, id := range c.Org.Below(unit) {
		if u, ok := c.Org.Unit(id); ok && id != unit && !u.Former {
			out = append(out, u)
		}
	}
	return out
}

// namesFor are the units that the page's fields complete from: for delegating only those below.
func namesFor(c *kit.Call, m *matter.Matter, forms []kit.Form) []kit.Datalist {
	for _, f := range forms {
		switch f.ID {
		case "assign":
			return c.UnitNamesList(c.NearUnits(m.Area))
		case "delegate":
			return c.UnitNamesList(below(c, m.Lead))
		}
	}
	return nil
}

// commandFrom makes a command of what a form brought.
func commandFrom(c *kit.Call, name string, s *kit.Sent) (matter.Command, error) {
	b := build(c, name, s)
	if b == nil {
		return nil, fault.New(fault.Missing, "page_missing")
	}
	return b, s.Bad
}

func build(c *kit.Call, name string, s *kit.Sent) matter.Command {
	reason, note := s.Text("reason"), s.Text("note")
	switch name {
	case "list":
		return &matter.List{Category: s.Get("category"), Severity: s.Severity("severity"), Area: s.Area("area"),
			Place: s.Get("place"), Title: s.Get("title"), Kind: s.Kind("kind")}
	case "amend":
		return &matter.Amend{Category: s.Get("category"), Severity: s.Severity("severity"), Area: s.Area("area"),
			Place: s.Get("place"), Title: s.Get("title"), Reason: reason}
	case "decline":
		return &matter.Decline{Reason: reason}
	case "merge":
		return &matter.Merge{Into: numbered(c, s, "into"), Reason: note}
	case "split":
		return &matter.Split{Reason: note}
	case "assign":
		return c.Assignment(s)
	case "sign":
		return &matter.Sign{}
	case "bounce":
		return &matter.Bounce{Reason: reason}
	case "delegate":
		return &matter.Delegate{To: s.Unit(c.Org, "to"), Note: note}
	case "reject":
		return &matter.Reject{Reason: reason, Photos: s.Photos()}
	case "strike_off":
		return &matter.StrikeOff{Note: note, Photos: s.Photos(), Lat: s.Degrees("lat"), Lng: s.Degrees("lng")}
	case "fix":
		return &matter.Fix{Note: note, Photos: s.Photos(), Lat: s.Degrees("lat"), Lng: s.Degrees("lng")}
	case "reopen":
		return &matter.Reopen{Reason: reason, Photos: s.Photos()}
	case "recheck":
		return &matter.Recheck{Good: s.Yes("good"), Note: note, Photos: s.Photos()}
	case "plan_root":
		return &matter.PlanRoot{Cause: s.Text("cause"), Measure: s.Text("measure"), Until: s.Instant("until")}
	case "done_root":
		return &matter.DoneRoot{Note: note, Photos: s.Photos()}
	case "unmark":
		return &matter.Unmark{Mark: s.Get("mark"), Reason: reason}
	case "instruct":
		return &matter.Instruct{Text: s.Text("text")}
	case "sign_notice":
		return &matter.SignNotice{Notice: s.Number("notice")}
	case "answer_notice":
		return &matter.AnswerNotice{Notice: s.Number("notice"), Text: s.Text("text")}
	}
	return buildTalk(name, s, reason, note)
}

// buildTalk makes the commands that ask, answer, remind and tell.
func buildTalk(name string, s *kit.Sent, reason, note string) matter.Command {
	switch name {
	case "ask_extension":
		return &matter.AskExtension{Until: s.Instant("until"), Reason: reason}
	case "grant_extension":
		return &matter.GrantExtension{Until: s.Instant("until"), Note: note}
	case "deny_extension":
		return &matter.DenyExtension{Reason: reason}
	case "ask_suspension":
		return &matter.AskSuspension{Until: s.Instant("until"), Reason: reason}
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
	case "drop_hold":
		return &matter.DropHold{Reason: reason}
	case "appeal":
		return &matter.Appeal{Ground: s.Text("ground"), Reason: reason}
	case "uphold_appeal":
		return &matter.UpholdAppeal{Reason: reason}
	case "dismiss_appeal":
		return &matter.DismissAppeal{Reason: reason}
	case "comment":
		return &matter.Comment{Text: s.Text("text"), Public: s.Yes("public")}
	case "attach":
		return &matter.Attach{Photos: s.Photos(), Note: note}
	case "rate":
		return &matter.Rate{Fixed: s.Yes("fixed"), Text: s.Text("text")}
	case "me_too":
		return &matter.MeToo{}
	case "follow":
		return &matter.Follow{Off: s.Yes("off")}
	case "reveal":
		return &matter.Reveal{Reason: reason}
	}
	return nil
}

// numbered finds a matter by its number on the list, or by its id in digits.
func numbered(c *kit.Call, s *kit.Sent, name string) int64 {
	if s.Get(name) == "" {
		return 0
	}
	m, err := c.Desk.ByNumber(c.Ctx, c.Who.Caller, s.Get(name))
	if err != nil {
		s.Spoil(fault.New(fault.Invalid, "merge_unknown", "into", s.Get(name)).On(name))
		return 0
	}
	return m.ID
}

// marks are those of a matter that can be taken away.
func marks(c *kit.Call, m *matter.Matter) []kit.Option {
	var out []kit.Option
	for _, k := range []string{matter.Recurrent, matter.Stubborn} {
		if m.Mark(k) != nil {
			out = append(out, kit.Option{Value: k, Label: c.T("mark." + k), Selected: m.Recurrent == nil ||
				m.Stubborn == nil})
		}
	}
	return out
}

// grounds are what a unit may still dispute.
func grounds(c *kit.Call, m *matter.Matter) []kit.Option {
	var out []kit.Option
	for _, g := range matter.Grounds() {
		if !slices.Contains(m.Appeals, g) {
			out = append(out, kit.Option{Value: g, Label: c.T("ground." + g)})
		}
	}
	return out
}

// pickNotice chooses one of the matter's notices; where there is only one it is filled in.
func pickNotice(c *kit.Call, m *matter.Matter, fits func(matter.Notice) bool) kit.Field {
	f := kit.Field{Kind: "select", Name: "notice", Label: c.T("field.notice"), Required: true}
	for _, n := range m.Notices {
		if n.Paper.Kind != "assign" && fits(n) {
			f.Options = append(f.Options, kit.Option{Value: strconv.FormatInt(n.Seq, 10),
				Label: c.NoticeName(n.Paper.Kind) + " " + c.Desk.Policy().Number(n.Paper)})
		}
	}
	if len(f.Options) == 1 {
		f.Value = f.Options[0].Value
	}
	return f
}
