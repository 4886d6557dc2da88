// Package atlas is the map of matters and points.
package atlas

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/atlas"
	"xiaohao/parts/point"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "atlas",
		Part:  "atlas",
		Needs: []string{"point"},
		Routes: []kit.Route{
			kit.Staff("GET /map", mapPage),
			kit.Staff("GET /map/cells", mapCells),
			kit.Staff("GET /map/shapes", mapShapes),
		},
		Templates: templates,
		Pages:     []kit.Page{&MapPage{}},
		Sections: []kit.Section{
			{Group: "now", Key: "map", URL: "/map", Place: 20},
		},
	}
}

func atlasOf(h *part.House) *atlas.Atlas { return part.Get[*atlas.Atlas](h.Values) }

func pointOf(h *part.House) *point.Register { return part.Get[*point.Register](h.Values) }
