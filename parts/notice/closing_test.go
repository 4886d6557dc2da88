package notice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/parts/campaign"
	"xiaohao/parts/notice"
	"xiaohao/platform/lang"
)

// closed is a campaign in the county with two areas below it, one of which signed a zero that was false.
func closed(t *testing.T) *campaign.Report {
	at := citytest.Instant(t, "2026-11-02 09:00")
	cell := &campaign.Cell{Area: citytest.Village, Signed: "主任丙", ZeroAt: at + 3600e6, Spot: campaign.False}
	rows := []campaign.Row{{Area: citytest.Street, Areas: 3, Reported: 1, False: 1, Overdue: 1, Found: 4, Fixed: 3},
		{Area: citytest.Other, Areas: 2, Not: 2}}
	return &campaign.Report{Sheet: &campaign.Sheet{
		Campaign: campaign.Campaign{Name: "灭火器自查", Scope: citytest.City, At: at,
			Deadline: citytest.Instant(t, "2026-11-10 00:00"), Closed: citytest.Instant(t, "2026-11-10 00:00")},
		Plan: &campaign.Opened{Items: []string{"1.1", "1.2"}, Kinds: []string{"market"}},
		At:   citytest.County, Rows: rows,
		All: campaign.Row{Area: citytest.County, Areas: 5, Reported: 1, False: 1, Not: 2, Overdue: 1,
			Found: 4, Fixed: 3}},
		SpotChecks: 3, Waiting: 1, Not: 1, Falses: []campaign.Row{{Area: citytest.Village, Cell: cell}},
		Before: &campaign.Rate{Checked: 200, Failed: 40}, After: &campaign.Rate{Checked: 100, Failed: 5}}
}

// TestClosings writes down what closing reports say in each language, for each way in which it can be told whether the
// campaign helped.
func TestClosings(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	var b strings.Builder
	for _, l := range []string{lang.Zh, lang.En} {
		c := notice.Closings{Names: o.Desk.Names(l), Now: citytest.Instant(t, "2026-11-16 10:00"),
			Item: func(code string) string { return code + "项" }, Kind: func(code string) string { return code + "类" }}
		for _, x := range []struct {
			name   string
			change func(*campaign.Report)
		}{
			{"items", func(*campaign.Report) {}},
			{"nobody looked after", func(r *campaign.Report) { r.After = &campaign.Rate{} }},
			{"nobody looked before", func(r *campaign.Report) { r.Before = &campaign.Rate{} }},
			{"nobody counts", func(r *campaign.Report) { r.Before, r.After = nil, nil }},
			{"categories", func(r *campaign.Report) {
				r.Plan.Items, r.Plan.Kinds, r.Plan.Categories = nil, nil, []string{"green.damage"}
			}},
			{"an hour, nothing false, nobody drawn", func(r *campaign.Report) {
				r.Deadline += 3600e6
				r.SpotChecks, r.Not, r.Falses = 0, 0, nil
			}},
		} {
			r := closed(t)
			x.change(r)
			p := c.Report(r)
			fmt.Fprintf(&b, "== %s %s\n%s\n%s / %s\n", x.name, l, p.Title, p.Author, p.City)
			fmt.Fprintf(&b, "%s\n", strings.Join(slices.Concat(p.About, []string{"--"}, p.Body), "\n"))
			for _, list := range p.Lists {
				fmt.Fprintf(&b, "%s\n", list.Heading)
				for _, row := range list.Rows {
					fmt.Fprintf(&b, "%s | %s\n", row[0], row[1])
				}
			}
			b.WriteString("\n")
		}
	}
	kept(t, "closings.txt", b.String())
}
