package campaign

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/campaign"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

func reportURL(id int64, at area.Code, ext string) string {
	return "/campaigns/" + strconv.FormatInt(id, 10) + "/report" + ext + "?area=" + at.String()
}

func reportAsked(c *kit.Call) (*campaign.Report, error) {
	id, at, err := campaignAsked(c)
	if err != nil {
		return nil, err
	}
	return campaignOf(c.House).Report(c.Ctx, c.Who.Caller, id, at)
}

// campaignReport is the closing report.
func campaignReport(c *kit.Call) error {
	r, err := reportAsked(c)
	if err != nil {
		return err
	}
	p := &CampaignReportPage{Frame: c.Overview("campaigns"), Heading: reportTitle(c, r),
		Crumbs: append(campaignCrumbs(c, r.Sheet),
			kit.Link{Label: c.T("campaign.report"), URL: reportURL(r.ID, r.At, ""), Current: true}),
		Said: reportSaid(c, r),
		Rows: campaignRows(c, r.Sheet), Links: []kit.Link{{Label: c.T("league.export"),
			URL: reportURL(r.ID, r.At, ".xlsx")},
			{Label: "Word", URL: reportURL(r.ID, r.At, ".docx")}}}
	p.Title, p.Tiles, p.Lead = p.Heading, campaignTiles(c, &r.All), campaignLead(c, r.Sheet)
	for i := range p.Crumbs[:len(p.Crumbs)-1] {
		p.Crumbs[i].Current = false
	}
	for _, f := range r.Falses {
		line := c.Glimpse(f.Cell.Matter)
		line.Area = c.T("campaign.false_said", "area", c.AreaName(f.Area), "name", f.Cell.Signed,
			"at", lang.Date(c.L, f.Cell.SeenAt))
		p.Falses = append(p.Falses, line)
	}
	return c.Render(p)
}

func reportTitle(c *kit.Call, r *campaign.Report) string {
	return c.T("campaign.report_of", "name", r.Name, "area", c.AreaName(r.At))
}

// reportSaid is the report in sentences: who answered, what was found and fixed, what inspectors saw, whether the
// item fails less often, what is left.
func reportSaid(c *kit.Call, r *campaign.Report) []string {
	n := strconv.Itoa
	a := r.All
	out := []string{c.T("campaign.report_time", "at", lang.Date(c.L, r.Closed), "now", lang.DateTime(c.L, c.Now)),
		c.T("campaign.report_answered", "n", n(a.Areas), "answered", n(a.Areas-a.Not-a.Overdue),
			"reported", n(a.Reported), "zero", n(a.Zero+a.False), "not", n(a.Not+a.Overdue)),
		c.T("campaign.report_found", "found", n(a.Found), "fixed", n(a.Fixed),
			"share", kit.PartOf(int64(a.Fixed), int64(a.Found)), "left", n(r.Remaining()))}
	if r.SpotChecks > r.Not {
		out = append(out, c.T("campaign.report_looks", "n", n(r.SpotChecks-r.Not), "false", n(a.False),
			"waiting", n(r.Waiting)))
	}
	if r.Not > 0 {
		out = append(out, c.T("campaign.report_not_checked", "n", n(r.Not)))
	}
	switch {
	case r.Before == nil:
	case len(r.Plan.Items) == 0 && r.Before.Checked > 0 && r.After.Checked > 0:
		out = append(out, c.T("campaign.report_parts", "before", rateWords(c, r.Before),
			"after", rateWords(c, r.After)))
	case len(r.Plan.Items) == 0:
	case r.Before.Checked == 0:
		out = append(out, c.T("campaign.report_no_rate"))
	case r.After.Checked == 0:
		out = append(out, c.T("campaign.report_before", "before", rateWords(c, r.Before)))
	default:
		out = append(out, c.T("campaign.report_rates", "before", rateWords(c, r.Before),
			"after", rateWords(c, r.After)))
	}
	return out
}

// rateWords are a rate with where it may really lie.
func rateWords(c *kit.Call, r *campaign.Rate) string { return c.IntervalWords(r.Failed, r.Checked) }

// campaignReportFile is the report as a spreadsheet, a line for each area of the level below.
func campaignReportFile(c *kit.Call) error {
	r, err := reportAsked(c)
	if err != nil {
		return err
	}
	return areasGrid(c, reportTitle(c, r), reportSaid(c, r), r.Sheet).Write(c.File("xlsx"))
}

// campaignFile is how a campaign stands as a spreadsheet, while it runs too.
func campaignFile(c *kit.Call) error {
	id, at, err := campaignAsked(c)
	if err != nil {
		return err
	}
	x, err := campaignOf(c.House).Sheet(c.Ctx, c.Who.Caller, id, at)
	if err != nil {
		return err
	}
	return areasGrid(c, x.Name+" "+c.AreaName(x.At),
		append(campaignSaid(c, x), campaignLead(c, x)), x).Write(c.File("xlsx"))
}

// areasGrid is the areas of the level below, with their sum in the last line.
func areasGrid(c *kit.Call, title string, notes []string, x *campaign.Sheet) *sheet.Grid {
	out := &sheet.Grid{Title: title, Notes: notes,
		Heads: []string{c.T("field.code"), c.T("field.area"), c.T("campaign.areas"), c.T("campaign.reported"),
			c.T("campaign.zero"), c.T("campaign.not"), c.T("campaign.false"),
			c.T("campaign.found"), c.T("campaign.fixed"), c.T("campaign.left"), c.T("campaign.fixed_share")}}
	for _, x := range append(slices.Clone(x.Rows), x.All) {
		out.Rows = append(out.Rows, []any{x.Area.String(), c.AreaName(x.Area), int64(x.Areas), int64(x.Reported),
			int64(x.Zero), int64(x.Not + x.Overdue), int64(x.False), int64(x.Found), int64(x.Fixed),
			int64(x.Found - x.Fixed), kit.PartOf(int64(x.Fixed), int64(x.Found))})
	}
	return out
}

// campaignReportPaper is the report as a document to be signed and filed.
func campaignReportPaper(c *kit.Call) error {
	r, err := reportAsked(c)
	if err != nil {
		return err
	}
	title := reportTitle(c, r)
	f := paper.File{Lang: c.L, Title: title, Author: c.AreaName(r.At), Owner: c.City(),
		Blocks: []paper.Block{paper.Paragraph{Style: paper.Title, Text: title}}}
	for _, s := range append(campaignSaid(c, r.Sheet), reportSaid(c, r)...) {
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Text, Text: s})
	}
	table := func(heading string, rows []paper.Row) {
		if len(rows) > 0 {
			f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Heading, Text: heading, Keep: true},
				paper.Table{Rows: rows})
		}
	}
	var falses, areas []paper.Row
	for _, x := range r.Falses {
		falses = append(falses, paper.Row{Label: c.AreaName(x.Area),
			Value: c.T("campaign.signed", "name", x.Cell.Signed, "at", lang.DateTime(c.L, x.Cell.ZeroAt))})
	}
	for _, x := range r.Rows {
		areas = append(areas, paper.Row{Label: c.ShortName(x.Area),
			Value: c.T("campaign.row_said", "n", strconv.Itoa(x.Areas), "not", strconv.Itoa(x.Not+x.Overdue),
				"found", strconv.Itoa(x.Found), "fixed", strconv.Itoa(x.Fixed),
				"share", kit.PartOf(int64(x.Fixed), int64(x.Found)))})
	}
	table(c.T("campaign.falses"), falses)
	table(c.T("campaign.matrix"), areas)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	c.W.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(title+".docx"))
	_, err = c.W.Write(b.Bytes())
	return err
}
