// Package secondlook is what was drawn to be looked at again.
package secondlook

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/secondlook"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "secondlook",
		Part: "recheck",
		Routes: []kit.Route{
			kit.Staff("GET /rechecks", looks),
		},
		Templates: templates,
		Pages:     []kit.Page{&LooksPage{}},
		Sections: []kit.Section{
			{Group: "score", Key: "recheck", URL: "/rechecks", Place: 20},
		},
	}
}

func looksOf(h *part.House) *secondlook.Looks { return part.Get[*secondlook.Looks](h.Values) }
