package score

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/score"
)

// BurdenPage is what each level demanded of an area in a month, for those who demand it.
type BurdenPage struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Before  kit.Link
	After   *kit.Link
	Levels  []BurdenLevel
	Below   []BurdenArea
}

// BurdenLevel is what the offices of one level demanded.
type BurdenLevel struct {
	Said  string
	Twice []string // what had to be written a second time
}

// BurdenArea is an area below, in the order of its code; areas are not compared.
type BurdenArea struct {
	Name, URL, Said string
}

func (*BurdenPage) Template() string { return "burden" }

func burdenURL(a area.Code, p score.Period) string {
	return "/burden?area=" + a.String() + "&period=" + p.String()
}

func burden(c *kit.Call) error {
	a, err := c.BoardArea()
	if err != nil {
		return err
	}
	if !c.Desk.Covers(c.Who.Caller, a) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p, err := period(c)
	if err != nil {
		return err
	}
	b, err := scoreOf(c.House).Burden(c.Ctx, a, p)
	if err != nil {
		return err
	}
	here, _ := c.Org.Tree().Get(a)
	page := &BurdenPage{Frame: c.Overview("burden"), Heading: here.Name + " · " + periodName(c, p)}
	for _, x := range c.Org.Tree().Path(a) {
		if c.Desk.Covers(c.Who.Caller, x.Code) {
			page.Crumbs = append(page.Crumbs, kit.Link{Label: x.Name, URL: burdenURL(x.Code, p), Current: x.Code == a})
		}
	}
	_, page.Before, page.After = periods(c, p, func(p score.Period) string { return burdenURL(a, p) })
	for _, d := range b.Demands {
		l := BurdenLevel{Said: demandSaid(c, d)}
		for _, t := range d.Twice {
			l.Twice = append(l.Twice, c.T("burden.twice", "first", typedName(c, t.First),
				"again", typedName(c, t.Again),
				"n", strconv.FormatInt(t.N, 10)))
		}
		page.Levels = append(page.Levels, l)
	}
	// whoever counts the figures that had to be typed
	if x, ok := part.Find[interface {
		Typed(ctx context.Context, a area.Code, month int64) (int64, error)
	}](c.House.Values); ok {
		n, err := x.Typed(c.Ctx, a, int64(p.Year*100+p.N))
		if err != nil {
			return err
		}
		if n > 0 {
			page.Levels = append(page.Levels, BurdenLevel{Said: c.T("burden.cells", "n", strconv.FormatInt(n, 10))})
		}
	}
	for _, x := range b.Below {
		sum := score.Demand{}
		for _, d := range x.Demands {
			sum.Reports, sum.Fields, sum.Photos, sum.Minutes = sum.Reports+d.Reports, sum.Fields+d.Fields,
				sum.Photos+d.Photos, sum.Minutes+d.Minutes
		}
		area, _ := c.Org.Tree().Get(x.Area)
		row := BurdenArea{Name: area.Name, Said: amounts(c, sum)}
		if len(c.Org.Tree().Children(x.Area)) > 0 {
			row.URL = burdenURL(x.Area, p)
		}
		page.Below = append(page.Below, row)
	}
	return c.Render(page)
}

func demandSaid(c *kit.Call, d score.Demand) string {
	who := c.T("burden.level." + strconv.Itoa(int(d.Level)))
	return c.T("burden.said", "who", who, "what", amounts(c, d))
}

func amounts(c *kit.Call, d score.Demand) string {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return c.T("burden.amounts", "reports", n(d.Reports), "fields", n(d.Fields), "photos", n(d.Photos),
		"minutes", n(d.Minutes))
}

// typedName names what was typed, as in "fix.note".
func typedName(c *kit.Call, s string) string {
	command, _, _ := strings.Cut(s, ".")
	if command != "report" && slices.Contains(matter.CommandNames(), matter.CommandName(command)) {
		return c.T("command." + command)
	}
	return s
}
