package recur

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/recur"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

const (
	recurringOnPage = 20
	recurringInFile = 2000
)

// recurringQuery is what the address says; list is one of recur.Lists.
func recurringQuery(c *kit.Call) (recur.Query, error) {
	v := c.R.URL.Query()
	q := recur.Query{List: v.Get("list"), Over: v.Get("over") != "", After: v.Get("after"), Limit: recurringOnPage}
	if q.List == "" {
		q.List = recur.Recurrent
	}
	if !slices.Contains(recur.Lists(), q.List) {
		return q, fault.New(fault.Missing, "page_missing")
	}
	if s := v.Get("area"); s != "" {
		a, err := area.Parse(s)
		if err != nil {
			return q, fault.New(fault.Missing, "page_missing")
		}
		q.Area = c.Today(a)
	} else if a, err := c.BoardArea(); err == nil {
		q.Area = a
	}
	return q, nil
}

func recurringURL(path string, q recur.Query) string {
	v := url.Values{"list": {q.List}}
	if q.Area != 0 {
		v.Set("area", q.Area.String())
	}
	if q.Over {
		v.Set("over", "1")
	}
	if q.After != "" {
		v.Set("after", q.After)
	}
	return path + "?" + v.Encode()
}

// recurs says whether the caller sees what comes back: for an area he has, or for his unit.
func recurs(c *kit.Call) bool {
	return c.Oversees() || slices.ContainsFunc(c.Who.Posts, func(p org.Post) bool { return p.Unit != 0 })
}

// recurring is the list of what came back, of what will not go away, or of the measures against it.
func recurring(c *kit.Call) error {
	q, err := recurringQuery(c)
	if err != nil {
		return err
	}
	list, err := recurOf(c.House).List(c.Ctx, c.Who.Caller, q)
	if err != nil {
		return err
	}
	here := q
	here.After = ""
	p := &RecurringPage{Frame: c.Overview("recurring"), Text: c.T("recurring.text." + q.List), Rule: recurringRule(c),
		Export: recurringURL("/recurring/recurring.xlsx", here)}
	for _, name := range recur.Lists() {
		x := here
		x.List, x.Over = name, false
		p.Lists = append(p.Lists, kit.Link{Label: c.T("recurring." + name), URL: recurringURL("/recurring", x),
			Current: name == q.List})
	}
	kind := ""
	if q.List == recur.Root {
		kind = "root_"
	}
	for _, over := range []bool{false, true} {
		x := here
		x.Over = over
		p.Halves = append(p.Halves, kit.Link{Label: c.T("recurring." + kind +
			map[bool]string{false: "open", true: "over"}[over]),
			URL: recurringURL("/recurring", x), Current: over == q.Over})
	}
	for _, m := range list.Matters {
		p.Rows = append(p.Rows, recurringRow(c, m))
	}
	if list.After != "" {
		x := here
		x.After = list.After
		p.Pager.Next = recurringURL("/recurring", x)
	}
	return renderRecurring(c, p, here)
}

