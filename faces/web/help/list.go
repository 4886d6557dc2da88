package help

import (
	"strconv"
	"time"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
)

// List is the cases that the caller works on: number, type and clock.
type List struct {
	kit.Frame
	Said    string
	Bad     bool // something is due now
	Chips   []kit.Link
	Rows    []Row
	New     string // "" for who may not
	Figures string // "" for who may not
	Pager   kit.Pager
}

func (*List) Template() string { return "help-list" }

// Row is a case in the list.
type Row struct {
	Title, URL string
	Area, Next string
	Light      kit.Light
	Again      bool
}

const rowsShown = 30

func list(c *kit.Call) error {
	q := c.R.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	f := help.Filter{Over: q.Get("over") == "1", Before: max(before, 0), Limit: rowsShown}
	lines, next, err := casesOf(c.House).List(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("help"), Chips: []kit.Link{
		{Label: c.T("help.open"), URL: "/help", Current: !f.Over},
		{Label: c.T("help.over"), URL: "/help?over=1", Current: f.Over}}}
	urgent := 0
	for i := range lines {
		l := &lines[i]
		row := Row{Title: called(c, l.Matter), URL: caseURL(l.Case.Matter), Area: c.AreaName(l.Area),
			Light: c.CardOf(l.Matter).Light, Next: nextOf(c, &l.Case, casesOf(c.House)), Again: l.Again != 0}
		if l.Due() || l.Stopped != "" || l.Closed == 0 && l.PaperWaits() || l.Waits() && l.Follow <= c.Now {
			urgent++
		}
		p.Rows = append(p.Rows, row)
	}
	p.Said = c.T("help.none_urgent")
	if urgent > 0 {
		p.Bad, p.Said = true, c.T("help.urgent", "n", strconv.Itoa(urgent))
	}
	x := casesOf(c.House)
	if x.MayOpen(c.Who.Caller) {
		p.New = "/help/new"
	}
	if x.MayCount(c.Who.Caller) {
		p.Figures = "/help/figures"
	}
	path := "/help"
	if f.Over {
		path = "/help?over=1"
	}
	if before > 0 {
		p.Pager.First = path
	}
	if next != 0 {
		p.Pager.Next = path + map[bool]string{true: "&", false: "?"}[f.Over] + "before=" + strconv.FormatInt(next, 10)
	}
	return c.Render(p)
}

// called is a case by number and type.
func called(c *kit.Call, m *matter.Matter) string {
	kind := c.Category(m.Category)
	if kind == "" {
		kind = c.T("kind.help")
	}
	if m.Number == "" {
		return c.T("help.numberless", "id", strconv.FormatInt(m.ID, 10), "kind", kind)
	}
	return m.Number + " " + kind
}

// Figures are how many persons of each type the counties had in a month.
type Figures struct {
	kit.Frame
	Month string
	Heads []string
	Rows  []FigureRow
	Older string
	Newer string
}

func (*Figures) Template() string { return "help-figures" }

// FigureRow is a county.
type FigureRow struct {
	Area  string
	Cells []string
}

func figures(c *kit.Call) error {
	now := c.Now.Time().In(calendar.China())
	at := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, calendar.China())
	if m, err := time.ParseInLocation("2006-01", c.R.URL.Query().Get("month"), calendar.China()); err == nil &&
		m.Year() > 2000 && m.Before(at) {
		at = m
	}
	x := casesOf(c.House)
	list, err := x.Figures(c.Ctx, c.Who.Caller, int64(at.Year())*100+int64(at.Month()))
	if err != nil {
		return err
	}
	p := &Figures{Frame: c.Overview("help"), Month: at.Format("2006-01"),
		Older: "/help/figures?month=" + at.AddDate(0, -1, 0).Format("2006-01")}
	p.Title = c.T("help.figures")
	if next := at.AddDate(0, 1, 0); !next.After(now) {
		p.Newer = "/help/figures?month=" + next.Format("2006-01")
	}
	for _, t := range x.TypesInForce() {
		p.Heads = append(p.Heads, t.Name.In(c.Short()))
	}
	for i, f := range list {
		if i%max(len(p.Heads), 1) == 0 {
			p.Rows = append(p.Rows, FigureRow{Area: c.ShortName(f.County)})
		}
		row := &p.Rows[len(p.Rows)-1]
		cell := c.T("help.few")
		if f.Shown {
			cell = strconv.Itoa(f.N)
		}
		row.Cells = append(row.Cells, cell)
	}
	return c.Render(p)
}
