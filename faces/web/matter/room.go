// Package matter is the page of a matter: its forms, photos and notices, and the register of notices.
package matter

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/alarm"
	"xiaohao/parts/duplicate"
	"xiaohao/parts/inspect"
	"xiaohao/parts/plan"
	"xiaohao/parts/point"
	"xiaohao/parts/release"
	"xiaohao/parts/route"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "matter",
		Part: "pattern",
		Needs: []string{"alarm", "chief", "file", "inspect", "meeting", "node", "plan", "point", "relay", "release",
			"route"},
		Routes: []kit.Route{
			kit.Staff("GET /matters/{id}", page),
			kit.Staff("GET /matters/{id}/notices/{seq}", noticePage),
			kit.Staff("GET /matters/{id}/notices/{seq}/docx", noticeFile),
			kit.Staff("GET /notices", noticeRegister),
			kit.Staff("GET /matters/{id}/qr", qr),
			kit.Staff("GET /matters/{id}/photos/{photo}", photo),
			kit.Staff("POST /matters/{id}/split-all", splitAll),
			kit.Staff("POST /matters/{id}/{command}", command),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/matters/{id}/suggestions", getSuggestions),
		},
		Templates: templates,
		Pages:     []kit.Page{&Matter{}, &Notice{}, &Register{}},
		Sections: []kit.Section{
			{Group: "papers", Key: "notices", URL: "/notices", Place: 10},
		},
	}
}

func alarmOf(h *part.House) *alarm.Alarms { return part.Get[*alarm.Alarms](h.Values) }

func inspectOf(h *part.House) *inspect.Inspect { return part.Get[*inspect.Inspect](h.Values) }

func duplicatesOf(h *part.House) *duplicate.Duplicates {
	return part.Get[*duplicate.Duplicates](h.Values)
}

func plansOf(h *part.House) *plan.Plans { return part.Get[*plan.Plans](h.Values) }

func pointOf(h *part.House) *point.Register { return part.Get[*point.Register](h.Values) }

func routeOf(h *part.House) *route.Routes { return part.Get[*route.Routes](h.Values) }

func releasesOf(h *part.House) *release.Releases { return part.Get[*release.Releases](h.Values) }
