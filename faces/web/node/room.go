// Package node is where the nodes of tasks 节点 are set, reached, explained and judged, where the lead unit's plan is
// sent and approved, and where units are given cards.
package node

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/node"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "node",
		Part: "node",
		Routes: []kit.Route{
			kit.Staff("GET /nodes", list),
			kit.Staff("GET /nodes/list.xlsx", listFile),
			kit.Staff("GET /matters/{id}/nodes", page),
			kit.Staff("POST /matters/{id}/nodes/{step}", step),
			kit.Staff("GET /cards", cards),
			kit.Staff("POST /cards/new", giveCard),
			kit.Staff("GET /cards/new", newCard),
			kit.Staff("GET /cards/{id}", card),
			kit.Staff("POST /cards/{id}/{step}", cardStep),
		},
		Templates: templates,
		Pages:     []kit.Page{&List{}, &Page{}, &Cards{}, &CardPage{}, &NewCard{}},
		Sections:  []kit.Section{{Group: "now", Key: "nodes", URL: "/nodes", Place: 60}},
	}
}

func nodesOf(h *part.House) *node.Nodes { return part.Get[*node.Nodes](h.Values) }
