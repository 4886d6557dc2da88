package admin

import (
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// adminPage is how many entries of a register stand on one page.
const adminPage = 100

// mayAdmin keeps the registers from those who manage nothing; what a manager may change is the desk's to say.
func mayAdmin(c *kit.Call) error {
	if !c.Org.Administers(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

// register begins the page of a register.
func register(c *kit.Call, name string) *Admin {
	return &Admin{Frame: c.Frame("admin", c.T("admin."+name)), Heading: c.T("admin." + name),
		Lead: c.T("admin." + name + "_lead"), Tabs: c.AdminTabs(name),
		Search: kit.Field{Name: "q", Value: c.R.URL.Query().Get("q"), Hint: c.T("admin.search")}}
}

// realm is the area whose entries the caller manages.
func realm(c *kit.Call) area.Code {
	best := area.Code(0)
	for _, p := range c.Who.Posts {
		if c.Org.MayAdminister(c.Who.Caller, p.Area) && (best == 0 || p.Area.Level() < best.Level()) {
			best = p.Area
		}
	}
	return best
}

// change makes one change and goes back to the register, or shows the form again.
func change(c *kit.Call, name string, ch org.Change, s *kit.Sent, show func(*kit.Sent, error) error) error {
	id, err := s.ID()
	if err == nil {
		err = s.Bad
	}
	if err == nil {
		_, err = c.Desk.Change(c.Ctx, c.Who.Caller, id, []org.Change{ch})
	}
	if err != nil {
		c.Log(err)
		return show(s, err)
	}
	c.Flash("flash.saved", "")
	c.To("/admin/" + name)
	return nil
}

// page cuts a register into pages by offset; registers are small and stand in memory.
func page(c *kit.Call, p *Admin, path string) {
	from, _ := strconv.Atoi(c.R.URL.Query().Get("from"))
	n := len(p.Rows)
	from = min(max(from, 0), n)
	to := min(from+adminPage, n)
	q := "?q=" + queryOf(p.Search.Value)
	if from > 0 {
		p.Pager.First = path + q
	}
	if to < n {
		p.Pager.Next = path + q + "&from=" + strconv.Itoa(to)
	}
	p.Pager.Total = c.T("page.of", "from", strconv.Itoa(min(from+1, n)), "to", strconv.Itoa(to), "n", strconv.Itoa(n))
	p.Rows = p.Rows[from:to]
}

func areas(c *kit.Call) error { return showAreas(c, nil, nil) }

func showAreas(c *kit.Call, s *kit.Sent, wrong error) error {
	if err := mayAdmin(c); err != nil {
		return err
	}
	p := register(c, "areas")
	p.Columns = []string{c.T("field.name"), c.T("field.code"), c.T("field.level")}
	realm := realm(c)
	list := c.Org.Tree().All()
	if p.Search.Value != "" {
		list = c.Org.Tree().Search(p.Search.Value, realm, 500)
	}
	for _, a := range list {
		if realm.Contains(a.Code) && a.Code.Level() <= area.Township || p.Search.Value != "" {
			p.Rows = append(p.Rows, AdminRow{URL: "/admin/areas?id=" + a.Code.String(),
				Cells: []string{a.Name, a.Code.String(), c.T("level." + a.Code.Level().String())},
				Depth: int(a.Code.Level() - area.City), Former: a.Former})
		}
	}
	page(c, p, "/admin/areas")
	f := kit.Form{ID: "area", Action: "/admin/areas", Once: c.Once(), Title: c.T("admin.add_area"),
		Submit: c.T("form.save"), Tone: "primary", Fields: []kit.Field{
			c.Line("area", "field.code", 12, true), c.Line("name", "field.name", 100, true),
			{Kind: "check", Name: "former", Label: c.T("field.former")},
			c.Line("successors", "field.successors", 300, false)}}
	f.Fields[0].Hint, f.Fields[3].Hint = c.T("admin.area_code"), c.T("admin.successors_hint")
	if code, err := area.Parse(c.R.URL.Query().Get("id")); err == nil {
		if a, ok := c.Org.Tree().Get(code); ok {
			f.Title, f.Open = a.Name, true
			f.Fields[0].Value, f.Fields[1].Value, f.Fields[2].Checked = a.Code.String(), a.Name, a.Former
			f.Fields[3].Value = org.SpellCodes(a.Successors)
		}
	}
	return adminForms(c, p, s, wrong, f)
}

// adminForms shows a register with its forms, the first of them with what was wrong.
func adminForms(c *kit.Call, p *Admin, s *kit.Sent, wrong error, forms ...kit.Form) error {
	p.Forms = forms
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Forms[0].Again(c.L, s, wrong)
	}
	return c.Render(p)
}

func setArea(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return showAreas(c, s, err)
	}
	heirs, err := org.ParseCodes(s.Get("successors"))
	if err != nil {
		return showAreas(c, s, err)
	}
	return change(c, "areas", &org.AreaSet{Area: s.Area("area"), Name: s.Get("name"), Former: s.Yes("former"),
		Successors: heirs, Anyway: s.Yes("anyway")},
		s, func(s *kit.Sent, wrong error) error { return showAreas(c, s, wrong) })
}

func units(c *kit.Call) error { return showUnits(c, nil, nil) }

func showUnits(c *kit.Call, s *kit.Sent, wrong error) error {
	if err := mayAdmin(c); err != nil {
		return err
	}
	p := register(c, "units")
	p.Columns = []string{c.T("field.name"), c.T("field.code"), c.T("field.area"), c.T("field.parent")}
	for _, u := range c.Org.FindUnits(p.Search.Value, realm(c), 100_000) {
		p.Rows = append(p.Rows, AdminRow{URL: "/admin/units?id=" + strconv.FormatInt(u.ID, 10),
			Cells: []string{u.Name(c.Short()), u.Code, c.AreaName(u.Area), c.UnitName(u.Parent)},
			Depth: min(len(c.Org.Uppers(u.ID)), 4), Former: u.Former})
	}
	page(c, p, "/admin/units")
	u, open := opened(c)
	f := kit.Form{ID: "unit", Action: "/admin/units", Once: c.Once(), Title: c.T("admin.add_unit"),
		Submit: c.T("form.save"), Tone: "primary", Open: open, Fields: []kit.Field{
			c.Line("zh", "field.name", 100, true), c.Line("en", "field.name_en", 100, false),
			c.Line("code", "field.code", 40, true),
			c.AreasField("area", true, u.Area, u.Area), c.Pick("parent", "field.parent", false, nil),
			{Kind: "check", Name: "former", Label: c.T("field.former"), Checked: u.Former},
			c.Pick("successor", "field.successor", false, nil),
			{Kind: "hidden", Name: "unit", Value: strconv.FormatInt(u.ID, 10)}}}
	cityOption(c, &f.Fields[3], u.Area)
	f.Fields[0].Value, f.Fields[1].Value, f.Fields[2].Value = u.Zh, u.En, u.Code
	if x, ok := c.Org.Unit(u.Parent); ok {
		f.Fields[4].Value = c.Typed(x)
	}
	if x, ok := c.Org.Unit(u.Successor); ok {
		f.Fields[6].Value = c.Typed(x)
	}
	if open {
		f.Title = u.Name(c.Short())
	}
	p.Names = c.UnitNamesList(c.Org.FindUnits("", realm(c), 1000))
	return adminForms(c, p, s, wrong, f)
}

// cityOption offers the whole city beside its parts.
func cityOption(c *kit.Call, f *kit.Field, chosen area.Code) {
	f.Options = append([]kit.Option{{Value: c.Top().String(), Label: c.City(), Group: c.City(),
		Selected: chosen == c.Top()}}, f.Options...)
}

// opened is the unit that the address opens for changing.
func opened(c *kit.Call) (org.Unit, bool) {
	id, err := strconv.ParseInt(c.R.URL.Query().Get("id"), 10, 64)
	if err != nil {
		return org.Unit{}, false
	}
	return c.Org.Unit(id)
}

func setUnit(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return showUnits(c, s, err)
	}
	u := &org.UnitSet{ID: s.Number("unit"), Code: s.Get("code"), Zh: s.Get("zh"), En: s.Get("en"), Area: s.Area("area"),
		Parent: s.Unit(c.Org, "parent"),
		Former: s.Yes("former"), Successor: s.Unit(c.Org, "successor"), Anyway: s.Yes("anyway")}
	return change(c, "units", u, s, func(s *kit.Sent, wrong error) error { return showUnits(c, s, wrong) })
}
