package standard

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// manyEditions is how many versions are offered to choose from.
const manyEditions = 40

// editionAsked is the version that an address names, by the event that published it; without a name it is the one in
// force today.
func editionAsked(c *kit.Call, name string) (*standard.Edition, error) {
	v := c.R.URL.Query().Get(name)
	if v == "" {
		return standardOf(c.House).Today(c.Ctx)
	}
	seq, _ := strconv.ParseInt(v, 10, 64)
	return standardOf(c.House).Edition(c.Ctx, seq)
}

// standardPlaces are the pages of the standard.
func standardPlaces(c *kit.Call, now string) []kit.Link {
	out := []kit.Link{{Label: c.T("std.place.tree"), URL: "/standard", Current: now == "tree"},
		{Label: c.T("std.place.diff"), URL: "/standard/diff", Current: now == "diff"},
		{Label: c.T("std.place.coverage"), URL: "/standard/coverage", Current: now == "coverage"}}
	if mayStandard(c) {
		out = append(out, kit.Link{Label: c.T("std.place.upload"), URL: "/standard/upload", Current: now == "upload"})
	}
	return out
}

func mayStandard(c *kit.Call) bool { return c.Org.MayAct(c.Who.Caller, standard.PublishedType) }

// editionSaid says from when on a version is in force.
func editionSaid(c *kit.Call, e *standard.Edition) string {
	key := "std.in_force"
	if e.From > views.DayOf(c.Now) {
		key = "std.waits"
	}
	by := c.T("std.command_line")
	if p, ok := c.Org.Person(e.By); ok {
		by = p.Name
	}
	return c.T(key, "from", lang.Date(c.L, e.From.Start()), "items", strconv.Itoa(len(e.Items(""))), "by", by,
		"at", lang.DateTime(c.L, e.At))
}

func rowName(c *kit.Call, r standard.Row) string {
	return r.Title.In(c.L) + " · " + lang.Date(c.L, r.From.Start())
}

// page is the tree.
func page(c *kit.Call) error {
	p := &StandardPage{Frame: c.Overview("standard"), Places: standardPlaces(c, "tree"), Heading: c.T("tab.standard")}
	e, err := editionAsked(c, "version")
	if fault.Code(err) == "standard_none" && c.R.URL.Query().Get("version") == "" {
		p.Empty = lang.Error(c.L, fault.Of(err))
		return c.Render(p)
	}
	if err != nil {
		return err
	}
	list, err := standardOf(c.House).Editions(c.Ctx, manyEditions)
	if err != nil {
		return err
	}
	for _, r := range list {
		p.Versions = append(p.Versions, kit.Link{Label: rowName(c, r),
			URL:     "/standard?version=" + strconv.FormatInt(r.Seq, 10),
			Current: r.Seq == e.Seq})
	}
	q := c.R.URL.Query()
	if q.Get("account") == "1" && mayStandard(c) {
		if p.Account, err = accountOf(c, e, list); err != nil {
			return err
		}
	}
	p.Heading, p.Said = e.Title.In(c.L), editionSaid(c, e)
	p.Export = "/standard/standard.xlsx?version=" + strconv.FormatInt(e.Seq, 10)
	if v := q.Get("version"); v != "" {
		p.Keep = []kit.Field{{Kind: "hidden", Name: "version", Value: v}}
	}
	p.Search = kit.Field{Name: "q", Value: q.Get("q")}
	p.Filters = standardFilters(c, e, q)
	p.Narrow = q.Get("kind")+q.Get("method")+q.Get("veto")+q.Get("q") != ""
	shown := 0
	p.Branches, shown = branches(c, e, q)
	if p.Narrow {
		p.Found = c.T("std.found", "n", strconv.Itoa(shown))
	}
	return c.Render(p)
}

func standardFilters(c *kit.Call, e *standard.Edition, q url.Values) []kit.Field {
	kind := kit.Field{Kind: "select", Name: "kind", Label: c.T("std.column.kinds")}
	for _, k := range e.Kinds {
		kind.Options = append(kind.Options, kit.Option{Value: k.Code, Label: k.Text.In(c.L),
			Selected: q.Get("kind") == k.Code})
	}
	method := kit.Field{Kind: "select", Name: "method", Label: c.T("std.column.method")}
	for _, m := range standard.Methods() {
		method.Options = append(method.Options, kit.Option{Value: m.String(), Label: c.T("std.method." + m.String()),
			Selected: q.Get("method") == m.String()})
	}
	veto := kit.Field{Kind: "select", Name: "veto", Label: c.T("std.column.veto"),
		Options: []kit.Option{{Value: "yes", Label: c.T("std.veto_only"), Selected: q.Get("veto") == "yes"}}}
	return []kit.Field{kind, method, veto}
}

