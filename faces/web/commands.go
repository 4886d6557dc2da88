package web

import (
	"slices"
	"strconv"

	"xiaohao/core/org"
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
func (c *call) commandForms(m *matter.Matter, follows bool) []Form {
	may := c.desk.May(c.who.Caller, m)
	var out []Form
	for _, name := range commandOrder {
		if !slices.Contains(may, matter.CommandName(name)) || idle(name, m) {
			continue
		}
		f := Form{ID: name, Action: matterURL(m.ID) + "/" + name, Once: c.once(), Title: c.t("command." + name),
			Hint: c.t("hint." + name), Submit: c.t("command." + name),
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
func (c *call) commandFields(name string, m *matter.Matter) []Field {
	note := c.words("note", "field.note", matter.MaxNote, false)
	until := Field{Kind: "datetime", Name: "until", Label: c.t("field.until"), Required: true}
	terms := c.desk.Policy().Terms(m.Kind, m.Category, m.Severity)
	switch name {
	case "list", "amend":
		return c.entryFields(name, m)
	case "assign":
		return c.byDuty(m, c.assignFields(c.nearUnits(m.Area), terms, c.now))
	case "delegate":
		return []Field{c.pick("to", "field.to", true, c.below(m.Lead)), note}
	case "decline", "bounce", "deny_extension", "deny_suspension", "hold":
		return []Field{c.reason()}
	case "uphold_appeal", "dismiss_appeal", "drop_hold":
		return []Field{c.reason()}
	case "unmark":
		return []Field{{Kind: "radios", Name: "mark", Label: c.t("field.mark"), Required: true, Options: c.marks(m)},
			c.reason()}
	case "plan_root":
		until.Kind = "date"
		return []Field{c.words("cause", "field.cause", matter.MaxNote, true),
			c.words("measure", "field.root_measure", matter.MaxNote, true), until}
	case "done_root":
		note.Required = true
		return []Field{note, c.pictures(false)}
	case "appeal":
		return []Field{{Kind: "radios", Name: "ground", Label: c.t("field.ground"), Required: true,
			Options: c.grounds(m)}, c.reason()}
	case "instruct":
		return []Field{c.words("text", "command.instruct", matter.MaxNote, true)}
	case "sign_notice":
		return []Field{c.pickNotice(m, func(n matter.Notice) bool { return n.SignedAt == 0 })}
	case "answer_notice":
		return []Field{c.pickNotice(m, func(n matter.Notice) bool { return n.Answered == 0 }),
			c.words("text", "command.answer_notice", matter.MaxNote, true)}
	case "recheck":
		note.Required = true
		return []Field{{Kind: "radios", Name: "good", Label: c.t("field.good"), Required: true,
			Options: []Option{{Value: "1", Label: c.t("recheck.good")}, {Value: "0", Label: c.t("recheck.bad")}}},
			note, c.pictures(false)}
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
		return c.evidence(proven(m, terms.Fix), note)
	case "strike_off":
		return c.evidence(terms.Strike, note)
	case "reject", "reopen":
		return []Field{c.reason(), c.pictures(false)}
	case "merge":
		return []Field{c.line("into", "field.into", 30, true), note}
	case "split":
		return []Field{note}
	case "comment":
		return []Field{c.words("text", "field.note", matter.MaxNote, true),
			{Kind: "check", Name: "public", Label: c.t("field.public")}}
	case "attach":
		return []Field{c.pictures(true), note}
	case "rate":
		return []Field{{Kind: "radios", Name: "fixed", Label: c.t("field.fixed"), Required: true,
			Options: c.verdicts(m)}, c.words("text", "field.note", matter.MaxNote, false)}
	case "reveal":
		return []Field{c.line("reason", "field.reason", matter.MaxNote, false)}
	}
	return nil
}

// entryFields say what a matter is and where, for listing it and for correcting it.
func (c *call) entryFields(name string, m *matter.Matter) []Field {
	title, place := c.line("title", "field.title", matter.MaxTitle, false),
		c.line("place", "field.place", matter.MaxPlace, false)
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
	if !terms.Deadline.Zero() {
		due.Hint = c.t("form.due_hint", "due", lang.DateTime(c.l, c.desk.Calendar().Add(now, terms.Deadline)))
	}
	out := []Field{c.pick("lead", "field.lead", true, units), c.pick("co", "field.co", false, nil),
		c.pick("co_2", "field.co", false, nil),
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
		return &matter.List{Category: s.Get("category"), Severity: s.severity("severity"), Area: s.area("area"),
			Place: s.Get("place"), Title: s.Get("title"), Kind: s.kind("kind")}
	case "amend":
		return &matter.Amend{Category: s.Get("category"), Severity: s.severity("severity"), Area: s.area("area"),
			Place: s.Get("place"), Title: s.Get("title"), Reason: reason}
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
	case "recheck":
		return &matter.Recheck{Good: s.yes("good"), Note: note, Photos: s.photos()}
	case "plan_root":
		return &matter.PlanRoot{Cause: s.text("cause"), Measure: s.text("measure"), Until: s.instant("until")}
	case "done_root":
		return &matter.DoneRoot{Note: note, Photos: s.photos()}
	case "unmark":
		return &matter.Unmark{Mark: s.Get("mark"), Reason: reason}
	case "instruct":
		return &matter.Instruct{Text: s.text("text")}
	case "sign_notice":
		return &matter.SignNotice{Notice: s.number("notice")}
	case "answer_notice":
		return &matter.AnswerNotice{Notice: s.number("notice"), Text: s.text("text")}
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
	case "drop_hold":
		return &matter.DropHold{Reason: reason}
	case "appeal":
		return &matter.Appeal{Ground: s.text("ground"), Reason: reason}
	case "uphold_appeal":
		return &matter.UpholdAppeal{Reason: reason}
	case "dismiss_appeal":
		return &matter.DismissAppeal{Reason: reason}
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

// marks are those of a matter that can be taken away.
func (c *call) marks(m *matter.Matter) []Option {
	var out []Option
	for _, k := range []string{matter.Recurrent, matter.Stubborn} {
		if m.Mark(k) != nil {
			out = append(out, Option{Value: k, Label: c.t("mark." + k), Selected: m.Recurrent == nil ||
				m.Stubborn == nil})
		}
	}
	return out
}

// grounds are what a unit may still dispute.
func (c *call) grounds(m *matter.Matter) []Option {
	var out []Option
	for _, g := range matter.Grounds() {
		if !slices.Contains(m.Appeals, g) {
			out = append(out, Option{Value: g, Label: c.t("ground." + g)})
		}
	}
	return out
}

// pickNotice chooses one of the matter's notices; where there is only one it is filled in.
func (c *call) pickNotice(m *matter.Matter, fits func(matter.Notice) bool) Field {
	f := Field{Kind: "select", Name: "notice", Label: c.t("field.notice"), Required: true}
	for _, n := range m.Notices {
		if n.Paper.Kind != "assign" && fits(n) {
			f.Options = append(f.Options, Option{Value: strconv.FormatInt(n.Seq, 10),
				Label: c.noticeName(n.Paper.Kind) + " " + c.desk.Policy().Number(n.Paper)})
		}
	}
	if len(f.Options) == 1 {
		f.Value = f.Options[0].Value
	}
	return f
}
