package web

import (
	"strconv"

	"xiaohao/parts/recheck"
	"xiaohao/platform/lang"
)

// Rechecks is the page of the second looks: what waits for this person, and each week's draw.
type Rechecks struct {
	Frame
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

func (*Rechecks) template() string { return "rechecks" }

func (c *call) rechecks() error {
	p := &Rechecks{Frame: c.overview("recheck")}
	mine, err := c.all.Recheck.Mine(c.ctx, c.who.Person, 100)
	if err != nil {
		return err
	}
	for _, l := range mine {
		m, err := c.desk.Matter(c.ctx, c.who.Caller, l.Matter)
		if err != nil {
			continue // it went another way meanwhile
		}
		p.Mine = append(p.Mine, RecheckRow{m.Title, matterURL(m.ID), c.areaName(m.Area) + " " + m.Place,
			lang.Due(c.l, c.now, l.Until)})
	}
	weeks, err := c.all.Recheck.Weeks(c.ctx, 20)
	if err != nil {
		return err
	}
	for _, w := range weeks {
		p.Weeks = append(p.Weeks, RecheckWeek{Week: w.Week, Said: c.saidOfDraw(w), Late: w.Late,
			Commitment: w.Commitment, Open: w.Open})
	}
	return c.render(p)
}

func (c *call) saidOfDraw(w recheck.WeekRow) string {
	n := strconv.Itoa
	if w.Made == 0 {
		return c.t("recheck.committed")
	}
	return c.t("recheck.made", "candidates", n(w.Candidates), "drawn", n(w.Drawn), "good", n(w.Good), "bad", n(w.Bad),
		"open", n(w.Open), "gone", n(w.Gone))
}
