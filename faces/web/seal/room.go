// Package seal is the seals of the ledger, to be kept elsewhere.
package seal

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/seal"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "seal",
		Part: "seal",
		Routes: []kit.Route{
			kit.Anyone("GET /seals", seals),
			kit.Staff("POST /seals", makeSeal),
			kit.Anyone("GET /seals.json", sealsJSON),
			kit.Anyone("GET /seals/check", check),
			kit.Anyone("GET /seals/{seq}", sealJSON),
		},
		Templates: templates,
		Pages:     []kit.Page{&Seals{}, &Check{}},
		Sections: []kit.Section{
			{Group: "papers", Key: "seals", URL: "/seals", Place: 20},
		},
	}
}

func sealOf(h *part.House) *seal.Book { return part.Get[*seal.Book](h.Values) }
