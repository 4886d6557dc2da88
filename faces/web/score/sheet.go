package score

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/score"
	"xiaohao/platform/lang"
)

// falseZeros is what looks at the zero reports of an area came to in a period, for its assessment; nothing for units
// and where nobody looked.
func falseZeros(c *kit.Call, scope score.Scope, p score.Period) ([]string, error) {
	if scope.Unit != 0 {
		return nil, nil
	}
	n, wrong, err := campaignOf(c.House).FalseZeros(c.Ctx, scope.Area, p.From().Start(), p.To().Start())
	if err != nil || n == 0 {
		return nil, err
	}
	return []string{c.T("campaign.score", "n", strconv.Itoa(n), "false", strconv.Itoa(wrong))}, nil
}

// scopeAsked is whom a sheet is of.
func scopeAsked(c *kit.Call) (score.Scope, error) {
	missing := fault.New(fault.Missing, "page_missing")
	if v := c.R.PathValue("unit"); v != "" {
		id, _ := strconv.ParseInt(v, 10, 64)
		if _, ok := c.Org.Unit(id); !ok {
			return score.Scope{}, missing
		}
		return score.Scope{Unit: id}, nil
	}
	a, err := area.Parse(c.R.PathValue("area"))
	if _, ok := c.Org.Tree().Get(a); err != nil || !ok {
		return score.Scope{}, missing
	}
	return score.Scope{Area: a}, nil
}

// scoreSheet is what the assessment says of an area or a unit.
func scoreSheet(c *kit.Call) error {
	scope, err := scopeAsked(c)
	if err != nil {
		return err
	}
	p, err := period(c)
	if err != nil {
		return err
	}
	s, err := scoreOf(c.House).Sheet(c.Ctx, scope, p)
	if err != nil {
		return err
	}
	page := &SheetPage{Frame: c.Overview("score"), Heading: scopeName(c, scope), Crumbs: scoreCrumbs(c, scope, p),
		Period: periodName(c, p), Why: s.Result.Why(c.L),
		Said: ruled(c, p, s.Policy, s.Frozen, s.Running), Words: s.Result.Words(c.L)}
	if !s.Result.None {
		page.Score = score.Decimal(s.Result.Value)
	}
	page.Periods, page.Before, page.After = periods(c, p, func(p score.Period) string { return scopeURL(scope, p, "") })
	for _, f := range s.Figures {
		page.Figures = append(page.Figures, figureRow(c, scope, p, f))
	}
	if page.Chart, err = chart(c, scope, p); err != nil {
		return err
	}
	if page.Zeros, err = falseZeros(c, scope, p); err != nil {
		return err
	}
	for _, h := range c.Org.Tree().Heirs(scope.Area) { // who answers for it now
		page.Below = append(page.Below, kit.Link{Label: c.ShortName(h), URL: scopeURL(score.Scope{Area: h}, p, "")})
	}
	if scope.Unit == 0 && scope.Area.Level() < area.Township {
		for _, x := range c.Org.Tree().Children(scope.Area) {
			page.Below = append(page.Below, kit.Link{Label: x.Name, URL: scopeURL(score.Scope{Area: x.Code}, p, "")})
		}
	}
	if scope.Unit == 0 {
		for _, u := range c.Org.Units(scope.Area) {
			if u.Area == scope.Area && !u.Former {
				page.Units = append(page.Units, kit.Link{Label: u.Name(c.Short()),
					URL: scopeURL(score.Scope{Unit: u.ID}, p, "")})
			}
		}
	}
	return c.Render(page)
}

func figureRow(c *kit.Call, scope score.Scope, p score.Period, f score.Figure) FigureRow {
	r := FigureRow{Name: score.Name(c.L, f.Code), Value: f.Shown(c.L), Words: f.Words(c.L)}
	base := scopeURL(scope, p, f.Code)
	if f.Num > 0 && !f.Hours {
		r.Counted = base + "&side=counted"
	}
	if f.Den > f.Num || f.Hours && f.Den > 0 {
		r.Missed = base + "&side=missed"
	}
	if f.Hours && f.Den > 0 {
		r.Missed, r.Counted = "", base
	}
	if f.LeftOut+f.Paused+f.NotDue+f.Aside > 0 {
		r.LeftOut = base + "&side=left_out"
	}
	return r
}

