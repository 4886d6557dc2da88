// Package work is what waits for a person, and the lists of matters with their files.
package work

import (
	"embed"

	"xiaohao/faces/web/kit"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "work",
		Routes: []kit.Route{
			kit.Staff("GET /work", work),
			kit.Staff("POST /work", batch),
			kit.Staff("GET /lists", lists),
			kit.Staff("GET /lists/{list}", list),
			kit.Staff("GET /lists/{list}/{file}", export),
			kit.Staff("POST /lists/columns", columns),
		},
		Templates: templates,
		Pages:     []kit.Page{&Work{}, &List{}},
	}
}
