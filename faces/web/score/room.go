// Package score is the assessment: leagues, score sheets, the burden on those below, and the large screen.
package score

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/campaign"
	"xiaohao/parts/score"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "score",
		Part:  "score",
		Needs: []string{"campaign"},
		Routes: []kit.Route{
			kit.Staff("GET /room", room),
			kit.Staff("GET /burden", burden),
			kit.Staff("GET /score", league),
			kit.Staff("GET /score/league.xlsx", leagueFile),
			kit.Staff("POST /score/publish", publish),
			kit.Staff("GET /score/areas/{area}", scoreSheet),
			kit.Staff("GET /score/areas/{area}/{figure}", behindFigure),
			kit.Staff("GET /score/units/{unit}", scoreSheet),
			kit.Staff("GET /score/units/{unit}/{figure}", behindFigure),
		},
		Templates: templates,
		Pages:     []kit.Page{&LeaguePage{}, &SheetPage{}, &BehindPage{}, &BurdenPage{}, &Screen{}},
		Sections: []kit.Section{
			{Group: "now", Key: "room", URL: "/room", Place: 30, Opens: screened},
			{Group: "score", Key: "score", URL: "/score", Place: 10},
			{Group: "score", Key: "burden", URL: "/burden", Place: 30, Opens: (*kit.Call).Oversees},
		},
	}
}

func campaignOf(h *part.House) *campaign.Campaigns { return part.Get[*campaign.Campaigns](h.Values) }

func scoreOf(h *part.House) *score.Score { return part.Get[*score.Score](h.Values) }
