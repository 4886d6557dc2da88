package web

import (
	"slices"
	"strconv"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// board is the dashboard of an area; every figure leads to the list behind it, and the list's filter says exactly
// what was counted.
func (c *call) board() error {
	a, err := c.boardArea()
	if err != nil {
		return err
	}
	t := c.org.Tree()
	here, ok := t.Get(a)
	if !ok || a == 0 {
		return fault.New(fault.Missing, "page_missing")
	}
	codes := []area.Code{a}
	for _, x := range t.Children(a) {
		codes = append(codes, x.Code)
	}
	figures, err := c.desk.Figures(c.ctx, c.who.Caller, codes)
	if err != nil {
		return err
	}
	p := &Board{Frame: c.overview("board"), Heading: here.Name, At: c.t("board.at", "at", lang.DateTime(c.l, c.now)),
		Note: c.t("board.note")}
	for _, x := range t.Path(a) {
		if c.desk.Covers(c.who.Caller, x.Code) {
			p.Crumbs = append(p.Crumbs, Link{x.Name, boardURL(x.Code), x.Code == a})
		}
	}
	p.Tiles = c.tiles(figures[0])
	below := figures[1:]
	longest := int64(0)
	for _, f := range below {
		longest = max(longest, f.Open)
	}
	for _, f := range below {
		p.Rows = append(p.Rows, c.boardRow(f, longest))
	}
	return c.render(p)
}

// boardArea is the area asked for, or else the widest one whose figures the caller may see.
func (c *call) boardArea() (area.Code, error) {
	if v := c.r.URL.Query().Get("area"); v != "" {
		a, err := area.Parse(v)
		if err != nil {
			return 0, fault.New(fault.Missing, "page_missing")
		}
		return a, nil
	}
	best := c.overArea()
	if best == 0 {
		return 0, fault.New(fault.Denied, "board_none")
	}
	return best, nil
}

// overArea is the highest area that the caller has a post over and reads all of, 0 for none.
func (c *call) overArea() (best area.Code) {
	for _, p := range c.who.Posts {
		if p.Area != 0 && c.desk.Covers(c.who.Caller, p.Area) && (best == 0 || p.Area.Level() < best.Level()) {
			best = p.Area
		}
	}
	return best
}

func boardURL(a area.Code) string { return "/board?area=" + a.String() }

// behind is the list of what was counted in an area: the kinds that figures count, in some states or under a light.
func behind(a area.Code, l matter.Light, states ...matter.State) string {
	return listURL(views.Filter{Kinds: views.PublicKinds(), Area: a, Light: l, States: slices.Clone(states)})
}

func (c *call) tiles(f views.Figures) []Fact {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return []Fact{
		{c.t("light.red"), n(f.Red), behind(f.Area, matter.Red), "red"},
		{c.t("light.yellow"), n(f.Yellow), behind(f.Area, matter.Yellow), "yellow"},
		{c.t("light.green"), n(f.Green), behind(f.Area, matter.Green), "green"},
		{c.t("state.suspended"), n(f.Suspended), behind(f.Area, 0, matter.Suspended), "grey"},
		{c.t("board.waiting"), n(f.Reported + f.Listed), behind(f.Area, 0, matter.Reported, matter.Listed), ""},
		{c.t("state.fixed"), n(f.Fixed), behind(f.Area, 0, matter.Fixed), ""},
		{c.t("state.struck_off"), n(f.StruckOff), behind(f.Area, 0, matter.StruckOff), "seal"}}
}

func (c *call) boardRow(f views.Figures, longest int64) BoardRow {
	x, _ := c.org.Tree().Get(f.Area)
	r := BoardRow{Name: x.Name,
		Waiting: Figure{f.Reported + f.Listed, behind(f.Area, 0, matter.Reported, matter.Listed)},
		Green:   Figure{f.Green, behind(f.Area, matter.Green)}, Yellow: Figure{f.Yellow, behind(f.Area, matter.Yellow)},
		Red:    Figure{f.Red, behind(f.Area, matter.Red)},
		Grey:   Figure{f.Suspended, behind(f.Area, 0, matter.Suspended)},
		Fixed:  Figure{f.Fixed, behind(f.Area, 0, matter.Fixed)},
		Struck: Figure{f.StruckOff, behind(f.Area, 0, matter.StruckOff)},
		Segments: Bar(longest, []string{"red", "yellow", "green", "grey", "wait", "fixed"},
			[]int64{f.Red, f.Yellow, f.Green, f.Suspended, f.Reported + f.Listed, f.Fixed})}
	if len(c.org.Tree().Children(f.Area)) > 0 {
		r.URL = boardURL(f.Area)
	}
	return r
}
