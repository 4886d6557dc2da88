package web

import (
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// adminPage is how many entries of a register stand on one page.
const adminPage = 100

// mayAdmin keeps the registers from those who manage nothing; what a manager may change is the desk's to say.
func (c *call) mayAdmin() error {
	if !c.org.Administers(c.who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

// register begins the page of a register.
func (c *call) register(name string) *Admin {
	return &Admin{Frame: c.frame("admin", c.t("admin."+name)), Heading: c.t("admin." + name),
		Lead: c.t("admin." + name + "_lead"), Tabs: c.adminTabs(name),
		Search: Field{Name: "q", Value: c.r.URL.Query().Get("q"), Hint: c.t("admin.search")}}
}

// realm is the area whose entries the caller manages.
func (c *call) realm() area.Code {
	best := area.Code(0)
	for _, p := range c.who.Posts {
		if c.org.MayAdminister(c.who.Caller, p.Area) && (best == 0 || p.Area.Level() < best.Level()) {
			best = p.Area
		}
	}
	return best
}

// change makes one change and goes back to the register, or shows the form again.
func (c *call) change(name string, ch org.Change, s *sent, show func(*sent, error) error) error {
	id, err := s.id()
	if err == nil {
		err = s.bad
	}
	if err == nil {
		_, err = c.desk.Change(c.ctx, c.who.Caller, id, []org.Change{ch})
	}
	if err != nil {
		c.log(err)
		return show(s, err)
	}
	c.flash("flash.saved", "")
	c.to("/admin/" + name)
	return nil
}

// page cuts a register into pages by offset; registers are small and stand in memory.
func (c *call) page(p *Admin, path string) {
	from, _ := strconv.Atoi(c.r.URL.Query().Get("from"))
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
	p.Pager.Total = c.t("page.of", "from", strconv.Itoa(min(from+1, n)), "to", strconv.Itoa(to), "n", strconv.Itoa(n))
	p.Rows = p.Rows[from:to]
}

func (c *call) areas() error { return c.showAreas(nil, nil) }

func (c *call) showAreas(s *sent, wrong error) error {
	if err := c.mayAdmin(); err != nil {
		return err
	}
	p := c.register("areas")
	p.Columns = []string{c.t("field.name"), c.t("field.code"), c.t("field.level")}
	realm := c.realm()
	list := c.org.Tree().All()
	if p.Search.Value != "" {
		list = c.org.Tree().Search(p.Search.Value, realm, 500)
	}
	for _, a := range list {
		if realm.Contains(a.Code) && a.Code.Level() <= area.Township || p.Search.Value != "" {
			p.Rows = append(p.Rows, AdminRow{URL: "/admin/areas?id=" + a.Code.String(),
				Cells: []string{a.Name, a.Code.String(), c.t("level." + a.Code.Level().String())},
				Depth: int(a.Code.Level() - area.City), Former: a.Former})
		}
	}
	c.page(p, "/admin/areas")
	f := Form{ID: "area", Action: "/admin/areas", Once: c.once(), Title: c.t("admin.add_area"),
		Submit: c.t("form.save"), Tone: "primary", Fields: []Field{
			c.line("area", "field.code", 12, true), c.line("name", "field.name", 100, true),
			{Kind: "check", Name: "former", Label: c.t("field.former")}}}
	f.Fields[0].Hint = c.t("admin.area_code")
	if code, err := area.Parse(c.r.URL.Query().Get("id")); err == nil {
		if a, ok := c.org.Tree().Get(code); ok {
			f.Title, f.Open = a.Name, true
			f.Fields[0].Value, f.Fields[1].Value, f.Fields[2].Checked = a.Code.String(), a.Name, a.Former
		}
	}
	return c.adminForms(p, s, wrong, f)
}

// adminForms shows a register with its forms, the first of them with what was wrong.
func (c *call) adminForms(p *Admin, s *sent, wrong error, forms ...Form) error {
	p.Forms = forms
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Forms[0].again(c.l, s, wrong)
	}
	return c.render(p)
}

func (c *call) setArea() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return c.showAreas(s, err)
	}
	return c.change("areas", &org.AreaSet{Area: s.area("area"), Name: s.Get("name"), Former: s.yes("former")},
		s, c.showAreas)
}

func (c *call) units() error { return c.showUnits(nil, nil) }

func (c *call) showUnits(s *sent, wrong error) error {
	if err := c.mayAdmin(); err != nil {
		return err
	}
	p := c.register("units")
	p.Columns = []string{c.t("field.name"), c.t("field.code"), c.t("field.area"), c.t("field.parent")}
	for _, u := range c.org.FindUnits(p.Search.Value, c.realm(), 100_000) {
		p.Rows = append(p.Rows, AdminRow{URL: "/admin/units?id=" + strconv.FormatInt(u.ID, 10),
			Cells: []string{u.Name(c.short()), u.Code, c.areaName(u.Area), c.unitName(u.Parent)},
			Depth: min(len(c.org.Uppers(u.ID)), 4), Former: u.Former})
	}
	c.page(p, "/admin/units")
	u, open := c.opened()
	f := Form{ID: "unit", Action: "/admin/units", Once: c.once(), Title: c.t("admin.add_unit"),
		Submit: c.t("form.save"), Tone: "primary", Open: open, Fields: []Field{
			c.line("zh", "field.name", 100, true), c.line("en", "field.name_en", 100, false),
			c.line("code", "field.code", 40, true),
			c.areasField("area", true, u.Area, u.Area), c.pick("parent", "field.parent", false, nil),
			{Kind: "check", Name: "former", Label: c.t("field.former"), Checked: u.Former},
			c.pick("successor", "field.successor", false, nil),
			{Kind: "hidden", Name: "unit", Value: strconv.FormatInt(u.ID, 10)}}}
	c.cityOption(&f.Fields[3], u.Area)
	f.Fields[0].Value, f.Fields[1].Value, f.Fields[2].Value = u.Zh, u.En, u.Code
	if x, ok := c.org.Unit(u.Parent); ok {
		f.Fields[4].Value = c.typed(x)
	}
	if x, ok := c.org.Unit(u.Successor); ok {
		f.Fields[6].Value = c.typed(x)
	}
	if open {
		f.Title = u.Name(c.short())
	}
	p.Names = c.unitNamesList(c.org.FindUnits("", c.realm(), 1000))
	return c.adminForms(p, s, wrong, f)
}

// cityOption offers the whole city beside its parts.
func (c *call) cityOption(f *Field, chosen area.Code) {
	f.Options = append([]Option{{Value: c.top().String(), Label: c.city(), Group: c.city(),
		Selected: chosen == c.top()}}, f.Options...)
}

// opened is the unit that the address opens for changing.
func (c *call) opened() (org.Unit, bool) {
	id, err := strconv.ParseInt(c.r.URL.Query().Get("id"), 10, 64)
	if err != nil {
		return org.Unit{}, false
	}
	return c.org.Unit(id)
}

func (c *call) setUnit() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return c.showUnits(s, err)
	}
	u := &org.UnitSet{ID: s.number("unit"), Code: s.Get("code"), Zh: s.Get("zh"), En: s.Get("en"), Area: s.area("area"),
		Parent: s.unit(c.org, "parent"),
		Former: s.yes("former"), Successor: s.unit(c.org, "successor")}
	return c.change("units", u, s, c.showUnits)
}
