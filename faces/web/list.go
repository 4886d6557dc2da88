package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// everything is the list of all that may be seen, whatever its kind; the dashboard's figures lead to it.
const everything = "all"

var listNames = []string{views.ProblemList, views.TaskList, views.ResponsibilityList, everything}

func (c *call) lists() error {
	c.to("/lists/" + views.ProblemList + "?open=1")
	return nil
}

// filter is what the address says; the list is part of its path.
func (c *call) filter() (views.Filter, error) {
	name := c.r.PathValue("list")
	if !slices.Contains(listNames, name) {
		return views.Filter{}, fault.New(fault.Missing, "page_missing")
	}
	f, err := views.ParseFilter(c.r.URL.Query())
	if f.List = name; name == everything {
		f.List = ""
	}
	return f, err
}

// listURL is the address of a list under a filter.
func listURL(f views.Filter) string { return withQuery(listPath(f.List), bare(f)) }

func listPath(list string) string { return "/lists/" + cmp.Or(list, everything) }

// bare is the filter without what the path says.
func bare(f views.Filter) views.Filter { f.List = ""; return f }

func unsorted(f views.Filter) views.Filter { f.Sort, f.Limit = "", 0; return f }

func (c *call) listName(list string) string {
	if list == "" || list == everything {
		return c.t("list.everything")
	}
	return c.desk.Policy().Lists[list].In(c.short())
}

func (c *call) list() error {
	f, err := c.filter()
	var page views.Page
	if err == nil {
		page, err = c.desk.List(c.ctx, c.who.Caller, f)
	}
	wrong := fault.Of(err)
	if err != nil && wrong.Kind != fault.Invalid {
		return err
	}
	here := f
	here.After = ""
	p := &List{Frame: c.frame("lists", c.listName(f.List)), Heading: c.listName(f.List), Clear: listPath(f.List),
		ChooseAt: "/lists/columns",
		Search:   Field{Name: "q", Value: f.Text}, Export: withQuery(listPath(f.List)+"/export.xlsx", bare(here)),
		Map: mapURL(unsorted(here))}
	if err != nil {
		p.Status, p.Search.Error = wrong.Kind.Status(), lang.Error(c.l, wrong)
		p.Search.Value = c.r.URL.Query().Get("q")
	}
	for _, n := range listNames {
		p.Lists = append(p.Lists, Link{c.listName(n), "/lists/" + n + "?open=1", listPath(f.List) == "/lists/"+n})
	}
	p.Filters, p.Chips = c.filters(f), c.chips(here)
	p.Narrow = len(p.Chips) > 1 || len(p.Chips) == 1 && f.Text == "" && f.Open == nil
	if f.Sort != "" {
		p.Keep = []Field{{Kind: "hidden", Name: "sort", Value: f.Sort}}
	}
	for _, s := range []string{views.SortNext, views.SortNew, views.SortNumber, views.SortUnit} {
		x := here
		x.Sort = s
		p.Sorts = append(p.Sorts, Link{c.t("sort." + s), listURL(x), s == cmp.Or(f.Sort, usualSort(f.List))})
	}
	if err := c.rows(p, &page); err != nil {
		return err
	}
	p.Pager = c.pager(listPath(f.List), bare(f), page)
	return c.render(p)
}

func usualSort(list string) string {
	if list == views.ResponsibilityList {
		return views.SortUnit
	}
	return views.SortNext
}

// filters are the fields that narrow a list.
func (c *call) filters(f views.Filter) []Field {
	pick := func(name, label string, current string, values []string, prefix string) Field {
		x := choose(name, c.t(label), false, nil)
		for _, v := range values {
			x.Options = append(x.Options, Option{Value: v, Label: c.t(prefix + v), Selected: v == current})
		}
		return x
	}
	var states, kinds, severities, lights []string
	for _, s := range matter.States() {
		states = append(states, s.String())
	}
	for _, k := range matter.Kinds() {
		kinds = append(kinds, k.String())
	}
	for _, s := range matter.Severities() {
		severities = append(severities, s.String())
	}
	for l := matter.Green; l <= matter.Grey; l++ {
		lights = append(lights, l.String())
	}
	v := f.Values()
	out := []Field{pick("state", "field.state", v.Get("state"), states, "state."),
		pick("light", "column.light", v.Get("light"), lights, "light."),
		c.areasField("area", false, f.Area, f.Area),
		choose("category", c.t("field.category"), false, c.categories(f.Category)),
		pick("severity", "field.severity", v.Get("severity"), severities, "severity."),
		pick("source", "field.source", f.Source, matter.Plain(matter.Sources()), "source."),
		pick("mine", "field.mine", f.Mine, []string{views.MineReported, views.MineFollowed}, "mine."),
		{Kind: "date", Name: "from", Label: c.t("field.from"), Value: f.From.String()},
		{Kind: "date", Name: "to", Label: c.t("field.until_day"), Value: f.To.String()}}
	if f.List == "" || f.List == views.ResponsibilityList {
		out = append(out, pick("kind", "field.kind", v.Get("kind"), kinds, "kind."))
	}
	unit := choose("unit", c.t("field.lead"), false, nil)
	for _, id := range c.filterUnits(f.Unit) {
		unit.Options = append(unit.Options, Option{Value: strconv.FormatInt(id, 10), Label: c.unitName(id),
			Selected: id == f.Unit})
	}
	return c.keepLists(append(out, unit), f)
}

