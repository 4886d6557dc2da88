package secondlook

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/lang"
)

// LooksPage is the page of the second looks: what waits for this person, and each week's draw.
type LooksPage struct {
	kit.Frame
	Mine  []LookRow
	Weeks []WeekRow
}

// LookRow is a second look that waits.
type LookRow struct {
	Title, URL, Area, Until string
}

// WeekRow is one week's draw.
type WeekRow struct {
	Week, Said string
	Late       bool
	Commitment string
	Open       int
}

func (*LooksPage) Template() string { return "rechecks" }

func looks(c *kit.Call) error {
	p := &LooksPage{Frame: c.Overview("recheck")}
	mine, err := looksOf(c.House).Mine(c.Ctx, c.Who.Person, 100)
	if err != nil {
		return err
	}
	for _, l := range mine {
		m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, l.Matter)
		if err != nil {
			continue // it went another way meanwhile
		}
		p.Mine = append(p.Mine, LookRow{m.Title, kit.MatterURL(m.ID), c.AreaName(m.Area) + " " + m.Place,
			lang.Due(c.L, c.Now, l.Until)})
	}
	weeks, err := looksOf(c.House).Weeks(c.Ctx, 20)
	if err != nil {
		return err
	}
	for _, w := range weeks {
		p.Weeks = append(p.Weeks, WeekRow{Week: w.Week, Said: saidOfDraw(c, w), Late: w.Late,
			Commitment: w.Commitment, Open: w.Open})
	}
	return c.Render(p)
}

func saidOfDraw(c *kit.Call, w secondlook.WeekRow) string {
	n := strconv.Itoa
	if w.Made == 0 {
		return c.T("recheck.committed")
	}
	return c.T("recheck.made", "candidates", n(w.Candidates), "drawn", n(w.Drawn), "good", n(w.Good), "bad", n(w.Bad),
		"open", n(w.Open), "gone", n(w.Gone))
}
