package web

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/fault"
)

// CoveragePage says what inspections leave out: points that nobody saw, items that never fail or always do.
type CoveragePage struct {
	Frame
	Crumbs     []Link
	Said       string
	Never      []Link // points
	More       string // there are more than are shown
	Suspicious []PreviewRow
	Hopeless   []PreviewRow
}

func (*CoveragePage) template() string { return "inspect-coverage" }

const neverOnPage = 200

// coverage is for whoever oversees the whole city: only then are its figures whole.
func (c *call) coverage() error {
	if !c.desk.Covers(c.who.Caller, c.top()) {
		return fault.New(fault.Denied, "not_allowed")
	}
	all, never, err := c.all.Inspect.Never(c.ctx)
	if err != nil {
		return err
	}
	p := &CoveragePage{Frame: c.overview("rounds"), Crumbs: []Link{{c.t("tab.rounds"), "/rounds", false}, {c.t("coverage.title"), "/rounds/coverage", true}},
		Said: c.t("coverage.said", "n", strconv.Itoa(all), "never", strconv.Itoa(len(never)))}
	p.Title = c.t("coverage.title")
	for _, s := range never[:min(len(never), neverOnPage)] {
		p.Never = append(p.Never, Link{Label: s.Name + " · " + c.areaName(s.Area), URL: looksURL(s.ID)})
	}
	if n := len(never) - neverOnPage; n > 0 {
		p.More = c.t("coverage.more", "n", strconv.Itoa(n))
	}
	items, err := c.all.Inspect.Items(c.ctx)
	if err != nil {
		return err
	}
	version, err := c.all.Inspect.Current(c.ctx)
	if err != nil {
		return err
	}
	for code, a := range items {
		row := PreviewRow{Name: code + " " + c.all.Inspect.ItemText(c.ctx, c.l, version, code), Value: c.t("coverage.asked", "asked", strconv.FormatInt(a.Asked, 10), "failed", strconv.FormatInt(a.Failed, 10))}
		if a.Suspicious() {
			p.Suspicious = append(p.Suspicious, row)
		}
		if a.Hopeless() {
			p.Hopeless = append(p.Hopeless, row)
		}
	}
	byName := func(a, b PreviewRow) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(p.Suspicious, byName)
	slices.SortFunc(p.Hopeless, byName)
	return c.render(p)
}
