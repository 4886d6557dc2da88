package web

import (
	"fmt"
	"strconv"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/parts/sheet"
	"xiaohao/parts/trend"
	"xiaohao/platform/lang"
)

const (
	trendsOnPage  = 10
	trendsInFile  = 500
	trendsMatters = 20
)

// trends is the list of common problems.
func (c *call) trends() error {
	below, _ := strconv.ParseInt(c.r.URL.Query().Get("below"), 10, 64)
	list, err := c.all.Trends.Findings(c.ctx, c.who.Caller, below, trendsOnPage+1)
	if err != nil {
		return err
	}
	p := &TrendsPage{Frame: c.overview("trends"), Export: "/trends/trends.xlsx"}
	if len(list) > trendsOnPage {
		list = list[:trendsOnPage]
		p.Pager.Next = "/trends?below=" + strconv.FormatInt(list[trendsOnPage-1].ID, 10)
	}
	for i := range list {
		row, err := c.trendRow(&list[i])
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	return c.render(p)
}

func (c *call) trendRow(f *trend.Finding) (TrendRow, error) {
	row := TrendRow{ID: "f-" + strconv.FormatInt(f.ID, 10), Name: c.trendName(f), When: c.trendTime(f),
		Why: c.trendWhy(f), Sure: c.trendSure(f)}
	if f.What == trend.Category {
		row.Hint = c.t("trend.part")
	}
	series, err := c.all.Trends.Series(c.ctx, f)
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
		row.Counties = append(row.Counties, c.trendCounty(s, most))
	}
	matters, err := c.all.Trends.Behind(c.ctx, f, trendsMatters)
	if err != nil {
		return row, err
	}
	for _, id := range matters {
		row.Matters = append(row.Matters, c.campaignFinding(id))
	}
	id, err := c.all.Campaign.Of(c.ctx, f.ID)
	switch {
	case id != 0:
		row.Open = &Link{Label: c.t("trend.campaign"), URL: campaignURL(id, 0)}
	case len(c.supervised()) > 0:
		row.Open = &Link{Label: c.t("trend.open"), URL: "/campaigns/new?trend=" + strconv.FormatInt(f.ID, 10)}
	}
	return row, err
}

// trendName names what rose, where it is looked at.
func (c *call) trendName(f *trend.Finding) string {
	if f.What == trend.Category {
		return c.category(f.Code)
	}
	name := c.itemName(f.Code)
	if f.Kind != "" {
		name += " · " + c.all.Inspect.KindName(c.ctx, c.l, f.Kind)
	}
	return name
}

func (c *call) trendTime(f *trend.Finding) string {
	return c.t("rounds.dates", "from", lang.Date(c.l, (f.Last-trend.NowDays+1).Start()),
		"until", lang.Date(c.l, f.Last.Start()))
}

// trendWhy is the sentence that says why: the rates now and before with where they may really lie, in how many of how
// many counties, and which.
func (c *call) trendWhy(f *trend.Finding) string {
	var names []string
	for _, a := range f.Areas {
		names = append(names, c.shortName(a.Area))
	}
	return c.t("trend.why."+f.What, "now", c.intervalWords(f.Now.Failed, f.Now.Checked),
		"before", c.intervalWords(f.Before.Failed, f.Before.Checked),
		"n", strconv.Itoa(len(f.Areas)), "of", strconv.Itoa(f.Looked), "areas", strings.Join(names, c.t("word.and")))
}

// trendSure says how often a city without any change hears this.
func (c *call) trendSure(f *trend.Finding) string {
	chance := fmt.Sprintf("%.2f", f.Chance*100)
	if f.Chance < 0.0001 {
		chance = "0.01"
		return c.t("trend.sure_less", "chance", chance)
	}
	return c.t("trend.sure", "chance", chance)
}

func (c *call) trendCounty(s trend.Series, most float64) TrendCounty {
	out := TrendCounty{Name: c.shortName(s.Area), Rose: s.Rose}
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
	out.Words = c.t("trend.county", "now", partOf(now.Failed, now.Checked),
		"before", partOf(before.Failed, before.Checked), "n", strconv.FormatInt(now.Checked, 10))
	return out
}

// trendsFile is the list as a spreadsheet, a line for each county in which something rose.
func (c *call) trendsFile() error {
	list, err := c.all.Trends.Findings(c.ctx, c.who.Caller, 0, trendsInFile)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.t("tab.trends"), Notes: []string{c.t("trend.text")},
		Heads: []string{c.t("trend.week"), c.t("trend.what"), c.t("level.county"), c.t("trend.now_failed"),
			c.t("trend.now_checked"),
			c.t("trend.before_failed"), c.t("trend.before_checked"), c.t("trend.words")}}
	for i := range list {
		f := &list[i]
		for _, a := range f.Areas {
			out.Rows = append(out.Rows, []any{f.Week, c.trendName(f), c.shortName(a.Area), a.Now.Failed, a.Now.Checked,
				a.Before.Failed, a.Before.Checked, c.trendWhy(f) + " " + c.trendSure(f)})
		}
	}
	return out.Write(c.file("xlsx"))
}

// fromTrend fills a campaign's form in from the common problem behind it, and gives the sentence that says why.
func (c *call) fromTrend(f *Form) (string, error) {
	id, err := strconv.ParseInt(c.r.URL.Query().Get("trend"), 10, 64)
	if err != nil {
		return "", nil
	}
	found, err := c.all.Trends.Finding(c.ctx, c.who.Caller, id)
	if err != nil {
		return "", err
	}
	name := c.trendName(found)
	for i := range f.Fields {
		x := &f.Fields[i]
		value := map[string]string{"name": c.t("campaign.of_trend", "name", name),
			"text":  c.t("campaign.of_trend_text", "name", name, "why", c.trendWhy(found)),
			"trend": strconv.FormatInt(id, 10)}[x.Name]
		if value != "" {
			x.Value = value
		}
		for j := range x.Options {
			o := &x.Options[j]
			o.Selected = x.Name == "items" && found.What == trend.Item && o.Value == found.Code ||
				x.Name == "categories" && found.What == trend.Category && o.Value == found.Code ||
				x.Name == "kinds" && o.Value == found.Kind ||
				x.Name == "scope" && o.Value == c.trendScope(found).String()
		}
	}
	return c.trendWhy(found), nil
}

// trendScope is the county where it rose, or the city where it rose in several.
func (c *call) trendScope(f *trend.Finding) area.Code {
	if len(f.Areas) == 1 {
		return f.Areas[0].Area
	}
	return c.top()
}
