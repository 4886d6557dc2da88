// Package point is the register of points, its files and its plates.
package point

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
		Name:  "point",
		Part:  "point",
		Needs: []string{"atlas", "chief"},
		Routes: []kit.Route{
			kit.Staff("GET /points", points),
			kit.Staff("POST /points", addPoint),
			kit.Staff("GET /points/export.xlsx", pointsFile),
			kit.Staff("GET /points/export.csv", pointsFile),
			kit.Staff("GET /points/plates", plates),
			kit.Staff("GET /points/upload", pointsUpload),
			kit.Staff("GET /points/{id}", page),
			kit.Staff("POST /points/{id}/{command}", pointCommand),
		},
		Templates: templates,
		Pages:     []kit.Page{&Points{}, &PointPage{}, &PointsUpload{}, &PlateSheet{}},
		Sections: []kit.Section{
			{Group: "rounds", Key: "points", URL: "/points", Place: 20},
		},
	}
}

func atlasOf(h *part.House) *atlas.Atlas { return part.Get[*atlas.Atlas](h.Values) }

func pointOf(h *part.House) *point.Register { return part.Get[*point.Register](h.Values) }
