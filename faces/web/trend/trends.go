package trend

import (
	"fmt"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/parts/trend"
	"xiaohao/platform/lang"
)

// ItemName is an item of the standard in force in words, its code where it is unknown.
func ItemName(c *kit.Call, code string) string {
	if e, err := standardOf(c.House).Today(c.Ctx); err == nil {
		if n, ok := e.Node(code); ok && n.Layer == standard.Item {
			return code + " " + n.Text.In(c.Short())
		}
	}
	return code
}

const (
	trendsOnPage  = 10
	trendsInFile  = 500
	trendsMatters = 20
)

// trends is the list of common problems.
func trends(c *kit.Call) error {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, err := trendOf(c.House).Findings(c.Ctx, c.Who.Caller, below, trendsOnPage+1)
	if err != nil {
		return err
	}
	p := &TrendsPage{Frame: c.Overview("trends"), Export: "/trends/trends.xlsx"}
	if len(list) > trendsOnPage {
		list = list[:trendsOnPage]
		p.Pager.Next = "/trends?below=" + strconv.FormatInt(list[trendsOnPage-1].ID, 10)
	}
	for i := range list {
		row, err := trendRow(c, &list[i])
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	return c.Render(p)
}

func trendRow(c *kit.Call, f *trend.Finding) (TrendRow, error) {
	row := TrendRow{ID: "f-" + strconv.FormatInt(f.ID, 10), Name: trendName(c, f), When: trendTime(c, f),
		Why: trendWhy(c, f), Sure: trendSure(c, f)}
	if f.What == trend.Category {
		row.Hint = c.T("trend.part")
	}
	series, err := trendOf(c.House).Series(c.Ctx, f)
	if err != nil {
		return row, err
	}
	most := 0.0
	for _, s := range series {
		for _, w := range s.Weeks {
			most = max(most, w.Rate())
		}
	}
	for _, s := range series {
		row.Counties = append(row.Counties, trendCounty(c, s, most))
	}
	matters, err := trendOf(c.House).Behind(c.Ctx, f, trendsMatters)
	if err != nil {
		return row, err
	}
	for _, id := range matters {
		row.Matters = append(row.Matters, c.Glimpse(id))
	}
	id, err := campaignOf(c.House).Of(c.Ctx, f.ID)
	switch {
	case id != 0:
		row.Open = &kit.Link{Label: c.T("trend.campaign"), URL: kit.CampaignURL(id, 0)}
	case len(c.Supervised()) > 0:
		row.Open = &kit.Link{Label: c.T("trend.open"), URL: "/campaigns/new?trend=" + strconv.FormatInt(f.ID, 10)}
	}
	return row, err
}

// trendName names what rose, where it is looked at.
func trendName(c *kit.Call, f *trend.Finding) string {
	if f.What == trend.Category {
		return c.Category(f.Code)
	}
	name := ItemName(c, f.Code)
	if f.Kind != "" {
		name += " · " + inspectOf(c.House).KindName(c.Ctx, c.L, f.Kind)
	}
	return name
}

func trendTime(c *kit.Call, f *trend.Finding) string {
	return c.T("rounds.dates", "from", lang.Date(c.L, (f.Last-trend.NowDays+1).Start()),
		"until", lang.Date(c.L, f.Last.Start()))
}

// trendWhy is the sentence that says why: the rates now and before with where they may really lie, in how many of how
// many counties, and which.
func trendWhy(c *kit.Call, f *trend.Finding) string {
	var names []string
	for _, a := range f.Areas {
		names = append(names, c.ShortName(a.Area))
	}
	return c.T("trend.why."+f.What, "now", c.IntervalWords(f.Now.Failed, f.Now.Checked),
		"before", c.IntervalWords(f.Before.Failed, f.Before.Checked),
		"n", strconv.Itoa(len(f.Areas)), "of", strconv.Itoa(f.Looked), "areas", strings.Join(names, c.T("word.and")))
}

// trendSure says how often a city without any change hears this.
func trendSure(c *kit.Call, f *trend.Finding) string {
	chance := fmt.Sprintf("%.2f", f.Chance*100)
	if f.Chance < 0.0001 {
		chance = "0.01"
		return c.T("trend.sure_less", "chance", chance)
	}
	return c.T("trend.sure", "chance", chance)
}

func trendCounty(c *kit.Call, s trend.Series, most float64) TrendCounty {
	out := TrendCounty{Name: c.ShortName(s.Area), Rose: s.Rose}
	var now, before trend.Count
	for i, w := range s.Weeks {
		h := 0
		if most > 0 {
			h = int(w.Rate() / most * 38)
		}
		late := i >= trend.Weeks-trend.NowDays/7
		out.Bars = append(out.Bars, TrendBar{X: 10*i + 1, Y: 40 - h, H: h, Now: late})
		sum := &before
		if late {
			sum = &now
		}
		sum.Checked, sum.Failed = sum.Checked+w.Checked, sum.Failed+w.Failed
	}
	out.Words = c.T("trend.county", "now", kit.PartOf(now.Failed, now.Checked),
		"before", kit.PartOf(before.Failed, before.Checked), "n", strconv.FormatInt(now.Checked, 10))
	return out
}

// trendsFile is the list as a spreadsheet, a line for each county in which something rose.
func trendsFile(c *kit.Call) error {
	list, err := trendOf(c.House).Findings(c.Ctx, c.Who.Caller, 0, trendsInFile)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("tab.trends"), Notes: []string{c.T("trend.text")},
		Heads: []string{c.T("trend.week"), c.T("trend.what"), c.T("level.county"), c.T("trend.now_failed"),
			c.T("trend.now_checked"),
			c.T("trend.before_failed"), c.T("trend.before_checked"), c.T("trend.words")}}
	for i := range list {
		f := &list[i]
		for _, a := range f.Areas {
			out.Rows = append(out.Rows, []any{f.Week, trendName(c, f), c.ShortName(a.Area), a.Now.Failed, a.Now.Checked,
				a.Before.Failed, a.Before.Checked, trendWhy(c, f) + " " + trendSure(c, f)})
		}
	}
	return out.Write(c.File("xlsx"))
}

// Fill fills a campaign's form in from the common problem behind it, and gives the sentence that says why.
func Fill(c *kit.Call, f *kit.Form) (string, error) {
	id, err := strconv.ParseInt(c.R.URL.Query().Get("trend"), 10, 64)
	if err != nil {
		return "", nil
	}
	found, err := trendOf(c.House).Finding(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return "", err
	}
	name := trendName(c, found)
	for i := range f.Fields {
		x := &f.Fields[i]
		value := map[string]string{"name": c.T("campaign.of_trend", "name", name),
			"text":  c.T("campaign.of_trend_text", "name", name, "why", trendWhy(c, found)),
			"trend": strconv.FormatInt(id, 10)}[x.Name]
		if value != "" {
			x.Value = value
		}
		for j := range x.Options {
			o := &x.Options[j]
			o.Selected = x.Name == "items" && found.What == trend.Item && o.Value == found.Code ||
				x.Name == "categories" && found.What == trend.Category && o.Value == found.Code ||
				x.Name == "kinds" && o.Value == found.Kind ||
				x.Name == "scope" && o.Value == trendScope(c, found).String()
		}
	}
	return trendWhy(c, found), nil
}

// trendScope is the county where it rose, or the city where it rose in several.
func trendScope(c *kit.Call, f *trend.Finding) area.Code {
	if len(f.Areas) == 1 {
		return f.Areas[0].Area
	}
	return c.Top()
}
