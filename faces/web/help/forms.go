package help

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/parts/help"
)

// forms are what can be done with a case now, the most urgent first.
func forms(c *kit.Call, s *help.Sheet) (out []kit.Form) {
	add := func(id, tone string, fields ...kit.Field) {
		out = append(out, kit.Form{ID: id, Action: caseURL(s.Matter.ID) + "/" + id, Once: c.Once(),
			Title: c.T("help.do." + id), Submit: c.T("help.do." + id), Tone: tone, Fields: fields})
	}
	when := kit.Field{Kind: "datetime", Name: "at", Label: c.T("help.at"), Hint: c.T("help.at_hint")}
	note := func(label string, must bool) kit.Field { return c.Words("note", label, help.LongNote, must) }
	whom := func(label string, must bool) kit.Field { return c.Line("whom", label, help.LongWho, must) }
	if s.Due() {
		add("told", "primary", whom("help.told_whom", true), c.Line("no", "help.told_no", help.LongPhone, false), when,
			note("field.note", false))
		add("spare", "", note("help.spare_why", true))
	}
	if s.Stopped != "" {
		add("decide", "primary", choose(c, "lets", "help.decided_for", "help.lets.", care.Decisions()),
			whom("help.decided_by", true), note("help.decided_what", true), when)
	}
	if !s.Over() {
		add("hand", "primary", handFields(c, s.Minor)...)
	}
	if s.Waits() {
		add("follow", "primary", choose(c, "reached", "help.reached", "help.reached.", []string{"yes", "no"}),
			note("help.follow_note", true), when)
		add("waive", "", note("help.waive_why", true))
	}
	add("call", "", choose(c, "kind", "help.whom", "help.whom.", help.Whoms()), choose(c, "reached", "help.reached",
		"help.reached.", []string{"yes", "no"}), whom("help.call_whom", false), when, note("field.note", false))
	add("give", "", choose(c, "kind", "help.need", "help.need.", help.Needs()),
		kit.Field{Kind: "number", Name: "amount", Label: c.T("help.amount"), Hint: c.T("help.amount_hint")}, when,
		note("field.note", false))
	add("note", "", note("help.note", true), when)
	if s.Mandated == 0 || s.Spared != 0 {
		add("suspect", "danger", note("help.suspect_why", true))
	}
	add("mark", "", markFields(c)...)
	if s.Again != 0 && s.Single == 0 {
		add("single", "", note("help.single_why", true))
	}
	if !s.Over() {
		add("end", "", choose(c, "how", "help.how", "help.end.", help.Ends()), note("help.end_why", true), when)
	}
	return out
}

func choose(c *kit.Call, name, label, prefix string, values []string) kit.Field {
	f := kit.Choose(name, c.T(label), true, nil)
	for _, v := range values {
		f.Options = append(f.Options, kit.Option{Value: v, Label: c.T(prefix + v)})
	}
	return f
}

func handFields(c *kit.Call, minor bool) []kit.Field {
	var relations []string
	for _, r := range care.Relations() {
		relations = append(relations, string(r))
	}
	check := func(name string) kit.Field {
		return kit.Field{Kind: "check", Name: name, Label: c.T("help.hand." + name)}
	}
	out := []kit.Field{choose(c, "relation", "help.hand_relation", "help.relation.", relations),
		choose(c, "paper", "help.hand_paper", "help.paper.", care.Papers()), check("proved"), check("agrees")}
	if minor {
		out = append(out, check("asked"), check("harm"), check("dispute"))
	}
	typed := c.Line("typed", "help.hand_typed", help.LongPhone, false)
	typed.Hint = c.T("help.hand_typed_hint")
	return append(out, c.Line("name", "help.hand_name", help.LongPhone, true),
		kit.Field{Kind: "tel", Name: "phone", Label: c.T("help.hand_phone"), Max: help.LongPhone},
		c.Words("advice", "help.hand_advice", help.LongNote, false),
		c.Words("reason", "help.hand_reason", help.LongNote, false), typed, kit.Field{Kind: "hidden", Name: "drawn"})
}

func markFields(c *kit.Call) []kit.Field {
	out := make([]kit.Field, 0, 6)
	for _, f := range []string{"name", "birth", "sex", "county", "phone", "paper"} {
		out = append(out, c.Line(f, "help.mark."+f, help.LongPhone, false))
	}
	out[len(out)-1].Hint = c.T("help.mark_hint")
	return out
}

// step takes one step with a case.
func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	name := c.R.PathValue("step")
	flash := "flash.help_step"
	if err = takeStep(c, id, name, s); err == errStopped {
		flash, err = "flash.help_stopped", nil
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return show(c, name, s, err)
	}
	c.Flash(flash, "")
	c.To(caseURL(id))
	return nil
}

// errStopped says that a hand-over was stopped, which is recorded.
var errStopped = fault.New(fault.Conflict, "help_stopped")

func takeStep(c *kit.Call, id int64, name string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, who, ctx := casesOf(c.House), c.Who.Caller, c.Ctx
	n := help.Note{At: at(s), Text: s.Text("note"), Whom: s.Get("whom"), No: s.Get("no")}
	if s.Bad != nil {
		return s.Bad
	}
	switch name {
	case "tick":
		return x.Tick(ctx, who, command, id, s.Get("code"), s.Yes("off"), n)
	case "give":
		return x.Give(ctx, who, command, id, s.Get("kind"), given(s), n)
	case "call":
		return x.Call(ctx, who, command, id, s.Get("kind"), s.Get("reached") == "yes", n)
	case "note":
		return x.Add(ctx, who, command, id, n)
	case "suspect":
		return x.Suspect(ctx, who, command, id, n)
	case "told":
		return x.Told(ctx, who, command, id, n)
	case "spare":
		return x.Spare(ctx, who, command, id, n)
	case "decide":
		return x.Decide(ctx, who, command, id, s.Get("lets"), n)
	case "end":
		return x.End(ctx, who, command, id, s.Get("how"), n)
	case "follow":
		return x.Follow(ctx, who, command, id, s.Get("reached") == "yes", n)
	case "waive":
		return x.Waive(ctx, who, command, id, n)
	case "single":
		return x.Single(ctx, who, command, id, n)
	case "mark":
		return x.Mark(ctx, who, command, id, care.Marks{Name: s.Get("name"), Birth: s.Get("birth"), Sex: s.Get("sex"),
			County: s.Get("county"), Phone: s.Get("phone"), Paper: s.Get("paper")})
	case "hand":
		return hand(c, id, s)
	}
	return c.Nowhere()
}

// given is how much was given: fen for money.
func given(s *kit.Sent) int {
	n := int(s.Number("amount"))
	if s.Get("kind") == "money" {
		return n * 100
	}
	return n
}

func hand(c *kit.Call, id int64, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	drawn, err := drawnOf(s)
	if err != nil {
		return err
	}
	stopped, err := casesOf(c.House).Hand(c.Ctx, c.Who.Caller, command, id, help.Hand{
		Relation: care.Relation(s.Get("relation")), Paper: s.Get("paper"), Proved: s.Yes("proved"),
		Agrees: s.Yes("agrees"), Asked: s.Yes("asked"), Harm: s.Yes("harm"), Dispute: s.Yes("dispute"),
		Name: s.Get("name"), Phone: s.Get("phone"), Advice: s.Text("advice"), Typed: s.Get("typed"), Drawn: drawn,
		Reason: s.Text("reason")})
	if err == nil && stopped != "" {
		return errStopped
	}
	return err
}
