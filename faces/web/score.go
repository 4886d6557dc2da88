package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/score"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// period is the period asked for; without one, the running month.
func (c *call) period() (score.Period, error) {
	if v := c.r.URL.Query().Get("period"); v != "" {
		return score.ParsePeriod(v)
	}
	return score.PeriodOf(score.Month, views.DayOf(c.now)), nil
}

func (c *call) periodName(p score.Period) string {
	return c.t("period."+[]string{"none", "week", "month", "quarter", "year"}[p.Grain], "year", strconv.Itoa(p.Year),
		"n", strconv.Itoa(p.N))
}

// periods are the ways to look at a time: the same day in another grain, the period before and after.
func (c *call) periods(p score.Period, at func(score.Period) string) (grains []Link, before Link, after *Link) {
	for _, g := range []score.Grain{score.Week, score.Month, score.Quarter, score.Year} {
		day := min(max(p.From(), views.DayOf(c.now)), p.To()-1)
		grains = append(grains, Link{c.t("grain." + []string{"none", "week", "month", "quarter", "year"}[g]),
			at(score.PeriodOf(g, day)), g == p.Grain})
	}
	before = Link{Label: c.periodName(p.Prev()), URL: at(p.Prev())}
	if n := p.Next(); n.Start() <= c.now {
		after = &Link{Label: c.periodName(n), URL: at(n)}
	}
	return grains, before, after
}

// standing says in words by which rule a period is scored, and whether it is final.
func (c *call) ruled(p score.Period, rule score.Rule, frozen []score.Frozen, running bool) []string {
	var out []string
	switch {
	case running:
		out = append(out, c.t("score.running", "at", lang.Date(c.l, c.now)))
	case len(frozen) > 0:
		f := frozen[len(frozen)-1]
		out = append(out, c.t("score.frozen", "at", lang.DateTime(c.l, f.At),
			"through", strconv.FormatInt(f.Through, 10)))
	default:
		out = append(out, c.t("score.open"))
	}
	return append(out, c.t("score.rule", "digest", rule.Digest))
}

func leagueURL(k score.LeagueKind, within area.Code, p score.Period) string {
	u := "/score?league=" + string(k) + "&period=" + p.String()
	if within != 0 {
		u += "&within=" + within.String()
	}
	return u
}

func (c *call) leagueAsked() (score.LeagueKind, area.Code, score.Period, error) {
	q := c.r.URL.Query()
	p, err := c.period()
	if err != nil {
		return "", 0, p, err
	}
	within := area.Code(0)
	if v := q.Get("within"); v != "" {
		if within, err = area.Parse(v); err != nil {
			return "", 0, p, fault.New(fault.Missing, "page_missing")
		}
	}
	return score.LeagueKind(cmp.Or(q.Get("league"), string(score.Counties))), within, p, nil
}

// league is the table of those who can be compared, best first.
func (c *call) league() error {
	kind, within, p, err := c.leagueAsked()
	if err != nil {
		return err
	}
	t, err := c.all.Score.League(c.ctx, kind, within, p)
	if err != nil {
		return err
	}
	page := &LeaguePage{Frame: c.overview("score"), Heading: c.leagueName(kind, within) + " · " + c.periodName(p),
		Said:   c.ruled(p, t.Policy, t.Frozen, t.Running),
		Export: strings.Replace(leagueURL(kind, within, p), "/score?", "/score/league.xlsx?", 1)}
	page.Periods, page.Before, page.After = c.periods(p, func(p score.Period) string {
		return leagueURL(kind, within, p)
	})
	page.Kinds = c.leagueKinds(kind, within, p)
	heads := c.leagueHeads(t)
	for _, h := range heads {
		page.Heads = append(page.Heads, score.Name(c.l, h))
	}
	for _, r := range t.Rows {
		row := c.place(r, p, heads)
		if r.Rank == 0 {
			page.Unranked = append(page.Unranked, row)
		} else {
			page.Rows = append(page.Rows, row)
		}
	}
	if c.org.MayAct(c.who.Caller, score.PublishedType) && p.Grain == score.Month && !t.Running && len(t.Frozen) == 0 {
		page.Publish = &Form{Action: "/score/publish", Once: c.once(),
			Submit: c.t("score.publish", "month", c.periodName(p)), Tone: "primary",
			Fields: []Field{{Kind: "hidden", Name: "period", Value: p.String()}}}
	}
	return c.render(page)
}

