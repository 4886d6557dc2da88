// Package tally is where surveys of use 使用率观测 are planned, typed in and read: where and when is counted, what is
// missing, and whether it helped, with how sure that is.
package tally

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/tally"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "tally",
		Part:  "tally",
		Needs: []string{"outreach"}, // what was done in between
		Routes: []kit.Route{
			kit.Staff("GET /tallies", list),
			kit.Staff("GET /tallies/list.xlsx", listFile),
			kit.Staff("GET /tallies/areas.xlsx", areasFile),
			kit.Staff("GET /tallies/new", begin),
			kit.Staff("POST /tallies/new", begun),
			kit.Staff("GET /tallies/{id}", page),
			kit.Staff("POST /tallies/{id}/{step}", step),
			kit.Staff("GET /tallies/{id}/type", typing),
			kit.Staff("POST /tallies/{id}/type/{wave}/{place}", typed),
			kit.Staff("GET /tallies/{id}/sheets/{sheet}", look),
			kit.Staff("POST /tallies/{id}/sheets/{sheet}", corrected),
			kit.Staff("GET /tallies/{id}/form", form),
			kit.Staff("GET /tallies/{id}/result.xlsx", resultFile),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &New{}, &Survey{}, &Typing{}, &Paper{}},
		Sections:  []kit.Section{{Group: "ground", Key: "tallies", URL: "/tallies", Place: 60}},
	}
}

func talliesOf(h *part.House) *tally.Tallies { return part.Get[*tally.Tallies](h.Values) }
