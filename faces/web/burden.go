package web

import (
	"slices"
	"strconv"
	"strings"
	"xiaohao/loop/matter"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/score"
)

// BurdenPage is what each level demanded of an area in a month, for those who demand it.
type BurdenPage struct {
	Frame
	Heading string
	Crumbs  []Link
	Before  Link
	After   *Link
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

func (*BurdenPage) template() string { return "burden" }

func burdenURL(a area.Code, p score.Period) string {
	return "/burden?area=" + a.String() + "&period=" + p.String()
}

func (c *call) burden() error {
	a, err := c.boardArea()
	if err != nil {
		return err
	}
	if !c.desk.Covers(c.who.Caller, a) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p, err := c.period()
	if err != nil {
		return err
	}
	b, err := c.all.Score.Burden(c.ctx, a, p)
	if err != nil {
		return err
	}
	here, _ := c.org.Tree().Get(a)
	page := &BurdenPage{Frame: c.overview("burden"), Heading: here.Name + " · " + c.periodName(p)}
	for _, x := range c.org.Tree().Path(a) {
		if c.desk.Covers(c.who.Caller, x.Code) {
			page.Crumbs = append(page.Crumbs, Link{x.Name, burdenURL(x.Code, p), x.Code == a})
		}
	}
	_, page.Before, page.After = c.periods(p, func(p score.Period) string { return burdenURL(a, p) })
	for _, d := range b.Demands {
		l := BurdenLevel{Said: c.demandSaid(d)}
		for _, t := range d.Twice {
			l.Twice = append(l.Twice, c.t("burden.twice", "first", c.typedName(t.First), "again", c.typedName(t.Again),
				"n", strconv.FormatInt(t.N, 10)))
		}
		page.Levels = append(page.Levels, l)
	}
	for _, x := range b.Below {
		sum := score.Demand{}
		for _, d := range x.Demands {
			sum.Reports, sum.Fields, sum.Photos, sum.Minutes = sum.Reports+d.Reports, sum.Fields+d.Fields,
				sum.Photos+d.Photos, sum.Minutes+d.Minutes
		}
		area, _ := c.org.Tree().Get(x.Area)
		row := BurdenArea{Name: area.Name, Said: c.amounts(sum)}
		if len(c.org.Tree().Children(x.Area)) > 0 {
			row.URL = burdenURL(x.Area, p)
		}
		page.Below = append(page.Below, row)
	}
	return c.render(page)
}

func (c *call) demandSaid(d score.Demand) string {
	who := c.t("burden.level." + strconv.Itoa(int(d.Level)))
	return c.t("burden.said", "who", who, "what", c.amounts(d))
}

func (c *call) amounts(d score.Demand) string {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return c.t("burden.amounts", "reports", n(d.Reports), "fields", n(d.Fields), "photos", n(d.Photos),
		"minutes", n(d.Minutes))
}

// typedName names what was typed, as in "fix.note".
func (c *call) typedName(s string) string {
	command, _, _ := strings.Cut(s, ".")
	if command != "report" && slices.Contains(matter.CommandNames(), command) {
		return c.t("command." + command)
	}
	return s
}
