// Package duty is where standing duties 常态任务 are kept and looked at: which there are, what is due next, and what
// became of each period's report.
package duty

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/duty"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "duty",
		Part: "duty",
		Routes: []kit.Route{
			kit.Staff("GET /duties", list),
			kit.Staff("GET /duties/list.xlsx", listFile),
			kit.Staff("GET /duties/new", begin),
			kit.Staff("POST /duties/new", begun),
			kit.Staff("GET /duties/{id}", page),
			kit.Staff("POST /duties/{id}/{step}", step),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &New{}, &Sheet{}},
		Sections:  []kit.Section{{Group: "office", Key: "duty", URL: "/duties", Place: 30}},
	}
}

func dutiesOf(h *part.House) *duty.Duties { return part.Get[*duty.Duties](h.Values) }
