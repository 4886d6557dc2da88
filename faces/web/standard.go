package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// manyEditions is how many versions are offered to choose from.
const manyEditions = 40

// editionAsked is the version that an address names, by the event that published it; without a name it is the one in
// force today.
func (c *call) editionAsked(name string) (*standard.Edition, error) {
	v := c.r.URL.Query().Get(name)
	if v == "" {
		return c.all.Standard.Today(c.ctx)
	}
	seq, _ := strconv.ParseInt(v, 10, 64)
	return c.all.Standard.Edition(c.ctx, seq)
}

// standardPlaces are the pages of the standard.
func (c *call) standardPlaces(now string) []Link {
	out := []Link{{c.t("std.place.tree"), "/standard", now == "tree"},
		{c.t("std.place.diff"), "/standard/diff", now == "diff"},
		{c.t("std.place.coverage"), "/standard/coverage", now == "coverage"}}
	if c.mayStandard() {
		out = append(out, Link{c.t("std.place.upload"), "/standard/upload", now == "upload"})
	}
	return out
}

func (c *call) mayStandard() bool { return c.org.MayAct(c.who.Caller, standard.PublishedType) }

func standardItemURL(code string, seq int64) string {
	u := "/standard/items/" + url.PathEscape(code)
	if seq != 0 {
		u += "?version=" + strconv.FormatInt(seq, 10)
	}
	return u
}

// editionSaid says from when on a version is in force.
func (c *call) editionSaid(e *standard.Edition) string {
	key := "std.in_force"
	if e.From > views.DayOf(c.now) {
		key = "std.waits"
	}
	by := c.t("std.command_line")
	if p, ok := c.org.Person(e.By); ok {
		by = p.Name
	}
	return c.t(key, "from", lang.Date(c.l, e.From.Start()), "items", strconv.Itoa(len(e.Items(""))), "by", by,
		"at", lang.DateTime(c.l, e.At))
}

func (c *call) rowName(r standard.Row) string {
	return r.Title.In(c.l) + " · " + lang.Date(c.l, r.From.Start())
}

// standard is the tree.
func (c *call) standard() error {
	p := &StandardPage{Frame: c.overview("standard"), Places: c.standardPlaces("tree"), Heading: c.t("tab.standard")}
	e, err := c.editionAsked("version")
	if fault.Code(err) == "standard_none" && c.r.URL.Query().Get("version") == "" {
		p.Empty = lang.Error(c.l, fault.Of(err))
		return c.render(p)
	}
	if err != nil {
		return err
	}
	list, err := c.all.Standard.Editions(c.ctx, manyEditions)
	if err != nil {
		return err
	}
	for _, r := range list {
		p.Versions = append(p.Versions, Link{c.rowName(r), "/standard?version=" + strconv.FormatInt(r.Seq, 10),
			r.Seq == e.Seq})
	}
	q := c.r.URL.Query()
	p.Heading, p.Said = e.Title.In(c.l), c.editionSaid(e)
	p.Export = "/standard/standard.xlsx?version=" + strconv.FormatInt(e.Seq, 10)
	if v := q.Get("version"); v != "" {
		p.Keep = []Field{{Kind: "hidden", Name: "version", Value: v}}
	}
	p.Search = Field{Name: "q", Value: q.Get("q")}
	p.Filters = c.standardFilters(e, q)
	p.Narrow = q.Get("kind")+q.Get("method")+q.Get("veto")+q.Get("q") != ""
	shown := 0
	p.Branches, shown = c.branches(e, q)
	if p.Narrow {
		p.Found = c.t("std.found", "n", strconv.Itoa(shown))
	}
	return c.render(p)
}

func (c *call) standardFilters(e *standard.Edition, q url.Values) []Field {
	kind := Field{Kind: "select", Name: "kind", Label: c.t("std.column.kinds")}
	for _, k := range e.Kinds {
		kind.Options = append(kind.Options, Option{Value: k.Code, Label: k.Text.In(c.l),
			Selected: q.Get("kind") == k.Code})
	}
	method := Field{Kind: "select", Name: "method", Label: c.t("std.column.method")}
	for _, m := range standard.Methods() {
		method.Options = append(method.Options, Option{Value: m.String(), Label: c.t("std.method." + m.String()),
			Selected: q.Get("method") == m.String()})
	}
	veto := Field{Kind: "select", Name: "veto", Label: c.t("std.column.veto"),
		Options: []Option{{Value: "yes", Label: c.t("std.veto_only"), Selected: q.Get("veto") == "yes"}}}
	return []Field{kind, method, veto}
}

