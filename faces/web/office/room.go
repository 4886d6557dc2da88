// Package office is where outgoing papers go their way: what waits for the reader first, then the list, the page of
// each paper with what may be done with it, and the register of seals. A unit finds here what it is asked, and what
// it signs for.
package office

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/office"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "office",
		Part: "office",
		Routes: []kit.Route{
			kit.Staff("GET /office", desk),
			kit.Staff("GET /office/papers.xlsx", papersFile),
			kit.Staff("GET /office/new", newPage),
			kit.Staff("POST /office/new", begin),
			kit.Staff("GET /office/stamps", stamps),
			kit.Staff("GET /office/stamps.xlsx", stampsFile),
			kit.Staff("GET /office/{id}", paperPage),
			kit.Staff("POST /office/{id}/{step}", step),
			kit.Staff("GET /office/{id}/paper.docx", paperFile),
			kit.Staff("GET /office/{id}/table.xlsx", tableFile),
		},
		Templates: templates,
		Pages:     []kit.Page{&Desk{}, &New{}, &Paper{}, &Stamps{}},
		Sections:  []kit.Section{{Group: "office", Key: "office", URL: "/office", Place: 20}},
	}
}

func officeOf(h *part.House) *office.Office { return part.Get[*office.Office](h.Values) }
