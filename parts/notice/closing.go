package notice

import (
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/parts/campaign"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// Closings write what is said of campaigns 自查自纠, the closing report 结束报告 among it.
type Closings struct {
	desk.Names
	Now calendar.Instant // µs

	// Item and Kind are how the standard calls an item and a kind of point; the code where it does not know it.
	Item, Kind func(code string) string
}

// Report is the closing report of a campaign for an area.
func (c Closings) Report(r *campaign.Report) paper.Report {
	return paper.Report{Lang: c.Lang, Title: c.T("campaign.report_of", "name", r.Name, "area", c.Area(r.At)),
		Author: c.Area(r.At), City: c.City(), About: c.About(r.Sheet), Body: c.said(r),
		Lists: []paper.List{{Heading: c.T("campaign.falses"), Rows: c.falses(r)},
			{Heading: c.T("campaign.matrix"), Rows: c.areas(r)}}}
}

// About says what a campaign looks for, where, until when.
func (c Closings) About(x *campaign.Sheet) []string {
	out := []string{c.T("campaign.dates", "area", c.Area(x.Scope), "from", lang.Date(c.Lang, x.Campaign.At),
		"until", Until(c.Lang, x.Deadline))}
	var what, kinds []string
	for _, i := range x.Plan.Items {
		what = append(what, c.Item(i))
	}
	for _, code := range x.Plan.Categories {
		what = append(what, c.Category(code))
	}
	for _, k := range x.Plan.Kinds {
		kinds = append(kinds, c.Kind(k))
	}
	line := c.T("campaign.what", "what", strings.Join(what, c.T("word.and")))
	if len(kinds) > 0 {
		line += " · " + strings.Join(kinds, c.T("word.and"))
	}
	return append(out, line)
}

// said is the report in sentences: who answered, what was found and fixed, what inspectors saw, whether the item fails
// less often, what is left.
func (c Closings) said(r *campaign.Report) []string {
	n := strconv.Itoa
	a := r.All
	out := []string{c.T("campaign.report_time", "at", lang.Date(c.Lang, r.Closed), "now", lang.DateTime(c.Lang, c.Now)),
		c.T("campaign.report_answered", "n", n(a.Areas), "answered", n(a.Areas-a.Not-a.Overdue),
			"reported", n(a.Reported), "zero", n(a.Zero+a.False), "not", n(a.Not+a.Overdue)),
		c.T("campaign.report_found", "found", n(a.Found), "fixed", n(a.Fixed),
			"share", desk.Share(int64(a.Fixed), int64(a.Found)), "left", n(r.Remaining()))}
	if r.SpotChecks > r.Not {
		out = append(out, c.T("campaign.report_looks", "n", n(r.SpotChecks-r.Not), "false", n(a.False),
			"waiting", n(r.Waiting)))
	}
	if r.Not > 0 {
		out = append(out, c.T("campaign.report_not_checked", "n", n(r.Not)))
	}
	if s := c.rates(r); s != "" {
		out = append(out, s)
	}
	return out
}

// rates says how often the items failed before and after, or how many of all matters were of the categories; "" where
// nobody counts.
func (c Closings) rates(r *campaign.Report) string {
	rate := func(x *campaign.Rate) string { return c.Rate(x.Failed, x.Checked) }
	byItems := len(r.Plan.Items) > 0
	switch {
	case r.Before == nil:
		return ""
	case !byItems && r.Before.Checked > 0 && r.After.Checked > 0:
		return c.T("campaign.report_parts", "before", rate(r.Before), "after", rate(r.After))
	case !byItems:
		return ""
	case r.Before.Checked == 0:
		return c.T("campaign.report_no_rate")
	case r.After.Checked == 0:
		return c.T("campaign.report_before", "before", rate(r.Before))
	}
	return c.T("campaign.report_rates", "before", rate(r.Before), "after", rate(r.After))
}

// falses are the zeros that were found false: where, and who signed each.
func (c Closings) falses(r *campaign.Report) (out [][2]string) {
	for _, x := range r.Falses {
		out = append(out, [2]string{c.Area(x.Area), c.Signed(x.Cell)})
	}
	return out
}

// areas are the areas of the level below, in one sentence each.
func (c Closings) areas(r *campaign.Report) (out [][2]string) {
	n := strconv.Itoa
	for _, x := range r.Rows {
		out = append(out, [2]string{c.ShortArea(x.Area), c.T("campaign.row_said", "n", n(x.Areas),
			"not", n(x.Not+x.Overdue), "found", n(x.Found), "fixed", n(x.Fixed),
			"share", desk.Share(int64(x.Fixed), int64(x.Found)))})
	}
	return out
}

// Signed says who signed a zero, and when.
func (c Closings) Signed(cell *campaign.Cell) string {
	return c.T("campaign.signed", "name", cell.Signed, "at", lang.DateTime(c.Lang, cell.ZeroAt))
}

// Until is a deadline in words: a day that counts whole, or an instant, µs.
func Until(l string, deadline calendar.Instant) string {
	if views.DayOf(deadline).Start() == deadline {
		return lang.Date(l, deadline-1)
	}
	return lang.DateTime(l, deadline)
}