// keepLists keeps values of the address that one select cannot show: several states or kinds, and whether it is open.
func (c *call) keepLists(fields []Field, f views.Filter) []Field {
	for i := range fields {
		x := &fields[i]
		v := f.Values().Get(x.Name)
		if strings.Contains(v, ",") {
			x.Options = append(x.Options, Option{Value: v, Label: c.several(x.Name, v), Selected: true})
		}
	}
	if v := f.Values().Get("open"); v != "" {
		fields = append(fields, Field{Kind: "hidden", Name: "open", Value: v})
	}
	return fields
}

func (c *call) several(name, v string) string {
	var words []string
	for _, s := range strings.Split(v, ",") {
		words = append(words, c.t(name+"."+s))
	}
	return strings.Join(words, c.t("word.and"))
}

// filterUnits are the units whose matters the caller works with, few enough for a select: his own and those below, or
// those over his area.
func (c *call) filterUnits(chosen int64) []int64 {
	var out []int64
	for _, p := range c.who.Posts {
		if p.Unit != 0 {
			out = append(out, c.org.Below(p.Unit)...)
			continue
		}
		for _, u := range c.org.Units(p.Area) {
			out = append(out, u.ID)
		}
	}
	if chosen != 0 {
		out = append(out, chosen)
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) > 400 {
		out = append(out[:400], chosen)
	}
	return slices.DeleteFunc(out, func(id int64) bool { return id == 0 })
}

// chips are the filters in force, each with the address without it.
func (c *call) chips(f views.Filter) []Link {
	var out []Link
	add := func(off bool, label string, without views.Filter) {
		if !off {
			out = append(out, Link{Label: label, URL: listURL(without)})
		}
	}
	g := f
	v := f.Values()
	named := func(key string) string { return c.several(key, v.Get(key)) }
	g.Text = ""
	add(f.Text == "", c.t("list.searched", "text", f.Text), g)
	g = f
	g.States = nil
	add(len(f.States) == 0, named("state"), g)
	g = f
	g.Kinds = nil
	add(len(f.Kinds) == 0, named("kind"), g)
	g = f
	g.Light = 0
	add(f.Light == 0, named("light"), g)
	g = f
	g.Open = nil
	add(f.Open == nil, c.t("list.open."+v.Get("open")), g)
	g = f
	g.Area = 0
	add(f.Area == 0, c.areaName(f.Area), g)
	g = f
	g.Unit = 0
	add(f.Unit == 0, c.unitName(f.Unit), g)
	g = f
	g.Category = ""
	add(f.Category == "", cmp.Or(c.category(f.Category), f.Category), g)
	g = f
	g.Severity = 0
	add(f.Severity == 0, named("severity"), g)
	g = f
	g.Source = ""
	add(f.Source == "", named("source"), g)
	g = f
	g.Mine = ""
	add(f.Mine == "", named("mine"), g)
	g = f
	g.From, g.To = 0, 0
	add(f.From == 0 && f.To == 0, c.t("list.days", "from", f.From.String(), "to", f.To.String()), g)
	return out
}

