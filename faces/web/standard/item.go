package standard

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// standardItem is one item of a version.
func standardItem(c *kit.Call) error {
	e, err := editionAsked(c, "version")
	if err != nil {
		return err
	}
	n, ok := e.Node(c.R.PathValue("code"))
	if !ok || n.Layer != standard.Item {
		return fault.New(fault.Missing, "page_missing")
	}
	p := &StandardItemPage{Frame: c.Overview("standard"), Heading: n.Text.In(c.L), Code: n.Code, Veto: n.Veto,
		NoDuty: len(n.Duties) == 0}
	p.Title = n.Code + " " + p.Heading
	tree := "/standard?version=" + strconv.FormatInt(e.Seq, 10)
	p.Crumbs = []kit.Link{{Label: e.Title.In(c.L), URL: tree}}
	for _, d := range e.Above(n.Code) {
		p.Crumbs = append(p.Crumbs, kit.Link{Label: d.Text.In(c.L), URL: tree + "#d-" + d.Code})
	}
	p.Crumbs = append(p.Crumbs, kit.Link{Label: n.Code, Current: true})
	p.Facts = standardFacts(c, e, n)
	for _, q := range e.Questions(n.Code, "") {
		x := StandardQuestion{Code: q.Code, Text: q.Text.In(c.L)}
		if len(q.Kinds) > 0 {
			x.Kinds = e.KindWords(q, c.L)
		}
		p.Questions = append(p.Questions, x)
	}
	for _, d := range n.Duties {
		p.Duties = append(p.Duties, standardDuty(c, n, d))
	}
	if p.History, err = standardHistory(c, n.Code); err != nil {
		return err
	}
	return c.Render(p)
}

func standardFacts(c *kit.Call, e *standard.Edition, n standard.Node) []kit.Fact {
	names := standardNames(c)
	severity, deadline := c.T("std.of_category"), c.T("std.of_policy")
	if n.Severity != 0 {
		severity = c.T("severity." + n.Severity.String())
	}
	if !n.Deadline.Zero() {
		deadline = lang.Limit(c.L, n.Deadline.String())
	}
	return []kit.Fact{{Label: c.T("std.column.kinds"), Value: e.KindWords(n, c.L)},
		{Label: c.T("std.column.method"), Value: c.T("std.method." + n.Method.String())},
		{Label: c.T("std.column.full"), Value: n.Full.String()},
		{Label: c.T("std.column.way"), Value: n.Rule.Words(c.L)},
		{Label: c.T("std.column.category"), Value: names.Category(n.Category, c.L)},
		{Label: c.T("std.column.severity"), Value: severity},
		{Label: c.T("std.column.deadline"), Value: deadline}}
}

// manyAreas is for how many areas of a level their units are listed one by one.
const manyAreas = 250

// standardDuty says who answers at a level: the one unit of the city, or which unit in each area.
func standardDuty(c *kit.Call, n standard.Node, d standard.Duty) StandardDuty {
	out := StandardDuty{Level: c.T("level." + d.Level.String())}
	areas, missing := areasAt(c, d.Level), 0
	for _, a := range areas {
		lead, co, ok := standard.ResponsibleAt(c.Org, n, a.Code)
		if !ok {
			missing++
			continue
		}
		name := c.UnitName(lead)
		if len(co) > 0 {
			name = c.T("std.duty", "lead", name, "co", c.UnitNames(co))
		}
		if len(areas) == 1 {
			out.Said = name
		} else if len(areas) <= manyAreas {
			out.Units = append(out.Units, a.Name+c.T("word.colon")+name)
		}
	}
	if len(areas) > 1 {
		out.Said = c.T("std.duty_areas", "n", strconv.Itoa(len(areas)-missing), "of", strconv.Itoa(len(areas)))
	}
	if missing > 0 {
		out.Gaps = c.T("std.duty_missing", "n", strconv.Itoa(missing), "unit", d.Lead)
	}
	return out
}

func areasAt(c *kit.Call, l area.Level) []area.Area {
	var out []area.Area
	for _, a := range c.Org.Tree().All() {
		if a.Code.Level() == l && !a.Former {
			out = append(out, a)
		}
	}
	return out
}

// standardHistory is what each version did to an item, the newest first; versions that left it alone are not told.
func standardHistory(c *kit.Call, code string) ([]StandardStep, error) {
	list, err := standardOf(c.House).Editions(c.Ctx, manyEditions)
	if err != nil {
		return nil, err
	}
	var out []StandardStep
	var before *standard.Version
	for i := len(list) - 1; i >= 0; i-- {
		e, err := standardOf(c.House).Edition(c.Ctx, list[i].Seq)
		if err != nil {
			return nil, err
		}
		s := StandardStep{Title: rowName(c, list[i]), URL: "/standard?version=" + strconv.FormatInt(e.Seq, 10)}
		for _, x := range standard.Diff(before, e.Version) {
			if x.Concerns(code) {
				s.Changes = append(s.Changes, x.Words(c.L, standardNames(c)))
			}
		}
		if len(s.Changes) > 0 {
			out = append([]StandardStep{s}, out...)
		}
		before = e.Version
	}
	return out, nil
}

// standardCoverage shows the items for which somewhere nobody answers, and what inspections leave out.
func standardCoverage(c *kit.Call) error {
	e, err := editionAsked(c, "version")
	if err != nil {
		return err
	}
	p := &StandardCoveragePage{Frame: c.Overview("standard"), Places: standardPlaces(c, "coverage")}
	if p.Looked, err = looked(c, e); err != nil {
		return err
	}
	gaps := e.Gaps(c.Org)
	for _, g := range gaps {
		link := kit.Link{Label: g.Item.Code + " " + g.Item.Text.In(c.L), URL: kit.StandardItemURL(g.Item.Code, e.Seq)}
		if g.Level == 0 {
			p.Bare = append(p.Bare, link)
			continue
		}
		x := StandardGap{Item: link, Said: c.T("std.gap", "level", c.T("level."+g.Level.String()),
			"n", strconv.Itoa(len(g.Areas)))}
		for _, a := range g.Areas[:min(len(g.Areas), 20)] {
			x.Areas = append(x.Areas, c.AreaName(a))
		}
		p.Gaps = append(p.Gaps, x)
	}
	p.Said = c.T("std.covered", "items", strconv.Itoa(len(e.Items(""))))
	if len(gaps) > 0 {
		p.Said = c.T("std.uncovered", "bare", strconv.Itoa(len(p.Bare)), "gaps", strconv.Itoa(len(p.Gaps)),
			"items", strconv.Itoa(len(e.Items(""))))
	}
	return c.Render(p)
}
