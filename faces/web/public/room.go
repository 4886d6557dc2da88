// Package public is what everybody may read of what is being fixed 公开: lists, a page a matter, feeds. It asks the
// releases alone, whose gate says what may be seen.
package public

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/release"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "public",
		Part: "release",
		Routes: []kit.Route{
			kit.Anyone("GET /public", list),
			kit.Anyone("GET /public/areas/{code}", list),
			kit.Anyone("GET /public/matters/{id}", one),
			kit.Anyone("GET /public/matters/{id}/photos/{name}", photo),
			kit.Anyone("GET /public/feed.atom", atom),
			kit.Anyone("GET /public/feed.json", feedJSON),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &Matter{}},
	}
}

func releasesOf(h *part.House) *release.Releases { return part.Get[*release.Releases](h.Values) }
