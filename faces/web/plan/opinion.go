package plan

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/plan"
	"xiaohao/platform/lang"
)

// Mine is what waits for the reader: opinions, steps, reports.
type Mine struct {
	kit.Frame
	Doors  []kit.Link
	Groups []MineGroup
}

func (*Mine) Template() string { return "plans-mine" }

// MineGroup is things of one sort that wait.
type MineGroup struct {
	Heading string
	Rows    []ListRow
}

// mineShown is how many of a sort are shown; what is done makes room for the next.
const mineShown = 50

func mine(c *kit.Call) error {
	x, who := plansOf(c.House), c.Who.Caller
	p := &Mine{Frame: c.Overview("plans"), Doors: doors(c, "mine")}
	asks, err := x.Asks(c.Ctx, who, mineShown)
	if err != nil {
		return err
	}
	steps, err := x.Mine(c.Ctx, who, mineShown)
	if err != nil {
		return err
	}
	late, err := x.Overdue(c.Ctx, who, mineShown)
	if err != nil {
		return err
	}
	add := func(key string, list []*plan.Plan, to string, say func(*plan.Plan) string) {
		g := MineGroup{Heading: c.T(key)}
		for _, q := range list {
			g.Rows = append(g.Rows, ListRow{URL: planURL(q.ID) + to, Title: titleOf(q), Said: say(q),
				Stage: c.T("plan.stage." + string(q.Stage())), Tone: tone(q.Stage())})
		}
		if len(list) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	add("plan.mine.asks", asks, "/opinion", func(q *plan.Plan) string {
		return c.T("plan.opinion_by", "at", lang.DateTime(c.L, q.Work.Until-60e6), "left", lang.Left(c.L, c.Now,
			q.Work.Until))
	})
	add("plan.mine.steps", steps, "", func(q *plan.Plan) string { return c.T("plan.work." + string(q.Work.Stage)) })
	add("plan.mine.reports", late, "", func(q *plan.Plan) string {
		at, _ := q.Due(c.Now)
		return c.T("plan.report_late", "at", lang.Date(c.L, at-1))
	})
	return c.Render(p)
}

func titleOf(p *plan.Plan) string {
	if p.Work != nil {
		return p.Work.Content.Title
	}
	return p.Title
}

// OpinionPage is a draft as a unit that is asked reads it, with the two answers.
type OpinionPage struct {
	kit.Frame
	Heading, Said string
	Crumbs        []kit.Link
	Units         []UnitAsked
	Changes       []string
	Text          []string
	Facts         []kit.Fact
	Goals         []GoalRow
	Measures      []MeasureRow
	Money         []MoneyRow
}

func (*OpinionPage) Template() string { return "plan-opinion" }

// UnitAsked is a unit of the reader's that may speak.
type UnitAsked struct {
	Name, Said, Tone string
	Agree, Object    kit.Form
}

func opinion(c *kit.Call) error { return showOpinion(c, "", nil, nil) }

func showOpinion(c *kit.Call, form string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := plansOf(c.House)
	q, err := x.Plan(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	if q.Work == nil || q.Work.Stage != plan.Asked {
		return fault.New(fault.Conflict, "plan_late")
	}
	w := q.Work
	p := &OpinionPage{Frame: c.Overview("plans"), Heading: w.Content.Title, Text: paragraphs(w.Content.Text),
		Said:   c.T("plan.opinion_by", "at", lang.DateTime(c.L, w.Until-60e6), "left", lang.Left(c.L, c.Now, w.Until)),
		Crumbs: crumbs(c, id, w.Content.Title, c.T("plan.opinion"))}
	p.Title = p.Heading
	var all []kit.Form
	for _, u := range x.Speaks(c.Who.Caller, w) {
		a := asked(c, id, w, u)
		all = append(all, a.Agree, a.Object)
		p.Units = append(p.Units, a)
	}
	refused(c, &p.Frame, all, form, sent, wrong)
	for i := range p.Units {
		p.Units[i].Agree, p.Units[i].Object = all[2*i], all[2*i+1]
	}
	s := &plan.Sheet{Plan: &plan.Plan{ID: id}, Content: w.Content}
	for _, g := range w.Content.Goals {
		s.Goals = append(s.Goals, plan.GoalStand{Goal: g})
	}
	for _, m := range w.Content.Measures {
		s.Measures = append(s.Measures, plan.MeasureStand{Measure: m})
	}
	p.Facts, p.Goals, p.Measures = facts(c, s), goalRows(c, s), measureRows(c, s)
	for _, m := range w.Content.Money {
		p.Money = append(p.Money, MoneyRow{Name: lineName(c, m), Said: papers(c).Budgeted(m.Budgeted)})
	}
	return c.Render(p)
}

// asked are the two answers of a unit.
func asked(c *kit.Call, id int64, w *plan.Work, unit int64) UnitAsked {
	n := strconv.FormatInt(unit, 10)
	a := UnitAsked{Name: c.UnitName(unit), Said: c.T("plan.silent"), Tone: "grey"}
	for _, o := range w.Opinions {
		if o.Unit == unit {
			if a.Said, a.Tone = c.T("plan.agrees"), "green"; o.Objects {
				a.Said, a.Tone = c.T("plan.objects")+c.T("plan.colon")+o.Text, "yellow"
			}
		}
	}
	form := func(name, tone string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: name + "-" + n, Action: planURL(id) + "/opinion/" + n, Once: c.Once(),
			Title: c.T("plan.do." + name), Submit: c.T("plan.do." + name), Tone: tone,
			Fields: append(fields, kit.Field{Kind: "hidden", Name: "say", Value: name})}
	}
	a.Agree = form("agree", "primary")
	a.Object = form("object", "danger", c.Words("text", "plan.field.objection", matter.MaxNote, true))
	return a
}

// opine takes the opinion of a unit.
func opine(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	command, err := s.ID()
	unit, _ := strconv.ParseInt(c.R.PathValue("unit"), 10, 64)
	if err == nil {
		err = plansOf(c.House).Opine(c.Ctx, c.Who.Caller, command, id, plan.Saying{Unit: unit,
			Objects: s.Get("say") == "object", Text: s.Text("text")})
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showOpinion(c, s.Get("say")+"-"+c.R.PathValue("unit"), s, err)
	}
	c.Flash("flash.plan_opinion", "")
	c.To(planURL(id))
	return nil
}

// paragraphs are the lines of a text.
func paragraphs(text string) (out []string) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
