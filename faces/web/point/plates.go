package point

import (
	"fmt"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/point"
)

// A sheet of A4 takes eight plates; twenty-five sheets are printed in one go.
const (
	platesOnPage  = 8
	platesPrinted = 200
)

// plates are the plates of what a filter of the register shows, to be printed.
func plates(c *kit.Call) error {
	if err := c.MaySeePoints(); err != nil {
		return err
	}
	out := &PlateSheet{Frame: c.Overview("points")}
	out.Title = c.T("plate.print")
	list, err := platesAsked(c, out)
	if err != nil {
		return err
	}
	for i := range list {
		card, err := plateCard(c, &list[i])
		if err != nil {
			return err
		}
		if i%platesOnPage == 0 {
			out.Pages = append(out.Pages, PlatePage{})
		}
		last := &out.Pages[len(out.Pages)-1]
		last.Plates = append(last.Plates, card)
	}
	out.Lead = c.T("plate.sheet", "n", fmt.Sprint(len(list)), "pages", fmt.Sprint(len(out.Pages)))
	return c.Render(out)
}

// platesAsked are the points whose plates are printed: the one that the address names, or those in use that its
// filter shows.
func platesAsked(c *kit.Call, out *PlateSheet) ([]point.Point, error) {
	q := c.R.URL.Query()
	if id := q.Get("point"); id != "" {
		p, err := pointOfID(c, id)
		if err != nil {
			return nil, err
		}
		out.Back = kit.PointURL(p.ID)
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
	f.Now = c.Org.Tree().Now(f.Area)
	page, err := point.List(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), f)
	if page.After != "" {
		f.After = page.After
		out.Next = pointsURL("/points/plates", f)
	}
	return page.Points, err
}

func plateCard(c *kit.Call, p *point.Point) (PlateCard, error) {
	at := c.Gate.Base(c.R) + kit.PlateURL(p.Plate)
	qr, err := kit.DrawQR(at, c.T("plate.alt", "plate", point.ShowPlate(p.Plate)))
	return PlateCard{City: c.City(), Name: p.Name, Point: p.Code, Area: c.AreaName(p.Area),
		Code: point.ShowPlate(p.Plate), QR: qr, Address: at}, err
}
