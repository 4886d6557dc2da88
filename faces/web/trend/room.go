// Package trend is the problems that became more common in several counties at once.
package trend

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/campaign"
	"xiaohao/parts/inspect"
	"xiaohao/parts/standard"
	"xiaohao/parts/trend"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "trend",
		Part:  "trend",
		Needs: []string{"campaign", "inspect", "standard"},
		Routes: []kit.Route{
			kit.Staff("GET /trends", trends),
			kit.Staff("GET /trends/trends.xlsx", trendsFile),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/trends", getTrends),
		},
		Templates: templates,
		Pages:     []kit.Page{&TrendsPage{}},
		Sections: []kit.Section{
			{Group: "again", Key: "trends", URL: "/trends", Place: 40, Opens: (*kit.Call).Oversees},
		},
	}
}

func campaignOf(h *part.House) *campaign.Campaigns { return part.Get[*campaign.Campaigns](h.Values) }

func inspectOf(h *part.House) *inspect.Inspect { return part.Get[*inspect.Inspect](h.Values) }

func standardOf(h *part.House) *standard.Standard { return part.Get[*standard.Standard](h.Values) }

func trendOf(h *part.House) *trend.Trends { return part.Get[*trend.Trends](h.Values) }