func (c *call) leagueName(k score.LeagueKind, within area.Code) string {
	name := c.t("league." + string(k))
	if within != 0 && within != c.top() {
		name = c.areaName(within) + " " + name
	}
	return name
}

// leagueKinds are the tables there are; within a county also those of its townships and units.
func (c *call) leagueKinds(now score.LeagueKind, within area.Code, p score.Period) []Link {
	var out []Link
	for _, k := range []score.LeagueKind{score.Counties, score.Townships, score.Bureaus} {
		out = append(out, Link{c.t("league." + string(k)), leagueURL(k, 0, p),
			k == now && (within == 0 || within == c.top())})
	}
	county := within
	if county.Level() != area.County {
		county = c.ownCounty()
	}
	if county != 0 {
		for _, k := range []score.LeagueKind{score.Townships, score.Units} {
			out = append(out, Link{c.leagueName(k, county), leagueURL(k, county, p), k == now && within == county})
		}
	}
	return out
}

// ownCounty is the county of the caller's first post, 0 for people of the city.
func (c *call) ownCounty() area.Code {
	for _, p := range c.who.Posts {
		if p.Area.Level() >= area.County {
			return p.Area.Ancestor(area.County)
		}
	}
	return 0
}

// leagueHeads are the figures that make the score of a league.
func (c *call) leagueHeads(t score.League) []string {
	if len(t.Rows) == 0 {
		return nil
	}
	var out []string
	for _, p := range t.Rows[0].Result.Parts {
		out = append(out, p.Figure)
	}
	return out
}

func (c *call) place(r score.Standing, p score.Period, heads []string) Place {
	row := Place{Name: c.scopeName(r.Scope), URL: scopeURL(r.Scope, p, ""), Why: r.Result.Why(c.l)}
	if !r.Result.None {
		row.Score = score.Decimal(r.Result.Value)
		if r.Result.Value < 6000 {
			row.Tone = "red"
		}
	}
	if r.Rank > 0 {
		row.Rank = strconv.Itoa(r.Rank)
	}
	if n, ok := r.Moved(); ok {
		switch {
		case n > 0:
			row.Move, row.Moved = fmt.Sprint("▲", n), c.t("league.up", "n", strconv.Itoa(n))
		case n < 0:
			row.Move, row.Moved = fmt.Sprint("▼", -n), c.t("league.down", "n", strconv.Itoa(-n))
		default:
			row.Move, row.Moved = "–", c.t("league.same")
		}
	}
	for _, h := range heads {
		i := slices.IndexFunc(r.Figures, func(f score.Figure) bool { return f.Code == h })
		if i >= 0 {
			row.Cells = append(row.Cells, r.Figures[i].Shown(c.l))
		}
	}
	return row
}

func (c *call) scopeName(s score.Scope) string {
	if s.Unit != 0 {
		return c.unitName(s.Unit)
	}
	a, _ := c.org.Tree().Get(s.Area)
	return a.Name
}

func scopeURL(s score.Scope, p score.Period, figure string) string {
	u := "/score/areas/" + s.Area.String()
	if s.Unit != 0 {
		u = "/score/units/" + strconv.FormatInt(s.Unit, 10)
	}
	if figure != "" {
		u += "/" + url.PathEscape(figure)
	}
	return u + "?period=" + p.String()
}

