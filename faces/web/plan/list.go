package plan

import (
	"net/url"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/parts/plan"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// List is the plans that the reader sees, the newest first.
type List struct {
	kit.Frame
	Doors  []kit.Link
	Fields []kit.Field
	Narrow bool
	Rows   []ListRow
	Pager  kit.Pager
	Export string
	New    string // address of a new plan; "" for who may not
}

func (*List) Template() string { return "plans" }

// ListRow is a plan in the list.
type ListRow struct {
	URL, Title, Said, Stage, Tone, Work string

	Light     kit.Light // how it stands, of a plan in force
	Now, Next string    // where it stands in a sentence, and what is due next; "" for nothing
}

// Board is all plans in force on one page, the worst first.
type Board struct {
	kit.Frame
	Doors []kit.Link
	Areas kit.Field
	Said  string
	Bad   bool
	Rows  []BoardRow
	More  string
}

func (*Board) Template() string { return "plans-board" }

// BoardRow is a plan on the leaders' page.
type BoardRow struct {
	URL, Title, Where string
	Said              string // all of it in a sentence
	Light             kit.Light
	Measures, Money   []kit.Segment
	Behind            []string // goals that lag, with their figures
	Late              []string // measures that are late, a few
	Report            string   // the report that is overdue
	Next              string
}

// fewShown is how many late measures and goals a row names.
const fewShown = 3

// doors lead between the pages of all plans.
func doors(c *kit.Call, here string) (out []kit.Link) {
	for _, d := range [][2]string{{"board", "/plans/board"}, {"list", "/plans"}, {"mine", "/plans/mine"}} {
		out = append(out, kit.Link{Label: c.T("plan.door." + d[0]), URL: d[1], Current: d[0] == here})
	}
	return out
}

// filter reads what the address asks for.
func filter(c *kit.Call) (plan.Filter, error) {
	q := c.R.URL.Query()
	f := plan.Filter{State: plan.Stage(q.Get("state"))}
	if v := q.Get("area"); v != "" {
		a, err := area.Parse(v)
		if err != nil {
			return f, fault.New(fault.Invalid, "area_unknown", "code", v).On("area")
		}
		f.Area = a
	}
	f.Below, _ = strconv.ParseInt(q.Get("below"), 10, 64)
	f.Lead, _ = strconv.ParseInt(q.Get("lead"), 10, 64)
	return f, nil
}

func list(c *kit.Call) error {
	f, err := filter(c)
	if err != nil {
		return err
	}
	rows, next, err := plansOf(c.House).List(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("plans"), Doors: doors(c, "list"), Narrow: f.State != "" || f.Area != 0,
		Fields: []kit.Field{c.AnyAreaField("area", false, f.Area, 0), stageField(c, f.State)}}
	for _, x := range rows {
		p.Rows = append(p.Rows, listRow(c, x))
	}
	if err := stand(c, rows, p.Rows); err != nil {
		return err
	}
	q := url.Values{}
	for _, name := range []string{"area", "state", "lead"} {
		if v := c.R.URL.Query().Get(name); v != "" {
			q.Set(name, v)
		}
	}
	p.Export = "/plans/plans.xlsx?" + q.Encode()
	if f.Below != 0 {
		p.Pager.First = "/plans?" + q.Encode()
		p.Export += "&below=" + strconv.FormatInt(f.Below, 10)
	}
	if next != 0 {
		q.Set("below", strconv.FormatInt(next, 10))
		p.Pager.Next = "/plans?" + q.Encode()
	}
	if plansOf(c.House).MayBegin(c.Who.Caller) {
		p.New = "/plans/new"
	}
	return c.Render(p)
}

func stageField(c *kit.Call, chosen plan.Stage) kit.Field {
	f := kit.Choose("state", c.T("plan.field.state"), false, nil)
	for _, s := range plan.Stages() {
		f.Options = append(f.Options, kit.Option{Value: string(s), Label: c.T("plan.stage." + string(s)),
			Selected: s == chosen})
	}
	return f
}

// tones are the marks of stages.
func tone(s plan.Stage) string {
	switch s {
	case plan.Issued:
		return "s-in_hand"
	case plan.Ended:
		return "s-struck_off"
	case plan.Dropped:
		return ""
	}
	return "s-assigned"
}

func span(c *kit.Call, p *plan.Plan) string {
	return c.T("plan.span", "area", c.AreaName(p.Area), "from", lang.Date(c.L, p.First), "to", lang.Date(c.L, p.Last-1),
		"lead", leadName(c, p.Lead))
}

// leadName is a unit, and who stands in its place today.
func leadName(c *kit.Call, unit int64) string {
	name := c.UnitName(unit)
	if now := plansOf(c.House).Today(unit); now != unit && now != 0 {
		return c.T("plan.succeeded", "was", name, "now", c.UnitName(now))
	}
	return name
}

func listRow(c *kit.Call, p *plan.Plan) ListRow {
	r := ListRow{URL: planURL(p.ID), Title: p.Title, Said: span(c, p), Stage: c.T("plan.stage." + string(p.State)),
		Tone: tone(p.State)}
	if n := len(p.Versions); n > 0 {
		r.Said += c.T("plan.comma") + c.T("plan.version_said", "n", strconv.Itoa(n), "number", p.Versions[n-1].Number)
		if p.Work != nil {
			r.Work = c.T("plan.in_revision", "stage", c.T("plan.stage."+string(p.Work.Stage)))
		}
	}
	return r
}

// stand says of plans in a list how each stands and what is due next.
func stand(c *kit.Call, list []*plan.Plan, rows []ListRow) error {
	sheets, err := plansOf(c.House).Standing(c.Ctx, c.Who.Caller, list)
	if err != nil {
		return err
	}
	for i, s := range sheets {
		r := &rows[i]
		switch w := s.Plan.Work; {
		case s.Plan.State == plan.Issued:
			r.Light, r.Now, r.Next = light(c, s.Light), papers(c).Counts(s.Counts, s.Pace), nextSaid(c, s.Next)
			if s.Late != 0 {
				r.Now = c.T("plan.report_late", "at", lang.Date(c.L, s.Late-1))
			}
		case w != nil:
			r.Now = workSaid(c, w)
		}
	}
	return nil
}

// listFile is the page of the list as a spreadsheet.
func listFile(c *kit.Call) error {
	f, err := filter(c)
	if err != nil {
		return err
	}
	rows, _, err := plansOf(c.House).List(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("tab.plans"), Heads: []string{c.T("plan.field.title"), c.T("field.area"),
		c.T("plan.field.lead"), c.T("plan.field.first"), c.T("plan.field.last"), c.T("plan.field.state"),
		c.T("plan.field.version"), c.T("plan.field.number")}}
	for _, p := range rows {
		number := ""
		if n := len(p.Versions); n > 0 {
			number = p.Versions[n-1].Number
		}
		out.Rows = append(out.Rows, []any{p.Title, c.AreaName(p.Area), leadName(c, p.Lead), lang.Date(c.L, p.First),
			lang.Date(c.L, p.Last-1), c.T("plan.stage." + string(p.State)), int64(len(p.Versions)), number})
	}
	return out.Write(c.File("xlsx"))
}

func board(c *kit.Call) error {
	f, err := filter(c)
	if err != nil {
		return err
	}
	all, err := plansOf(c.House).Board(c.Ctx, c.Who.Caller, f.Area)
	if err != nil {
		return err
	}
	p := &Board{Frame: c.Overview("plans"), Doors: doors(c, "board"), Areas: c.AnyAreaField("area", false, f.Area, 0)}
	for _, s := range all.Sheets {
		p.Rows = append(p.Rows, boardRow(c, s))
	}
	n, red := strconv.Itoa, all.Lights[indicator.Red]
	p.Said, p.Bad = c.T("plan.board_said", "n", n(all.All), "red", n(red), "yellow",
		n(all.Lights[indicator.Yellow])), red > 0
	if all.All > len(all.Sheets) {
		p.More = "/plans?state=issued"
	}
	return c.Render(p)
}

// light is a plan's light in words.
func light(c *kit.Call, code string) kit.Light {
	if code == indicator.None {
		code = "grey"
	}
	return kit.Light{Code: code, Left: c.T("plan.light." + code)}
}

func boardRow(c *kit.Call, s *plan.Sheet) BoardRow {
	k, w := s.Counts, papers(c)
	r := BoardRow{URL: planURL(s.Plan.ID), Title: s.Content.Title, Where: span(c, s.Plan), Light: light(c, s.Light),
		Said: w.Counts(k, s.Pace), Measures: measureBar(k), Money: moneyBar(k.Paid, k.Budgeted), Next: nextSaid(c,
			s.Next)}
	for _, g := range s.Goals {
		if g.Stand != nil && (g.Stand.Light == indicator.Red || g.Stand.Light == indicator.Yellow) &&
			len(r.Behind) < fewShown {
			r.Behind = append(r.Behind, g.Text+c.T("plan.colon")+w.Goal(g.Stand, g.NoBase))
		}
	}
	for _, m := range s.Measures {
		if m.IsLate && len(r.Late) < fewShown {
			r.Late = append(r.Late, m.Text+c.T("plan.comma")+c.UnitName(orToday(m)))
		}
	}
	if s.Late != 0 {
		r.Report = c.T("plan.report_late", "at", lang.Date(c.L, s.Late-1))
	}
	return r
}

func orToday(m plan.MeasureStand) int64 {
	if m.Today != 0 {
		return m.Today
	}
	return m.Lead
}

func measureBar(k plan.Counts) []kit.Segment {
	return kit.Bar(int64(k.Measures), []string{"green", "red", "wait"},
		[]int64{int64(k.Done), int64(k.Late), int64(k.Measures - k.Done - k.Late)})
}

func moneyBar(paid, budgeted int64) []kit.Segment {
	return kit.Bar(max(paid, budgeted), []string{"green", "wait"}, []int64{paid, max(0, budgeted-paid)})
}

func nextSaid(c *kit.Call, n *plan.Next) string {
	if n == nil {
		return ""
	}
	return c.T("plan.next."+n.What, "text", n.Text, "at", lang.Date(c.L, n.At-1))
}
