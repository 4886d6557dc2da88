// Package pattern is what is probably reported more than once, to be merged or told apart.
package pattern

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/pattern"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "pattern",
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

func patternOf(h *part.House) *pattern.Patterns { return part.Get[*pattern.Patterns](h.Values) }
