package outreach

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// books are the activity that the address names.
func books(c *kit.Call) (*outreach.Books, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return outreachOf(c.House).Books(c.Ctx, c.Who.Caller, id)
}

// said are the report's sentences.
func said(c *kit.Call, b *outreach.Books) ([]string, error) {
	out := []string{c.T("outreach.report.lead", "from", lang.Date(c.L, b.From), "to", lang.Date(c.L, b.Until.Plus(-1)),
		"unit", c.UnitName(b.Unit), "area", c.AreaName(b.Area), "theme", b.Theme, "name", b.Name, "teams",
		strconv.Itoa(len(b.Teams)))}
	if b.Superior != "" {
		out[0] = c.T("outreach.report.under", "superior", b.Superior) + out[0]
	}
	var given []string
	for _, i := range b.Items {
		given = append(given, c.T("outreach.report.given", "name", i.Name, "n", number(b.In(b.Area, i.ID).Given),
			"measure",
			i.Measure))
	}
	if len(given) > 0 {
		out = append(out, c.T("outreach.report.gave", "list", strings.Join(given, c.T("outreach.comma"))))
	}
	var ways []string
	for _, w := range outreach.Ways() {
		if n := b.Reached(0, w); n > 0 {
			ways = append(ways, c.T("outreach.way."+w)+" "+number(n))
		}
	}
	if len(ways) > 0 {
		out = append(out, c.T("outreach.report.reached", "list", strings.Join(ways, c.T("outreach.comma"))))
	}
	if b.Signed > 0 || b.Came(0) > 0 {
		out = append(out, c.T("outreach.report.helpers", "signed", number(b.Signed), "came", number(b.Came(0))))
	}
	if b.Text != "" {
		out = append(out, kit.Paragraphs(b.Text)...)
	}
	found, err := helped(c, b)
	for _, f := range found {
		out = append(out, f.Label+c.T("word.colon")+f.Value)
	}
	return append(out, c.T("outreach.report.stands", "state", c.T("outreach.state."+string(b.State)), "at",
		lang.DateTime(c.L, c.Now))), err
}

// stockHeads and stockCells are the account of a thing: what came in, and where it is.
func stockHeads(c *kit.Call) []string {
	out := []string{}
	for _, k := range []string{"planned", "all", "given", "hand", "way", "lost", "damaged", "missing", "found"} {
		out = append(out, c.T("outreach.column."+k))
	}
	return out
}

func stockCells(planned int64, b stock.Balance) []int64 {
	return []int64{planned, b.All, b.Given, b.Hand, b.Way, b.Lost, b.Damaged, b.Missing, b.Found}
}

// line is a row of a table of the report.
type line struct {
	who  string
	what string
	n    []int64
}

// tables are the parts of the report: where things are in all, by township, by team.
func tables(c *kit.Call, b *outreach.Books) (all, towns, teams []line) {
	for _, i := range b.Items {
		all = append(all, line{c.AreaName(b.Area), i.Name, stockCells(i.Planned, b.In(b.Area, i.ID))})
		for _, a := range b.Towns(area.Township) {
			towns = append(towns, line{c.AreaName(a), i.Name, stockCells(shareIn(b, a, i.ID), b.In(a, i.ID))})
		}
	}
	for _, i := range b.Items {
		teams = append(teams, line{c.T("outreach.store"), i.Name, stockCells(0, b.Of(i.ID, 0))})
	}
	for _, t := range b.Teams {
		for _, i := range b.Items {
			teams = append(teams, line{t.Name + " · " + c.ShortName(t.Area), i.Name, stockCells(t.Share(i.ID),
				b.Of(i.ID,
					t.ID))})
		}
	}
	return all, towns, teams
}

// reportPaper is the report as a document to be signed and filed.
func reportPaper(c *kit.Call) error {
	b, err := books(c)
	if err != nil {
		return err
	}
	lead, err := said(c, b)
	if err != nil {
		return err
	}
	title := c.T("outreach.report.title", "name", b.Name)
	f := paper.File{Lang: c.L, Title: title, Author: c.UnitName(b.Unit), Owner: c.City(),
		Blocks: []paper.Block{paper.Paragraph{Style: paper.Title, Text: title}}}
	for _, s := range lead {
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Text, Text: s})
	}
	all, towns, teams := tables(c, b)
	grid := func(heading string, who string, list []line) {
		if len(list) == 0 {
			return
		}
		g := paper.Grid{Heads: append([]string{c.T(who), c.T("outreach.field.item")}, stockHeads(c)[:6]...)}
		for _, l := range list {
			row := []string{l.who, l.what}
			for _, n := range l.n[:6] {
				row = append(row, number(n))
			}
			g.Rows = append(g.Rows, row)
		}
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Heading, Text: c.T(heading), Keep: true}, g)
	}
	grid("outreach.report.all", "field.area", all)
	grid("outreach.report.towns", "field.area", towns)
	grid("outreach.report.teams", "outreach.field.team", teams)
	f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Heading, Text: c.T("outreach.report.people"), Keep: true},
		peopleGrid(c, b))
	f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Text, Text: c.T("outreach.report.adds_up")})
	return c.Letter(title, f.Write)
}

// peopleGrid is whom each team reached, by how that is known, and who helped.
func peopleGrid(c *kit.Call, b *outreach.Books) paper.Grid {
	g := paper.Grid{Heads: []string{c.T("outreach.field.team")}}
	for _, w := range outreach.Ways() {
		g.Heads = append(g.Heads, c.T("outreach.way."+w))
	}
	g.Heads = append(g.Heads, c.T("outreach.came"))
	for _, t := range b.Teams {
		row := []string{t.Name}
		for _, w := range outreach.Ways() {
			row = append(row, number(b.Reached(t.ID, w)))
		}
		g.Rows = append(g.Rows, append(row, number(b.Came(t.ID))))
	}
	return g
}

// reportSheet is the same as a spreadsheet: a line for each holder and thing.
func reportSheet(c *kit.Call) error {
	b, err := books(c)
	if err != nil {
		return err
	}
	lead, err := said(c, b)
	if err != nil {
		return err
	}
	g := sheet.Grid{Title: c.T("outreach.report.title", "name", b.Name), Notes: append(lead,
		c.T("outreach.report.adds_up")), Heads: append([]string{c.T("outreach.column.level"),
		c.T("outreach.column.who"),
		c.T("outreach.field.item")}, stockHeads(c)...)}
	all, towns, teams := tables(c, b)
	for _, part := range []struct {
		level string
		list  []line
	}{{"outreach.report.all", all}, {"outreach.report.towns", towns}, {"outreach.report.teams", teams}} {
		for _, l := range part.list {
			row := []any{c.T(part.level), l.who, l.what}
			for _, n := range l.n {
				row = append(row, n)
			}
			g.Rows = append(g.Rows, row)
		}
	}
	people := peopleGrid(c, b)
	for _, r := range people.Rows {
		for i := 1; i < len(r); i++ {
			if n, err := strconv.ParseInt(r[i], 10, 64); err == nil && n > 0 {
				g.Rows = append(g.Rows, []any{c.T("outreach.report.people"), r[0], people.Heads[i], nil, nil, n})
			}
		}
	}
	return g.Write(c.File("xlsx"))
}
