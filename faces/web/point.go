package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// manyOpen is how many open matters a point's page shows; the list has them all.
const manyOpen = 20

func (c *call) point() error {
	p, err := c.pathPoint()
	if err != nil {
		return err
	}
	return c.showPoint(p, nil, nil, "")
}

// showPoint is the page of a point; with an error, the form that was refused is shown as it was.
func (c *call) showPoint(p *point.Point, s *sent, wrong error, command string) error {
	kinds, err := c.pointKinds()
	if err != nil {
		return err
	}
	steps, err := point.History(c.ctx, c.all.Points.DB.Read(), c.desk.City(), p.ID)
	if err != nil {
		return err
	}
	frame := c.overview("points")
	frame.Title = p.Name
	x := &PointPage{Frame: frame, Heading: p.Name, Retired: p.Retired, Facts: c.pointFacts(p, kinds),
		Steps: c.pointSteps(steps, kinds), Forms: c.pointForms(p, kinds),
		Names:  c.unitNamesList(c.org.FindUnits("", 0, 1000)),
		Sheet:  "/points/plates?point=" + strconv.FormatInt(p.ID, 10),
		Report: "/new?point=" + strconv.FormatInt(p.ID, 10)}
	if x.Say, err = c.plateSays(p); err != nil {
		return err
	}
	if x.Open, err = c.openAt(p.ID); err != nil {
		return err
	}
	card, err := c.plateCard(p)
	if err != nil {
		return err
	}
	x.Plate = &card
	if p.Retired {
		x.Sheet = ""
	}
	if wrong != nil {
		x.Status = fault.Of(wrong).Kind.Status()
		if !refuse(x.Forms, c.l, command, s, wrong) {
			x.Flash = &Flash{Text: lang.Error(c.l, fault.Of(wrong))}
		}
	}
	return c.render(x)
}

// plateSays is what the plate that somebody scanned has to say, and that the point is retired.
func (c *call) plateSays(p *point.Point) (string, error) {
	code, ok := point.ParsePlate(c.r.URL.Query().Get("plate"))
	if ok && code != p.Plate {
		b, _, err := point.ByPlate(c.ctx, c.all.Points.DB.Read(), c.desk.City(), code)
		if err == nil && b.Point == p.ID {
			return c.t("plate.says."+standings[b.Standing], "at", lang.Date(c.l, b.Until),
				"plate", point.ShowPlate(code)), nil
		}
		if err != nil && fault.Of(err).Kind != fault.Missing {
			return "", err
		}
	}
	if p.Retired {
		return c.t("plate.says.retired"), nil
	}
	return "", nil
}

func (c *call) pointFacts(p *point.Point, kinds []point.Kind) []Fact {
	out := []Fact{{Label: c.t("column.point_code"), Value: p.Code},
		{Label: c.t("field.point_kind"), Value: c.kindName(kinds, p.Kind)},
		{Label: c.t("field.area"), Value: c.areaName(p.Area)}}
	add := func(label, value string) {
		if value != "" {
			out = append(out, Fact{Label: c.t(label), Value: value})
		}
	}
	add("field.responsible", c.unitName(p.Unit))
	add("field.address", p.Address)
	if p.Place.Known() {
		add("field.coordinates", degrees(p.Place.Lat)+", "+degrees(p.Place.Lng)+" (WGS-84)")
	}
	add("column.point_plate", point.ShowPlate(p.Plate))
	return out
}

// openAt are the open matters of a point that the caller may see.
func (c *call) openAt(id int64) ([]Card, error) {
	ids, err := c.all.Atlas.OpenAt(c.ctx, id, 5*manyOpen)
	if err != nil {
		return nil, err
	}
	var out []Card
	for _, id := range ids {
		m, err := c.desk.Matter(c.ctx, c.who.Caller, id)
		if fault.Code(err) == "matter_missing" {
			continue
		}
		if err != nil {
			return nil, err
		}
		if out = append(out, c.cardOf(m)); len(out) == manyOpen {
			break
		}
	}
	return out, nil
}

