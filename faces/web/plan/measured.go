package plan

import (
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/plan"
)

// setField chooses the set of indicators that the plan is measured by, among those that the reader knows of.
func setField(c *kit.Call, was int64) kit.Field {
	f := kit.Choose("set", c.T("plan.field.set"), false, nil)
	f.Hint, f.None = c.T("plan.hint.set"), c.T("plan.none.set")
	list, err := plansOf(c.House).Indicators.Sets(c.Ctx, c.Who.Caller)
	if err != nil {
		c.Log(err)
	}
	there := was == 0
	add := func(id int64, label string) {
		f.Options = append(f.Options, kit.Option{Value: strconv.FormatInt(id, 10), Label: label, Selected: id == was})
		there = there || id == was
	}
	for _, s := range list {
		add(s.ID, s.Name(c.Short())+" · "+c.AreaName(s.Area))
	}
	if !there {
		add(was, "#"+strconv.FormatInt(was, 10))
	}
	return f
}

// setFor is the newest set that the reader knows of, that reports of a plan's area and has all its indicators; 0 for
// none.
func setFor(c *kit.Call, of *plan.Content) int64 {
	list, err := plansOf(c.House).Indicators.Sets(c.Ctx, c.Who.Caller)
	if err != nil {
		c.Log(err)
	}
	for _, s := range list {
		if s.Area.Contains(of.Area) && !slices.ContainsFunc(of.Goals, func(g plan.Goal) bool {
			_, ok := s.Get(g.Indicator)
			return !ok && g.Indicator != ""
		}) {
			return s.ID
		}
	}
	return 0
}

// indicatorField chooses an indicator of the plan's set; where it has none, or one that the reader does not know of, it
// is a line for the code.
func indicatorField(c *kit.Call, of *plan.Content, was string) kit.Field {
	d, err := plansOf(c.House).Indicators.Set(c.Ctx, c.Who.Caller, of.Set, of.Area)
	if of.Set == 0 || err != nil {
		f := c.Line("indicator", "plan.field.indicator", 40, false)
		f.Value, f.Hint = was, c.T("plan.hint.indicator")
		return f
	}
	f := kit.Choose("indicator", c.T("plan.field.measured_by"), false, nil)
	f.None = c.T("plan.none.indicator")
	for i := range d.Indicators {
		x := &d.Indicators[i]
		f.Options = append(f.Options, kit.Option{Value: x.Code, Label: x.Name(c.Short()), Selected: x.Code == was})
	}
	return f
}
