// Package campaign is the self-checks of an area against one kind of problem, and their reports. Its forms may be
// filled in from a common problem, which is why it knows the room of trends.
package campaign

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/campaign"
	"xiaohao/parts/inspect"
	"xiaohao/parts/standard"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "campaign",
		Part:  "campaign",
		Needs: []string{"inspect", "standard"},
		Routes: []kit.Route{
			kit.Staff("GET /campaigns", campaigns),
			kit.Staff("GET /campaigns/campaigns.xlsx", campaignsFile),
			kit.Staff("GET /campaigns/new", newCampaignPage),
			kit.Staff("POST /campaigns/new", newCampaign),
			kit.Staff("GET /campaigns/{id}", page),
			kit.Staff("GET /campaigns/{id}/areas.xlsx", campaignFile),
			kit.Staff("POST /campaigns/{id}/{step}", campaignStep),
			kit.Staff("GET /campaigns/{id}/report", campaignReport),
			kit.Staff("GET /campaigns/{id}/report.xlsx", campaignReportFile),
			kit.Staff("GET /campaigns/{id}/report.docx", campaignReportPaper),
		},
		Templates: templates,
		Pages:     []kit.Page{&CampaignsPage{}, &CampaignNewPage{}, &CampaignPage{}, &CampaignReportPage{}},
		Sections: []kit.Section{
			{Group: "again", Key: "campaigns", URL: "/campaigns", Place: 50},
		},
	}
}

func campaignOf(c *kit.Call) *campaign.Campaigns {
	return part.Get[*campaign.Campaigns](c.House.Values)
}

func inspectOf(c *kit.Call) *inspect.Inspect { return part.Get[*inspect.Inspect](c.House.Values) }

func standardOf(c *kit.Call) *standard.Standard { return part.Get[*standard.Standard](c.House.Values) }
