// Package recur is what comes back again and again, and the history of one place.
package recur

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/recur"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "recur",
		Part: "recur",
		Routes: []kit.Route{
			kit.Staff("GET /matters/{id}/place", place),
			kit.Staff("GET /matters/{id}/place.xlsx", placeFile),
			kit.Staff("GET /recurring", recurring),
			kit.Staff("GET /recurring/recurring.xlsx", recurringFile),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/recurring", getRecurring),
			api.Staff("GET /api/v1/matters/{id}/place", getPlace),
		},
		Templates: templates,
		Pages:     []kit.Page{&RecurringPage{}, &PlacePage{}},
		Sections: []kit.Section{
			{Group: "again", Key: "recurring", URL: "/recurring", Place: 30, Opens: recurs},
		},
	}
}

func recurOf(h *part.House) *recur.Recur { return part.Get[*recur.Recur](h.Values) }
