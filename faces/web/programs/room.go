// Package programs is the page /api: what the interface for programs is, how to begin, its limits and versions, every
// operation in a sentence, and one reader of the description, which is fetched when somebody asks for it.
//
// It shows nothing of the city but its name. The reader is another project's (NOTICE) and lies in the folder reader,
// packed; it is served from here, and it asks nobody else.
package programs

import (
	"embed"

	"xiaohao/faces/web/kit"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of this page.
func Room() kit.Room {
	return kit.Room{
		Name: "programs",
		Part: "release",
		Routes: []kit.Route{
			kit.Anyone("GET /api", show),
			kit.Anyone("GET /reader/{name}", reader),
		},
		Templates: templates,
		Pages:     []kit.Page{&Page{}},
	}
}
