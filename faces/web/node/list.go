package node

import (
	"net/url"
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/node"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// List is tasks by their nodes: those behind, plans and reasons that wait.
type List struct {
	kit.Frame
	Lead  string // what the list has
	Said  string // what is worst in it, in a sentence
	Tone  string // of the edge of that sentence, by the worst lamp; "" where nothing is wrong
	Cards string // how many cards are in force: the way to them
	Show  string
	Chips []kit.Link
	Areas kit.Field
	Rows  []Row
	File  string
	Pager kit.Pager
}

func (*List) Template() string { return "nodes" }

// Row is a task in the list.
type Row struct {
	Title, URL, Unit, Area string
	Light                  kit.Light
	Next, Progress, Plan   string
	Late                   string    // the node that is late and how long; "" for none
	Do                     *kit.Link // what the reader may do next; nil for nothing
}

const (
	rowsShown  = 30
	rowsInFile = 1000
)

// filter is what a list shows and where.
type filter struct {
	show   node.Which
	within area.Code
	behind node.Place
}

func asked(c *kit.Call) (f filter, err error) {
	q := c.R.URL.Query()
	f.show, f.behind = node.Which(q.Get("show")), node.ParsePlace(q.Get("from"))
	if !slices.Contains(node.Lists(), f.show) {
		f.show = node.Late
	}
	if s := q.Get("area"); s != "" {
		f.within, err = area.Parse(s)
	}
	return f, err
}

func (f filter) address(path string) string {
	v := url.Values{"show": {string(f.show)}}
	if f.within != 0 {
		v.Set("area", f.within.String())
	}
	if s := f.behind.String(); s != "" {
		v.Set("from", s)
	}
	return path + "?" + v.Encode()
}

func list(c *kit.Call) error {
	f, err := asked(c)
	if err != nil {
		return err
	}
	lines, next, err := nodesOf(c.House).List(c.Ctx, c.Who.Caller, f.show, f.within, f.behind, rowsShown)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("nodes"), Lead: c.T("node.lead." + string(f.show)), Show: string(f.show),
		Areas: c.AreasField("area", false, f.within, f.within)}
	for i := range lines {
		p.Rows = append(p.Rows, rowOf(c, &lines[i]))
	}
	if err := p.say(c, f, lines, next != (node.Place{})); err != nil {
		return err
	}
	plain := f
	plain.behind = node.Place{}
	for _, w := range node.Lists() {
		to := plain
		to.show = w
		p.Chips = append(p.Chips, kit.Link{Label: c.T("node.show." + string(w)), URL: to.address("/nodes"),
			Current: w == f.show})
	}
	p.File = plain.address("/nodes/list.xlsx")
	if f.behind != (node.Place{}) {
		p.Pager.First = plain.address("/nodes")
	}
	if next != (node.Place{}) {
		plain.behind = next
		p.Pager.Next = plain.address("/nodes")
	}
	return c.Render(p)
}

// say says first what is worst, and how many cards are in force.
func (p *List) say(c *kit.Call, f filter, lines []node.Line, more bool) error {
	n, others, err := nodesOf(c.House).InForce(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	count := func(n int, more bool) string {
		if more {
			return strconv.Itoa(n) + "+"
		}
		return strconv.Itoa(n)
	}
	p.Cards = c.T("node.cards_in_force", "n", count(n, others))
	if len(lines) == 0 || f.behind != (node.Place{}) {
		return nil
	}
	first := &lines[0]
	key, args := "node.first."+string(f.show), []string{"n", count(len(lines), more), "title", first.Task.Title}
	switch f.show {
	case node.Late:
		p.Tone = worst(p.Rows)
		args = append(args, "left", p.Rows[0].Late)
	case node.Plans, node.Owed:
		if first.Plan.Due != 0 && first.Plan.Due <= c.Now {
			p.Tone = "red"
		}
		args = append(args, "plan", p.Rows[0].Plan)
	}
	p.Said = c.T(key, args...)
	return nil
}

// worst is the worst light of some tasks that are late: red, or else yellow.
func worst(rows []Row) string {
	if slices.ContainsFunc(rows, func(r Row) bool { return r.Light.Code == "red" }) {
		return "red"
	}
	return "yellow"
}

// next is what the reader may do with a task, the first of what is due: its form on the page of the nodes.
func next(c *kit.Call, l *node.Line) *kit.Link {
	x, who, m, t := nodesOf(c.House), c.Who.Caller, l.Task, &l.Track
	n := t.Next()
	late := n != nil && n.Due <= c.Now
	for _, step := range []struct {
		name string
		may  bool
	}{{"approve", t.Plan.State == node.Proposed && x.MayApprove(who, m)},
		{"judge", waiting(t) && x.MayJudge(who, m)},
		{"propose", t.Plan.State == node.Asked && x.MayExplain(who, m)},
		{"explain", late && n.Reason == nil && x.MayExplain(who, m)},
		{"reach", late && x.MayReach(who, m)}} {
		if step.may {
			return &kit.Link{Label: c.T("node.do." + step.name), URL: nodesURL(m.ID) + "#" + step.name}
		}
	}
	return nil
}

// waiting says that a reason waits to be judged.
func waiting(t *node.Track) bool {
	return slices.ContainsFunc(t.Nodes, func(n node.Node) bool {
		return n.Reached == 0 && n.Reason != nil && n.Reason.Judged == 0
	})
}

// lateNode is the node of a task that is late longest, in words with how long; "" for none.
func lateNode(c *kit.Call, t *node.Track) string {
	n := t.Next()
	if n == nil || n.Due > c.Now {
		return ""
	}
	return c.T("node.late_one", "node", nameOf(c, n), "left", lang.Left(c.L, c.Now, n.Due))
}

func rowOf(c *kit.Call, l *node.Line) Row {
	s := stripOf(c, l.Task, &l.Track)
	return Row{Late: lateNode(c, &l.Track), Do: next(c, l), Title: l.Task.Title, URL: nodesURL(l.Task.ID),
		Unit: c.UnitName(l.Task.Lead),
		Area: c.AreaName(l.Task.Area), Light: s.Light, Next: s.Next, Progress: s.Progress, Plan: s.Plan}
}

// listFile is the list as a spreadsheet.
func listFile(c *kit.Call) error {
	f, err := asked(c)
	if err != nil {
		return err
	}
	f.behind = node.Place{}
	g := sheet.Grid{Title: c.T("tab.nodes") + " · " + c.T("node.show."+string(f.show)), Notes: []string{
		lang.DateTime(c.L, c.Now)}, Heads: []string{c.T("column.number"), c.T("column.problem"), c.T("field.lead"),
		c.T("field.area"), c.T("column.light"), c.T("node.schedule"), c.T("node.coming"), c.T("node.plan")}}
	for len(g.Rows) < rowsInFile {
		lines, next, err := nodesOf(c.House).List(c.Ctx, c.Who.Caller, f.show, f.within, f.behind, 200)
		if err != nil {
			return err
		}
		for i := range lines {
			r := rowOf(c, &lines[i])
			g.Rows = append(g.Rows, []any{lines[i].Task.Number, r.Title, r.Unit, r.Area, r.Light.Left, r.Progress,
				r.Next, r.Plan})
		}
		if next == (node.Place{}) {
			break
		}
		f.behind = next
	}
	return g.Write(c.File("xlsx"))
}
