// Package recheck is what was drawn to be looked at again.
package recheck

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/recheck"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "recheck",
		Part: "recheck",
		Routes: []kit.Route{
			kit.Staff("GET /rechecks", rechecks),
		},
		Templates: templates,
		Pages:     []kit.Page{&Rechecks{}},
		Sections: []kit.Section{
			{Group: "score", Key: "recheck", URL: "/rechecks", Place: 20},
		},
	}
}

func recheckOf(h *part.House) *recheck.Recheck { return part.Get[*recheck.Recheck](h.Values) }
