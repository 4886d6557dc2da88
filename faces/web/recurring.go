package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
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
func (c *call) recurringQuery() (recur.Query, error) {
	v := c.r.URL.Query()
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
		q.Area = a
	} else if a, err := c.boardArea(); err == nil {
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
func (c *call) recurs() bool {
	return c.oversees() || slices.ContainsFunc(c.who.Posts, func(p org.Post) bool { return p.Unit != 0 })
}

// recurring is the list of what came back, of what will not go away, or of the measures against it.
func (c *call) recurring() error {
	q, err := c.recurringQuery()
	if err != nil {
		return err
	}
	list, err := c.all.Recur.List(c.ctx, c.who.Caller, q)
	if err != nil {
		return err
	}
	here := q
	here.After = ""
	p := &RecurringPage{Frame: c.overview("recurring"), Text: c.t("recurring.text." + q.List), Rule: c.recurringRule(),
		Export: recurringURL("/recurring/recurring.xlsx", here)}
	for _, name := range recur.Lists() {
		x := here
		x.List, x.Over = name, false
		p.Lists = append(p.Lists, Link{c.t("recurring." + name), recurringURL("/recurring", x), name == q.List})
	}
	kind := ""
	if q.List == recur.Root {
		kind = "root_"
	}
	for _, over := range []bool{false, true} {
		x := here
		x.Over = over
		p.Halves = append(p.Halves, Link{c.t("recurring." + kind + map[bool]string{false: "open", true: "over"}[over]),
			recurringURL("/recurring", x), over == q.Over})
	}
	for _, m := range list.Matters {
		p.Rows = append(p.Rows, c.recurringRow(m))
	}
	if list.After != "" {
		x := here
		x.After = list.After
		p.Pager.Next = recurringURL("/recurring", x)
	}
	return c.renderRecurring(p, here)
}

// renderRecurring adds where it is, and how it stands in the areas below.
func (c *call) renderRecurring(p *RecurringPage, q recur.Query) error {
	if q.Area == 0 {
		return c.render(p)
	}
	link := func(a area.Code, name string, on bool) Link {
		x := q
		x.Area = a
		return Link{name, recurringURL("/recurring", x), on}
	}
	for _, x := range c.org.Tree().Path(q.Area) {
		if c.desk.Covers(c.who.Caller, x.Code) {
			p.Heading = x.Name
			p.Crumbs = append(p.Crumbs, link(x.Code, x.Name, x.Code == q.Area))
		}
	}
	var below []area.Code
	for _, x := range c.org.Tree().Children(q.Area) {
		if !x.Former && len(below) < 64 {
			below = append(below, x.Code)
		}
	}
	counts, err := c.all.Recur.Counts(c.ctx, c.who.Caller, below)
	if err != nil {
		return err
	}
	most := int64(1)
	for _, n := range counts {
		most = max(most, n.Recurrent, n.Stubborn, n.Root)
	}
	for _, n := range counts {
		if n.Recurrent+n.Stubborn+n.Root == 0 {
			p.Quiet = append(p.Quiet, link(n.Area, c.shortName(n.Area), false))
			continue
		}
		row := RecurringArea{Link: link(n.Area, c.shortName(n.Area), false),
			Words: c.t("recurring.count", "recurrent", strconv.FormatInt(n.Recurrent, 10),
				"stubborn", strconv.FormatInt(n.Stubborn, 10), "root", strconv.FormatInt(n.Root, 10))}
		if n.Due > 0 {
			row.Late = c.t("recurring.late", "n", strconv.FormatInt(n.Due, 10))
		}
		for i, v := range []int64{n.Recurrent, n.Stubborn, n.Root} {
			row.Bars = append(row.Bars, RecurringBar{Y: 10 * i, W: int(v * 100 / most), List: recur.Lists()[i]})
		}
		p.Areas = append(p.Areas, row)
	}
	return c.render(p)
}

// recurringRule says in words what policy calls recurrent, stubborn and cured.
func (c *call) recurringRule() string {
	p := c.desk.Policy().Pattern
	back, e := p.Reach("").Back, p.Endure
	n := strconv.Itoa
	return c.t("recurring.rule", "days", n(back.Days), "radius", n(back.Radius), "open", n(e.Days),
		"reworks", n(e.Reworks), "extensions", n(e.Extensions), "bounces", n(e.Bounces),
		"reopens", n(e.Reopens), "effect", n(p.Root.Effect))
}

func (c *call) recurringRow(m *matter.Matter) RecurringRow {
	r := RecurringRow{Card: c.cardOf(m), Marks: c.marksOf(m), Root: c.rootOf(m), Corner: cornerURL(m.ID)}
	return r
}

// marksOf says why a matter is marked, with what it came back after.
func (c *call) marksOf(m *matter.Matter) []MarkBlock {
	var out []MarkBlock
	for _, kind := range []string{matter.Recurrent, matter.Stubborn} {
		k := m.Mark(kind)
		if k == nil {
			continue
		}
		b := MarkBlock{Code: kind, Title: c.t("mark.title." + kind), Why: c.markWhy(k.Why, k.N)}
		for _, o := range k.Of {
			key, days := "mark.origin", strconv.FormatInt((min(m.FoundAt, m.ReportedAt)-o.Struck)/86400e6, 10)
			if o.Metres == 0 && m.Point != 0 {
				key = "mark.origin_point"
			}
			b.Of = append(b.Of, Link{Label: c.numberOf(o.Matter) + " · " +
				c.t(key, "at", lang.Date(c.l, o.Struck), "after", days, "metres", strconv.Itoa(o.Metres)),
				URL: matterURL(o.Matter)})
		}
		out = append(out, b)
	}
	return out
}

func (c *call) markWhy(why string, n int) string {
	return c.t("mark.why."+why, "n", strconv.Itoa(n))
}

// backsOf are the matters by which a strike-off was shown not to hold.
func (c *call) backsOf(m *matter.Matter) []Link {
	var out []Link
	for _, b := range m.Backs {
		out = append(out, Link{Label: c.numberOf(b.By) + " · " + c.t("mark.back", "at", lang.Date(c.l, b.Found)),
			URL: matterURL(b.By)})
	}
	return out
}

// rootOf is the root-cause measure and where it stands; nil where none is called for.
func (c *call) rootOf(m *matter.Matter) *RootBlock {
	r := m.Root
	if r == nil && !m.Marked() {
		return nil
	}
	if r == nil {
		return &RootBlock{Stage: c.t("root.stage.needed"), Tone: "yellow", Needed: c.t("root.needed")}
	}
	b := &RootBlock{Cause: r.Cause, Measure: r.Measure, Unit: c.unitName(r.Unit),
		Until: lang.Date(c.l, r.Until), Note: r.Note}
	stage := func(code, tone string, args ...string) { b.Stage, b.Tone = c.t("root.stage."+code, args...), tone }
	switch at := m.CheckAt(); {
	case r.CheckedAt != 0 && r.Held:
		stage("held", "green")
	case r.CheckedAt != 0:
		stage("failed", "red")
		if m.NeedsRoot() && m.Open() {
			b.Needed = c.t("root.needed")
		}
	case r.DoneAt != 0 && at != 0:
		stage("waiting", "green", "at", lang.Date(c.l, at))
	case r.DoneAt != 0:
		stage("done", "green")
	case c.now > r.Until:
		stage("late", "red", "at", lang.Date(c.l, r.Until))
	default:
		stage("planned", "green", "at", lang.Date(c.l, r.Until))
	}
	return b
}

// recurringFile is a list as a spreadsheet.
func (c *call) recurringFile() error {
	q, err := c.recurringQuery()
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.t("recurring.file"), Notes: []string{c.t("recurring.text." + q.List), c.recurringRule()},
		Heads: []string{c.t("column.number"), c.t("column.problem"), c.t("field.area"),
			c.t("field.category"), c.t("field.state"), c.t("field.lead"), c.t("field.due"), c.t("field.mark"),
			c.t("tab.recurring"), c.t("root.title"), c.t("root.cause"), c.t("root.measure"), c.t("root.until")}}
	for q.Limit = 200; ; {
		page, err := c.all.Recur.List(c.ctx, c.who.Caller, q)
		if err != nil {
			return err
		}
		for _, m := range page.Matters {
			out.Rows = append(out.Rows, c.recurringLine(m))
		}
		if q.After = page.After; q.After == "" || len(out.Rows) >= recurringInFile {
			return out.Write(c.file("xlsx"))
		}
	}
}

func (c *call) recurringLine(m *matter.Matter) []any {
	var marks, why []string
	for _, b := range c.marksOf(m) {
		marks, why = append(marks, c.t("mark."+b.Code)), append(why, b.Why)
		for _, o := range b.Of {
			why = append(why, o.Label)
		}
	}
	root := c.rootOf(m)
	if root == nil {
		root = &RootBlock{}
	}
	lead, due := "", ""
	if m.Lead != 0 {
		lead, due = c.unitName(m.Lead), lang.DateTime(c.l, m.Due)
	}
	return []any{m.Number, m.Title, c.areaName(m.Area), c.category(m.Category), c.t("state." + m.State.String()), lead,
		due, strings.Join(marks, c.t("word.and")), strings.Join(why, "\n"),
		root.Stage, root.Cause, root.Measure, root.Until}
}
