package chief

import (
	"net/url"
	"strconv"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/chief"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// List is the register: who holds which post, area by area.
type List struct {
	kit.Frame
	Themes []kit.Link
	Search kit.Field
	Keep   []kit.Field
	Areas  kit.Field
	Narrow bool
	Rows   []Row
	Cover  *kit.Link // how long ago somebody was where, in the area that is shown
	File   string
	New    string // "" for who may not
	Upload string
	Pager  kit.Pager
}

func (*List) Template() string { return "chiefs" }

// Row is a post in the register.
type Row struct {
	Title, URL, Name string
	Area             kit.Link
	When             string
	Over             bool
}

const (
	rowsShown  = 30
	rowsInFile = 20000
)

// themeAsked is the theme that an address names, else the first one. ok is false for a city without any.
func themeAsked(c *kit.Call) (policy.Theme, bool) {
	rules := c.Desk.Policy().Chiefs
	if t, ok := rules.Theme(c.R.URL.Query().Get("theme")); ok {
		return t, true
	}
	if len(rules.Themes) == 0 {
		return policy.Theme{}, false
	}
	return rules.Themes[0], true
}

// asked is the filter of an address.
func asked(c *kit.Call) (f chief.Filter, err error) {
	q := c.R.URL.Query()
	t, _ := themeAsked(c)
	f = chief.Filter{Theme: t.Code, Text: strings.TrimSpace(q.Get("q")), Past: q.Get("past") == "1", Limit: rowsShown}
	if s := q.Get("area"); s != "" {
		if f.Area, err = area.Parse(s); err != nil {
			return f, fault.New(fault.Invalid, "filter_value", "key", "area", "value", kit.Clipped(s, 30)).On("area")
		}
	}
	at, id, _ := strings.Cut(q.Get("from"), ".")
	a, bad := strconv.ParseInt(at, 36, 64)
	n, wrong := strconv.ParseInt(id, 36, 64)
	if bad == nil && wrong == nil {
		f.Behind = chief.Place{Area: area.Code(a), ID: n}
	}
	return f, nil
}

// address is the register under a filter.
func address(path string, f chief.Filter) string {
	v := url.Values{"theme": {f.Theme}}
	if f.Text != "" {
		v.Set("q", f.Text)
	}
	if f.Past {
		v.Set("past", "1")
	}
	if f.Area != 0 {
		v.Set("area", f.Area.String())
	}
	if f.Behind != (chief.Place{}) {
		v.Set("from", strconv.FormatInt(int64(f.Behind.Area), 36)+"."+strconv.FormatInt(f.Behind.ID, 36))
	}
	return path + "?" + v.Encode()
}

func list(c *kit.Call) error {
	f, err := asked(c)
	if err != nil {
		return err
	}
	lines, next, err := chiefsOf(c.House).List(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("chiefs"), Areas: c.AnyAreaField("area", false, f.Area, f.Area),
		Search: kit.Field{Kind: "text", Name: "q", Value: f.Text, Max: chief.LongName},
		Narrow: f.Area != 0 || f.Text != "" || f.Past}
	for _, l := range lines {
		p.Rows = append(p.Rows, rowOf(c, &l))
	}
	plain := f
	plain.Behind = chief.Place{}
	for _, t := range c.Desk.Policy().Chiefs.Themes {
		to := plain
		to.Theme = t.Code
		p.Themes = append(p.Themes, kit.Link{Label: t.In(c.Short()), URL: address("/chiefs", to),
			Current: t.Code == f.Theme})
	}
	p.Keep = []kit.Field{{Kind: "hidden", Name: "theme", Value: f.Theme}}
	if at := f.Area; len(p.Themes) > 0 {
		if at == 0 {
			at = c.Top()
		}
		p.Cover = &kit.Link{Label: c.T("chief.area_page", "area", c.ShortName(at)), URL: areaURL(at, f.Theme)}
		if chiefsOf(c.House).MayKeepSomewhere(c.Who.Caller) {
			p.New = address("/chiefs/new", chief.Filter{Theme: f.Theme, Area: f.Area})
			p.Upload = "/imports?kind=chiefs"
		}
	}
	p.File = address("/chiefs/list.xlsx", plain)
	if f.Behind != (chief.Place{}) {
		p.Pager.First = address("/chiefs", plain)
	}
	if next != (chief.Place{}) {
		plain.Behind = next
		p.Pager.Next = address("/chiefs", plain)
	}
	return c.Render(p)
}

func rowOf(c *kit.Call, l *chief.Line) Row {
	r := Row{Title: titleOf(c, &l.Holding), URL: postURL(l.ID), Name: nameOf(c, l.Name), When: when(c, &l.Holding),
		Area: kit.Link{Label: c.AreaName(l.Area), URL: areaURL(l.Area, l.Theme)}}
	r.Over = l.Until != "" && l.Until < chief.Today(c.Now)
	return r
}

// nameOf is a name, or that it was forgotten.
func nameOf(c *kit.Call, name string) string {
	if name == "" {
		return c.T("chief.nameless")
	}
	return name
}

// when says from which day to which a post is held.
func when(c *kit.Call, h *chief.Holding) string {
	if h.Until == "" {
		return c.T("chief.since", "since", lang.Date(c.L, h.Since.Instant()))
	}
	return c.T("chief.until", "since", lang.Date(c.L, h.Since.Instant()), "until", lang.Date(c.L, h.Until.Instant()))
}

// listFile is the register as a spreadsheet, which can be brought in again.
func listFile(c *kit.Call) error {
	f, err := asked(c)
	if err != nil {
		return err
	}
	f.Behind, f.Limit = chief.Place{}, 500
	g := sheet.Grid{Title: c.T("tab.chiefs"), Heads: []string{c.T("chief.theme"), c.T("chief.post"),
		c.T("column.point_area"), c.T("field.area"), c.T("chief.login"), c.T("chief.name"), c.T("chief.since_day"),
		c.T("chief.until_day")}}
	for len(g.Rows) < rowsInFile {
		lines, next, err := chiefsOf(c.House).List(c.Ctx, c.Who.Caller, f)
		if err != nil {
			return err
		}
		for i := range lines {
			l := &lines[i]
			t, _ := c.Desk.Policy().Chiefs.Theme(l.Theme)
			who, _ := c.Org.Person(l.Person)
			g.Rows = append(g.Rows, []any{t.In(c.Short()), titleOf(c, &l.Holding), l.Area.String(), c.AreaName(l.Area),
				who.Login, l.Name, string(l.Since), string(l.Until)})
		}
		if next == (chief.Place{}) {
			break
		}
		f.Behind = next
	}
	return g.Write(c.File("xlsx"))
}