// leagueFile is the league as a spreadsheet, with every figure.
func (c *call) leagueFile() error {
	kind, within, p, err := c.leagueAsked()
	if err != nil {
		return err
	}
	t, err := c.all.Score.League(c.ctx, kind, within, p)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.leagueName(kind, within) + " " + c.periodName(p),
		Notes: c.ruled(p, t.Policy, t.Frozen, t.Running),
		Heads: []string{c.t("league.rank"), c.t("league.name"), c.t("league.score"), c.t("league.sample")}}
	for _, f := range score.Figures() {
		out.Heads = append(out.Heads, score.Name(c.l, f), c.t("league.num"), c.t("league.den"))
	}
	out.Heads = append(out.Heads, c.t("league.why"))
	for _, r := range t.Rows {
		row := []any{c.place(r, p, nil).Rank, c.scopeName(r.Scope), sheet.Hundredths(r.Result.Value), r.Result.Sample}
		if r.Result.None {
			row[2] = ""
		}
		for _, f := range r.Figures {
			row = append(row, f.Shown(c.l), f.Num, f.Den)
		}
		out.Rows = append(out.Rows, append(row, r.Result.Why(c.l)))
	}
	d := c.file("xlsx")
	return d.finish(out.Write(d))
}

// publish freezes a month.
func (c *call) publish() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return err
	}
	if !c.org.MayAct(c.who.Caller, score.PublishedType) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p, err := score.ParsePeriod(s.Get("period"))
	if err != nil {
		return err
	}
	if err := c.all.Score.Publish(c.ctx, c.who.Caller, p); err != nil {
		return err
	}
	c.flash("flash.published", "")
	c.to(leagueURL(score.Counties, 0, p))
	return nil
}

// scopeAsked is whom a sheet is of.
func (c *call) scopeAsked() (score.Scope, error) {
	missing := fault.New(fault.Missing, "page_missing")
	if v := c.r.PathValue("unit"); v != "" {
		id, _ := strconv.ParseInt(v, 10, 64)
		if _, ok := c.org.Unit(id); !ok {
			return score.Scope{}, missing
		}
		return score.Scope{Unit: id}, nil
	}
	a, err := area.Parse(c.r.PathValue("area"))
	if _, ok := c.org.Tree().Get(a); err != nil || !ok {
		return score.Scope{}, missing
	}
	return score.Scope{Area: a}, nil
}

// scoreSheet is what the assessment says of an area or a unit.
func (c *call) scoreSheet() error {
	scope, err := c.scopeAsked()
	if err != nil {
		return err
	}
	p, err := c.period()
	if err != nil {
		return err
	}
	s, err := c.all.Score.Sheet(c.ctx, scope, p)
	if err != nil {
		return err
	}
	page := &SheetPage{Frame: c.overview("score"), Heading: c.scopeName(scope), Crumbs: c.scoreCrumbs(scope, p),
		Period: c.periodName(p), Why: s.Result.Why(c.l),
		Said: c.ruled(p, s.Policy, s.Frozen, s.Running), Words: s.Result.Words(c.l)}
	if !s.Result.None {
		page.Score = score.Decimal(s.Result.Value)
	}
	page.Periods, page.Before, page.After = c.periods(p, func(p score.Period) string { return scopeURL(scope, p, "") })
	for _, f := range s.Figures {
		page.Figures = append(page.Figures, c.figureRow(scope, p, f))
	}
	if page.Chart, err = c.chart(scope, p); err != nil {
		return err
	}
	if page.Zeros, err = c.falseZeros(scope, p); err != nil {
		return err
	}
	if scope.Unit == 0 && scope.Area.Level() < area.Township {
		for _, x := range c.org.Tree().Children(scope.Area) {
			page.Below = append(page.Below, Link{Label: x.Name, URL: scopeURL(score.Scope{Area: x.Code}, p, "")})
		}
	}
	if scope.Unit == 0 {
		for _, u := range c.org.Units(scope.Area) {
			if u.Area == scope.Area && !u.Former {
				page.Units = append(page.Units, Link{Label: u.Name(c.short()),
					URL: scopeURL(score.Scope{Unit: u.ID}, p, "")})
			}
		}
	}
	return c.render(page)
}

