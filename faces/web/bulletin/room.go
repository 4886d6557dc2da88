// Package bulletin is where bulletins 通报 are made, worded and read, on the page, printed and as a document; each figure
// opens the tasks that it was counted from.
package bulletin

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/bulletin"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "bulletin",
		Part: "bulletin",
		Routes: []kit.Route{
			kit.Staff("GET /bulletins", list),
			kit.Staff("GET /bulletins/new", newBulletin),
			kit.Staff("POST /bulletins/new", made),
			kit.Staff("GET /bulletins/{id}", page),
			kit.Staff("GET /bulletins/{id}/tasks", tasks),
			kit.Staff("GET /bulletins/{id}/paper.docx", document),
			kit.Staff("GET /bulletins/{id}/figures.xlsx", figures),
			kit.Staff("POST /bulletins/{id}/{step}", step),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &New{}, &Bulletin{}, &Tasks{}},
		Sections:  []kit.Section{{Group: "office", Key: "bulletins", URL: "/bulletins", Place: 40}},
	}
}

func bulletinsOf(h *part.House) *bulletin.Bulletins { return part.Get[*bulletin.Bulletins](h.Values) }
