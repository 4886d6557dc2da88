// Package chief is where chiefs of areas 林长、河长、路长、网格长 look: what their posts ask of them, who holds which post, how
// long ago somebody was where, what is handed over when one leaves; and what everybody may read of them.
package chief

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/chief"
	"xiaohao/parts/point"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "chief",
		Part:  "chief",
		Needs: []string{"patrol", "point"},
		Routes: []kit.Route{
			kit.Staff("GET /chief", mine),
			kit.Staff("GET /chiefs", list),
			kit.Staff("GET /chiefs/list.xlsx", listFile),
			kit.Staff("GET /chiefs/new", appoint),
			kit.Staff("POST /chiefs/new", appointed),
			kit.Staff("GET /chiefs/{id}", page),
			kit.Staff("POST /chiefs/{id}/{step}", step),
			kit.Staff("GET /chiefs/areas/{code}", areaPage),
			kit.Staff("POST /chiefs/areas/{code}/{step}", areaStep),
			kit.Staff("GET /chiefs/areas/{code}/sign", sign),
			kit.Staff("POST /chiefs/adoptions/{id}/end", adoptionEnded),
			kit.Staff("GET /chiefs/handovers/{id}", handover),
			kit.Staff("POST /chiefs/handovers/{id}/sign", signed),
			kit.Anyone("GET /public/chiefs/{code}", public),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/chiefs", getChiefs),
			api.Staff("GET /api/v1/chiefs/coverage", getCoverage),
		},
		Templates: templates,
		Pages: []kit.Page{&MinePage{}, &List{}, &New{}, &Post{}, &AreaPage{}, &Plate{}, &Handover{},
			&Public{}},
		Sections: []kit.Section{
			{Group: "ground", Key: "chiefs", URL: "/chiefs", Place: 10, Opens: themed},
			{Group: "ground", Key: "chief", URL: "/chief", Place: 20, Opens: themed},
		},
	}
}

// themed says that the city has chiefs at all.
func themed(c *kit.Call) bool { return len(c.Desk.Policy().Chiefs.Themes) > 0 }

func pointsOf(h *part.House) *point.Register { return part.Get[*point.Register](h.Values) }

func chiefsOf(h *part.House) *chief.Chiefs { return part.Get[*chief.Chiefs](h.Values) }