// branches are the dimensions that have items which pass the filter, and how many those are.
func branches(c *kit.Call, e *standard.Edition, q url.Values) ([]StandardBranch, int) {
	var out []StandardBranch
	shown := 0
	for _, d := range e.Nodes {
		if d.Layer != standard.Dimension {
			continue
		}
		b := StandardBranch{Code: d.Code, Name: d.Text.In(c.L), Depth: min(4, len(e.Above(d.Code)))}
		for _, n := range e.Children(d.Code) {
			if n.Layer == standard.Item && passes(c, e, n, q) {
				b.Items = append(b.Items, StandardRow{Code: n.Code, Name: n.Text.In(c.L),
					URL: kit.StandardItemURL(n.Code, e.Seq), Points: n.Full.String(),
					Rule: n.Rule.Words(c.L), Veto: n.Veto,
					Method: c.T("std.method." + n.Method.String()), Kinds: e.KindWords(n, c.L)})
			}
		}
		points, found := standard.Points(0), false
		for _, n := range e.Items("") {
			if slices.ContainsFunc(e.Above(n.Code), func(x standard.Node) bool { return x.Code == d.Code }) &&
				passes(c, e, n, q) {
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
func passes(c *kit.Call, e *standard.Edition, n standard.Node, q url.Values) bool {
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
func standardFile(c *kit.Call) error {
	e, err := editionAsked(c, "version")
	if err != nil {
		return err
	}
	w := c.File("xlsx")
	return w.Finish(sheet.WriteStandard(e.Version, c.L, w))
}

// standardDiff tells the difference of two versions; without names it is that of the last two.
func standardDiff(c *kit.Call) error {
	p := &StandardDiffPage{Frame: c.Overview("standard"), Places: standardPlaces(c, "diff")}
	list, err := standardOf(c.House).Editions(c.Ctx, manyEditions)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.New(fault.Missing, "standard_none")
	}
	from, to := list[min(1, len(list)-1)].Seq, list[0].Seq
	q := c.R.URL.Query()
	for name, seq := range map[string]*int64{"from": &from, "to": &to} {
		if v := q.Get(name); v != "" {
			*seq, _ = strconv.ParseInt(v, 10, 64)
		}
	}
	a, err := standardOf(c.House).Edition(c.Ctx, from)
	if err != nil {
		return err
	}
	b, err := standardOf(c.House).Edition(c.Ctx, to)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		name, label string
		seq         int64
	}{{"from", "std.diff_from", from}, {"to", "std.diff_to", to}} {
		f := kit.Field{Kind: "select", Name: x.name, Label: c.T(x.label), Required: true}
		for _, r := range list {
			f.Options = append(f.Options, kit.Option{Value: strconv.FormatInt(r.Seq, 10), Label: rowName(c, r),
				Selected: r.Seq == x.seq})
		}
		p.Filters = append(p.Filters, f)
	}
	p.Said, p.Groups = changesTold(c, standard.Diff(a.Version, b.Version))
	return c.Render(p)
}

// standardNames gives units and categories the names of the city; a unit that differs from area to area keeps its code.
func standardNames(c *kit.Call) standard.Names {
	return standard.Names{
		Category: func(code, l string) string {
			k, ok := c.Desk.Policy().Category(code)
			if !ok {
				return code
			}
			return k.Name(l)
		},
		Unit: func(code, l string) string {
			u, ok := c.Org.UnitByCode(code)
			if !ok {
				return code
			}
			return u.Name(l)
		}}
}

// changesTold puts changes into groups of what was added, dropped and changed, and says how many there are.
func changesTold(c *kit.Call, changes []standard.Change) (string, []StandardGroup) {
	if len(changes) == 0 {
		return c.T("std.diff_same"), nil
	}
	groups := []StandardGroup{{Label: c.T("std.group.added")}, {Label: c.T("std.group.dropped")},
		{Label: c.T("std.group.changed")}}
	names := standardNames(c)
	for _, x := range changes {
		g := &groups[2]
		switch x.What {
		case standard.Added, standard.KindNew:
			g = &groups[0]
		case standard.Dropped, standard.KindGone:
			g = &groups[1]
		}
		g.Lines = append(g.Lines, x.Words(c.L, names))
	}
	n := strconv.Itoa
	said := c.T("std.diff_counts", "added", n(len(groups[0].Lines)), "dropped", n(len(groups[1].Lines)),
		"changed", n(len(groups[2].Lines)))
	return said, slices.DeleteFunc(groups, func(g StandardGroup) bool { return len(g.Lines) == 0 })
}