// pointForms are what the caller may do to the point.
func (c *call) pointForms(p *point.Point, kinds []point.Kind) []Form {
	if !c.org.MayAct(c.who.Caller, point.ChangedType, p.Area) {
		return nil
	}
	at := pointURL(p.ID)
	form := func(id string, fields ...Field) Form {
		return Form{ID: id, Action: at + "/" + id, Once: c.once(), Title: c.t("point." + id),
			Hint: c.t("point." + id + "_hint"), Submit: c.t("point." + id), Fields: fields}
	}
	why := func(required bool) Field { return c.words("reason", "field.reason", matter.MaxNote, required) }
	if p.Retired {
		return []Form{form("restore", why(false))}
	}
	move := form("move", append(c.spotFields(p), Field{Kind: "check", Name: "along", Label: c.t("point.along")},
		why(false))...)
	retire := form("retire", why(true))
	retire.Tone, retire.Ask = "danger", c.t("point.retire_ask")
	return []Form{c.pointForm("change", at+"/change", p, kinds), move, form("plate", why(false)), retire}
}

// pointSteps tell a point's history, the newest first.
func (c *call) pointSteps(steps []point.Step, kinds []point.Kind) []PointStep {
	out := make([]PointStep, 0, len(steps))
	for _, s := range steps {
		x := PointStep{At: lang.DateTime(c.l, s.At), ISO: lang.ISO(s.At), Who: c.t("std.command_line"),
			Words: c.t("event.point." + strings.TrimPrefix(s.Type, "point."))}
		if p, ok := c.org.Person(s.Actor); ok {
			x.Who = p.Name
		}
		switch b := s.Body.(type) {
		case *point.Registered:
			x.Words = c.t("event.point.registered", "plate", point.ShowPlate(b.Plate))
		case *point.Changed:
			x.Note = b.Code + " " + b.Name + " · " + c.kindName(kinds, b.Kind) + " · " + c.areaName(b.Area) +
				" " + b.Address
			if b.Unit != 0 {
				x.Note += " · " + c.unitName(b.Unit)
			}
		case *point.Moved:
			x.Words = c.t("event.point.moved", "to", c.areaName(b.Area)+" "+b.Address)
			if b.Plate != "" {
				x.Words += c.t("event.point.new_plate", "plate", point.ShowPlate(b.Plate))
			}
			x.Note = b.Reason
		case *point.Plated:
			x.Words, x.Note = c.t("event.point.plated", "plate", point.ShowPlate(b.Plate)), b.Reason
		case *point.Retired:
			x.Note = b.Reason
		case *point.Restored:
			x.Note = b.Reason
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out
}

// pointHere fills a report form with a point: its area, its place in words and its coordinates.
func pointHere(c *call, f *Form, p *point.Point) {
	for i := range f.Fields {
		x := &f.Fields[i]
		switch {
		case x.Kind == "areas":
			*x = c.areasField(x.Name, true, p.Area, p.Area)
		case x.Name == "place":
			x.Value = clipped(placeOf(p), matter.MaxPlace)
		case x.Kind == "place" && p.Place.Known():
			x.Value, x.Extra = degrees(p.Place.Lat), degrees(p.Place.Lng)
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

func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// pointAsked is the point that a report of staff is about, named in the address or in the form; nil for none.
func (c *call) pointAsked(id string) (*point.Point, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if id == "" || err == nil && n == 0 {
		return nil, nil
	}
	if err == nil {
		err = c.maySeePoints()
	}
	if err != nil {
		return nil, fault.New(fault.Missing, "point_missing")
	}
	return point.Get(c.ctx, c.all.Points.DB.Read(), c.desk.City(), n)
}

// pointOf is the fact that a matter lies at a point; none when the caller may not see the register.
func (c *call) pointOf(m *matter.Matter) []Fact {
	if m.Point == 0 || !c.org.MaySeePoints(c.who.Caller) {
		return nil
	}
	p, err := point.Get(c.ctx, c.all.Points.DB.Read(), c.desk.City(), m.Point)
	if err != nil {
		return nil // the matter is worth more than its point's name
	}
	return []Fact{{Label: c.t("field.point"), Value: p.Name, URL: pointURL(p.ID)}}
}

// standings name what a plate has to say.
var standings = map[point.Standing]string{point.Replaced: "replaced", point.Left: "left"}

// plateURL is the short public address of a plate.
func plateURL(code string) string { return "/p/" + url.PathEscape(code) }

// mayPlate says whether a scan opens the point for the caller, and not the report form.
func mayPlate(o *org.Org, c org.Caller) bool { return c.Person != 0 && o.MaySeePoints(c) }
