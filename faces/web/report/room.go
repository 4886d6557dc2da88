// Package report is where matters come in: the residents' home page, their receipts, what stands behind a point's
// plate, what may be the same, and the report of staff.
package report

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/atlas"
	"xiaohao/parts/duplicate"
	"xiaohao/parts/point"
	"xiaohao/parts/seal"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "report",
		Part:  "pattern",
		Needs: []string{"atlas", "point", "release", "seal"},
		Routes: []kit.Route{
			kit.Anyone("GET /{$}", home),
			kit.Anyone("POST /report", report).Brings(gate.Pictures),
			kit.Anyone("POST /here", here),
			kit.Anyone("POST /alike", alikePart),
			kit.Anyone("POST /alike/{id}/same", join),
			kit.Anyone("GET /alike/{id}/photo", alikePhoto),
			kit.Anyone("GET /find", find),
			kit.Anyone("GET /r/{code}", receipt),
			kit.Anyone("POST /r/{code}/{command}", receiptCommand).Brings(gate.Pictures),
			kit.Anyone("GET /r/{code}/photos/{photo}", receiptPhoto),
			kit.Anyone("GET /r/{code}/proof.json", receiptProof),
			kit.Staff("GET /new", newPage),
			kit.Staff("POST /new", newMatter),
			kit.Anyone("GET /p", plateFind),
			kit.Anyone("GET /p/{code}", plate),
		},
		JSON: []api.Route{
			api.Anyone("POST /api/v1/reports/alike", postAlike),
		},
		Templates: templates,
		Pages:     []kit.Page{&Home{}, &Receipt{}, &Find{}, &AlikePart{}, &NewMatter{}, &PlateFind{}},
	}
}

func duplicatesOf(h *part.House) *duplicate.Duplicates {
	return part.Get[*duplicate.Duplicates](h.Values)
}

func atlasOf(h *part.House) *atlas.Atlas { return part.Get[*atlas.Atlas](h.Values) }

func pointOf(h *part.House) *point.Register { return part.Get[*point.Register](h.Values) }

func sealOf(h *part.House) *seal.Book { return part.Get[*seal.Book](h.Values) }
