package point

import (
	"cmp"
	"path"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
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

func points(c *kit.Call) error { return showPoints(c, nil, nil) }

func showPoints(c *kit.Call, s *kit.Sent, wrong error) error {
	if err := c.MaySeePoints(); err != nil {
		return err
	}
	f, err := point.ParseFilter(c.R.URL.Query())
	if err != nil {
		return err
	}
	kinds, err := pointKinds(c)
	if err != nil {
		return err
	}
	f.Now = c.Org.Tree().Now(f.Area)
	page, err := point.List(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), f)
	if err != nil {
		return err
	}
	here := f
	here.After = ""
	p := &Points{Frame: c.Overview("points"), Lead: c.T("points.lead"), Search: kit.Field{Name: "q", Value: f.Text},
		Filters: pointFilters(c, f, kinds), Narrow: f.Area != 0 || f.Kind != "" || f.Unit != 0 ||
			f.Retired != nil || f.Text != "",
		Export: pointsURL("/points/export.xlsx", here), Plates: pointsURL("/points/plates", f)}
	for i := range page.Points {
		x := &page.Points[i]
		p.Rows = append(p.Rows, PointRow{kit.PointURL(x.ID), x.Code, x.Name, kindName(c, kinds, x.Kind),
			c.AreaName(x.Area),
			c.UnitName(x.Unit), x.Retired})
	}
	p.Pager = kit.Pager{Shown: len(page.Points), Total: c.T("page.shown", "n", strconv.Itoa(len(page.Points)))}
	if f.After != "" {
		p.Pager.First = pointsURL("/points", here)
	}
	if page.After != "" {
		f.After = page.After
		p.Pager.Next = pointsURL("/points", f)
	}
	if c.Org.MayActSomewhere(c.Who.Caller, point.RegisteredType) {
		p.Forms = []kit.Form{pointForm(c, "add", "/points", nil, kinds)}
		p.Names, p.Upload = c.UnitNamesList(c.Org.FindUnits("", 0, 1000)), "/points/upload"
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, "add", s, wrong) {
			return wrong
		}
	}
	return c.Render(p)
}

func pointKinds(c *kit.Call) ([]point.Kind, error) {
	if pointOf(c.House).Kinds == nil {
		return nil, nil
	}
	return pointOf(c.House).Kinds(c.Ctx)
}

func kindName(c *kit.Call, kinds []point.Kind, code string) string {
	for _, k := range kinds {
		if k.Code == code {
			return k.Name(c.Short())
		}
	}
	return code
}

// kindField offers the standard's kinds of point; without a standard any code is typed.
func kindField(c *kit.Call, kinds []point.Kind, required bool, chosen string) kit.Field {
	if len(kinds) == 0 {
		f := c.Line("kind", "field.point_kind", 40, required)
		f.Value = chosen
		return f
	}
	f := kit.Choose("kind", c.T("field.point_kind"), required, nil)
	known := chosen == ""
	for _, k := range kinds {
		known = known || k.Code == chosen
		f.Options = append(f.Options, kit.Option{Value: k.Code, Label: k.Name(c.Short()), Selected: k.Code == chosen})
	}
	if !known {
		f.Options = append(f.Options, kit.Option{Value: chosen, Label: chosen, Selected: true})
	}
	return f
}

func pointFilters(c *kit.Call, f point.Filter, kinds []point.Kind) []kit.Field {
	state := kit.Choose("retired", c.T("column.point_state"), false, nil)
	for _, v := range []string{"0", "1"} {
		state.Options = append(state.Options, kit.Option{Value: v, Label: c.T("point.state." + v),
			Selected: f.Values().Get("retired") == v})
	}
	unit := kit.Choose("unit", c.T("field.responsible"), false, nil)
	for _, id := range c.FilterUnits(f.Unit) {
		unit.Options = append(unit.Options, kit.Option{Value: strconv.FormatInt(id, 10), Label: c.UnitName(id),
			Selected: id == f.Unit})
	}
	return []kit.Field{c.AreasField("area", false, f.Area, f.Area), kindField(c, kinds, false, f.Kind), unit, state}
}

// pointForm is what can be said of a point; p is nil for a new one.
func pointForm(c *kit.Call, id, action string, p *point.Point, kinds []point.Kind) kit.Form {
	f := kit.Form{ID: id, Action: action, Once: c.Once(), Title: c.T("point." + id), Hint: c.T("point." + id + "_hint"),
		Submit: c.T("form.save"), Tone: "primary"}
	if p == nil {
		p = &point.Point{Area: c.OwnArea()}
	}
	name, code := c.Line("name", "column.point_name", point.MaxName, true),
		c.Line("code", "column.point_code", 40, false)
	name.Value, code.Value, code.Hint = p.Name, p.Code, c.T("point.code_hint")
	unit := c.Pick("unit", "field.responsible", false, nil)
	if u, ok := c.Org.Unit(p.Unit); ok {
		unit.Value = c.Typed(u)
	}
	if p.ID != 0 {
		f.Tone = ""
		code.Required, code.Hint = true, ""
	}
	f.Fields = append([]kit.Field{name, code, kindField(c, kinds, true, p.Kind), unit}, spotFields(c, p)...)
	return f
}

