package point

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/chief"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// manyOpen is how many open matters a point's page shows; the list has them all.
const manyOpen = 20

func page(c *kit.Call) error {
	p, err := pathPoint(c)
	if err != nil {
		return err
	}
	return showPoint(c, p, nil, nil, "")
}

// showPoint is the page of a point; with an error, the form that was refused is shown as it was.
func showPoint(c *kit.Call, p *point.Point, s *kit.Sent, wrong error, command string) error {
	kinds, err := pointKinds(c)
	if err != nil {
		return err
	}
	steps, err := point.History(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), p.ID)
	if err != nil {
		return err
	}
	frame := c.Overview("points")
	frame.Title = p.Name
	x := &PointPage{Frame: frame, Heading: p.Name, Retired: p.Retired, Facts: pointFacts(c, p, kinds),
		Steps: pointSteps(c, steps, kinds), Forms: pointForms(c, p, kinds),
		Names:  c.UnitNamesList(c.Org.FindUnits("", 0, 1000)),
		Sheet:  "/points/plates?point=" + strconv.FormatInt(p.ID, 10),
		Report: "/new?point=" + strconv.FormatInt(p.ID, 10)}
	adopters, err := chief.Adopters(c, p.Area, p.ID)
	if err != nil {
		return err
	}
	x.Facts = append(x.Facts, adopters...)
	if x.Say, err = plateSays(c, p); err != nil {
		return err
	}
	if x.Open, err = openAt(c, p.ID); err != nil {
		return err
	}
	card, err := plateCard(c, p)
	if err != nil {
		return err
	}
	x.Plate = &card
	if p.Retired {
		x.Sheet = ""
	}
	if wrong != nil {
		x.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(x.Forms, c.L, command, s, wrong) {
			x.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(x)
}

// plateSays is what the plate that somebody scanned has to say, and that the point is retired.
func plateSays(c *kit.Call, p *point.Point) (string, error) {
	code, ok := point.ParsePlate(c.R.URL.Query().Get("plate"))
	if ok && code != p.Plate {
		b, _, err := point.ByPlate(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), code)
		if err == nil && b.Point == p.ID {
			return c.T("plate.says."+standings[b.Standing], "at", lang.Date(c.L, b.Until),
				"plate", point.ShowPlate(code)), nil
		}
		if err != nil && fault.Of(err).Kind != fault.Missing {
			return "", err
		}
	}
	if p.Retired {
		return c.T("plate.says.retired"), nil
	}
	return "", nil
}

func pointFacts(c *kit.Call, p *point.Point, kinds []point.Kind) []kit.Fact {
	out := []kit.Fact{{Label: c.T("column.point_code"), Value: p.Code},
		{Label: c.T("field.point_kind"), Value: kindName(c, kinds, p.Kind)},
		{Label: c.T("field.area"), Value: c.AreaName(p.Area)}}
	add := func(label, value string) {
		if value != "" {
			out = append(out, kit.Fact{Label: c.T(label), Value: value})
		}
	}
	add("field.responsible", c.UnitName(p.Unit))
	add("field.address", p.Address)
	if p.Place.Known() {
		add("field.coordinates", kit.Degrees(p.Place.Lat)+", "+kit.Degrees(p.Place.Lng)+" (WGS-84)")
	}
	add("column.point_plate", point.ShowPlate(p.Plate))
	return out
}

// openAt are the open matters of a point that the caller may see.
func openAt(c *kit.Call, id int64) ([]kit.Card, error) {
	ids, err := atlasOf(c.House).OpenAt(c.Ctx, id, 5*manyOpen)
	if err != nil {
		return nil, err
	}
	var out []kit.Card
	for _, id := range ids {
		m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
		if fault.Code(err) == "matter_missing" {
			continue
		}
		if err != nil {
			return nil, err
		}
		if out = append(out, c.CardOf(m)); len(out) == manyOpen {
			break
		}
	}
	return out, nil
}

// pointForms are what the caller may do to the point.
func pointForms(c *kit.Call, p *point.Point, kinds []point.Kind) []kit.Form {
	if !c.Org.MayAct(c.Who.Caller, point.ChangedType, p.Area) {
		return nil
	}
	at := kit.PointURL(p.ID)
	form := func(id string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: id, Action: at + "/" + id, Once: c.Once(), Title: c.T("point." + id),
			Hint: c.T("point." + id + "_hint"), Submit: c.T("point." + id), Fields: fields}
	}
	why := func(required bool) kit.Field { return c.Words("reason", "field.reason", matter.MaxNote, required) }
	if p.Retired {
		return []kit.Form{form("restore", why(false))}
	}
	move := form("move", append(spotFields(c, p), kit.Field{Kind: "check", Name: "along", Label: c.T("point.along")},
		why(false))...)
	retire := form("retire", why(true))
	retire.Tone, retire.Ask = "danger", c.T("point.retire_ask")
	return []kit.Form{pointForm(c, "change", at+"/change", p, kinds), move, form("plate", why(false)), retire}
}

// pointSteps tell a point's history, the newest first.
func pointSteps(c *kit.Call, steps []point.Step, kinds []point.Kind) []PointStep {
	out := make([]PointStep, 0, len(steps))
	for _, s := range steps {
		x := PointStep{At: lang.DateTime(c.L, s.At), ISO: lang.ISO(s.At), Who: c.T("std.command_line"),
			Words: c.T("event.point." + strings.TrimPrefix(string(s.Type), "point."))}
		if p, ok := c.Org.Person(s.Actor); ok {
			x.Who = p.Name
		}
		switch b := s.Body.(type) {
		case *point.Registered:
			x.Words = c.T("event.point.registered", "plate", point.ShowPlate(b.Plate))
		case *point.Changed:
			if b.Was != 0 || b.WasUnit != 0 {
				x.Who, x.Words = "", c.T("event.point.followed")
			}
			x.Note = b.Code + " " + b.Name + " · " + kindName(c, kinds, b.Kind) + " · " + c.AreaName(b.Area) +
				" " + b.Address
			if b.Unit != 0 {
				x.Note += " · " + c.UnitName(b.Unit)
			}
		case *point.Moved:
			x.Words = c.T("event.point.moved", "to", c.AreaName(b.Area)+" "+b.Address)
			if b.Plate != "" {
				x.Words += c.T("event.point.new_plate", "plate", point.ShowPlate(b.Plate))
			}
			x.Note = b.Reason
		case *point.Plated:
			x.Words, x.Note = c.T("event.point.plated", "plate", point.ShowPlate(b.Plate)), b.Reason
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

// standings name what a plate has to say.
var standings = map[point.Standing]string{point.Replaced: "replaced", point.Left: "left"}
