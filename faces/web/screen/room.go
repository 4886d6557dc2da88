// Package screen is where a person looks at doubted reports before they join the others 甄别.
package screen

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/screen"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "screen",
		Part: "screen",
		Routes: []kit.Route{
			kit.Staff("GET /doubted", show),
			kit.Staff("POST /doubted", decide),
		},
		Templates: templates,
		Pages:     []kit.Page{&Doubted{}},
	}
}

func screenOf(h *part.House) *screen.Screen { return part.Get[*screen.Screen](h.Values) }
