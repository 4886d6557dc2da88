package node

import (
	"net/url"
	"slices"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/node"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// List is tasks by their nodes: those behind, plans and reasons that wait.
type List struct {
	kit.Frame
	Lead  string
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

func rowOf(c *kit.Call, l *node.Line) Row {
	s := stripOf(c, l.Task, &l.Track)
	return Row{Title: l.Task.Title, URL: nodesURL(l.Task.ID), Unit: c.UnitName(l.Task.Lead),
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
