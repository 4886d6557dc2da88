package kit

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/matter"
)

// Everything is the list of all that may be seen, whatever its kind; the dashboard's figures lead to it.
const Everything = "all"

// ListURL is the address of a list under a filter.
func ListURL(f views.Filter) string { return WithQuery(ListPath(f.List), Bare(f)) }

// ListPath is the path of a list, of all that may be seen for "".
func ListPath(list string) string { return "/lists/" + cmp.Or(list, Everything) }

// Bare is the filter without what the path says.
func Bare(f views.Filter) views.Filter { f.List = ""; return f }

// Filters are the fields that narrow a list.
func (c *Call) Filters(f views.Filter) []Field {
	pick := func(name, label string, current string, values []string, prefix string) Field {
		x := Choose(name, c.T(label), false, nil)
		for _, v := range values {
			x.Options = append(x.Options, Option{Value: v, Label: c.T(prefix + v), Selected: v == current})
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
		c.AreasField("area", false, f.Area, f.Area),
		Choose("category", c.T("field.category"), false, c.Categories(f.Category)),
		pick("severity", "field.severity", v.Get("severity"), severities, "severity."),
		pick("source", "field.source", f.Source, matter.Plain(matter.Sources()), "source."),
		pick("mine", "field.mine", f.Mine, []string{views.MineReported, views.MineFollowed}, "mine."),
		{Kind: "date", Name: "from", Label: c.T("field.from"), Value: f.From.String()},
		{Kind: "date", Name: "to", Label: c.T("field.until_day"), Value: f.To.String()}}
	if f.List == "" || f.List == views.ResponsibilityList {
		out = append(out, pick("kind", "field.kind", v.Get("kind"), kinds, "kind."))
	}
	unit := Choose("unit", c.T("field.lead"), false, nil)
	for _, id := range c.FilterUnits(f.Unit) {
		unit.Options = append(unit.Options, Option{Value: strconv.FormatInt(id, 10), Label: c.UnitName(id),
			Selected: id == f.Unit})
	}
	return c.keepLists(append(out, unit), f)
}

// keepLists keeps values of the address that one select cannot show: several states or kinds, and whether it is open.
func (c *Call) keepLists(fields []Field, f views.Filter) []Field {
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

func (c *Call) several(name, v string) string {
	var words []string
	for _, s := range strings.Split(v, ",") {
		words = append(words, c.T(name+"."+s))
	}
	return strings.Join(words, c.T("word.and"))
}

// FilterUnits are the units whose matters the caller works with, few enough for a select: his own and those below, or
// those over his area.
func (c *Call) FilterUnits(chosen int64) []int64 {
	var out []int64
	for _, p := range c.Who.Posts {
		if p.Unit != 0 {
			out = append(out, c.Org.Below(p.Unit)...)
			continue
		}
		for _, u := range c.Org.Units(p.Area) {
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

// Chips are the filters in force, each with the address without it.
func (c *Call) Chips(f views.Filter) []Link {
	var out []Link
	add := func(off bool, label string, without views.Filter) {
		if !off {
			out = append(out, Link{Label: label, URL: ListURL(without)})
		}
	}
	g := f
	v := f.Values()
	named := func(key string) string { return c.several(key, v.Get(key)) }
	g.Text = ""
	add(f.Text == "", c.T("list.searched", "text", f.Text), g)
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
	add(f.Open == nil, c.T("list.open."+v.Get("open")), g)
	g = f
	g.Area = 0
	add(f.Area == 0, c.Succeeded(f.Area), g)
	g = f
	g.Unit = 0
	add(f.Unit == 0, c.UnitName(f.Unit), g)
	g = f
	g.Category = ""
	add(f.Category == "", cmp.Or(c.Category(f.Category), f.Category), g)
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
	add(f.From == 0 && f.To == 0, c.T("list.days", "from", f.From.String(), "to", f.To.String()), g)
	return out
}

// Pager leads through a keyset: back to the first page, on to the next.
func (c *Call) Pager(path string, f views.Filter, page views.Page) Pager {
	p := Pager{Shown: len(page.Rows), Total: c.T("page.shown", "n", strconv.Itoa(len(page.Rows)))}
	if f.After != "" {
		first := f
		first.After = ""
		p.First = WithQuery(path, first)
	}
	if page.After != "" {
		f.After = page.After
		p.Next = WithQuery(path, f)
	}
	return p
}

// WithQuery is a path under a filter.
func WithQuery(path string, f views.Filter) string {
	if q := f.Values().Encode(); q != "" {
		return path + "?" + q
	}
	return path
}
