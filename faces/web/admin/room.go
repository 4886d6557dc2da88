// Package admin is the registers of areas, units and people, the policy, and the health of the program.
package admin

import (
	"embed"

	"xiaohao/faces/web/kit"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "admin",
		Routes: []kit.Route{
			kit.Anyone("GET /healthz", healthz),
			kit.Anyone("GET /readyz", readyz),
			kit.Staff("GET /admin/health", health),
			kit.Staff("GET /admin/areas", areas),
			kit.Staff("POST /admin/areas", setArea),
			kit.Staff("GET /admin/units", units),
			kit.Staff("POST /admin/units", setUnit),
			kit.Staff("GET /admin/people", people),
			kit.Staff("GET /admin/nobody", nobody),
			kit.Staff("POST /admin/people", setPerson),
			kit.Staff("POST /admin/people/{id}/password", setPassword),
			kit.Staff("GET /admin/keys", keys),
			kit.Staff("POST /admin/keys", setKey),
			kit.Staff("POST /admin/keys/{id}/end", endKey),
			kit.Staff("GET /admin/forget", erase),
			kit.Staff("POST /admin/forget", setErase),
			kit.Staff("GET /admin/policy", showPolicy),
			kit.Staff("POST /admin/policy", setPolicy),
		},
		Templates: templates,
		Pages:     []kit.Page{&Admin{}, &Policy{}, &Health{}, &Erase{}, &Keys{}},
		Sections: []kit.Section{
			{Group: kit.AdminGroup, Key: "areas", URL: "/admin/areas", Place: 10},
			{Group: kit.AdminGroup, Key: "units", URL: "/admin/units", Place: 20},
			{Group: kit.AdminGroup, Key: "people", URL: "/admin/people", Place: 30},
			{Group: kit.AdminGroup, Key: "keys", URL: "/admin/keys", Place: 35},
			{Group: kit.AdminGroup, Key: "nobody", URL: "/admin/nobody", Place: 36},
			{Group: kit.AdminGroup, Key: "forget", URL: "/admin/forget", Place: 37},
			{Group: "now", Key: "vacant", URL: "/admin/nobody", Place: 90, Opens: supervises},
			{Group: kit.AdminGroup, Key: "policy", URL: "/admin/policy", Place: 40},
			{Group: kit.AdminGroup, Key: "health", URL: "/admin/health", Place: 60, Opens: overCity},
		},
	}
}
