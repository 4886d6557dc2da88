package tally

import (
	"math"
	"slices"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/cluster"
	"xiaohao/parts/sheet"
	"xiaohao/parts/tally"
)

// heads are the heads of what shares say.
func heads(c *kit.Call, first ...string) []string {
	out := first
	for _, k := range []string{"places", "n_before", "before", "before_lo", "before_hi", "n_after", "after", "after_lo",
		"after_hi", "diff", "diff_lo", "diff_hi", "verdict"} {
		out = append(out, c.T("tally.head."+k))
	}
	return out
}

// cells are what a stratum says, as numbers in percent; what cannot be told is empty.
func cells(c *kit.Call, f *tally.Found) []any {
	hundredths := func(x float64, sure bool) any {
		if !sure {
			return ""
		}
		return sheet.Hundredths(math.Round(10_000 * x))
	}
	shares := func(s cluster.Share) []any {
		return []any{s.N, hundredths(s.Rate, s.N > 0), hundredths(s.Lo, s.Sure), hundredths(s.Hi, s.Sure)}
	}
	before := f.Before
	if before.Clusters == 0 {
		before = f.Lone
	}
	out := append([]any{int64(before.Clusters)}, shares(before)...)
	out = append(out, shares(f.After)...)
	both := f.Before.N > 0
	return append(out, hundredths(f.Rate, both), hundredths(f.Lo, f.Sure), hundredths(f.Hi, f.Sure), verdict(c, f).Left)
}

// shown are the surveys of the list's filter, all pages of it.
func shown(c *kit.Call) (out []tally.Stand, err error) {
	f, err := asked(c)
	if err != nil {
		return nil, err
	}
	for f.Behind, f.Limit = 0, 50; len(out) < rowsInFile; {
		all, next, err := talliesOf(c.House).List(c.Ctx, c.Who.Caller, f)
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
		if f.Behind = next; next == 0 {
			break
		}
	}
	return out, nil
}

// listFile is the list as a spreadsheet, all of it.
func listFile(c *kit.Call) error {
	all, err := shown(c)
	if err != nil {
		return err
	}
	g := sheet.Grid{Title: c.T("tab.tallies"), Notes: []string{c.T("tally.caution")}, Heads: heads(c,
		c.T("tally.title"), c.T("field.area"), c.T("tally.kind"), c.T("tally.wave.before"), c.T("tally.wave.after"))}
	for i := range all {
		s := &all[i]
		p, err := talliesOf(c.House).Pairs(c.Ctx, s)
		if err != nil {
			return err
		}
		f := p.Find(tally.Stratum{})
		g.Rows = append(g.Rows, append([]any{s.Title, c.AreaName(s.Area), c.T("tally.kind." + string(s.Kind)),
			spanOf(c, s.Plan.Before), spanOf(c, s.Plan.After)}, cells(c, &f)...))
	}
	return g.Write(c.File("xlsx"))
}

// areasFile is the roll-up: what all surveys of the list found in each county and township that they touch. Their
// places are the clusters of one count.
func areasFile(c *kit.Call) error {
	all, err := shown(c)
	if err != nil {
		return err
	}
	g := sheet.Grid{Title: c.T("tally.areas"), Notes: []string{c.T("tally.areas_note"), c.T("tally.caution")},
		Heads: heads(c, c.T("field.area"), c.T("tally.kind"))}
	for _, k := range tally.Kinds() {
		var pairs []tally.Pairs
		touched := map[area.Code]bool{}
		for i := range all {
			if all[i].Kind != k || all[i].Drawn == 0 {
				continue
			}
			p, err := talliesOf(c.House).Pairs(c.Ctx, &all[i])
			if err != nil {
				return err
			}
			pairs = append(pairs, p)
			for _, place := range p.Places {
				site := p.Plan.Sites[place.Site].Area
				for _, l := range []area.Level{area.City, area.County, area.Township} {
					if site.Level() >= l {
						touched[site.Ancestor(l)] = true
					}
				}
			}
		}
		for _, a := range c.Org.Tree().All() {
			if !touched[a.Code] {
				continue
			}
			if f := tally.Together(pairs, a.Code); f.Lone.N > 0 {
				g.Rows = append(g.Rows, append([]any{c.AreaName(a.Code), c.T("tally.kind." + string(k))},
					cells(c, &f)...))
			}
		}
	}
	return g.Write(c.File("xlsx"))
}

// resultFile is what a survey found, by stratum, and then its sheets one by one.
func resultFile(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	w, err := talliesOf(c.House).Of(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	g := sheet.Grid{Title: w.Title, Notes: []string{spanOf(c, w.Plan.Before) + " / " + spanOf(c, w.Plan.After),
		c.T("tally.caution")}, Heads: heads(c, c.T("tally.road"), c.T("tally.vehicle"), c.T("tally.seat"))}
	for _, f := range w.Pairs.Result() {
		name := func(prefix, s string) string {
			if s == "" {
				return c.T("tally.all")
			}
			return c.T(prefix + s)
		}
		g.Rows = append(g.Rows, append([]any{name("tally.road.", string(f.Road)), name("tally.of.", string(f.Vehicle)),
			name("tally.of.", string(f.Seat))}, cells(c, &f)...))
	}
	g.Rows = append(g.Rows, []any{""}, sheetHeads(c, &w.Stand))
	sheets, err := allSheets(c, id)
	if err != nil {
		return err
	}
	for i := range sheets {
		e := &sheets[i]
		row := []any{int64(e.Place), placeOf(c, &w.Stand, e.Place), c.T("tally.wave." + string(e.Wave)), when(c, e),
			personOf(c, e.Person), standing(c, e)}
		for _, cell := range w.Kind.Cells() {
			row = append(row, e.Counts[cell])
		}
		g.Rows = append(g.Rows, row)
	}
	return g.Write(c.File("xlsx"))
}

// allSheets are the sheets of a survey in the order in which they came, as many as a file holds.
func allSheets(c *kit.Call, id int64) (out []tally.Entry, err error) {
	for behind := int64(0); len(out) < rowsInSheet; {
		page, next, err := talliesOf(c.House).Sheets(c.Ctx, c.Who.Caller, id, behind, 500)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if behind = next; next == 0 {
			break
		}
	}
	slices.Reverse(out)
	return out, nil
}

func sheetHeads(c *kit.Call, s *tally.Stand) []any {
	out := []any{c.T("tally.no"), c.T("tally.place"), c.T("tally.wave"), c.T("tally.begun"), c.T("tally.who"),
		c.T("tally.counts")}
	for _, cell := range s.Kind.Cells() {
		out = append(out, cellOf(c, s.Kind, cell))
	}
	return out
}
