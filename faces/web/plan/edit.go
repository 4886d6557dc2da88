package plan

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/parts/plan"
	"xiaohao/platform/lang"
)

// New is where a plan is begun, from a shipped one or from nothing.
type New struct {
	kit.Frame
	Templates []kit.Link
	Form      kit.Form
	Names     []kit.Datalist
}

func (*New) Template() string { return "plan-new" }

// Edit is the draft of a plan, each thing of it in a form of its own.
type Edit struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Said    string
	Head    []kit.Form
	Goals   []kit.Form
	Steps   []kit.Form // measures
	Money   []kit.Form
	Names   []kit.Datalist
}

func (*Edit) Template() string { return "plan-edit" }

const (
	coSlots    = 3
	longTitle  = 100
	longLine   = 200
	longText   = 4000
	unitsShown = 1000
)

func newPlan(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	if !plansOf(c.House).MayBegin(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	code := c.R.URL.Query().Get("from")
	if s != nil {
		code = s.Get("template")
	}
	was := plan.Content{Area: c.OwnArea()}
	p := &New{Frame: c.Overview("plans"), Names: c.UnitNamesList(c.Org.FindUnits("", 0, unitsShown))}
	for _, x := range append([]string{""}, plan.Templates()...) {
		label := c.T("plan.template_none")
		if t, err := plan.Shipped(x); err == nil {
			label = t.Name(c.Short())
			if x == code {
				was = t.Start(c.OwnArea(), 0, yearNow(c))
				was.Set = setFor(c, &was)
			}
		}
		p.Templates = append(p.Templates, kit.Link{Label: label, URL: "/plans/new?" + query("from", x),
			Current: x == code})
	}
	p.Title = c.T("plan.new")
	p.Form = kit.Form{ID: "begin", Action: "/plans/new", Once: c.Once(), Submit: c.T("plan.begin"), Tone: "primary",
		Fields: append(headFields(c, &was), kit.Field{Kind: "hidden", Name: "template", Value: code})}
	if n := len(was.Goals) + len(was.Measures) + len(was.Money); n > 0 {
		p.Form.Hint = c.T("plan.template_hint", "goals", strconv.Itoa(len(was.Goals)), "measures",
			strconv.Itoa(len(was.Measures)))
	}
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

func yearNow(c *kit.Call) int {
	y, _ := strconv.Atoi(lang.Input(c.Now)[:4])
	return y
}

// headFields ask for what stands above goals, measures and money.
func headFields(c *kit.Call, was *plan.Content) []kit.Field {
	title, text := c.Line("title", "plan.field.title", longTitle, true), c.Words("text", "plan.field.text", longText,
		false)
	group, basis := c.Line("group", "plan.field.group", longLine, false),
		c.Line("basis", "plan.field.basis", longLine, false)
	title.Value, text.Value, group.Value, basis.Value = was.Title, was.Text, was.Group, was.Basis
	first := kit.Field{Kind: "date", Name: "first", Label: c.T("plan.field.first"), Required: true}
	last := kit.Field{Kind: "date", Name: "last", Label: c.T("plan.field.last"), Required: true}
	if was.First > 0 {
		first.Value, last.Value = lang.Input(was.First)[:10], lang.Input(was.Last - 1)[:10]
	}
	lead := c.Pick("lead", "plan.field.lead", true, nil)
	if u, ok := c.Org.Unit(was.Lead); ok {
		lead.Value = c.Typed(u)
	}
	number := func(name string, v int64) kit.Field {
		f := kit.Field{Kind: "number", Name: name, Label: c.T("plan.field." + name), Hint: c.T("plan.hint." + name)}
		if v != 0 {
			f.Value = strconv.FormatInt(v, 10)
		}
		return f
	}
	return []kit.Field{title, c.AnyAreaField("area", true, was.Area, 0), first, last, lead, group, basis, text,
		number("answers", was.Answers), setField(c, was.Set)}
}

// head reads them.
func head(c *kit.Call, s *kit.Sent) plan.Content {
	return plan.Content{Title: s.Get("title"), Area: s.Area("area"), First: firstDay(s, "first"), Last: lastDay(s,
		"last"),
		Lead: s.Unit(c.Org, "lead"), Group: s.Get("group"), Basis: s.Get("basis"), Text: s.Text("text"),
		Answers: s.Number("answers"), Set: s.Number("set")}
}

func begin(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := begun(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.plan_begun", "")
	c.To(planURL(id) + "/edit")
	return nil
}

func begun(c *kit.Call, s *kit.Sent) (int64, error) {
	id, err := s.ID()
	if err != nil {
		return 0, err
	}
	p, code := head(c, s), s.Get("template")
	if s.Bad != nil {
		return 0, s.Bad
	}
	if t, err := plan.Shipped(code); err == nil && p.First > 0 {
		year, _ := strconv.Atoi(lang.Input(p.First)[:4])
		from := t.Start(p.Area, p.Lead, year)
		p.Goals, p.Measures, p.Money = from.Goals, from.Measures, from.Money
		for i := range p.Measures {
			if p.Measures[i].Due > p.Last {
				p.Measures[i].Due = 0
			}
		}
		p.Money = within(p)
	}
	return plansOf(c.House).Begin(c.Ctx, c.Who.Caller, id, p, code)
}

// within leaves out lines of years in which the plan does not run.
func within(p plan.Content) (out []plan.Money) {
	for _, m := range p.Money {
		for _, y := range p.Years() {
			if m.Year == y {
				out = append(out, m)
			}
		}
	}
	return out
}

func edit(c *kit.Call) error { return showEdit(c, "", nil, nil) }

func showEdit(c *kit.Call, form string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := plansOf(c.House)
	p, err := x.Plan(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	if !x.MayTake(c.Who.Caller, plan.EditedType, p) {
		return fault.New(fault.Denied, "not_allowed")
	}
	if p.Work == nil || p.Work.Stage != plan.Drafted && p.Work.Stage != plan.Heard {
		return fault.New(fault.Conflict, "plan_stage")
	}
	w := p.Work
	e := &Edit{Frame: c.Overview("plans"), Heading: w.Content.Title, Crumbs: crumbs(c, id, w.Content.Title,
		c.T("plan.edit")), Said: c.T("plan.edit_lead"), Names: c.UnitNamesList(c.Org.FindUnits("", 0, unitsShown))}
	e.Title = e.Heading
	f := editor{c, planURL(id) + "/edit/", strconv.FormatInt(w.Seq, 10), &w.Content}
	h := f.form("head", "", c.T("plan.edit.head"), headFields(c, &w.Content))
	e.Head = []kit.Form{h}
	for i, g := range w.Content.Goals {
		e.Goals = append(e.Goals, f.goal(i+1, g))
	}
	for i, m := range w.Content.Measures {
		e.Steps = append(e.Steps, f.measure(i+1, m))
	}
	for i, m := range w.Content.Money {
		e.Money = append(e.Money, f.money(i+1, m))
	}
	e.Goals, e.Steps, e.Money = append(e.Goals, f.goal(0, plan.Goal{})),
		append(e.Steps, f.measure(0, plan.Measure{})), append(e.Money, f.money(0, plan.Money{}))
	all := [][]kit.Form{e.Head, e.Goals, e.Steps, e.Money}
	told := wrong == nil
	for _, forms := range all {
		told = told || kit.Refuse(forms, c.L, form, sent, wrong)
	}
	if wrong != nil {
		c.Log(wrong)
		e.Status = fault.Of(wrong).Kind.Status()
	}
	if !told {
		e.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
	}
	return c.Render(e)
}

// editor makes the forms of a draft.
type editor struct {
	c    *kit.Call
	to   string
	base string // the event whose content is edited
	all  *plan.Content
}

// form is the form of one thing; key is "" for a new one.
func (e editor) form(what, key, title string, fields []kit.Field) kit.Form {
	id, c := what, e.c
	if what != "head" {
		if id = what + "-" + key; key == "" {
			id = what + "-new"
		}
		fields = append(fields, kit.Field{Kind: "hidden", Name: "key", Value: key})
		if key != "" {
			fields = append(fields, kit.Field{Kind: "check", Name: "drop", Label: c.T("plan.drop")})
		}
	}
	return kit.Form{ID: id, Action: e.to + what, Once: c.Once(), Title: title, Submit: c.T("form.save"),
		Fields: append(fields, kit.Field{Kind: "hidden", Name: "base", Value: e.base})}
}

// titled is the title of a form: its number and what it holds, or that it adds.
func (e editor) titled(nth int, what, text string) string {
	if nth == 0 {
		return e.c.T("plan.add." + what)
	}
	return strconv.Itoa(nth) + ". " + text
}

func (e editor) goal(nth int, g plan.Goal) kit.Form {
	c := e.c
	text := c.Line("text", "plan.field.goal", longLine, true)
	text.Value = g.Text
	fields := []kit.Field{text, indicatorField(c, e.all, g.Indicator)}
	for _, y := range e.all.Years() {
		n := strconv.Itoa(y)
		f := kit.Field{Kind: "text", Name: "target-" + n, Label: c.T("plan.field.target", "year", n), Max: 30}
		for _, t := range g.Targets {
			if t.Year == y {
				f.Value = plan.FormatAmount(t.Amount)
			}
		}
		fields = append(fields, f)
	}
	return e.form("goal", g.Key, e.titled(nth, "goal", g.Text), fields)
}

func (e editor) measure(nth int, m plan.Measure) kit.Form {
	c := e.c
	text := c.Line("text", "plan.field.measure", longLine, true)
	text.Value = m.Text
	lead := c.Pick("lead", "field.lead", false, nil)
	if u, ok := c.Org.Unit(m.Lead); ok {
		lead.Value = c.Typed(u)
	}
	fields := []kit.Field{text, lead}
	for i := range coSlots {
		f := c.Pick("co-"+strconv.Itoa(i+1), "plan.field.co", false, nil)
		f.Label += " " + strconv.Itoa(i+1)
		if i < len(m.Co) {
			if u, ok := c.Org.Unit(m.Co[i]); ok {
				f.Value = c.Typed(u)
			}
		}
		fields = append(fields, f)
	}
	due := kit.Field{Kind: "date", Name: "due", Label: c.T("plan.field.due"), Hint: c.T("plan.hint.due")}
	if m.Due != 0 {
		due.Value = lang.Input(m.Due - 1)[:10]
	}
	return e.form("measure", m.Key, e.titled(nth, "measure", m.Text), append(fields, due,
		kit.Field{Kind: "check", Name: "yearly", Label: c.T("plan.field.yearly"), Checked: m.Yearly}))
}

func (e editor) money(nth int, m plan.Money) kit.Form {
	c := e.c
	source, purpose := c.Line("source", "plan.field.source", 60, true),
		c.Line("purpose", "plan.field.purpose", longLine, true)
	source.Value, purpose.Value = m.Source, m.Purpose
	year := kit.Choose("year", c.T("plan.field.year"), true, nil)
	for _, y := range e.all.Years() {
		n := strconv.Itoa(y)
		year.Options = append(year.Options, kit.Option{Value: n, Label: n, Selected: y == m.Year})
	}
	sum := kit.Field{Kind: "text", Name: "budgeted", Label: c.T("plan.field.budgeted"), Hint: c.T("plan.hint.amount"),
		Max: 30}
	if m.Key != "" {
		sum.Value = plan.FormatFen(m.Budgeted)
	}
	return e.form("money", m.Key, e.titled(nth, "money", lineName(c, m)), []kit.Field{source, purpose, year, sum})
}

// put takes one thing of the draft.
func put(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	what := c.R.PathValue("what")
	if err := putOne(c, id, what, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		form := what
		if what != "head" {
			if form = what + "-" + s.Get("key"); s.Get("key") == "" {
				form = what + "-new"
			}
		}
		return showEdit(c, form, s, err)
	}
	c.Flash("flash.plan_saved", "")
	c.To(planURL(id) + "/edit#" + map[string]string{"goal": "goals", "measure": "measures", "money": "money"}[what])
	return nil
}

func putOne(c *kit.Call, id int64, what string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	i := plan.Item{Drop: s.Yes("drop")}
	switch what {
	case "head":
		h := head(c, s)
		i.Head = &h
	case "goal":
		i.Goal = goalSent(s)
	case "measure":
		m := &plan.Measure{Key: s.Get("key"), Text: s.Get("text"), Lead: s.Unit(c.Org, "lead"), Due: lastDay(s, "due"),
			Yearly: s.Yes("yearly")}
		for n := range coSlots {
			if u := s.Unit(c.Org, "co-"+strconv.Itoa(n+1)); u != 0 {
				m.Co = append(m.Co, u)
			}
		}
		i.Measure = m
	case "money":
		i.Money = &plan.Money{Key: s.Get("key"), Source: s.Get("source"), Purpose: s.Get("purpose"),
			Year: int(s.Number("year")), Budgeted: fen(s, "budgeted")}
	default:
		return c.Nowhere()
	}
	if s.Bad != nil {
		return s.Bad
	}
	return plansOf(c.House).Put(c.Ctx, c.Who.Caller, command, id, s.Number("base"), i)
}

func goalSent(s *kit.Sent) *plan.Goal {
	g := &plan.Goal{Key: s.Get("key"), Text: s.Get("text"), Indicator: s.Get("indicator")}
	for name := range s.Values {
		year, ok := strings.CutPrefix(name, "target-")
		if !ok || strings.TrimSpace(s.Get(name)) == "" {
			continue
		}
		y, _ := strconv.Atoi(year)
		n, err := plan.ParseAmount(s.Get(name))
		if err != nil {
			s.Spoil(fault.Of(err).On(name))
		}
		g.Targets = append(g.Targets, plan.Target{Year: y, Amount: indicator.Amount(n)})
	}
	return g
}

// fen reads an amount of money; what is none spoils the form.
func fen(s *kit.Sent, name string) int64 {
	if strings.TrimSpace(s.Get(name)) == "" {
		return 0
	}
	n, err := plan.ParseFen(s.Get(name))
	if err != nil {
		s.Spoil(fault.Of(err).On(name))
	}
	return n
}
