package score

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/score"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// period is the period asked for; without one, the running month.
func period(c *kit.Call) (score.Period, error) {
	if v := c.R.URL.Query().Get("period"); v != "" {
		return score.ParsePeriod(v)
	}
	return score.PeriodOf(score.Month, views.DayOf(c.Now)), nil
}

func periodName(c *kit.Call, p score.Period) string {
	return c.T("period."+[]string{"none", "week", "month", "quarter", "year"}[p.Grain], "year", strconv.Itoa(p.Year),
		"n", strconv.Itoa(p.N))
}

// periods are the ways to look at a time: the same day in another grain, the period before and after.
func periods(c *kit.Call, p score.Period, at func(score.Period) string) (grains []kit.Link, before kit.Link,
	after *kit.Link) {
	for _, g := range []score.Grain{score.Week, score.Month, score.Quarter, score.Year} {
		day := min(max(p.From(), views.DayOf(c.Now)), p.To()-1)
		grains = append(grains, kit.Link{Label: c.T("grain." + []string{"none", "week", "month", "quarter", "year"}[g]),
			URL: at(score.PeriodOf(g, day)), Current: g == p.Grain})
	}
	before = kit.Link{Label: periodName(c, p.Prev()), URL: at(p.Prev())}
	if n := p.Next(); n.Start() <= c.Now {
		after = &kit.Link{Label: periodName(c, n), URL: at(n)}
	}
	return grains, before, after
}

// standing says in words by which rule a period is scored, and whether it is final.
func ruled(c *kit.Call, p score.Period, rule score.Rule, frozen []score.Frozen, running bool) []string {
	var out []string
	switch {
	case running:
		out = append(out, c.T("score.running", "at", lang.Date(c.L, c.Now)))
	case len(frozen) > 0:
		f := frozen[len(frozen)-1]
		out = append(out, c.T("score.frozen", "at", lang.DateTime(c.L, f.At),
			"through", strconv.FormatInt(f.Through, 10)))
	default:
		out = append(out, c.T("score.open"))
	}
	return append(out, c.T("score.rule", "digest", rule.Digest))
}

func leagueURL(k score.LeagueKind, within area.Code, p score.Period) string {
	u := "/score?league=" + string(k) + "&period=" + p.String()
	if within != 0 {
		u += "&within=" + within.String()
	}
	return u
}

