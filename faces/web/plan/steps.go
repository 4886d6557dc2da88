package plan

import (
	"slices"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/plan"
	"xiaohao/platform/lang"
)

// forms are the steps that the caller may take now, the next one first and open.
func forms(c *kit.Call, s *plan.Sheet) (out []kit.Form, err error) {
	p, x := s.Plan, plansOf(c.House)
	may := func(t event.Type) bool { return x.MayTake(c.Who.Caller, t, p) }
	add := func(step, tone string, open bool, fields ...kit.Field) {
		out = append(out, kit.Form{ID: step, Action: planURL(p.ID) + "/" + step, Once: c.Once(),
			Title:  c.T("plan.do." + step),
			Submit: c.T("plan.do." + step), Tone: tone, Open: open, Fields: fields})
	}
	today := kit.Field{Kind: "date", Name: "day", Required: true, Value: lang.Input(c.Now)[:10]}
	day := func(key string) kit.Field { f := today; f.Label = c.T(key); return f }
	if w := p.Work; w != nil {
		passed := kit.Field{Kind: "radios", Name: "passed", Label: c.T("plan.field.passed"), Required: true,
			Options: []kit.Option{{Value: "1", Label: c.T("plan.passed")}, {Value: "0", Label: c.T("plan.not_passed")}}}
		switch {
		case w.Stage == plan.Drafted && may(plan.AskedType):
			add("ask", "primary", false, askFields(c, w)...)
		case w.Stage == plan.Asked && may(plan.HeardType) && (c.Now >= w.Until || len(w.Silent()) == 0):
			add("hear", "primary", true, replyFields(c, w)...)
		case w.Stage == plan.Heard && may(plan.ReviewedType):
			add("review", "primary", true, passed, c.Words("opinion", "plan.field.opinion", matter.MaxNote, true))
		case w.Stage == plan.Reviewed && may(plan.DeliberatedType):
			met, err := meetField(c)
			if err != nil {
				return nil, err
			}
			add("deliberate", "primary", true, met, c.Line("meeting", "plan.field.meeting", longLine, false),
				day("plan.field.day"), passed, c.Words("note", "plan.field.note", matter.MaxNote, false))
		case w.Stage == plan.Deliberated && may(plan.AdoptedType):
			add("adopt", "primary", true, c.Line("by", "plan.field.by", longLine, true), day("plan.field.day"))
		case w.Stage == plan.Adopted && may(plan.SentType):
			add("send", "primary", true, sendFields(c, p)...)
		}
		if may(plan.TakenBackType) && w.Stage != plan.SentOut {
			add("take_back", "danger", false, c.Reason())
		}
	}
	if p.State == plan.Issued {
		out = append(out, runForms(c, s, may)...)
	}
	return out, nil
}

// runForms are what is done with a plan in force.
func runForms(c *kit.Call, s *plan.Sheet, may func(event.Type) bool) (out []kit.Form) {
	p, base := s.Plan, planURL(s.Plan.ID)+"/"
	form := func(step, tone string, open bool, fields ...kit.Field) {
		out = append(out, kit.Form{ID: step, Action: base + step, Once: c.Once(), Title: c.T("plan.do." + step),
			Submit: c.T("plan.do." + step), Tone: tone, Open: open, Fields: fields})
	}
	reported := slices.ContainsFunc(p.Reports, func(r plan.Filed) bool { return r.Kind == plan.MidTerm })
	late := s.Late != 0
	if may(plan.ReportedType) && !reported {
		form("report", tonesOf(late && p.Mid == s.Late), late && p.Mid == s.Late,
			c.Words("text", "plan.field.report", matter.MaxText, true))
	}
	if may(plan.PaidType) && len(s.Content.Money) > 0 {
		line := kit.Choose("line", c.T("plan.field.line"), true, nil)
		for _, m := range s.Content.Money {
			line.Options = append(line.Options, kit.Option{Value: m.Key, Label: lineName(c, m)})
		}
		sum := kit.Field{Kind: "text", Name: "amount", Label: c.T("plan.field.amount"), Hint: c.T("plan.hint.amount"),
			Max: 30, Required: true}
		form("pay", "", false, line, sum, kit.Field{Kind: "date", Name: "day", Label: c.T("plan.field.paid_day"),
			Required: true, Value: lang.Input(c.Now)[:10]}, c.Line("note", "plan.field.note", longLine, false))
	}
	if may(plan.RevisedType) && p.Work == nil {
		form("revise", "", false, c.Reason())
	}
	if may(plan.EndedType) {
		over := late && p.Final == s.Late
		form("end", tonesOf(over), over, c.Words("reached", "plan.field.reached", matter.MaxText, true),
			c.Words("missed", "plan.field.missed", matter.MaxText, false),
			c.Words("lessons", "plan.field.lessons", matter.MaxText, true))
	}
	return out
}

