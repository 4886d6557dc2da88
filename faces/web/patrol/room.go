// Package patrol is where visits, patrols 巡护 and patches 图斑 are looked at: who was where on which day, what was found
// on the way, and the one door to a track: a finding, a reason.
package patrol

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/patrol"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "patrol",
		Part: "patrol",
		Routes: []kit.Route{
			kit.Staff("GET /patrols", list),
			kit.Staff("POST /patrols/note", noted),
			kit.Staff("GET /patrols/{id}", page),
			kit.Staff("POST /patrols/{id}/open", opened),
			kit.Staff("GET /patches", patches),
			kit.Staff("GET /patches/{id}", patch),
			kit.Staff("POST /patches/{id}/look", looked),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &Sheet{}, &Way{}, &Patches{}, &Patch{}},
		Sections: []kit.Section{{Group: "ground", Key: "patrol", URL: "/patrols", Place: 30},
			{Group: "ground", Key: "patch", URL: "/patches", Place: 40}},
	}
}

func patrolsOf(h *part.House) *patrol.Patrols { return part.Get[*patrol.Patrols](h.Values) }
