package chief

import (
	"html/template"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/chief"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// AreaPage is the chiefs of an area, and how long ago somebody was where.
type AreaPage struct {
	kit.Frame
	Heading string
	Said    string
	Themes  []kit.Link
	Up      *kit.Link
	Posts   []Row
	Empty   string // that the chief's post is vacant
	Covers  []CoverRow
	Adopted []AdoptedRow
	Forms   []kit.Form
	Print   string // the sign
	New     string // where a post of the area is given; "" for who may not
}

func (*AreaPage) Template() string { return "chief-area" }

// CoverRow is an area below, by its code: how long ago somebody was there.
type CoverRow struct {
	Area  kit.Link
	Light kit.Light
	Of    string // of the areas at its foot; "" where nothing lies below
}

// AdoptedRow is a leader who looks after the area.
type AdoptedRow struct {
	Name, Title, When string
	End               *kit.Form // nil for who may not
}

// inPath is the area of an address. The fault is page_missing for one that is not there.
func inPath(c *kit.Call) (area.Code, error) {
	a, err := area.Parse(c.R.PathValue("code"))
	if err != nil {
		return 0, c.Nowhere()
	}
	if _, ok := c.Org.Tree().Get(a); !ok || a.Level() < area.City {
		return 0, c.Nowhere()
	}
	return a, nil
}

func areaPage(c *kit.Call) error { return showArea(c, "", nil, nil) }

func showArea(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	a, err := inPath(c)
	if err != nil {
		return err
	}
	t, ok := themeAsked(c)
	if !ok {
		return c.Nowhere()
	}
	p := &AreaPage{Frame: c.Overview("chiefs"), Heading: c.AreaName(a) + " · " + t.In(c.Short()),
		Print: "/chiefs/areas/" + a.String() + "/sign"}
	p.Title = p.Heading
	for _, x := range c.Desk.Policy().Chiefs.Themes {
		p.Themes = append(p.Themes, kit.Link{Label: x.In(c.Short()), URL: areaURL(a, x.Code),
			Current: x.Code == t.Code})
	}
	if up := a.Parent(); up.Level() >= area.City {
		p.Up = &kit.Link{Label: c.ShortName(up), URL: areaURL(up, t.Code)}
	}
	if err := p.fill(c, a, &t); err != nil {
		return err
	}
	if chiefsOf(c.House).MayKeep(c.Who.Caller, a) {
		p.New = address("/chiefs/new", chief.Filter{Theme: t.Code, Area: a})
		p.Forms = []kit.Form{adoptForm(c, a, t.Code), phoneForm(c, a, t.Code)}
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// fill says who holds which post, how long ago somebody was where, and who adopted the area.
func (p *AreaPage) fill(c *kit.Call, a area.Code, t *policy.Theme) error {
	x := chiefsOf(c.House)
	list, err := x.At(c.Ctx, c.Who.Caller, t.Code, a)
	if err != nil {
		return err
	}
	chiefly := false
	for i := range list {
		p.Posts = append(p.Posts, rowOf(c, &list[i]))
		chiefly = chiefly || list[i].Post == t.Posts[0].Code
	}
	if !chiefly {
		p.Empty = c.T("chief.vacant", "post", t.Posts[0].In(c.Short()))
	}
	covers, err := x.Coverage(c.Ctx, c.Who.Caller, t.Code, a)
	if err != nil {
		return err
	}
	p.Said = coverOf(c, &covers[0])
	for _, y := range covers[1:] {
		r := CoverRow{Area: kit.Link{Label: c.ShortName(y.Area), URL: areaURL(y.Area, t.Code)},
			Light: kit.Light{Code: y.Light, Left: visited(c, &y)}}
		if y.Areas > 1 {
			r.Of = coverOf(c, &y)
		}
		p.Covers = append(p.Covers, r)
	}
	adopted, err := x.AdoptedAt(c.Ctx, c.Who.Caller, a, 0)
	if err != nil {
		return err
	}
	for _, y := range adopted {
		r := AdoptedRow{Name: nameOf(c, y.Called), Title: y.Title, When: when(c, &chief.Holding{Since: y.Since,
			Until: y.Until})}
		if x.MayKeep(c.Who.Caller, a) {
			r.End = &kit.Form{ID: "end", Action: adoptionURL(y.ID), Once: c.Once(), Submit: c.T("chief.do.unadopt")}
		}
		p.Adopted = append(p.Adopted, r)
	}
	return nil
}

func adoptForm(c *kit.Call, a area.Code, theme string) kit.Form {
	who := c.Line("name", "chief.leader", chief.LongName, true)
	who.Hint = c.T("chief.who_hint")
	point := kit.Field{Kind: "number", Name: "point", Label: c.T("chief.point"), Hint: c.T("chief.point_hint")}
	return kit.Form{ID: "adopt", Action: stepURL(a, "adopt", theme), Once: c.Once(), Title: c.T("chief.do.adopt"),
		Submit: c.T("chief.do.adopt"), Fields: []kit.Field{who, c.Line("title", "chief.leader_title", chief.LongLine,
			false), point, {Kind: "date", Name: "since", Label: c.T("chief.since_day"),
			Value: string(chief.Today(c.Now)), Required: true},
			{Kind: "date", Name: "until", Label: c.T("chief.until_day"), Hint: c.T("chief.until_hint")}}}
}

func phoneForm(c *kit.Call, a area.Code, theme string) kit.Form {
	phone := c.Line("phone", "chief.phone", 20, false)
	phone.Hint = c.T("chief.phone_hint")
	return kit.Form{ID: "phone", Action: stepURL(a, "phone", theme), Once: c.Once(), Title: c.T("chief.do.phone"),
		Submit: c.T("chief.do.phone"), Fields: []kit.Field{phone}}
}

func stepURL(a area.Code, step, theme string) string {
	return "/chiefs/areas/" + a.String() + "/" + step + "?theme=" + theme
}

// areaStep adopts an area or a point of it, or sets an office's telephone.
func areaStep(c *kit.Call) error {
	a, err := inPath(c)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	what := c.R.PathValue("step")
	if err := takeAreaStep(c, a, what, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showArea(c, what, s, err)
	}
	c.Flash("flash.chief_"+what, "")
	t, _ := themeAsked(c)
	c.To(areaURL(a, t.Code))
	return nil
}

func takeAreaStep(c *kit.Call, a area.Code, what string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x := chiefsOf(c.House)
	switch what {
	case "adopt":
		b := chief.Adopting{Area: a, Point: s.Number("point"), Title: strings.TrimSpace(s.Get("title")),
			Since: chief.Day(s.Get("since")), Until: chief.Day(s.Get("until"))}
		if s.Bad != nil {
			return s.Bad
		}
		if b.Point != 0 {
			p, err := point.Get(c.Ctx, pointsOf(c.House).DB.Read(), c.Desk.City(), b.Point)
			if err != nil || !a.Contains(p.Area) {
				return fault.New(fault.Invalid, "chief_outside").On("point").By(err)
			}
			b.Area = p.Area
		}
		if b.Person, b.Name, err = x.Resolve(s.Get("name"), a); err != nil {
			return err
		}
		_, err := x.Adopt(c.Ctx, c.Who.Caller, command, b)
		return err
	case "phone":
		t, _ := themeAsked(c)
		return x.Phone(c.Ctx, c.Who.Caller, command, chief.Phoned{Theme: t.Code, Area: a, Phone: s.Get("phone")})
	}
	return c.Nowhere()
}

func adoptionURL(id int64) string { return "/chiefs/adoptions/" + itoa(id) + "/end" }

func adoptionEnded(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	if err := chiefsOf(c.House).Unadopt(c.Ctx, c.Who.Caller, command, id, ""); err != nil {
		return err
	}
	c.Flash("flash.chief_unadopt", "")
	c.To("/chiefs")
	return nil
}

// Plate is the sign of an area 公示牌: who looks after it, the office's telephone, the code that is scanned.
type Plate struct {
	kit.Frame
	Place  string
	Themes []PublicTheme
	QR     template.HTML
	Typed  string
	Back   string
}

func (*Plate) Template() string { return "chief-sign" }

// Public is what everybody may read of an area's chiefs.
type Public struct {
	kit.Frame
	Place  string
	Themes []PublicTheme
	Report string
}

func (*Public) Template() string { return "chief-public" }

// PublicTheme is the chiefs of a theme, the city's first.
type PublicTheme struct {
	Name  string
	Posts []kit.Fact
	Phone string
}

func publicThemes(c *kit.Call, a area.Code) (out []PublicTheme, err error) {
	list, err := chiefsOf(c.House).Public(c.Ctx, a)
	for _, x := range list {
		t := PublicTheme{Name: x.Theme.In(c.Short()), Phone: x.Phone}
		for _, p := range x.Chain {
			t.Posts = append(t.Posts, kit.Fact{Label: c.ShortName(p.Area) + " " + p.Title.In(c.Short()), Value: p.Name})
		}
		out = append(out, t)
	}
	return out, err
}

func sign(c *kit.Call) error {
	a, err := inPath(c)
	if err != nil {
		return err
	}
	p := &Plate{Frame: c.Overview("chiefs"), Place: c.AreaName(a), Typed: c.Gate.Base(c.R) + publicURL(a),
		Back: "/chiefs/areas/" + a.String()}
	p.Title = c.T("chief.sign_of", "area", p.Place)
	if p.Themes, err = publicThemes(c, a); err != nil {
		return err
	}
	if p.QR, err = kit.DrawQR(p.Typed, c.T("chief.sign_alt", "area", p.Place)); err != nil {
		return err
	}
	return c.Render(p)
}

func publicURL(a area.Code) string { return "/public/chiefs/" + a.String() }

func public(c *kit.Call) error {
	a, err := inPath(c)
	if err != nil {
		return err
	}
	p := &Public{Frame: c.Frame("", c.T("chief.public_of", "area", c.AreaName(a))), Place: c.AreaName(a),
		Report: "/?area=" + a.String()}
	if p.Themes, err = publicThemes(c, a); err != nil {
		return err
	}
	return c.Render(p)
}
