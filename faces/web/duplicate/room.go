// Package duplicate is what is probably reported more than once, to be merged or told apart.
package duplicate

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/duplicate"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "duplicate",
		Part: "pattern",
		Routes: []kit.Route{
			kit.Staff("GET /duplicates/duplicates.xlsx", duplicatesFile),
			kit.Staff("GET /duplicates", duplicates),
			kit.Staff("POST /duplicates/{id}", duplicatesStep),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/duplicates", getDuplicates),
			api.Staff("POST /api/v1/duplicates/{id}/merge", postMerge),
		},
		Templates: templates,
		Pages:     []kit.Page{&DuplicatesPage{}},
		Sections: []kit.Section{
			{Group: "again", Key: "duplicates", URL: "/duplicates", Place: 20, Opens: (*kit.Call).MergesHere},
		},
	}
}

func duplicatesOf(h *part.House) *duplicate.Duplicates {
	return part.Get[*duplicate.Duplicates](h.Values)
}
