// Package board is how an area stands, number by number.
package board

import (
	"embed"

	"xiaohao/faces/web/kit"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "board",
		Routes: []kit.Route{
			kit.Staff("GET /board", board),
		},
		Templates: templates,
		Pages:     []kit.Page{&Board{}},
		Sections: []kit.Section{
			{Group: "now", Key: "board", URL: "/board", Place: 10, Opens: (*kit.Call).Oversees},
		},
	}
}
