package web

import (
	"cmp"
	"path"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/sheet"
)

// pointsURL is the register under a filter.
func pointsURL(at string, f point.Filter) string {
	if q := f.Values().Encode(); q != "" {
		return at + "?" + q
	}
	return at
}

func pointURL(id int64) string { return "/points/" + strconv.FormatInt(id, 10) }

// maySeePoints keeps the register to those who have a post.
func (c *call) maySeePoints() error {
	if !c.org.MaySeePoints(c.who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

func (c *call) points() error { return c.showPoints(nil, nil) }

func (c *call) showPoints(s *sent, wrong error) error {
	if err := c.maySeePoints(); err != nil {
		return err
	}
	f, err := point.ParseFilter(c.r.URL.Query())
	if err != nil {
		return err
	}
	kinds, err := c.pointKinds()
	if err != nil {
		return err
	}
	page, err := point.List(c.ctx, c.all.Points.DB.Read(), c.desk.City(), f)
	if err != nil {
		return err
	}
	here := f
	here.After = ""
	p := &Points{Frame: c.overview("points"), Lead: c.t("points.lead"), Search: Field{Name: "q", Value: f.Text},
		Filters: c.pointFilters(f, kinds), Narrow: f.Area != 0 || f.Kind != "" || f.Unit != 0 ||
			f.Retired != nil || f.Text != "",
		Export: pointsURL("/points/export.xlsx", here), Plates: pointsURL("/points/plates", f)}
	for i := range page.Points {
		x := &page.Points[i]
		p.Rows = append(p.Rows, PointRow{pointURL(x.ID), x.Code, x.Name, c.kindName(kinds, x.Kind), c.areaName(x.Area),
			c.unitName(x.Unit), x.Retired})
	}
	p.Pager = Pager{Shown: len(page.Points), Total: c.t("page.shown", "n", strconv.Itoa(len(page.Points)))}
	if f.After != "" {
		p.Pager.First = pointsURL("/points", here)
	}
	if page.After != "" {
		f.After = page.After
		p.Pager.Next = pointsURL("/points", f)
	}
	if c.org.MayActSomewhere(c.who.Caller, "point.registered") {
		p.Forms = []Form{c.pointForm("add", "/points", nil, kinds)}
		p.Names, p.Upload = c.unitNamesList(c.org.FindUnits("", 0, 1000)), "/points/upload"
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		if !refuse(p.Forms, c.l, "add", s, wrong) {
			return wrong
		}
	}
	return c.render(p)
}

func (c *call) pointKinds() ([]point.Kind, error) {
	if c.all.Points.Kinds == nil {
		return nil, nil
	}
	return c.all.Points.Kinds(c.ctx)
}

func (c *call) kindName(kinds []point.Kind, code string) string {
	for _, k := range kinds {
		if k.Code == code {
			return k.Name(c.short())
		}
	}
	return code
}

// kindField offers the standard's kinds of point; without a standard any code is typed.
func (c *call) kindField(kinds []point.Kind, required bool, chosen string) Field {
	if len(kinds) == 0 {
		f := c.line("kind", "field.point_kind", 40, required)
		f.Value = chosen
		return f
	}
	f := choose("kind", c.t("field.point_kind"), required, nil)
	known := chosen == ""
	for _, k := range kinds {
		known = known || k.Code == chosen
		f.Options = append(f.Options, Option{Value: k.Code, Label: k.Name(c.short()), Selected: k.Code == chosen})
	}
	if !known {
		f.Options = append(f.Options, Option{Value: chosen, Label: chosen, Selected: true})
	}
	return f
}

func (c *call) pointFilters(f point.Filter, kinds []point.Kind) []Field {
	state := choose("retired", c.t("column.point_state"), false, nil)
	for _, v := range []string{"0", "1"} {
		state.Options = append(state.Options, Option{Value: v, Label: c.t("point.state." + v),
			Selected: f.Values().Get("retired") == v})
	}
	unit := choose("unit", c.t("field.responsible"), false, nil)
	for _, id := range c.filterUnits(f.Unit) {
		unit.Options = append(unit.Options, Option{Value: strconv.FormatInt(id, 10), Label: c.unitName(id),
			Selected: id == f.Unit})
	}
	return []Field{c.areasField("area", false, f.Area, f.Area), c.kindField(kinds, false, f.Kind), unit, state}
}

// pointForm is what can be said of a point; p is nil for a new one.
func (c *call) pointForm(id, action string, p *point.Point, kinds []point.Kind) Form {
	f := Form{ID: id, Action: action, Once: c.once(), Title: c.t("point." + id), Hint: c.t("point." + id + "_hint"),
		Submit: c.t("form.save"), Tone: "primary"}
	if p == nil {
		p = &point.Point{Area: c.ownArea()}
	}
	name, code := c.line("name", "column.point_name", point.MaxName, true),
		c.line("code", "column.point_code", 40, false)
	name.Value, code.Value, code.Hint = p.Name, p.Code, c.t("point.code_hint")
	unit := c.pick("unit", "field.responsible", false, nil)
	if u, ok := c.org.Unit(p.Unit); ok {
		unit.Value = c.typed(u)
	}
	if p.ID != 0 {
		f.Tone = ""
		code.Required, code.Hint = true, ""
	}
	f.Fields = append([]Field{name, code, c.kindField(kinds, true, p.Kind), unit}, c.spotFields(p)...)
	return f
}

// spotFields say where a point is.
func (c *call) spotFields(p *point.Point) []Field {
	address, at := c.line("address", "field.address", point.MaxAddress, false),
		c.line("at", "field.coordinates", 60, false)
	address.Value, at.Hint = p.Address, c.t("point.coordinates_hint")
	datum := choose("datum", c.t("field.datum"), true, nil)
	for _, d := range place.Datums() {
		datum.Options = append(datum.Options, Option{Value: d.String(), Label: c.t("datum." + d.String()),
			Selected: d == p.Place.Datum})
	}
	if p.Place.Known() {
		lat, lng := p.Place.In(p.Place.Datum)
		at.Value = degrees(lat) + ", " + degrees(lng)
	}
	return []Field{c.areasField("area", true, p.Area, p.Area), address, at, datum}
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// details reads what a form says of a point. Coordinates are typed as a map shows them: "26.889, 112.577"; the other
// way round is told. Those that stand as they were shown are those that the point has: turning them there and back
// would move it by a centimetre.
func (s *sent) details(c *call, p *point.Point) point.Details {
	d := point.Details{Code: s.Get("code"), Name: s.Get("name"), Kind: s.Get("kind"), Area: s.area("area"),
		Unit: s.unit(c.org, "unit"), Address: s.Get("address")}
	lat, lng, ok := s.pair("at")
	if !ok {
		return d
	}
	datum, err := place.ParseDatum(s.Get("datum"))
	if a, b := p.Place.In(datum); err == nil && p.Place.Known() && datum == p.Place.Datum && a == lat && b == lng {
		at := p.Place
		d.Place = &at
		return d
	}
	if err == nil {
		err = place.CheckChina(lat, lng)
	}
	if err != nil {
		s.spoil(on(err, "at"))
		return d
	}
	at, err := place.From(lat, lng, datum)
	if err != nil {
		s.spoil(on(err, "at"))
	}
	d.Place = &at
	return d
}

// on puts a fault at another field.
func on(err error, field string) error {
	f := *fault.Of(err)
	return f.On(field)
}

func (c *call) addPoint() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return c.showPoints(s, err)
	}
	id, err := s.id()
	d := s.details(c, &point.Point{})
	if err = cmp.Or(err, s.bad); err == nil {
		var made int64
		if made, err = c.all.Points.Add(c.ctx, c.who.Caller, id, d); err == nil {
			c.flash("flash.saved", "")
			c.to(pointURL(made))
			return nil
		}
	}
	c.log(err)
	return c.showPoints(s, err)
}

// pointsFile is the register as a spreadsheet: exactly what the filter shows.
func (c *call) pointsFile() error {
	f, err := point.ParseFilter(c.r.URL.Query())
	if err != nil {
		return err
	}
	f.After, f.Limit = "", 0
	ext := strings.TrimPrefix(path.Ext(c.r.URL.Path), ".")
	w := c.file(ext)
	return w.finish(sheet.ExportPoints(c.ctx, c.desk, c.all.Points, c.who.Caller, c.l, f, ext == "csv", w))
}

// pathPoint is the point that the address names.
func (c *call) pathPoint() (*point.Point, error) { return c.pointOfID(c.r.PathValue("id")) }

// pointOfID is the point of an id in digits.
func (c *call) pointOfID(s string) (*point.Point, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return nil, fault.New(fault.Missing, "point_missing")
	}
	if err := c.maySeePoints(); err != nil {
		return nil, err
	}
	return point.Get(c.ctx, c.all.Points.DB.Read(), c.desk.City(), id)
}

