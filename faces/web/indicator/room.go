// Package indicator is where indicators are read, reported, reviewed and closed. It shows villages in bands and by
// code,
// never in the order of a figure.
package indicator

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/indicator"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "indicator",
		Part:  "indicator",
		Needs: []string{"file", "intake"}, // what proves figures, and what brings them in
		Routes: []kit.Route{
			kit.Staff("GET /indicators", sets),
			kit.Staff("GET /indicators/new", newSet),
			kit.Staff("POST /indicators/new", addSet),
			kit.Staff("GET /indicators/{id}", overview),
			kit.Staff("GET /indicators/{id}/export.xlsx", export),
			kit.Staff("GET /indicators/{id}/template.xlsx", template),
			kit.Staff("GET /indicators/{id}/entry", entry),
			kit.Staff("POST /indicators/{id}/entry", postEntry),
			kit.Staff("POST /indicators/{id}/files", addFile).Brings(proof),
			kit.Staff("GET /indicators/{id}/files/{file}", openFile),
			kit.Staff("POST /indicators/{id}/files/{file}/withdraw", withdrawFile),
			kit.Staff("GET /indicators/{id}/review", review),
			kit.Staff("POST /indicators/{id}/review", postReview),
			kit.Staff("GET /indicators/{id}/period", period),
			kit.Staff("POST /indicators/{id}/period", postPeriod),
			kit.Staff("GET /indicators/{id}/targets", targets),
			kit.Staff("POST /indicators/{id}/targets", postTargets),
			kit.Staff("GET /indicators/{id}/import", imports),
		},
		JSON:      []api.Route{api.Staff("GET /api/v1/indicators/{id}", getSet)},
		Templates: templates,
		Pages: []kit.Page{&Sets{}, &NewSet{}, &Overview{}, &Entry{}, &Review{}, &Period{}, &Targets{},
			&Import{}},
		Sections: []kit.Section{
			{Group: "score", Key: "indicators", URL: "/indicators", Place: 50},
		},
	}
}

func indicatorsOf(h *part.House) *indicator.Indicators {
	return part.Get[*indicator.Indicators](h.Values)
}
