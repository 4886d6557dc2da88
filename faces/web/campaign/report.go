package campaign

import (
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/trend"
	"xiaohao/loop/area"
	"xiaohao/parts/campaign"
	"xiaohao/parts/notice"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
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

// closings write what is said of campaigns in the reader's language.
func closings(c *kit.Call) notice.Closings {
	return notice.Closings{Names: c.Desk.Names(c.L), Now: c.Now,
		Item: func(code string) string { return trend.ItemName(c, code) },
		Kind: func(code string) string { return inspectOf(c.House).KindName(c.Ctx, c.L, code) }}
}

// campaignReport is the closing report.
func campaignReport(c *kit.Call) error {
	r, err := reportAsked(c)
	if err != nil {
		return err
	}
	said := closings(c).Report(r)
	p := &CampaignReportPage{Frame: c.Overview("campaigns"), Heading: said.Title,
		Crumbs: append(campaignCrumbs(c, r.Sheet),
			kit.Link{Label: c.T("campaign.report"), URL: reportURL(r.ID, r.At, ""), Current: true}),
		Said: said.Body,
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

// campaignReportFile is the report as a spreadsheet, a line for each area of the level below.
func campaignReportFile(c *kit.Call) error {
	r, err := reportAsked(c)
	if err != nil {
		return err
	}
	said := closings(c).Report(r)
	return areasGrid(c, said.Title, said.Body, r.Sheet).Write(c.File("xlsx"))
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
		append(closings(c).About(x), campaignLead(c, x)), x).Write(c.File("xlsx"))
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
	said := closings(c).Report(r)
	return c.Letter(said.Title, said.Docx)
}