// spotFields say where a point is.
func spotFields(c *kit.Call, p *point.Point) []kit.Field {
	address, at := c.Line("address", "field.address", point.MaxAddress, false),
		c.Line("at", "field.coordinates", 60, false)
	address.Value, at.Hint = p.Address, c.T("point.coordinates_hint")
	datum := kit.Choose("datum", c.T("field.datum"), true, nil)
	for _, d := range place.Datums() {
		datum.Options = append(datum.Options, kit.Option{Value: d.String(), Label: c.T("datum." + d.String()),
			Selected: d == p.Place.Datum})
	}
	if p.Place.Known() {
		lat, lng := p.Place.In(p.Place.Datum)
		at.Value = kit.Degrees(lat) + ", " + kit.Degrees(lng)
	}
	return []kit.Field{c.AreasField("area", true, p.Area, p.Area), address, at, datum}
}

// details reads what a form says of a point. Coordinates are typed as a map shows them: "26.889, 112.577"; the other
// way round is told. Those that stand as they were shown are those that the point has: turning them there and back
// would move it by a centimetre.
func details(s *kit.Sent, c *kit.Call, p *point.Point) point.Details {
	d := point.Details{Code: s.Get("code"), Name: s.Get("name"), Kind: s.Get("kind"), Area: s.Area("area"),
		Unit: s.Unit(c.Org, "unit"), Address: s.Get("address")}
	lat, lng, ok := s.Pair("at")
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
		s.Spoil(on(err, "at"))
		return d
	}
	at, err := place.From(lat, lng, datum)
	if err != nil {
		s.Spoil(on(err, "at"))
	}
	d.Place = &at
	return d
}

// on puts a fault at another field.
func on(err error, field string) error {
	f := *fault.Of(err)
	return f.On(field)
}

func addPoint(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return showPoints(c, s, err)
	}
	id, err := s.ID()
	d := details(s, c, &point.Point{})
	if err = cmp.Or(err, s.Bad); err == nil {
		var made int64
		if made, err = pointOf(c.House).Add(c.Ctx, c.Who.Caller, id, d); err == nil {
			c.Flash("flash.saved", "")
			c.To(kit.PointURL(made))
			return nil
		}
	}
	c.Log(err)
	return showPoints(c, s, err)
}

// pointsFile is the register as a spreadsheet: exactly what the filter shows.
func pointsFile(c *kit.Call) error {
	f, err := point.ParseFilter(c.R.URL.Query())
	if err != nil {
		return err
	}
	f.After, f.Limit = "", 0
	ext := strings.TrimPrefix(path.Ext(c.R.URL.Path), ".")
	w := c.File(ext)
	return w.Finish(sheet.ExportPoints(c.Ctx, c.Desk, pointOf(c.House), c.Who.Caller, c.L, f, ext == "csv", w))
}

// pathPoint is the point that the address names.
func pathPoint(c *kit.Call) (*point.Point, error) { return pointOfID(c, c.R.PathValue("id")) }

// pointOfID is the point of an id in digits.
func pointOfID(c *kit.Call, s string) (*point.Point, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return nil, fault.New(fault.Missing, "point_missing")
	}
	if err := c.MaySeePoints(); err != nil {
		return nil, err
	}
	return point.Get(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), id)
}

// pointCommand does something to a point.
func pointCommand(c *kit.Call) error {
	p, err := pathPoint(c)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	name := c.R.PathValue("command")
	if err == nil {
		err = changePoint(c, p, name, s)
	}
	if err != nil && kit.Refused(err) {
		c.Log(err)
		return showPoint(c, p, s, err, name)
	}
	if err != nil {
		return err
	}
	c.Flash("flash.saved", "")
	c.To(kit.PointURL(p.ID))
	return nil
}

func changePoint(c *kit.Call, p *point.Point, name string, s *kit.Sent) error {
	id, err := s.ID()
	if err != nil {
		return err
	}
	reg, who, reason := pointOf(c.House), c.Who.Caller, s.Text("reason")
	switch name {
	case "change", "move":
		d := details(s, c, p)
		if s.Bad != nil {
			return s.Bad
		}
		if name == "move" {
			return reg.Move(c.Ctx, who, id, p.ID, point.Moving{Details: d, Along: s.Yes("along"), Reason: reason})
		}
		return reg.Change(c.Ctx, who, id, p.ID, d)
	case "plate":
		return reg.Replate(c.Ctx, who, id, p.ID, reason)
	case "retire":
		return reg.Retire(c.Ctx, who, id, p.ID, reason)
	case "restore":
		return reg.Restore(c.Ctx, who, id, p.ID, reason)
	}
	return fault.New(fault.Missing, "page_missing")
}