// renderRecurring adds where it is, and how it stands in the areas below.
func renderRecurring(c *kit.Call, p *RecurringPage, q recur.Query) error {
	if q.Area == 0 {
		return c.Render(p)
	}
	link := func(a area.Code, name string, on bool) kit.Link {
		x := q
		x.Area = a
		return kit.Link{Label: name, URL: recurringURL("/recurring", x), Current: on}
	}
	for _, x := range c.Org.Tree().Path(q.Area) {
		if c.Desk.Covers(c.Who.Caller, x.Code) {
			p.Heading = x.Name
			p.Crumbs = append(p.Crumbs, link(x.Code, x.Name, x.Code == q.Area))
		}
	}
	var below []area.Code
	for _, x := range c.Org.Tree().Heirs(q.Area) {
		if c.Desk.Covers(c.Who.Caller, x) {
			below = append(below, x)
		}
	}
	for _, x := range c.Org.Tree().Children(q.Area) {
		if !x.Former && len(below) < 64 {
			below = append(below, x.Code)
		}
	}
	counts, err := recurOf(c.House).Counts(c.Ctx, c.Who.Caller, below)
	if err != nil {
		return err
	}
	most := int64(1)
	for _, n := range counts {
		most = max(most, n.Recurrent, n.Stubborn, n.Root)
	}
	for _, n := range counts {
		if n.Recurrent+n.Stubborn+n.Root == 0 {
			p.Quiet = append(p.Quiet, link(n.Area, c.ShortName(n.Area), false))
			continue
		}
		row := RecurringArea{Link: link(n.Area, c.ShortName(n.Area), false),
			Words: c.T("recurring.count", "recurrent", strconv.FormatInt(n.Recurrent, 10),
				"stubborn", strconv.FormatInt(n.Stubborn, 10), "root", strconv.FormatInt(n.Root, 10))}
		if n.Due > 0 {
			row.Late = c.T("recurring.late", "n", strconv.FormatInt(int64(n.Due), 10))
		}
		for i, v := range []int64{n.Recurrent, n.Stubborn, n.Root} {
			row.Bars = append(row.Bars, RecurringBar{Y: 10 * i, W: int(v * 100 / most), List: recur.Lists()[i]})
		}
		p.Areas = append(p.Areas, row)
	}
	return c.Render(p)
}

// recurringRule says in words what policy calls recurrent, stubborn and cured.
func recurringRule(c *kit.Call) string {
	p := c.Desk.Policy().Pattern
	back, e := p.Reach("").Recurrence, p.Endure
	n := strconv.Itoa
	return c.T("recurring.rule", "days", n(back.Days), "radius", n(back.Radius), "open", n(e.Days),
		"reworks", n(e.Reworks), "extensions", n(e.Extensions), "bounces", n(e.Bounces),
		"reopens", n(e.Reopens), "effect", n(p.Root.Effect))
}

func recurringRow(c *kit.Call, m *matter.Matter) RecurringRow {
	r := RecurringRow{Card: c.CardOf(m), Marks: c.MarksOf(m), Root: c.RootOf(m), Place: kit.PlaceURL(m.ID)}
	return r
}

// recurringFile is a list as a spreadsheet.
func recurringFile(c *kit.Call) error {
	q, err := recurringQuery(c)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("recurring.file"), Notes: []string{c.T("recurring.text." + q.List), recurringRule(c)},
		Heads: []string{c.T("column.number"), c.T("column.problem"), c.T("field.area"),
			c.T("field.category"), c.T("field.state"), c.T("field.lead"), c.T("field.due"), c.T("field.mark"),
			c.T("tab.recurring"), c.T("root.title"), c.T("root.cause"), c.T("root.measure"), c.T("root.until")}}
	for q.Limit = 200; ; {
		page, err := recurOf(c.House).List(c.Ctx, c.Who.Caller, q)
		if err != nil {
			return err
		}
		for _, m := range page.Matters {
			out.Rows = append(out.Rows, recurringLine(c, m))
		}
		if q.After = page.After; q.After == "" || len(out.Rows) >= recurringInFile {
			return out.Write(c.File("xlsx"))
		}
	}
}

func recurringLine(c *kit.Call, m *matter.Matter) []any {
	var marks, why []string
	for _, b := range c.MarksOf(m) {
		marks, why = append(marks, c.T("mark."+b.Code)), append(why, b.Why)
		for _, o := range b.Of {
			why = append(why, o.Label)
		}
	}
	root := c.RootOf(m)
	if root == nil {
		root = &kit.RootBlock{}
	}
	lead, due := "", ""
	if m.Lead != 0 {
		lead, due = c.UnitName(m.Lead), lang.DateTime(c.L, m.Due)
	}
	return []any{m.Number, m.Title, c.AreaName(m.Area), c.Category(m.Category), c.T("state." + m.State.String()), lead,
		due, strings.Join(marks, c.T("word.and")), strings.Join(why, "\n"),
		root.Stage, root.Cause, root.Measure, root.Until}
}
