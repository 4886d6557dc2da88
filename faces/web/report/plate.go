package report

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// plate is what the address on a plate leads to: the point for who works here, the report form with everything filled
// in for everybody else.
func plate(c *kit.Call) error {
	b, p, err := scanned(c, c.R.PathValue("code"))
	if err != nil {
		return unknownPlate(c, c.R.PathValue("code"), err)
	}
	if mayPlate(c.Org, c.Who.Caller) {
		c.To(kit.PointURL(p.ID) + "?plate=" + b.Code)
		return nil
	}
	return c.Render(homeAt(c, b, p))
}

// plateFind asks for a code that a camera cannot read any more.
func plateFind(c *kit.Call) error {
	s := strings.TrimSpace(c.R.URL.Query().Get("code"))
	if s == "" {
		return c.Render(plateForm(c, ""))
	}
	b, _, err := scanned(c, s)
	if err != nil {
		return unknownPlate(c, s, err)
	}
	c.To(kit.PlateURL(b.Code))
	return nil
}

func scanned(c *kit.Call, s string) (point.Plate, *point.Point, error) {
	code, ok := point.ParsePlate(s)
	if !ok {
		return point.Plate{}, nil, fault.New(fault.Missing, "plate_missing").On("code")
	}
	return point.ByPlate(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), code)
}

func plateForm(c *kit.Call, code string) *PlateFind {
	f := kit.Field{Kind: "code", Name: "code", Label: c.T("column.point_plate"), Hint: c.T("plate.find_hint"),
		Required: true, Value: kit.Clipped(code, 40)}
	return &PlateFind{Frame: c.Frame("", c.T("plate.find")), Form: kit.Form{ID: "plate", Fields: []kit.Field{f}}}
}

func unknownPlate(c *kit.Call, code string, err error) error {
	if fault.Of(err).Kind != fault.Missing {
		return err
	}
	p := plateForm(c, code)
	p.Status, p.Form.Fields[0].Error = fault.Of(err).Kind.Status(), lang.Error(c.L, fault.Of(err))
	return c.Render(p)
}

// homeAt is the report form for who stands before a plate.
func homeAt(c *kit.Call, b point.Plate, p *point.Point) *Home {
	h := &Home{Frame: c.Frame("", p.Name), Form: reportForm(c), Find: findForm(c), At: p.Name,
		Area: c.AreaName(p.Area), Staff: "/login?next=" + kit.PlateURL(b.Code)}
	h.Form.Fields = append(h.Form.Fields, kit.Field{Kind: "hidden", Name: "plate", Value: b.Code})
	switch {
	case b.Standing == point.Left:
		// Where the plate hangs the point is no more: the reader stands somewhere else than the point, and only he
		// knows where.
		h.Say = c.T("plate.resident.left", "at", lang.Date(c.L, b.Until), "to", c.AreaName(p.Area)+" "+p.Address)
		for i := range h.Form.Fields {
			if x := &h.Form.Fields[i]; x.Kind == "areas" {
				*x = c.AreasField(x.Name, true, p.Area, p.Area)
			}
		}
		return h
	case p.Retired:
		h.Say = c.T("plate.resident.retired")
	}
	pointHere(c, &h.Form, p)
	return h
}

// plateSent is the point of the plate that a resident's report names: none without a plate, and none for a plate that
// its point left behind.
func plateSent(c *kit.Call, s *kit.Sent) (b point.Plate, p *point.Point, at int64, err error) {
	if s.Get("plate") == "" {
		return b, nil, 0, nil
	}
	if b, p, err = scanned(c, s.Get("plate")); err != nil {
		return b, nil, 0, err
	}
	if b.Standing != point.Left {
		at = p.ID
	}
	return b, p, at, nil
}

// pointHere fills a report form with a point: its area, its place in words and its coordinates.
func pointHere(c *kit.Call, f *kit.Form, p *point.Point) {
	for i := range f.Fields {
		x := &f.Fields[i]
		switch {
		case x.Kind == "areas":
			*x = c.AreasField(x.Name, true, p.Area, p.Area)
		case x.Name == "place":
			x.Value = kit.Clipped(placeOf(p), matter.MaxPlace)
		case x.Kind == "place" && p.Place.Known():
			x.Value, x.Extra = kit.Degrees(p.Place.Lat), kit.Degrees(p.Place.Lng)
		}
	}
}

// placeOf is a point in words, as a report says where it is.
func placeOf(p *point.Point) string {
	if p.Address == "" || p.Address == p.Name {
		return p.Name
	}
	return p.Name + "（" + p.Address + "）"
}

// pointAsked is the point that a report of staff is about, named in the address or in the form; nil for none.
func pointAsked(c *kit.Call, id string) (*point.Point, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if id == "" || err == nil && n == 0 {
		return nil, nil
	}
	if err == nil {
		err = c.MaySeePoints()
	}
	if err != nil {
		return nil, fault.New(fault.Missing, "point_missing")
	}
	return point.Get(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), n)
}

// mayPlate says whether a scan opens the point for the caller, and not the report form.
func mayPlate(o *org.Org, c org.Caller) bool { return c.Person != 0 && o.MaySeePoints(c) }
