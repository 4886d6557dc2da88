// Package file is where people read and hang files on matters: the card on the matter's page, the list, a page for each
// file. A file is always handed out as something to save, never shown within a page.
package file

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/file"
)

//go:embed templates
var templates embed.FS

// mostFile is the most that a file may be on its way in: a little more than policy can allow, so that the part says
// what is wrong with it.
const mostFile = 21 << 20

var (
	form = gate.Body{Text: 64 << 10, File: mostFile}
	raw  = gate.Body{Text: mostFile}
)

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "file",
		Part: "file",
		Routes: []kit.Route{
			kit.Staff("GET /matters/{id}/files", list),
			kit.Staff("POST /matters/{id}/files", add).Brings(form),
			kit.Staff("GET /matters/{id}/files/{file}", one),
			kit.Staff("GET /matters/{id}/files/{file}/download", download),
			kit.Staff("POST /matters/{id}/files/{file}/withdraw", withdraw),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/matters/{id}/files", getFiles),
			{Pattern: "POST /api/v1/matters/{id}/files", Staff: true, Do: postFile, Body: raw},
			api.Staff("GET /api/v1/matters/{id}/files/{file}", getFile),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &One{}},
	}
}

func filesOf(h *part.House) *file.Files { return part.Get[*file.Files](h.Values) }