// pointCommand does something to a point.
func (c *call) pointCommand() error {
	p, err := c.pathPoint()
	if err != nil {
		return err
	}
	s, err := c.read(c.who.Caller)
	name := c.r.PathValue("command")
	if err == nil {
		err = c.changePoint(p, name, s)
	}
	if err != nil && refused(err) {
		c.log(err)
		return c.showPoint(p, s, err, name)
	}
	if err != nil {
		return err
	}
	c.flash("flash.saved", "")
	c.to(pointURL(p.ID))
	return nil
}

func (c *call) changePoint(p *point.Point, name string, s *sent) error {
	id, err := s.id()
	if err != nil {
		return err
	}
	reg, who, reason := c.all.Points, c.who.Caller, s.text("reason")
	switch name {
	case "change", "move":
		d := s.details(c, p)
		if s.bad != nil {
			return s.bad
		}
		if name == "move" {
			return reg.Move(c.ctx, who, id, p.ID, point.Moving{Details: d, Along: s.yes("along"), Reason: reason})
		}
		return reg.Change(c.ctx, who, id, p.ID, d)
	case "plate":
		return reg.Replate(c.ctx, who, id, p.ID, reason)
	case "retire":
		return reg.Retire(c.ctx, who, id, p.ID, reason)
	case "restore":
		return reg.Restore(c.ctx, who, id, p.ID, reason)
	}
	return fault.New(fault.Missing, "page_missing")
}
