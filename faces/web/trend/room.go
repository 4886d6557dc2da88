// Package trend is the problems that became more common in several counties at once.
package trend

import (
	"embed"

	"xiaohao/core/part"
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
		Templates: templates,
		Pages:     []kit.Page{&TrendsPage{}},
		Sections: []kit.Section{
			{Group: "again", Key: "trends", URL: "/trends", Place: 40, Opens: (*kit.Call).Oversees},
		},
	}
}

func campaignOf(c *kit.Call) *campaign.Campaigns {
	return part.Get[*campaign.Campaigns](c.House.Values)
}

func inspectOf(c *kit.Call) *inspect.Inspect { return part.Get[*inspect.Inspect](c.House.Values) }

func standardOf(c *kit.Call) *standard.Standard { return part.Get[*standard.Standard](c.House.Values) }

func trendOf(c *kit.Call) *trend.Trends { return part.Get[*trend.Trends](c.House.Values) }
