// Package relay is where matters are sent to other bodies 转递: where to, what was sent and how it stands there, and what
// waits for a person.
package relay

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/relay"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "relay",
		Part: "relay",
		Routes: []kit.Route{
			kit.Staff("GET /relay", list),
			kit.Staff("GET /matters/{id}/relay", show),
			kit.Staff("POST /matters/{id}/relay", send),
			kit.Staff("POST /matters/{id}/relay/{step}", decide),
			kit.Staff("GET /admin/relay", servers),
			kit.Staff("POST /admin/relay", setServer),
			kit.Staff("POST /admin/relay/find", find),
			kit.Staff("GET /admin/relay/{id}", server),
			kit.Staff("POST /admin/relay/{id}/fetch", fetch),
			kit.Staff("POST /admin/relay/{id}/routes", setRoute),
			kit.Staff("POST /admin/relay/{id}/drop", dropRoute),
		},
		Templates: templates,
		Pages:     []kit.Page{&Sent{}, &Abroad{}, &Servers{}, &Server{}},
		Sections: []kit.Section{
			{Group: "papers", Key: "relay", URL: "/relay", Place: 35,
				Opens: func(c *kit.Call) bool { return relayOf(c.House).Looks(c.Who.Caller) }},
			{Group: kit.AdminGroup, Key: "relay_servers", URL: "/admin/relay", Place: 55,
				Opens: func(c *kit.Call) bool { return c.Org.MayAdminister(c.Who.Caller, c.Top()) }},
		},
	}
}

func relayOf(h *part.House) *relay.Relay { return part.Get[*relay.Relay](h.Values) }
