// Package everyone is what lets everybody reach the public side: large type 适老化, what search engines are told, and the
// poster that hangs in an area. It shows nothing of a matter but what the releases give it.
package everyone

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/outreach"
	"xiaohao/parts/release"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "everyone",
		Part:  "release",
		Needs: []string{"outreach"}, // which stands on the map of what is public
		Routes: []kit.Route{
			kit.Anyone("POST /type", setType),
			kit.Anyone("GET /robots.txt", robots),
			kit.Shared("GET /sitemap.xml", sitemap, "after", "upto"),
			kit.Shared("GET /public/poster", poster),
			kit.Shared("GET /public/areas/{code}/poster", poster),
		},
		Templates: templates,
		Pages:     []kit.Page{&Poster{}},
	}
}

func releasesOf(h *part.House) *release.Releases  { return part.Get[*release.Releases](h.Values) }
func outreachOf(h *part.House) *outreach.Outreach { return part.Get[*outreach.Outreach](h.Values) }
