package recheck

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/recheck"
	"xiaohao/platform/lang"
)

// Rechecks is the page of the second looks: what waits for this person, and each week's draw.
type Rechecks struct {
	kit.Frame
	Mine  []RecheckRow
	Weeks []RecheckWeek
}

// RecheckRow is a second look that waits.
type RecheckRow struct {
	Title, URL, Area, Until string
}

// RecheckWeek is one week's draw.
type RecheckWeek struct {
	Week, Said string
	Late       bool
	Commitment string
	Open       int
}

func (*Rechecks) Template() string { return "rechecks" }

func rechecks(c *kit.Call) error {
	p := &Rechecks{Frame: c.Overview("recheck")}
	mine, err := recheckOf(c.House).Mine(c.Ctx, c.Who.Person, 100)
	if err != nil {
		return err
	}
	for _, l := range mine {
		m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, l.Matter)
		if err != nil {
			continue // it went another way meanwhile
		}
		p.Mine = append(p.Mine, RecheckRow{m.Title, kit.MatterURL(m.ID), c.AreaName(m.Area) + " " + m.Place,
			lang.Due(c.L, c.Now, l.Until)})
	}
	weeks, err := recheckOf(c.House).Weeks(c.Ctx, 20)
	if err != nil {
		return err
	}
	for _, w := range weeks {
		p.Weeks = append(p.Weeks, RecheckWeek{Week: w.Week, Said: saidOfDraw(c, w), Late: w.Late,
			Commitment: w.Commitment, Open: w.Open})
	}
	return c.Render(p)
}

func saidOfDraw(c *kit.Call, w recheck.WeekRow) string {
	n := strconv.Itoa
	if w.Made == 0 {
		return c.T("recheck.committed")
	}
	return c.T("recheck.made", "candidates", n(w.Candidates), "drawn", n(w.Drawn), "good", n(w.Good), "bad", n(w.Bad),
		"open", n(w.Open), "gone", n(w.Gone))
}