// rows fills the table and the cards, in the columns that the person chose.
func (c *call) rows(p *List, page *views.Page) error {
	chosen, err := sheet.Chosen(c.ctx, c.desk, c.who.Caller)
	if err != nil {
		return err
	}
	for i, n := range policy.ColumnNames() {
		at := slices.Index(chosen, n)
		order := at + 1
		if at < 0 {
			order = len(chosen) + i + 1
		}
		p.Choose = append(p.Choose, Choice{n, sheet.Heading(c.l, n), at >= 0, order})
	}
	slices.SortStableFunc(p.Choose, func(a, b Choice) int { return a.Order - b.Order })
	for i := range p.Choose {
		p.Choose[i].Order = i + 1
	}
	if !slices.Contains(chosen, "problem") {
		chosen = append([]string{"problem"}, chosen...)
	}
	shown := slices.DeleteFunc(chosen, func(n string) bool { return cells[n] == nil })
	for _, n := range shown {
		p.Columns = append(p.Columns, Column{n, sheet.Heading(c.l, n)})
	}
	for i := range page.Rows {
		r := &page.Rows[i]
		x := Row{Card: c.card(r)}
		for _, n := range shown {
			x.Cells = append(x.Cells, cells[n](c, r, &x.Card))
		}
		p.Rows = append(p.Rows, x)
	}
	return nil
}

// cells are the columns that a row can show; the others are in the spreadsheet only.
var cells = map[string]func(c *call, r *views.Row, k *Card) Cell{
	"number":    func(_ *call, r *views.Row, k *Card) Cell { return Cell{Text: r.Number, URL: k.URL} },
	"source":    func(c *call, r *views.Row, _ *Card) Cell { return Cell{Text: c.t("source." + r.Source)} },
	"source_no": func(_ *call, r *views.Row, _ *Card) Cell { return Cell{Text: r.SourceNo} },
	"point":     func(_ *call, r *views.Row, _ *Card) Cell { return Cell{Text: r.Place} },
	"area":      func(_ *call, _ *views.Row, k *Card) Cell { return Cell{Text: k.Area} },
	"kind":      func(c *call, r *views.Row, _ *Card) Cell { return Cell{Text: c.t("kind." + r.Kind.String())} },
	"category":  func(_ *call, _ *views.Row, k *Card) Cell { return Cell{Text: k.Category} },
	"severity": func(c *call, r *views.Row, _ *Card) Cell {
		return Cell{Text: c.t("severity." + r.Severity.String())}
	},
	"state":       func(_ *call, r *views.Row, _ *Card) Cell { return Cell{State: r.State.String()} },
	"progress":    func(_ *call, r *views.Row, _ *Card) Cell { return Cell{State: r.State.String()} },
	"problem":     func(_ *call, r *views.Row, k *Card) Cell { return Cell{Text: r.Title, URL: k.URL, Wide: true} },
	"lead":        func(c *call, r *views.Row, _ *Card) Cell { return Cell{Text: c.unitName(r.Lead)} },
	"co":          func(c *call, r *views.Row, _ *Card) Cell { return Cell{Text: c.unitNames(r.Co)} },
	"reported_at": func(c *call, r *views.Row, _ *Card) Cell { return Cell{Text: lang.DateTime(c.l, r.ReportedAt)} },
	"assigned_at": func(c *call, r *views.Row, _ *Card) Cell { return Cell{Text: lang.DateTime(c.l, r.AssignedAt)} },
	"due":         func(_ *call, _ *views.Row, k *Card) Cell { return Cell{Light: &k.Light} },
	"light": func(c *call, r *views.Row, _ *Card) Cell {
		return Cell{Text: c.t("light." + r.Light(c.now).String())}
	},
	"struck_at": func(c *call, r *views.Row, _ *Card) Cell { return Cell{Text: lang.Date(c.l, r.StruckAt)} },
	"rebound":   func(_ *call, r *views.Row, _ *Card) Cell { return Cell{Text: strconv.Itoa(r.Reopens)} },
	"voices":    func(_ *call, r *views.Row, _ *Card) Cell { return Cell{Text: strconv.Itoa(r.Voices)} },
}

// columns remembers which columns the person wants, and in which order.
func (c *call) columns() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return err
	}
	names := slices.DeleteFunc(slices.Clone(s.Values["column"]), func(n string) bool {
		return !slices.Contains(policy.ColumnNames(), n)
	})
	slices.SortStableFunc(names, func(a, b string) int { return int(s.number("order."+a) - s.number("order."+b)) })
	if err := c.desk.SetPreference(c.ctx, c.who.Caller, sheet.ColumnsPreference,
		strings.Join(slices.Compact(names), ",")); err != nil {
		return err
	}
	c.flash("flash.columns", "")
	c.to(local(s.Get("back"), "/lists/problem"))
	return nil
}
