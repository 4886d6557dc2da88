package web

import (
	"cmp"
	"fmt"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// A sheet of A4 takes eight plates; twenty-five sheets are printed in one go.
const (
	platesOnPage  = 8
	platesPrinted = 200
)

// plate is what the address on a plate leads to: the point for who works here, the report form with everything filled
// in for everybody else.
func (c *call) plate() error {
	b, p, err := c.scanned(c.r.PathValue("code"))
	if err != nil {
		return c.unknownPlate(c.r.PathValue("code"), err)
	}
	if mayPlate(c.org, c.who.Caller) {
		c.to(pointURL(p.ID) + "?plate=" + b.Code)
		return nil
	}
	return c.render(c.homeAt(b, p))
}

// plateFind asks for a code that a camera cannot read any more.
func (c *call) plateFind() error {
	s := strings.TrimSpace(c.r.URL.Query().Get("code"))
	if s == "" {
		return c.render(c.plateForm(""))
	}
	b, _, err := c.scanned(s)
	if err != nil {
		return c.unknownPlate(s, err)
	}
	c.to(plateURL(b.Code))
	return nil
}

func (c *call) scanned(s string) (point.Plate, *point.Point, error) {
	code, ok := point.ParsePlate(s)
	if !ok {
		return point.Plate{}, nil, fault.New(fault.Missing, "plate_missing").On("code")
	}
	return point.ByPlate(c.ctx, c.all.Points.DB.Read(), c.desk.City(), code)
}

func (c *call) plateForm(code string) *PlateFind {
	f := Field{Kind: "code", Name: "code", Label: c.t("column.point_plate"), Hint: c.t("plate.find_hint"),
		Required: true, Value: clipped(code, 40)}
	return &PlateFind{Frame: c.frame("", c.t("plate.find")), Form: Form{ID: "plate", Fields: []Field{f}}}
}

func (c *call) unknownPlate(code string, err error) error {
	if fault.Of(err).Kind != fault.Missing {
		return err
	}
	p := c.plateForm(code)
	p.Status, p.Form.Fields[0].Error = fault.Of(err).Kind.Status(), lang.Error(c.l, fault.Of(err))
	return c.render(p)
}

// homeAt is the report form for who stands before a plate.
func (c *call) homeAt(b point.Plate, p *point.Point) *Home {
	h := &Home{Frame: c.frame("", p.Name), Form: c.reportForm(), Find: c.findForm(), At: p.Name,
		Area: c.areaName(p.Area), Staff: "/login?next=" + plateURL(b.Code)}
	h.Form.Fields = append(h.Form.Fields, Field{Kind: "hidden", Name: "plate", Value: b.Code})
	switch {
	case b.Standing == point.Left:
		// Where the plate hangs the point is no more: the reader stands somewhere else than the point, and only he
		// knows where.
		h.Say = c.t("plate.resident.left", "at", lang.Date(c.l, b.Until), "to", c.areaName(p.Area)+" "+p.Address)
		for i := range h.Form.Fields {
			if x := &h.Form.Fields[i]; x.Kind == "areas" {
				*x = c.areasField(x.Name, true, p.Area, p.Area)
			}
		}
		return h
	case p.Retired:
		h.Say = c.t("plate.resident.retired")
	}
	pointHere(c, &h.Form, p)
	return h
}

// plateSent is the point of the plate that a resident's report names: none without a plate, and none for a plate that
// its point left behind.
func (c *call) plateSent(s *sent) (b point.Plate, p *point.Point, at int64, err error) {
	if s.Get("plate") == "" {
		return b, nil, 0, nil
	}
	if b, p, err = c.scanned(s.Get("plate")); err != nil {
		return b, nil, 0, err
	}
	if b.Standing != point.Left {
		at = p.ID
	}
	return b, p, at, nil
}

// plates are the plates of what a filter of the register shows, to be printed.
func (c *call) plates() error {
	if err := c.maySeePoints(); err != nil {
		return err
	}
	out := &PlateSheet{Frame: c.overview("points")}
	out.Title = c.t("plate.print")
	list, err := c.platesAsked(out)
	if err != nil {
		return err
	}
	for i := range list {
		card, err := c.plateCard(&list[i])
		if err != nil {
			return err
		}
		if i%platesOnPage == 0 {
			out.Pages = append(out.Pages, PlatePage{})
		}
		last := &out.Pages[len(out.Pages)-1]
		last.Plates = append(last.Plates, card)
	}
	out.Lead = c.t("plate.sheet", "n", fmt.Sprint(len(list)), "pages", fmt.Sprint(len(out.Pages)))
	return c.render(out)
}

// platesAsked are the points whose plates are printed: the one that the address names, or those in use that its
// filter shows.
func (c *call) platesAsked(out *PlateSheet) ([]point.Point, error) {
	q := c.r.URL.Query()
	if id := q.Get("point"); id != "" {
		p, err := c.pointAsked(id)
		if err != nil || p == nil {
			return nil, cmp.Or(err, error(fault.New(fault.Missing, "point_missing")))
		}
		out.Back = pointURL(p.ID)
		return []point.Point{*p}, nil
	}
	f, err := point.ParseFilter(q)
	if err != nil {
		return nil, err
	}
	back := f
	back.After = ""
	out.Back = pointsURL("/points", back)
	used := false
	f.Retired, f.Limit = &used, platesPrinted
	page, err := point.List(c.ctx, c.all.Points.DB.Read(), c.desk.City(), f)
	if page.After != "" {
		f.After = page.After
		out.Next = pointsURL("/points/plates", f)
	}
	return page.Points, err
}

func (c *call) plateCard(p *point.Point) (PlateCard, error) {
	at := c.gate.Base(c.r) + plateURL(p.Plate)
	qr, err := qrDrawing(at, c.t("plate.alt", "plate", point.ShowPlate(p.Plate)))
	return PlateCard{City: c.city(), Name: p.Name, Point: p.Code, Area: c.areaName(p.Area),
		Code: point.ShowPlate(p.Plate), QR: qr, Address: at}, err
}
