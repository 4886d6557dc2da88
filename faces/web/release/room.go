// Package release is where the office lets matters out 先审后公开: what waits, the draft, the next step.
package release

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
		Name: "release",
		Part: "release",
		Routes: []kit.Route{
			kit.Staff("GET /releases", waiting),
			kit.Staff("GET /matters/{id}/release", show),
			kit.Staff("GET /matters/{id}/release/photos/{name}", copyOf),
			kit.Staff("GET /matters/{id}/release/covered/{photo}", covered),
			kit.Staff("POST /matters/{id}/release/{step}", give),
			kit.Staff("POST /releases", passMany),
		},
		Templates: templates,
		Pages:     []kit.Page{&Waiting{}, &Release{}},
		Sections: []kit.Section{
			{Group: "papers", Key: "releases", URL: "/releases", Place: 30},
		},
	}
}

func releasesOf(h *part.House) *release.Releases { return part.Get[*release.Releases](h.Values) }
