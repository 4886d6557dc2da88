// Package rota is where the rota 值班 is kept, where a unit takes the cases that wait for its word before its people
// are on them, and where those who answer for a case see who opened it.
package rota

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/rota"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "rota",
		Part: "rota",
		Routes: []kit.Route{
			kit.Staff("GET /rota", list),
			kit.Staff("POST /rota", set),
			kit.Staff("POST /rota/{id}/end", end),
			kit.Staff("GET /cases", cases),
			kit.Staff("POST /cases/{id}/{step}", take),
			kit.Staff("GET /matters/{id}/readings", readings),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &Cases{}, &Readings{}},
		Sections: []kit.Section{{Group: "rounds", Key: "rota", URL: "/rota", Place: 70, Opens: func(c *kit.Call) bool {
			return c.Org.MayActSomewhere(c.Who.Caller, rota.SetType)
		}}},
	}
}

func rotaOf(h *part.House) *rota.Rota { return part.Get[*rota.Rota](h.Values) }
