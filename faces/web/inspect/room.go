// Package inspect is the rounds of the inspectors, their inspections, and the mock assessment.
package inspect

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/inspect"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "inspect",
		Part: "inspect",
		Routes: []kit.Route{
			kit.Staff("GET /rounds", rounds),
			kit.Staff("GET /rounds/new", newRoundPage),
			kit.Staff("POST /rounds/new", newRound),
			kit.Staff("GET /rounds/{id}", round),
			kit.Staff("POST /rounds/{id}/{step}", roundStep),
			kit.Staff("GET /rounds/{id}/round.xlsx", roundFile),
			kit.Staff("GET /rounds/{id}/mock", mock),
			kit.Staff("GET /rounds/{id}/mock.xlsx", mockFile),
			kit.Staff("GET /inspections", inspections),
			kit.Staff("GET /inspections/{id}", inspection),
			kit.Staff("GET /inspections/{id}/photos/{photo}", inspectionPhoto),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/inspections/day", getDay),
			api.Staff("POST /api/v1/inspections", postInspection),
			api.Staff("GET /api/v1/inspections", getInspections),
			api.Staff("GET /api/v1/inspections/{id}", getInspection),
			api.Staff("GET /api/v1/rounds", getRounds),
			api.Staff("POST /api/v1/rounds", postRound),
			api.Staff("GET /api/v1/rounds/{id}", getRound),
			api.Staff("POST /api/v1/rounds/{id}/open", openRound),
			api.Staff("POST /api/v1/rounds/{id}/close", closeRound),
			api.Staff("GET /api/v1/rounds/{id}/points", getStops),
			api.Staff("GET /api/v1/rounds/{id}/mock", getMock),
		},
		Templates: templates,
		Pages: []kit.Page{&RoundsPage{}, &RoundNewPage{}, &RoundPage{}, &InspectionsPage{},
			&InspectionPage{}, &MockPage{}},
		Sections: []kit.Section{
			{Group: "rounds", Key: "rounds", URL: "/rounds", Place: 10, Opens: (*kit.Call).Oversees},
		},
	}
}

func inspectOf(h *part.House) *inspect.Inspect { return part.Get[*inspect.Inspect](h.Values) }