func leagueAsked(c *kit.Call) (score.LeagueKind, area.Code, score.Period, error) {
	q := c.R.URL.Query()
	p, err := period(c)
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
func league(c *kit.Call) error {
	kind, within, p, err := leagueAsked(c)
	if err != nil {
		return err
	}
	t, err := scoreOf(c.House).League(c.Ctx, kind, within, p)
	if err != nil {
		return err
	}
	page := &LeaguePage{Frame: c.Overview("score"), Heading: leagueName(c, kind, within) + " · " + periodName(c, p),
		Said:   ruled(c, p, t.Policy, t.Frozen, t.Running),
		Export: strings.Replace(leagueURL(kind, within, p), "/score?", "/score/league.xlsx?", 1)}
	page.Periods, page.Before, page.After = periods(c, p, func(p score.Period) string {
		return leagueURL(kind, within, p)
	})
	page.Kinds = leagueKinds(c, kind, within, p)
	heads := leagueHeads(c, t)
	for _, h := range heads {
		page.Heads = append(page.Heads, score.Name(c.L, h))
	}
	for _, r := range t.Rows {
		row := place(c, r, p, heads)
		if r.Rank == 0 {
			page.Unranked = append(page.Unranked, row)
		} else {
			page.Rows = append(page.Rows, row)
		}
	}
	if c.Org.MayAct(c.Who.Caller, score.PublishedType) && p.Grain == score.Month && !t.Running && len(t.Frozen) == 0 {
		page.Publish = &kit.Form{Action: "/score/publish", Once: c.Once(),
			Submit: c.T("score.publish", "month", periodName(c, p)), Tone: "primary",
			Fields: []kit.Field{{Kind: "hidden", Name: "period", Value: p.String()}}}
	}
	return c.Render(page)
}

func leagueName(c *kit.Call, k score.LeagueKind, within area.Code) string {
	name := c.T("league." + string(k))
	if within != 0 && within != c.Top() {
		name = c.AreaName(within) + " " + name
	}
	return name
}

// leagueKinds are the tables there are; within a county also those of its townships and units.
func leagueKinds(c *kit.Call, now score.LeagueKind, within area.Code, p score.Period) []kit.Link {
	var out []kit.Link
	for _, k := range []score.LeagueKind{score.Counties, score.Townships, score.Bureaus} {
		out = append(out, kit.Link{Label: c.T("league." + string(k)), URL: leagueURL(k, 0, p),
			Current: k == now && (within == 0 || within == c.Top())})
	}
	county := within
	if county.Level() != area.County {
		county = ownCounty(c)
	}
	if county != 0 {
		for _, k := range []score.LeagueKind{score.Townships, score.Units} {
			out = append(out, kit.Link{Label: leagueName(c, k, county), URL: leagueURL(k, county, p),
				Current: k == now && within == county})
		}
	}
	return out
}

// ownCounty is the county of the caller's first post, 0 for people of the city.
func ownCounty(c *kit.Call) area.Code {
	for _, p := range c.Who.Posts {
		if p.Area.Level() >= area.County {
			return p.Area.Ancestor(area.County)
		}
	}
	return 0
}

// leagueHeads are the figures that make the score of a league.
func leagueHeads(c *kit.Call, t score.League) []string {
	if len(t.Rows) == 0 {
		return nil
	}
	var out []string
	for _, p := range t.Rows[0].Result.Parts {
		out = append(out, p.Figure)
	}
	return out
}

func place(c *kit.Call, r score.Standing, p score.Period, heads []string) Place {
	row := Place{Name: scopeName(c, r.Scope), URL: scopeURL(r.Scope, p, ""), Why: r.Result.Why(c.L)}
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
			row.Move, row.Moved = fmt.Sprint("▲", n), c.T("league.up", "n", strconv.Itoa(n))
		case n < 0:
			row.Move, row.Moved = fmt.Sprint("▼", -n), c.T("league.down", "n", strconv.Itoa(-n))
		default:
			row.Move, row.Moved = "–", c.T("league.same")
		}
	}
	for _, h := range heads {
		i := slices.IndexFunc(r.Figures, func(f score.Figure) bool { return f.Code == h })
		if i >= 0 {
			row.Cells = append(row.Cells, r.Figures[i].Shown(c.L))
		}
	}
	return row
}

func scopeName(c *kit.Call, s score.Scope) string {
	if s.Unit != 0 {
		return c.UnitName(s.Unit)
	}
	a, _ := c.Org.Tree().Get(s.Area)
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
func leagueFile(c *kit.Call) error {
	kind, within, p, err := leagueAsked(c)
	if err != nil {
		return err
	}
	t, err := scoreOf(c.House).League(c.Ctx, kind, within, p)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: leagueName(c, kind, within) + " " + periodName(c, p),
		Notes: ruled(c, p, t.Policy, t.Frozen, t.Running),
		Heads: []string{c.T("league.rank"), c.T("league.name"), c.T("league.score"), c.T("league.sample")}}
	for _, f := range score.Figures() {
		out.Heads = append(out.Heads, score.Name(c.L, f), c.T("league.num"), c.T("league.den"))
	}
	out.Heads = append(out.Heads, c.T("league.why"))
	for _, r := range t.Rows {
		row := []any{place(c, r, p, nil).Rank, scopeName(c, r.Scope), sheet.Hundredths(r.Result.Value), r.Result.Sample}
		if r.Result.None {
			row[2] = ""
		}
		for _, f := range r.Figures {
			row = append(row, f.Shown(c.L), f.Num, f.Den)
		}
		out.Rows = append(out.Rows, append(row, r.Result.Why(c.L)))
	}
	d := c.File("xlsx")
	return d.Finish(out.Write(d))
}

// publish freezes a month.
func publish(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	if !c.Org.MayAct(c.Who.Caller, score.PublishedType) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p, err := score.ParsePeriod(s.Get("period"))
	if err != nil {
		return err
	}
	if err := scoreOf(c.House).Publish(c.Ctx, c.Who.Caller, p); err != nil {
		return err
	}
	c.Flash("flash.published", "")
	c.To(leagueURL(score.Counties, 0, p))
	return nil
}