func tonesOf(next bool) string {
	if next {
		return "primary"
	}
	return ""
}

// askFields ask for the units, and the last day.
func askFields(c *kit.Call, w *plan.Work) []kit.Field {
	f := unitsField(c, w, "units", c.T("plan.units_part"), 0)
	until := kit.Field{Kind: "date", Name: "until", Label: c.T("plan.field.until"), Hint: c.T("plan.hint.until"),
		Value: lang.Input(c.Now.Plus(int64(c.Desk.Policy().Plans.Opinions) * kit.Day))[:10]}
	return []kit.Field{f, until}
}

// meetShown is how many meetings there are to choose from.
const meetShown = 60

// meetField chooses a meeting of the register.
func meetField(c *kit.Call) (kit.Field, error) {
	f := kit.Choose("meeting_id", c.T("plan.field.meeting_id"), false, nil)
	f.Hint, f.None = c.T("plan.hint.meeting_id"), c.T("plan.none.meeting")
	list, err := plansOf(c.House).Meets(c.Ctx, c.Who.Caller, meetShown)
	for i := range list {
		t := &list[i]
		f.Options = append(f.Options, kit.Option{Value: strconv.FormatInt(t.ID, 10),
			Label: t.Name() + " · " + lang.Date(c.L, t.Day)})
	}
	return f, err
}

// sendFields ask for the version's first day and the units that its paper goes to.
func sendFields(c *kit.Call, p *plan.Plan) []kit.Field {
	from := kit.Field{Kind: "date", Name: "from", Label: c.T("plan.field.from"), Required: true,
		Hint: c.T("plan.hint.from"), Value: lang.Input(p.Work.Content.First)[:10]}
	if len(p.Versions) > 0 {
		from.Value = lang.Input(c.Now)[:10]
	}
	return []kit.Field{from, unitsField(c, p.Work, "to", c.T("plan.units_to"), p.Work.Content.Lead)}
}

// unitsField chooses units, those with a measure of the plan and one more ticked, under a heading of their own.
func unitsField(c *kit.Call, w *plan.Work, name, heading string, more int64) kit.Field {
	mine := map[int64]bool{more: more != 0}
	for _, m := range w.Content.Measures {
		for _, u := range append([]int64{m.Lead}, m.Co...) {
			mine[u] = u != 0
		}
	}
	f := kit.Field{Kind: "many", Name: name, Label: c.T("plan.field." + name)}
	var others []kit.Option
	for _, u := range c.Org.FindUnits("", w.Content.Area, 300) {
		o := kit.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name(c.Short()), Group: heading,
			Selected: true}
		switch {
		case u.Former:
		case mine[u.ID]:
			f.Options = append(f.Options, o)
		default:
			o.Selected, o.Group = false, c.T("plan.units_other")
			others = append(others, o)
		}
	}
	f.Options = append(f.Options, others...)
	return f
}

// replyFields ask how each objection was dealt with.
func replyFields(c *kit.Call, w *plan.Work) (out []kit.Field) {
	for _, o := range w.Objections() {
		n := strconv.FormatInt(o.Unit, 10)
		taken := kit.Field{Kind: "radios", Name: "taken-" + n, Label: c.T("plan.field.taken", "unit",
			c.UnitName(o.Unit)),
			Hint: o.Text, Required: true, Options: []kit.Option{{Value: "1", Label: c.T("plan.taken")},
				{Value: "0", Label: c.T("plan.not_taken")}}}
		text := c.Words("reply-"+n, "plan.field.reply", matter.MaxNote, true)
		out = append(out, taken, text)
	}
	return out
}

