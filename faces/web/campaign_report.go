package web

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"xiaohao/loop/area"
	"xiaohao/parts/campaign"
	"xiaohao/parts/score"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
	"xiaohao/platform/text/spread"
)

func reportURL(id int64, at area.Code, ext string) string {
	return "/campaigns/" + strconv.FormatInt(id, 10) + "/report" + ext + "?area=" + at.String()
}

func (c *call) reportAsked() (*campaign.Report, error) {
	id, at, err := c.campaignAsked()
	if err != nil {
		return nil, err
	}
	return c.all.Campaign.Report(c.ctx, c.who.Caller, id, at)
}

// campaignReport is the closing report.
func (c *call) campaignReport() error {
	r, err := c.reportAsked()
	if err != nil {
		return err
	}
	p := &CampaignReportPage{Frame: c.overview("campaigns"), Heading: c.reportTitle(r),
		Crumbs: append(c.campaignCrumbs(r.Sheet), Link{c.t("campaign.report"), reportURL(r.ID, r.At, ""), true}),
		Said:   c.reportSaid(r),
		Rows:   c.campaignRows(r.Sheet), Links: []Link{{Label: c.t("league.export"),
			URL: reportURL(r.ID, r.At, ".xlsx")},
			{Label: "Word", URL: reportURL(r.ID, r.At, ".docx")}}}
	p.Title, p.Tiles, p.Lead = p.Heading, c.campaignTiles(&r.All), c.campaignLead(r.Sheet)
	for i := range p.Crumbs[:len(p.Crumbs)-1] {
		p.Crumbs[i].Current = false
	}
	for _, f := range r.Falses {
		line := c.campaignFinding(f.Cell.Matter)
		line.Area = c.t("campaign.false_said", "area", c.areaName(f.Area), "name", f.Cell.Signed,
			"at", lang.Date(c.l, f.Cell.SeenAt))
		p.Falses = append(p.Falses, line)
	}
	return c.render(p)
}

func (c *call) reportTitle(r *campaign.Report) string {
	return c.t("campaign.report_of", "name", r.Name, "area", c.areaName(r.At))
}

// reportSaid is the report in sentences: who answered, what was found and fixed, what inspectors saw, whether the
// item fails less often, what is left.
func (c *call) reportSaid(r *campaign.Report) []string {
	n := strconv.Itoa
	a := r.All
	out := []string{c.t("campaign.report_time", "at", lang.Date(c.l, r.Closed), "now", lang.DateTime(c.l, c.now)),
		c.t("campaign.report_answered", "n", n(a.Areas), "answered", n(a.Areas-a.Not-a.Overdue),
			"reported", n(a.Reported), "zero", n(a.Zero+a.False), "not", n(a.Not+a.Overdue)),
		c.t("campaign.report_found", "found", n(a.Found), "fixed", n(a.Fixed),
			"share", partOf(int64(a.Fixed), int64(a.Found)), "left", n(r.Remaining()))}
	if r.Looks > r.Not {
		out = append(out, c.t("campaign.report_looks", "n", n(r.Looks-r.Not), "false", n(a.False),
			"waiting", n(r.Waiting)))
	}
	if r.Not > 0 {
		out = append(out, c.t("campaign.report_not_checked", "n", n(r.Not)))
	}
	switch {
	case r.Before == nil:
	case len(r.Plan.Items) == 0 && r.Before.Checked > 0 && r.After.Checked > 0:
		out = append(out, c.t("campaign.report_parts", "before", c.rateWords(r.Before), "after", c.rateWords(r.After)))
	case len(r.Plan.Items) == 0:
	case r.Before.Checked == 0:
		out = append(out, c.t("campaign.report_no_rate"))
	case r.After.Checked == 0:
		out = append(out, c.t("campaign.report_before", "before", c.rateWords(r.Before)))
	default:
		out = append(out, c.t("campaign.report_rates", "before", c.rateWords(r.Before), "after", c.rateWords(r.After)))
	}
	return out
}

// rateWords are a rate with where it may really lie.
func (c *call) rateWords(r *campaign.Rate) string { return c.intervalWords(r.Failed, r.Checked) }

