package plan

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/plan"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// ReportPage is a report as it was made.
type ReportPage struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Said    []string
	Lists   []paper.List
	File    string // address of the same as .docx
}

func (*ReportPage) Template() string { return "plan-report" }

func made(c *kit.Call) (*plan.Plan, paper.Report, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, paper.Report{}, err
	}
	seq, err := strconv.ParseInt(c.R.PathValue("seq"), 10, 64)
	if err != nil {
		return nil, paper.Report{}, c.Nowhere()
	}
	p, m, err := plansOf(c.House).Made(c.Ctx, c.Who.Caller, id, seq)
	if err != nil {
		return nil, paper.Report{}, err
	}
	return p, papers(c).Report(p, m), nil
}

func report(c *kit.Call) error {
	q, r, err := made(c)
	if err != nil {
		return err
	}
	p := &ReportPage{Frame: c.Overview("plans"), Heading: r.Title, Said: append(r.About, r.Body...), Lists: r.Lists,
		Crumbs: crumbs(c, q.ID, q.Title, r.Title), File: c.R.URL.Path + "/docx"}
	p.Title = p.Heading
	return c.Render(p)
}

func reportFile(c *kit.Call) error {
	_, r, err := made(c)
	if err != nil {
		return err
	}
	return c.Letter(r.Title, r.Docx)
}

// Years is a plan split by year.
type Years struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Years   []Year
}

func (*Years) Template() string { return "plan-years" }

// Year is what a plan asks of a year.
type Year struct {
	Label    string
	Now      bool
	Said     string
	Goals    []kit.Fact
	Measures []MeasureRow
	Money    []MoneyRow
}

func years(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := plansOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Years{Frame: c.Overview("plans"), Heading: s.Content.Title, Crumbs: crumbs(c, id, s.Content.Title,
		c.T("plan.by_years"))}
	p.Title = p.Heading
	rows := measureRows(c, s)
	for _, y := range plan.Split(s) {
		n := strconv.Itoa(y.Year)
		v := Year{Label: c.T("plan.year", "year", n), Now: lang.Input(c.Now)[:4] == n}
		for _, g := range y.Goals {
			v.Goals = append(v.Goals, kit.Fact{Label: g.Text, Value: plan.FormatAmount(g.Targets[0].Amount)})
		}
		done := 0
		for _, i := range y.Measures {
			r := rows[i]
			r.Tick = ""
			if s.Measures[i].Done {
				done++
			}
			v.Measures = append(v.Measures, r)
		}
		var paid, budgeted int64
		for _, m := range y.Money {
			paid, budgeted = paid+m.Paid, budgeted+m.Budgeted
			v.Money = append(v.Money, MoneyRow{Name: m.Source, Said: papers(c).Paid(m), Segments: moneyBar(m.Paid,
				m.Budgeted)})
		}
		v.Said = c.T("plan.year_said", "goals", strconv.Itoa(len(y.Goals)), "measures", strconv.Itoa(len(y.Measures)),
			"done",
			strconv.Itoa(done), "paid", plan.Money10k(c.L, paid), "budgeted", plan.Money10k(c.L, budgeted))
		p.Years = append(p.Years, v)
	}
	return c.Render(p)
}

// MoneyPage is what was entered of a plan's money.
type MoneyPage struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Sums    []MoneyRow
	Rows    []EntryRow
	Forms   []kit.Form
	Pager   kit.Pager
}

func (*MoneyPage) Template() string { return "plan-money" }

// EntryRow is an entry of what was paid.
type EntryRow struct{ Nth, Line, Amount, At, Note, Who string }

const entriesOnPage = 50

func money(c *kit.Call) error { return showMoney(c, nil, nil) }

func showMoney(c *kit.Call, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := plansOf(c.House)
	s, err := x.Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, err := x.Entries(c.Ctx, c.Who.Caller, id, below, entriesOnPage+1)
	if err != nil {
		return err
	}
	p := &MoneyPage{Frame: c.Overview("plans"), Heading: s.Content.Title, Sums: moneyRows(c, s),
		Crumbs: crumbs(c, id, s.Content.Title, c.T("plan.entries"))}
	p.Title = p.Heading
	if len(list) > entriesOnPage {
		list = list[:entriesOnPage]
		p.Pager.Next = planURL(id) + "/money?below=" + strconv.FormatInt(list[entriesOnPage-1].Seq, 10)
	}
	entry := kit.Choose("entry", c.T("plan.field.entry"), true, nil)
	for _, e := range list {
		r := entryRow(c, s, &e)
		p.Rows = append(p.Rows, r)
		if e.Corrects == 0 {
			entry.Options = append(entry.Options, kit.Option{Value: strconv.FormatInt(e.Seq, 10),
				Label: r.Nth + " · " + r.Line + " · " + r.Amount})
		}
	}
	if x.MayTake(c.Who.Caller, plan.PaidType, s.Plan) && s.Plan.State == plan.Issued && len(entry.Options) > 0 {
		p.Forms = []kit.Form{{ID: "correct", Action: planURL(id) + "/correct", Once: c.Once(),
			Title:  c.T("plan.do.correct"),
			Submit: c.T("plan.do.correct"), Hint: c.T("plan.hint.correct"), Fields: []kit.Field{entry,
				{Kind: "text", Name: "amount", Label: c.T("plan.field.right"), Hint: c.T("plan.hint.amount"), Max: 30,
					Required: true}, c.Reason()}}}
	}
	refused(c, &p.Frame, p.Forms, "correct", sent, wrong)
	return c.Render(p)
}

func entryRow(c *kit.Call, s *plan.Sheet, e *plan.Entry) EntryRow {
	r := EntryRow{Nth: "#" + strconv.FormatInt(e.Seq, 10), Amount: c.T("plan.yuan_plain", "n",
		plan.FormatFen(e.Amount)),
		At: lang.Date(c.L, e.Day), Note: e.Note,
		Line: c.T("plan.source_year", "source", e.Source, "year", strconv.Itoa(e.Year))}
	for _, m := range s.Content.Money {
		if m.Key == e.Line {
			r.Line = lineName(c, m)
		}
	}
	if e.Corrects != 0 {
		r.Note = c.T("plan.corrects", "nth", "#"+strconv.FormatInt(e.Corrects, 10), "reason", e.Reason)
	}
	if who, ok := c.Org.Person(e.By); ok {
		r.Who = who.Name
	}
	return r
}
