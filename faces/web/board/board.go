package board

import (
	"slices"
	"strconv"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// board is the dashboard of an area; every figure leads to the list behind it, and the list's filter says exactly
// what was counted.
func board(c *kit.Call) error {
	a, err := c.BoardArea()
	if err != nil {
		return err
	}
	t := c.Org.Tree()
	here, ok := t.Get(a)
	if !ok || a == 0 {
		return fault.New(fault.Missing, "page_missing")
	}
	figures, err := c.Desk.FiguresBelow(c.Ctx, c.Who.Caller, a)
	if err != nil {
		return err
	}
	p := &Board{Frame: c.Overview("board"), Heading: here.Name, At: c.T("board.at", "at", lang.DateTime(c.L, c.Now)),
		Note: c.T("board.note")}
	for _, x := range t.Path(a) {
		if c.Desk.Covers(c.Who.Caller, x.Code) {
			p.Crumbs = append(p.Crumbs, kit.Link{Label: x.Name, URL: kit.BoardURL(x.Code), Current: x.Code == a})
		}
	}
	p.Tiles = tiles(c, figures[0])
	below := slices.DeleteFunc(figures[1:], func(f views.Figures) bool {
		x, _ := t.Get(f.Area)
		return x.Former && f.Total == 0 // its successors have it all
	})
	longest := int64(0)
	for _, f := range below {
		longest = max(longest, f.Open)
	}
	for _, f := range below {
		p.Rows = append(p.Rows, boardRow(c, f, longest))
	}
	return c.Render(p)
}

// behind is the list of what was counted in an area: the kinds that figures count, in some states or under a light.
func behind(a area.Code, l matter.Light, states ...matter.State) string {
	return kit.ListURL(views.Filter{Kinds: views.PublicKinds(), Area: a, Light: l, States: slices.Clone(states)})
}

func tiles(c *kit.Call, f views.Figures) []kit.Fact {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return []kit.Fact{
		{Label: c.T("light.red"), Value: n(f.Red), URL: behind(f.Area, matter.Red), Tone: "red"},
		{Label: c.T("light.yellow"), Value: n(f.Yellow), URL: behind(f.Area, matter.Yellow), Tone: "yellow"},
		{Label: c.T("light.green"), Value: n(f.Green), URL: behind(f.Area, matter.Green), Tone: "green"},
		{Label: c.T("state.suspended"), Value: n(f.Suspended), URL: behind(f.Area, 0, matter.Suspended), Tone: "grey"},
		{Label: c.T("board.waiting"), Value: n(f.Reported + f.Listed),
			URL: behind(f.Area, 0, matter.Reported, matter.Listed), Tone: ""},
		{Label: c.T("state.fixed"), Value: n(f.Fixed), URL: behind(f.Area, 0, matter.Fixed), Tone: ""},
		{Label: c.T("state.struck_off"), Value: n(f.StruckOff), URL: behind(f.Area, 0, matter.StruckOff), Tone: "seal"}}
}

func boardRow(c *kit.Call, f views.Figures, longest int64) BoardRow {
	x, _ := c.Org.Tree().Get(f.Area)
	r := BoardRow{Name: x.Name,
		Waiting: Figure{f.Reported + f.Listed, behind(f.Area, 0, matter.Reported, matter.Listed)},
		Green:   Figure{f.Green, behind(f.Area, matter.Green)}, Yellow: Figure{f.Yellow, behind(f.Area, matter.Yellow)},
		Red:    Figure{f.Red, behind(f.Area, matter.Red)},
		Grey:   Figure{f.Suspended, behind(f.Area, 0, matter.Suspended)},
		Fixed:  Figure{f.Fixed, behind(f.Area, 0, matter.Fixed)},
		Struck: Figure{f.StruckOff, behind(f.Area, 0, matter.StruckOff)},
		Segments: kit.Bar(longest, []string{"red", "yellow", "green", "grey", "wait", "fixed"},
			[]int64{f.Red, f.Yellow, f.Green, f.Suspended, f.Reported + f.Listed, f.Fixed})}
	if len(c.Org.Tree().Children(f.Area)) > 0 {
		r.URL = kit.BoardURL(f.Area)
	}
	return r
}
