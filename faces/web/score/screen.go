package score

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/score"
	"xiaohao/platform/lang"
)

// Screen is the command room's screen: 16:9, dark, read at five metres, fetched again every minute. It shows areas,
// categories and numbers only.
type Screen struct {
	kit.Frame
	Heading string
	At      string
	Tiles   []ScreenTile
	League  []Place
	Topics  []ScreenBar
	Days    []ScreenDay
	Back    string
}

// ScreenTile is one large number.
type ScreenTile struct {
	Label, N, More, Tone string
}

// ScreenBar is a category and how many of it are open.
type ScreenBar struct {
	Label string
	N     int64
	W     float64 // percent
}

// ScreenDay is a day's reports and strike-offs, as heights of columns.
type ScreenDay struct {
	X, In, Out float64
	Label      string
	Words      string
}

func (*Screen) Template() string { return "room" }

// screened says whether the large screen is for the caller: from the county up.
func screened(c *kit.Call) bool {
	a := c.OverArea()
	return a != 0 && a.Level() <= area.County
}

func room(c *kit.Call) error {
	a, err := c.BoardArea()
	if err != nil {
		return err
	}
	here, ok := c.Org.Tree().Get(a)
	if !ok || a.Level() > area.County || !c.Desk.Covers(c.Who.Caller, a) {
		return fault.New(fault.Denied, "board_none")
	}
	p := &Screen{Frame: c.Frame("", here.Name), Heading: here.Name, At: lang.DateTime(c.L, c.Now),
		Back: kit.BoardURL(a)}
	for _, step := range []func(*Screen, area.Code) error{func(p *Screen, a area.Code) error {
		return roomTiles(c, p, a)
	}, func(p *Screen, a area.Code) error { return roomLeague(c, p, a) }, func(p *Screen, a area.Code) error {
		return roomTopics(c, p, a)
	}, func(p *Screen, a area.Code) error { return roomDays(c, p, a) }} {
		if err := step(p, a); err != nil {
			return err
		}
	}
	c.W.Header().Set("Refresh", "60")
	return c.Render(p)
}

func roomTiles(c *kit.Call, p *Screen, a area.Code) error {
	f, err := c.Desk.FiguresBelow(c.Ctx, c.Who.Caller, a)
	if err != nil {
		return err
	}
	month := score.PeriodOf(score.Month, views.DayOf(c.Now))
	days, err := c.Desk.ByDay(c.Ctx, c.Who.Caller, a, month.From(), month.To()-1)
	if err != nil {
		return err
	}
	struck := int64(0)
	for _, d := range days {
		struck += d.Struck
	}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	p.Tiles = []ScreenTile{{c.T("room.open"), n(f[0].Open), "", ""}, {c.T("light.red"), n(f[0].Red), "", "red"},
		{c.T("light.yellow"), n(f[0].Yellow), "", "yellow"},
		{c.T("room.struck"), n(struck), "", "green"}}
	list, err := scoreOf(c.House).Months(c.Ctx, score.Scope{Area: a}, month, 2)
	if err != nil {
		return err
	}
	now, _ := list[1].Figure(score.OnTimeRate)
	before, _ := list[0].Figure(score.OnTimeRate)
	p.Tiles = append(p.Tiles, ScreenTile{score.Name(c.L, score.OnTimeRate), now.Shown(c.L),
		c.T("room.before", "value", before.Shown(c.L)), ""})
	return nil
}

// roomLeague is the league of the counties, or of a county's townships.
func roomLeague(c *kit.Call, p *Screen, a area.Code) error {
	kind := score.Counties
	if a.Level() == area.County {
		kind = score.Townships
	}
	within := a
	if kind == score.Counties {
		within = 0
	}
	month := score.PeriodOf(score.Month, views.DayOf(c.Now))
	t, err := scoreOf(c.House).League(c.Ctx, kind, within, month)
	if err != nil {
		return err
	}
	for _, r := range t.Rows {
		if r.Rank != 0 && len(p.League) < 8 {
			p.League = append(p.League, place(c, r, month, nil))
		}
	}
	return nil
}

func roomTopics(c *kit.Call, p *Screen, a area.Code) error {
	list, err := c.Desk.ByCategory(c.Ctx, c.Who.Caller, a)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b views.Figures) int { return cmp.Compare(b.Open, a.Open) })
	for _, f := range list[:min(5, len(list))] {
		if f.Open > 0 {
			p.Topics = append(p.Topics, ScreenBar{cmp.Or(c.Category(f.Category), c.T("room.unsorted")), f.Open,
				100 * float64(f.Open) / float64(list[0].Open)})
		}
	}
	return nil
}

func roomDays(c *kit.Call, p *Screen, a area.Code) error {
	const days = 14
	today := views.DayOf(c.Now)
	list, err := c.Desk.ByDay(c.Ctx, c.Who.Caller, a, today-days+1, today)
	if err != nil {
		return err
	}
	at, most := map[views.Day]views.Figures{}, int64(1)
	for _, f := range list {
		at[f.Day] = f
		most = max(most, f.Total, f.Struck)
	}
	for i := range days {
		f := at[today-days+1+views.Day(i)]
		day := (today - days + 1 + views.Day(i)).String()
		p.Days = append(p.Days, ScreenDay{X: float64(i) * 40, In: 100 * float64(f.Total) / float64(most),
			Out: 100 * float64(f.Struck) / float64(most), Label: day[8:],
			Words: fmt.Sprint(day, " ", c.T("room.in"), " ", f.Total, " ", c.T("room.out"), " ", f.Struck)})
	}
	return nil
}

// InY and OutY are where the columns begin, from the top of a box 100 high.
func (d ScreenDay) InY() float64 { return 100 - d.In }

// OutY is InY of the strike-offs.
func (d ScreenDay) OutY() float64 { return 100 - d.Out }

// X2 is where the second column of the day stands.
func (d ScreenDay) X2() float64 { return d.X + 15 }