func (c *call) figureRow(scope score.Scope, p score.Period, f score.Figure) FigureRow {
	r := FigureRow{Name: score.Name(c.l, f.Code), Value: f.Shown(c.l), Words: f.Words(c.l)}
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

func (c *call) scoreCrumbs(scope score.Scope, p score.Period) []Link {
	a := scope.Area
	if u, ok := c.org.Unit(scope.Unit); ok {
		a = u.Area
	}
	out := []Link{{Label: c.t("tab.score"), URL: leagueURL(score.Counties, 0, p)}}
	for _, x := range c.org.Tree().Path(a) {
		out = append(out, Link{x.Name, scopeURL(score.Scope{Area: x.Code}, p, ""), scope.Unit == 0 && x.Code == a})
	}
	if scope.Unit != 0 {
		out = append(out, Link{c.unitName(scope.Unit), scopeURL(scope, p, ""), true})
	}
	return out
}

// chart is the score of the last twelve months.
func (c *call) chart(scope score.Scope, p score.Period) (*Chart, error) {
	last := score.PeriodOf(score.Month, min(p.To()-1, views.DayOf(c.now)))
	months, err := c.all.Score.Months(c.ctx, scope, last, 12)
	if err != nil {
		return nil, err
	}
	ch := &Chart{Title: c.t("score.chart")}
	var line strings.Builder
	for i, m := range months {
		x := ChartPoint{X: 24 + float64(i)*34, Label: c.t("score.month", "n", strconv.Itoa(m.Period.N)),
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
func (c *call) behindFigure() error {
	scope, err := c.scopeAsked()
	if err != nil {
		return err
	}
	p, err := c.period()
	if err != nil {
		return err
	}
	code, q := c.r.PathValue("figure"), c.r.URL.Query()
	side := score.Side(q.Get("side"))
	list, err := c.all.Score.Rounds(c.ctx, scope, p, code, side, q.Get("after"), 50)
	if err != nil {
		return err
	}
	s, err := c.all.Score.Sheet(c.ctx, scope, p)
	if err != nil {
		return err
	}
	f, _ := s.Figure(code)
	page := &BehindPage{Frame: c.overview("score"), Heading: score.Name(c.l, code),
		Crumbs: append(c.scoreCrumbs(scope, p), Link{c.periodName(p), scopeURL(scope, p, ""), false}),
		Value:  f.Shown(c.l), Words: f.Words(c.l)}
	for i := range page.Crumbs {
		page.Crumbs[i].Current = false
	}
	for _, x := range []score.Side{score.Whole, score.Counted, score.Missed, score.LeftOff} {
		page.Sides = append(page.Sides, Link{c.t("side." + cmp.Or(string(x), "whole")),
			scopeURL(scope, p, code) + "&side=" + string(x), x == side})
	}
	for _, b := range list.Rows {
		m, err := c.desk.Matter(c.ctx, c.who.Caller, b.Matter)
		if err != nil {
			if fault.Of(err).Kind != fault.Missing {
				return err
			}
			page.Hidden++
			continue
		}
		page.Rows = append(page.Rows, c.behindRow(b, m))
	}
	if list.Next != "" {
		page.Next = scopeURL(scope, p, code) + "&side=" + url.QueryEscape(string(side)) + "&after=" +
			url.QueryEscape(list.Next)
	}
	return c.render(page)
}

func (c *call) behindRow(b score.Behind, m *matter.Matter) BehindRow {
	r := BehindRow{Title: m.Title, URL: matterURL(m.ID), Number: m.Number, Unit: c.unitName(b.Round.Unit),
		Due: lang.DateTime(c.l, b.Round.Due), Tone: "green"}
	switch {
	case b.Why != "":
		r.Mark, r.Tone = c.t("behind."+b.Why), "grey"
	case b.Yes:
		r.Mark = c.t("behind.yes")
	default:
		r.Mark, r.Tone = c.t("behind.no"), "yellow"
	}
	if b.Late {
		r.Mark, r.Tone = r.Mark+" · "+c.t("behind.late"), "red"
	}
	return r
}
