package work

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

var listNames = []string{views.ProblemList, views.TaskList, views.ResponsibilityList, kit.Everything}

func lists(c *kit.Call) error {
	c.To("/lists/" + views.ProblemList + "?open=1")
	return nil
}

// filter is what the address says; the list is part of its path.
func filter(c *kit.Call) (views.Filter, error) {
	name := c.R.PathValue("list")
	if !slices.Contains(listNames, name) {
		return views.Filter{}, fault.New(fault.Missing, "page_missing")
	}
	f, err := views.ParseFilter(c.R.URL.Query())
	if f.List = name; name == kit.Everything {
		f.List = ""
	}
	return f, err
}

func unsorted(f views.Filter) views.Filter { f.Sort, f.Limit = "", 0; return f }

func listName(c *kit.Call, list string) string {
	if list == "" || list == kit.Everything {
		return c.T("list.everything")
	}
	return c.Desk.Policy().Lists[list].In(c.Short())
}

func list(c *kit.Call) error {
	f, err := filter(c)
	var page views.Page
	if err == nil {
		page, err = c.Desk.List(c.Ctx, c.Who.Caller, f)
	}
	wrong := fault.Of(err)
	if err != nil && wrong.Kind != fault.Invalid {
		return err
	}
	here := f
	here.After = ""
	p := &List{Frame: c.Frame("lists", listName(c, f.List)), Heading: listName(c, f.List), Clear: kit.ListPath(f.List),
		ChooseAt: "/lists/columns",
		Search:   kit.Field{Name: "q", Value: f.Text},
		Export:   kit.WithQuery(kit.ListPath(f.List)+"/export.xlsx", kit.Bare(here)),
		Map:      kit.MapURL(unsorted(here))}
	if err != nil {
		p.Status, p.Search.Error = wrong.Kind.Status(), lang.Error(c.L, wrong)
		p.Search.Value = c.R.URL.Query().Get("q")
	}
	for _, n := range listNames {
		p.Lists = append(p.Lists, kit.Link{Label: listName(c, n), URL: "/lists/" + n + "?open=1",
			Current: kit.ListPath(f.List) == "/lists/"+n})
	}
	p.Filters, p.Chips = c.Filters(f), c.Chips(here)
	p.Narrow = len(p.Chips) > 1 || len(p.Chips) == 1 && f.Text == "" && f.Open == nil
	if f.Sort != "" {
		p.Keep = []kit.Field{{Kind: "hidden", Name: "sort", Value: f.Sort}}
	}
	for _, s := range []string{views.SortNext, views.SortNew, views.SortNumber, views.SortUnit} {
		x := here
		x.Sort = s
		p.Sorts = append(p.Sorts, kit.Link{Label: c.T("sort." + s), URL: kit.ListURL(x),
			Current: s == cmp.Or(f.Sort, usualSort(f.List))})
	}
	if err := rows(c, p, &page); err != nil {
		return err
	}
	p.Pager = c.Pager(kit.ListPath(f.List), kit.Bare(f), page)
	return c.Render(p)
}

func usualSort(list string) string {
	if list == views.ResponsibilityList {
		return views.SortUnit
	}
	return views.SortNext
}

// rows fills the table and the cards, in the columns that the person chose.
func rows(c *kit.Call, p *List, page *views.Page) error {
	chosen, err := sheet.Chosen(c.Ctx, c.Desk, c.Who.Caller)
	if err != nil {
		return err
	}
	for i, n := range policy.ColumnNames() {
		at := slices.Index(chosen, n)
		order := at + 1
		if at < 0 {
			order = len(chosen) + i + 1
		}
		p.Choose = append(p.Choose, Choice{n, sheet.Heading(c.L, n), at >= 0, order})
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
		p.Columns = append(p.Columns, Column{n, sheet.Heading(c.L, n)})
	}
	for i := range page.Rows {
		r := &page.Rows[i]
		x := Row{Card: c.Card(r)}
		for _, n := range shown {
			x.Cells = append(x.Cells, cells[n](c, r, &x.Card))
		}
		p.Rows = append(p.Rows, x)
	}
	return nil
}

// cells are the columns that a row can show; the others are in the spreadsheet only.
var cells = map[string]func(c *kit.Call, r *views.Row, k *kit.Card) Cell{
	"number":    func(_ *kit.Call, r *views.Row, k *kit.Card) Cell { return Cell{Text: r.Number, URL: k.URL} },
	"source":    func(c *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: c.T("source." + r.Source)} },
	"source_no": func(_ *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: r.SourceNo} },
	"point":     func(_ *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: r.Place} },
	"area":      func(_ *kit.Call, _ *views.Row, k *kit.Card) Cell { return Cell{Text: k.Area} },
	"kind": func(c *kit.Call, r *views.Row, _ *kit.Card) Cell {
		return Cell{Text: c.T("kind." +
			r.Kind.String())}
	},
	"category": func(_ *kit.Call, _ *views.Row, k *kit.Card) Cell { return Cell{Text: k.Category} },
	"severity": func(c *kit.Call, r *views.Row, _ *kit.Card) Cell {
		return Cell{Text: c.T("severity." + r.Severity.String())}
	},
	"state":    func(_ *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{State: r.State.String()} },
	"progress": func(_ *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{State: r.State.String()} },
	"problem": func(_ *kit.Call, r *views.Row, k *kit.Card) Cell {
		return Cell{Text: r.Title, URL: k.URL, Wide: true}
	},
	"lead": func(c *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: c.UnitName(r.Lead)} },
	"co":   func(c *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: c.UnitNames(r.Co)} },
	"reported_at": func(c *kit.Call, r *views.Row, _ *kit.Card) Cell {
		return Cell{Text: lang.DateTime(c.L, r.ReportedAt)}
	},
	"assigned_at": func(c *kit.Call, r *views.Row, _ *kit.Card) Cell {
		return Cell{Text: lang.DateTime(c.L, r.AssignedAt)}
	},
	"due": func(_ *kit.Call, _ *views.Row, k *kit.Card) Cell { return Cell{Light: &k.Light} },
	"light": func(c *kit.Call, r *views.Row, _ *kit.Card) Cell {
		return Cell{Text: c.T("light." + r.Light(c.Now).String())}
	},
	"struck_at": func(c *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: lang.Date(c.L, r.StruckAt)} },
	"rebound":   func(_ *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: strconv.Itoa(r.Reopens)} },
	"voices":    func(_ *kit.Call, r *views.Row, _ *kit.Card) Cell { return Cell{Text: strconv.Itoa(r.Voices)} },
}

// columns remembers which columns the person wants, and in which order.
func columns(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	names := slices.DeleteFunc(slices.Clone(s.Values["column"]), func(n string) bool {
		return !slices.Contains(policy.ColumnNames(), n)
	})
	slices.SortStableFunc(names, func(a, b string) int { return int(s.Number("order."+a) - s.Number("order."+b)) })
	if err := c.Desk.SetPreference(c.Ctx, c.Who.Caller, sheet.ColumnsPreference,
		strings.Join(slices.Compact(names), ",")); err != nil {
		return err
	}
	c.Flash("flash.columns", "")
	c.To(kit.Local(s.Get("back"), "/lists/problem"))
	return nil
}
