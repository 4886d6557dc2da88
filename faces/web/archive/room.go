// Package archive is where what is done is put into volumes, listed, closed for ever and taken out as one folder.
package archive

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/archive"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "archive",
		Part: "archive",
		Routes: []kit.Route{
			kit.Staff("GET /archive", desk),
			kit.Staff("GET /archive/new", newPage),
			kit.Staff("POST /archive/new", begin),
			kit.Staff("GET /archive/{id}", volumePage),
			kit.Staff("POST /archive/{id}/{step}", step),
			kit.Staff("GET /archive/{id}/list.docx", listFile),
			kit.Staff("GET /archive/{id}/folder.zip", folder),
			kit.Staff("GET /archive/{id}/items/{item}", itemPage),
		},
		Templates: templates,
		Pages:     []kit.Page{&Desk{}, &New{}, &Volume{}, &Item{}},
		Sections: []kit.Section{{Group: "office", Key: "archive", URL: "/archive", Place: 60,
			Opens: func(c *kit.Call) bool { return archiveOf(c.House).Opens(c.Who.Caller) }}},
	}
}

func archiveOf(h *part.House) *archive.Archive { return part.Get[*archive.Archive](h.Values) }