func scoreCrumbs(c *kit.Call, scope score.Scope, p score.Period) []kit.Link {
	a := scope.Area
	if u, ok := c.Org.Unit(scope.Unit); ok {
		a = u.Area
	}
	out := []kit.Link{{Label: c.T("tab.score"), URL: leagueURL(score.Counties, 0, p)}}
	for _, x := range c.Org.Tree().Path(a) {
		out = append(out, kit.Link{Label: x.Name, URL: scopeURL(score.Scope{Area: x.Code}, p, ""),
			Current: scope.Unit == 0 && x.Code == a})
	}
	if scope.Unit != 0 {
		out = append(out, kit.Link{Label: c.UnitName(scope.Unit), URL: scopeURL(scope, p, ""), Current: true})
	}
	return out
}

// chart is the score of the last twelve months.
func chart(c *kit.Call, scope score.Scope, p score.Period) (*Chart, error) {
	last := score.PeriodOf(score.Month, min(p.To()-1, views.DayOf(c.Now)))
	months, err := scoreOf(c.House).Months(c.Ctx, scope, last, 12)
	if err != nil {
		return nil, err
	}
	ch := &Chart{Title: c.T("score.chart")}
	var line strings.Builder
	for i, m := range months {
		x := ChartPoint{X: 24 + float64(i)*34, Label: c.T("score.month", "n", strconv.Itoa(m.Period.N)),
			URL: scopeURL(scope, m.Period, ""), None: m.Result.None}
		if !x.None {
			x.Y, x.Value = 140-float64(m.Result.Value)/100*1.15, score.Decimal(m.Result.Value)
			fmt.Fprintf(&line, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[line.Len() == 0], x.X, x.Y)
		}
		ch.Points = append(ch.Points, x)
	}
	if line.Len() == 0 {
		return nil, nil
	}
	ch.Path = line.String()
	return ch, nil
}

// behindFigure lists the matters behind a figure.
func behindFigure(c *kit.Call) error {
	scope, err := scopeAsked(c)
	if err != nil {
		return err
	}
	p, err := period(c)
	if err != nil {
		return err
	}
	code, q := c.R.PathValue("figure"), c.R.URL.Query()
	side := score.Side(q.Get("side"))
	list, err := scoreOf(c.House).Rounds(c.Ctx, scope, p, code, side, q.Get("after"), 50)
	if err != nil {
		return err
	}
	s, err := scoreOf(c.House).Sheet(c.Ctx, scope, p)
	if err != nil {
		return err
	}
	f, _ := s.Figure(code)
	page := &BehindPage{Frame: c.Overview("score"), Heading: score.Name(c.L, code),
		Crumbs: append(scoreCrumbs(c, scope, p), kit.Link{Label: periodName(c, p), URL: scopeURL(scope, p, ""),
			Current: false}),
		Value: f.Shown(c.L), Words: f.Words(c.L)}
	for i := range page.Crumbs {
		page.Crumbs[i].Current = false
	}
	for _, x := range []score.Side{score.Whole, score.Counted, score.Missed, score.LeftOff} {
		page.Sides = append(page.Sides, kit.Link{Label: c.T("side." + cmp.Or(string(x), "whole")),
			URL: scopeURL(scope, p, code) + "&side=" + string(x), Current: x == side})
	}
	for _, b := range list.Rows {
		m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, b.Matter)
		if err != nil {
			if fault.Of(err).Kind != fault.Missing {
				return err
			}
			page.Hidden++
			continue
		}
		page.Rows = append(page.Rows, behindRow(c, b, m))
	}
	if list.Next != "" {
		page.Next = scopeURL(scope, p, code) + "&side=" + url.QueryEscape(string(side)) + "&after=" +
			url.QueryEscape(list.Next)
	}
	return c.Render(page)
}

func behindRow(c *kit.Call, b score.Behind, m *matter.Matter) BehindRow {
	r := BehindRow{Title: m.Title, URL: kit.MatterURL(m.ID), Number: m.Number, Unit: c.UnitName(b.Round.Unit),
		Due: lang.DateTime(c.L, b.Round.Due), Tone: "green"}
	switch {
	case b.Why != "":
		r.Mark, r.Tone = c.T("behind."+b.Why), "grey"
	case b.Yes:
		r.Mark = c.T("behind.yes")
	default:
		r.Mark, r.Tone = c.T("behind.no"), "yellow"
	}
	if b.Late {
		r.Mark, r.Tone = r.Mark+" · "+c.T("behind.late"), "red"
	}
	return r
}