// branches are the dimensions that have items which pass the filter, and how many those are.
func (c *call) branches(e *standard.Edition, q url.Values) ([]StandardBranch, int) {
	var out []StandardBranch
	shown := 0
	for _, d := range e.Nodes {
		if d.Layer != standard.Dimension {
			continue
		}
		b := StandardBranch{Code: d.Code, Name: d.Text.In(c.l), Depth: min(4, len(e.Above(d.Code)))}
		for _, n := range e.Children(d.Code) {
			if n.Layer == standard.Item && c.passes(e, n, q) {
				b.Items = append(b.Items, StandardRow{Code: n.Code, Name: n.Text.In(c.l),
					URL: standardItemURL(n.Code, e.Seq), Points: n.Full.String(), Rule: n.Rule.Words(c.l), Veto: n.Veto,
					Method: c.t("std.method." + n.Method.String()), Kinds: e.KindWords(n, c.l)})
			}
		}
		points, found := standard.Points(0), false
		for _, n := range e.Items("") {
			if slices.ContainsFunc(e.Above(n.Code), func(x standard.Node) bool { return x.Code == d.Code }) &&
				c.passes(e, n, q) {
				points, found = points+n.Full, true
			}
		}
		if shown += len(b.Items); found {
			b.Points = points.String()
			out = append(out, b)
		}
	}
	return out, shown
}

// passes says whether an item is shown under a filter; the search looks into its questions too.
func (c *call) passes(e *standard.Edition, n standard.Node, q url.Values) bool {
	if k := q.Get("kind"); k != "" && !n.At(k) {
		return false
	}
	if m := q.Get("method"); m != "" && n.Method.String() != m || q.Get("veto") == "yes" && !n.Veto {
		return false
	}
	text := strings.ToLower(strings.TrimSpace(q.Get("q")))
	return text == "" || slices.ContainsFunc(append(e.Questions(n.Code, ""), n), func(x standard.Node) bool {
		return strings.Contains(strings.ToLower(x.Code+"\n"+x.Text.Zh+"\n"+x.Text.En), text)
	})
}

// standardFile is a version as a spreadsheet that can be imported again.
func (c *call) standardFile() error {
	e, err := c.editionAsked("version")
	if err != nil {
		return err
	}
	w := c.file("xlsx")
	return w.finish(sheet.WriteStandard(e.Version, c.l, w))
}

// standardDiff tells the difference of two versions; without names it is that of the last two.
func (c *call) standardDiff() error {
	p := &StandardDiffPage{Frame: c.overview("standard"), Places: c.standardPlaces("diff")}
	list, err := c.all.Standard.Editions(c.ctx, manyEditions)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.New(fault.Missing, "standard_none")
	}
	from, to := list[min(1, len(list)-1)].Seq, list[0].Seq
	q := c.r.URL.Query()
	for name, seq := range map[string]*int64{"from": &from, "to": &to} {
		if v := q.Get(name); v != "" {
			*seq, _ = strconv.ParseInt(v, 10, 64)
		}
	}
	a, err := c.all.Standard.Edition(c.ctx, from)
	if err != nil {
		return err
	}
	b, err := c.all.Standard.Edition(c.ctx, to)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		name, label string
		seq         int64
	}{{"from", "std.diff_from", from}, {"to", "std.diff_to", to}} {
		f := Field{Kind: "select", Name: x.name, Label: c.t(x.label), Required: true}
		for _, r := range list {
			f.Options = append(f.Options, Option{Value: strconv.FormatInt(r.Seq, 10), Label: c.rowName(r),
				Selected: r.Seq == x.seq})
		}
		p.Filters = append(p.Filters, f)
	}
	p.Said, p.Groups = c.changesTold(standard.Diff(a.Version, b.Version))
	return c.render(p)
}

// standardNames gives units and categories the names of the city; a unit that differs from area to area keeps its code.
func (c *call) standardNames() standard.Names {
	return standard.Names{
		Category: func(code, l string) string {
			k, ok := c.desk.Policy().Category(code)
			if !ok {
				return code
			}
			return k.Name(l)
		},
		Unit: func(code, l string) string {
			u, ok := c.org.UnitByCode(code)
			if !ok {
				return code
			}
			return u.Name(l)
		}}
}

// changesTold puts changes into groups of what was added, dropped and changed, and says how many there are.
func (c *call) changesTold(changes []standard.Change) (string, []StandardGroup) {
	if len(changes) == 0 {
		return c.t("std.diff_same"), nil
	}
	groups := []StandardGroup{{Label: c.t("std.group.added")}, {Label: c.t("std.group.dropped")},
		{Label: c.t("std.group.changed")}}
	names := c.standardNames()
	for _, x := range changes {
		g := &groups[2]
		switch x.What {
		case standard.Added, standard.KindNew:
			g = &groups[0]
		case standard.Dropped, standard.KindGone:
			g = &groups[1]
		}
		g.Lines = append(g.Lines, x.Words(c.l, names))
	}
	n := strconv.Itoa
	said := c.t("std.diff_counts", "added", n(len(groups[0].Lines)), "dropped", n(len(groups[1].Lines)),
		"changed", n(len(groups[2].Lines)))
	return said, slices.DeleteFunc(groups, func(g StandardGroup) bool { return len(g.Lines) == 0 })
}
