package public

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/campaign"
	"xiaohao/platform/lang"
)

// campaignsShown is how many self-check campaigns are shown, the newest first.
const campaignsShown = 6

// Campaigns is the page of self-check campaigns 自查自纠, in numbers alone.
type Campaigns struct {
	kit.Frame
	List []Campaign
}

func (*Campaigns) Template() string { return "public-campaigns" }

// Campaign is a campaign in words.
type Campaign struct {
	Name, Where, When string
	Runs              bool
	Looks             []string // what is looked for
	Said              []string // how far it is
	Segments          []kit.Segment
}

// campaigns shows which campaigns run and how far they are. Where policy lets none out there is no such page.
func campaigns(c *kit.Call) error {
	x := campaignsOf(c.House)
	if !x.Shown() {
		return c.Nowhere()
	}
	list, err := x.Public(c.Ctx, campaignsShown)
	if err != nil {
		return err
	}
	items, err := itemNames(c, list)
	if err != nil {
		return err
	}
	p := &Campaigns{Frame: c.Frame("", c.T("public.campaigns"))}
	for _, g := range list {
		k := Campaign{Name: g.Name, Where: c.AreaName(g.Scope), Runs: !g.Over,
			When: c.T("public.campaign_when", "from", day(c, g.At), "to", lang.When(c.L, c.Now, g.Deadline))}
		for _, code := range g.Items {
			if name := items[code]; name != "" {
				k.Looks = append(k.Looks, name)
			}
		}
		for _, code := range g.Categories {
			if name := c.Category(code); name != "" && c.Desk.Policy().Release.Opens(code) {
				k.Looks = append(k.Looks, name)
			}
		}
		n := strconv.Itoa
		k.Said = []string{c.T("public.campaign_answered", "n", n(g.Answered), "of", n(g.Areas),
			"share", kit.PartOf(int64(g.Answered), int64(g.Areas))),
			c.T("public.campaign_found", "n", n(g.Found), "fixed", n(g.Fixed), "share",
				kit.PartOf(int64(g.Fixed), int64(g.Found)))}
		if g.Found == 0 {
			k.Said[1] = c.T("public.campaign_found_none")
		}
		k.Segments = kit.Bar(int64(g.Areas), []string{"green"}, []int64{int64(g.Answered)})
		p.List = append(p.List, k)
	}
	p.Preview = listed(c, p.Title, c.T("public.campaigns_lead"), "/public/campaigns")
	cached(c)
	return c.Render(p)
}

// itemNames are the names of the standard's items that campaigns look for, by code.
func itemNames(c *kit.Call, list []campaign.Glance) (map[string]string, error) {
	wanted := map[string]string{}
	for _, g := range list {
		for _, code := range g.Items {
			wanted[code] = ""
		}
	}
	if len(wanted) == 0 {
		return wanted, nil
	}
	e, err := standardOf(c.House).Today(c.Ctx)
	if fault.Of(err).Kind == fault.Missing { // none is in force any more
		return wanted, nil
	}
	if err != nil {
		return nil, err
	}
	for code := range wanted {
		if x, ok := e.Node(code); ok {
			wanted[code] = x.Text.In(c.Short())
		}
	}
	return wanted, nil
}