// step takes one step with a plan.
func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	name := c.R.PathValue("step")
	if err := take(c, id, name, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		if name == "correct" {
			return showMoney(c, s, err)
		}
		return show(c, name, s, err)
	}
	c.Flash("flash.plan_"+name, "")
	if name == "correct" {
		c.To(planURL(id) + "/money")
		return nil
	}
	c.To(planURL(id))
	return nil
}

func take(c *kit.Call, id int64, name string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, ctx, who := plansOf(c.House), c.Ctx, c.Who.Caller
	var do func() error
	switch name {
	case "ask":
		units, until := s.Numbers("units"), lastDay(s, "until")
		do = func() error { return x.Ask(ctx, who, command, id, units, until) }
	case "hear":
		replies, err := repliesSent(c, id, s)
		if err != nil {
			return err
		}
		do = func() error { return x.Hear(ctx, who, command, id, replies) }
	case "review":
		do = func() error {
			return x.Review(ctx, who, command, id, plan.Reviewing{Passed: s.Yes("passed"), Opinion: s.Text("opinion")})
		}
	case "deliberate":
		b := plan.Deliberating{Meeting: s.Get("meeting"), ID: s.Number("meeting_id"), Day: firstDay(s, "day"),
			Passed: s.Yes("passed"), Note: s.Text("note")}
		do = func() error { return x.Deliberate(ctx, who, command, id, b) }
	case "adopt":
		b := plan.Adopting{By: s.Get("by"), Day: firstDay(s, "day")}
		do = func() error { return x.Adopt(ctx, who, command, id, b) }
	case "send":
		b := plan.Outgoing{From: firstDay(s, "from"), To: s.Numbers("to")}
		do = func() error {
			_, err := x.Send(ctx, who, command, id, b)
			return err
		}
	default:
		do, err = running(c, id, name, command, s)
	}
	if err != nil || s.Bad != nil {
		if err == nil {
			err = s.Bad
		}
		return err
	}
	return do()
}

// running are the steps with a plan in force, and those back.
func running(c *kit.Call, id int64, name string, command ledger.ID, s *kit.Sent) (func() error, error) {
	x, ctx, who := plansOf(c.House), c.Ctx, c.Who.Caller
	switch name {
	case "take_back":
		return func() error { return x.TakeBack(ctx, who, command, id, s.Text("reason")) }, nil
	case "revise":
		return func() error { return x.Revise(ctx, who, command, id, s.Text("reason")) }, nil
	case "hand_out":
		return func() error {
			_, err := x.HandOut(ctx, who, command, id, s.Get("measure"))
			return err
		}, nil
	case "pay":
		b := plan.Paid{Line: s.Get("line"), Amount: fen(s, "amount"), Day: firstDay(s, "day"), Note: s.Get("note")}
		return func() error { return x.Pay(ctx, who, command, id, b) }, nil
	case "correct":
		entry, right := s.Number("entry"), fen(s, "amount")
		return func() error { return x.Correct(ctx, who, command, id, entry, right, s.Text("reason")) }, nil
	case "report":
		return func() error { return x.Report(ctx, who, command, id, s.Text("text")) }, nil
	case "end":
		a := plan.Assessment{Reached: s.Text("reached"), Missed: s.Text("missed"), Lessons: s.Text("lessons")}
		return func() error { return x.End(ctx, who, command, id, a) }, nil
	}
	return nil, c.Nowhere()
}

// repliesSent reads how the objections were dealt with.
func repliesSent(c *kit.Call, id int64, s *kit.Sent) (out []plan.Reply, err error) {
	p, err := plansOf(c.House).Plan(c.Ctx, c.Who.Caller, id)
	if err != nil || p.Work == nil {
		return nil, err
	}
	for _, o := range p.Work.Objections() {
		n := strconv.FormatInt(o.Unit, 10)
		if !s.Has("taken-" + n) {
			return nil, fault.New(fault.Invalid, "plan_replies").On("taken-" + n)
		}
		out = append(out, plan.Reply{Unit: o.Unit, Taken: s.Yes("taken-" + n), Text: s.Text("reply-" + n)})
	}
	return out, nil
}