func (c *call) intervalWords(k, n int64) string {
	lo, hi := spread.Interval(k, n)
	return c.t("trend.rate", "k", strconv.FormatInt(k, 10), "n", strconv.FormatInt(n, 10), "rate", partOf(k, n),
		"lo", fmt.Sprintf("%.1f", lo*100), "hi", fmt.Sprintf("%.1f", hi*100))
}

// partOf is a share with one decimal; "–" of nothing.
func partOf(k, n int64) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", float64(k)*100/float64(n))
}

// campaignReportFile is the report as a spreadsheet, a line for each area of the level below.
func (c *call) campaignReportFile() error {
	r, err := c.reportAsked()
	if err != nil {
		return err
	}
	return c.areasGrid(c.reportTitle(r), c.reportSaid(r), r.Sheet).Write(c.file("xlsx"))
}

// campaignFile is how a campaign stands as a spreadsheet, while it runs too.
func (c *call) campaignFile() error {
	id, at, err := c.campaignAsked()
	if err != nil {
		return err
	}
	x, err := c.all.Campaign.Sheet(c.ctx, c.who.Caller, id, at)
	if err != nil {
		return err
	}
	return c.areasGrid(x.Name+" "+c.areaName(x.At),
		append(c.campaignSaid(x), c.campaignLead(x)), x).Write(c.file("xlsx"))
}

// areasGrid is the areas of the level below, with their sum in the last line.
func (c *call) areasGrid(title string, notes []string, x *campaign.Sheet) *sheet.Grid {
	out := &sheet.Grid{Title: title, Notes: notes,
		Heads: []string{c.t("field.code"), c.t("field.area"), c.t("campaign.areas"), c.t("campaign.reported"),
			c.t("campaign.zero"), c.t("campaign.not"), c.t("campaign.false"),
			c.t("campaign.found"), c.t("campaign.fixed"), c.t("campaign.left"), c.t("campaign.fixed_share")}}
	for _, x := range append(slices.Clone(x.Rows), x.All) {
		out.Rows = append(out.Rows, []any{x.Area.String(), c.areaName(x.Area), int64(x.Areas), int64(x.Reported),
			int64(x.Zero), int64(x.Not + x.Overdue), int64(x.False), int64(x.Found), int64(x.Fixed),
			int64(x.Found - x.Fixed), partOf(int64(x.Fixed), int64(x.Found))})
	}
	return out
}

// campaignReportPaper is the report as a document to be signed and filed.
func (c *call) campaignReportPaper() error {
	r, err := c.reportAsked()
	if err != nil {
		return err
	}
	title := c.reportTitle(r)
	f := paper.File{Lang: c.l, Title: title, Author: c.areaName(r.At), Owner: c.city(),
		Blocks: []paper.Block{paper.Paragraph{Style: paper.Title, Text: title}}}
	for _, s := range append(c.campaignSaid(r.Sheet), c.reportSaid(r)...) {
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
		falses = append(falses, paper.Row{Label: c.areaName(x.Area),
			Value: c.t("campaign.signed", "name", x.Cell.Signed, "at", lang.DateTime(c.l, x.Cell.ZeroAt))})
	}
	for _, x := range r.Rows {
		areas = append(areas, paper.Row{Label: c.shortName(x.Area),
			Value: c.t("campaign.row_said", "n", strconv.Itoa(x.Areas), "not", strconv.Itoa(x.Not+x.Overdue),
				"found", strconv.Itoa(x.Found), "fixed", strconv.Itoa(x.Fixed),
				"share", partOf(int64(x.Fixed), int64(x.Found)))})
	}
	table(c.t("campaign.falses"), falses)
	table(c.t("campaign.matrix"), areas)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	c.w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(title+".docx"))
	_, err = c.w.Write(b.Bytes())
	return err
}

// falseZeros is what looks at the zero reports of an area came to in a period, for its assessment; nothing for units
// and where nobody looked.
func (c *call) falseZeros(scope score.Scope, p score.Period) ([]string, error) {
	if scope.Unit != 0 {
		return nil, nil
	}
	n, wrong, err := c.all.Campaign.FalseZeros(c.ctx, scope.Area, p.From().Start(), p.To().Start())
	if err != nil || n == 0 {
		return nil, err
	}
	return []string{c.t("campaign.score", "n", strconv.Itoa(n), "false", strconv.Itoa(wrong))}, nil
}
