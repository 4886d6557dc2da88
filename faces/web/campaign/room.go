// Package campaign is the self-checks of an area against one kind of problem, and their reports. Its forms may be
// filled in from a common problem, which is why it knows the room of trends.
package campaign

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
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
		JSON: []api.Route{
			api.Staff("GET /api/v1/campaigns", getCampaigns),
			api.Staff("POST /api/v1/campaigns", postCampaign),
			api.Staff("GET /api/v1/campaigns/looks", getSpotChecks),
			api.Staff("GET /api/v1/campaigns/false-zeros", getFalseZeros),
			api.Staff("GET /api/v1/campaigns/{id}", getCampaign),
			api.Staff("GET /api/v1/campaigns/{id}/report", getCampaignReport),
			api.Staff("POST /api/v1/campaigns/{id}/instructions", postInstructions),
			api.Staff("POST /api/v1/campaigns/{id}/findings", postFinding),
			api.Staff("POST /api/v1/campaigns/{id}/zero", postZero),
			api.Staff("POST /api/v1/campaigns/{id}/send", postSend),
			api.Staff("POST /api/v1/campaigns/{id}/look", postLook),
			api.Staff("POST /api/v1/campaigns/{id}/close", closeCampaign),
		},
		Templates: templates,
		Pages:     []kit.Page{&CampaignsPage{}, &CampaignNewPage{}, &CampaignPage{}, &CampaignReportPage{}},
		Sections: []kit.Section{
			{Group: "again", Key: "campaigns", URL: "/campaigns", Place: 50},
		},
	}
}

func campaignOf(h *part.House) *campaign.Campaigns { return part.Get[*campaign.Campaigns](h.Values) }

func inspectOf(h *part.House) *inspect.Inspect { return part.Get[*inspect.Inspect](h.Values) }

func standardOf(h *part.House) *standard.Standard { return part.Get[*standard.Standard](h.Values) }
