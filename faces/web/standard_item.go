package web

import (
	"strconv"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// standardItem is one item of a version.
func (c *call) standardItem() error {
	e, err := c.editionAsked("version")
	if err != nil {
		return err
	}
	n, ok := e.Node(c.r.PathValue("code"))
	if !ok || n.Layer != standard.Item {
		return fault.New(fault.Missing, "page_missing")
	}
	p := &StandardItemPage{Frame: c.overview("standard"), Heading: n.Text.In(c.l), Code: n.Code, Veto: n.Veto,
		NoDuty: len(n.Duties) == 0}
	p.Title = n.Code + " " + p.Heading
	tree := "/standard?version=" + strconv.FormatInt(e.Seq, 10)
	p.Crumbs = []Link{{Label: e.Title.In(c.l), URL: tree}}
	for _, d := range e.Above(n.Code) {
		p.Crumbs = append(p.Crumbs, Link{Label: d.Text.In(c.l), URL: tree + "#d-" + d.Code})
	}
	p.Crumbs = append(p.Crumbs, Link{Label: n.Code, Current: true})
	p.Facts = c.standardFacts(e, n)
	for _, q := range e.Questions(n.Code, "") {
		x := StandardQuestion{Code: q.Code, Text: q.Text.In(c.l)}
		if len(q.Kinds) > 0 {
			x.Kinds = e.KindWords(q, c.l)
		}
		p.Questions = append(p.Questions, x)
	}
	for _, d := range n.Duties {
		p.Duties = append(p.Duties, c.standardDuty(n, d))
	}
	if p.History, err = c.standardHistory(n.Code); err != nil {
		return err
	}
	return c.render(p)
}

func (c *call) standardFacts(e *standard.Edition, n standard.Node) []Fact {
	names := c.standardNames()
	severity, deadline := c.t("std.of_category"), c.t("std.of_policy")
	if n.Severity != 0 {
		severity = c.t("severity." + n.Severity.String())
	}
	if !n.Deadline.Zero() {
		deadline = lang.Limit(c.l, n.Deadline.String())
	}
	return []Fact{{Label: c.t("std.column.kinds"), Value: e.KindWords(n, c.l)},
		{Label: c.t("std.column.method"), Value: c.t("std.method." + n.Method.String())},
		{Label: c.t("std.column.full"), Value: n.Full.String()},
		{Label: c.t("std.column.way"), Value: n.Rule.Words(c.l)},
		{Label: c.t("std.column.category"), Value: names.Category(n.Category, c.l)},
		{Label: c.t("std.column.severity"), Value: severity},
		{Label: c.t("std.column.deadline"), Value: deadline}}
}

// manyAreas is for how many areas of a level their units are listed one by one.
const manyAreas = 250

// standardDuty says who answers at a level: the one unit of the city, or which unit in each area.
func (c *call) standardDuty(n standard.Node, d standard.Duty) StandardDuty {
	out := StandardDuty{Level: c.t("level." + d.Level.String())}
	areas, missing := c.areasAt(d.Level), 0
	for _, a := range areas {
		lead, co, ok := standard.ResponsibleAt(c.org, n, a.Code)
		if !ok {
			missing++
			continue
		}
		name := c.unitName(lead)
		if len(co) > 0 {
			name = c.t("std.duty", "lead", name, "co", c.unitNames(co))
		}
		if len(areas) == 1 {
			out.Said = name
		} else if len(areas) <= manyAreas {
			out.Units = append(out.Units, a.Name+c.t("word.colon")+name)
		}
	}
	if len(areas) > 1 {
		out.Said = c.t("std.duty_areas", "n", strconv.Itoa(len(areas)-missing), "of", strconv.Itoa(len(areas)))
	}
	if missing > 0 {
		out.Gaps = c.t("std.duty_missing", "n", strconv.Itoa(missing), "unit", d.Lead)
	}
	return out
}

func (c *call) areasAt(l area.Level) []area.Area {
	var out []area.Area
	for _, a := range c.org.Tree().All() {
		if a.Code.Level() == l && !a.Former {
			out = append(out, a)
		}
	}
	return out
}

// standardHistory is what each version did to an item, the newest first; versions that left it alone are not told.
func (c *call) standardHistory(code string) ([]StandardStep, error) {
	list, err := c.all.Standard.Editions(c.ctx, manyEditions)
	if err != nil {
		return nil, err
	}
	var out []StandardStep
	var before *standard.Version
	for i := len(list) - 1; i >= 0; i-- {
		e, err := c.all.Standard.Edition(c.ctx, list[i].Seq)
		if err != nil {
			return nil, err
		}
		s := StandardStep{Title: c.rowName(list[i]), URL: "/standard?version=" + strconv.FormatInt(e.Seq, 10)}
		for _, x := range standard.Diff(before, e.Version) {
			if x.Concerns(code) {
				s.Changes = append(s.Changes, x.Words(c.l, c.standardNames()))
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
func (c *call) standardCoverage() error {
	e, err := c.editionAsked("version")
	if err != nil {
		return err
	}
	p := &StandardCoveragePage{Frame: c.overview("standard"), Places: c.standardPlaces("coverage")}
	if p.Looked, err = c.looked(e); err != nil {
		return err
	}
	gaps := e.Gaps(c.org)
	for _, g := range gaps {
		link := Link{Label: g.Item.Code + " " + g.Item.Text.In(c.l), URL: standardItemURL(g.Item.Code, e.Seq)}
		if g.Level == 0 {
			p.Bare = append(p.Bare, link)
			continue
		}
		x := StandardGap{Item: link, Said: c.t("std.gap", "level", c.t("level."+g.Level.String()),
			"n", strconv.Itoa(len(g.Areas)))}
		for _, a := range g.Areas[:min(len(g.Areas), 20)] {
			x.Areas = append(x.Areas, c.areaName(a))
		}
		p.Gaps = append(p.Gaps, x)
	}
	p.Said = c.t("std.covered", "items", strconv.Itoa(len(e.Items(""))))
	if len(gaps) > 0 {
		p.Said = c.t("std.uncovered", "bare", strconv.Itoa(len(p.Bare)), "gaps", strconv.Itoa(len(p.Gaps)),
			"items", strconv.Itoa(len(e.Items(""))))
	}
	return c.render(p)
}
