// Package outreach is where activities 为民活动 are planned, where teams take things over and give them out with one
// thumb on a cheap phone, where the books are read and reported, and where everybody reads what was let out and signs
// up to help. Every button works without script, and carries an id of its own, so that a double tap is one.
package outreach

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/outreach"
)

//go:embed templates
var templates embed.FS

// few is what a stranger's form may bring: a name, a phone, a choice.
var few = gate.Body{Text: 4 << 10}

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "outreach",
		Part:  "outreach",
		Needs: []string{"tally"}, // what was counted before and after
		Routes: []kit.Route{
			kit.Anyone("GET /public/outreach", outs),
			kit.Anyone("GET /public/outreach/{id}", out),
			kit.Anyone("GET /public/outreach/{id}/photos/{name}", outPhoto),
			kit.Anyone("POST /public/outreach/{id}/join", join).Brings(few),
			kit.Staff("GET /outreach", list),
			kit.Staff("GET /outreach/list.xlsx", listFile),
			kit.Staff("GET /outreach/new", begin),
			kit.Staff("POST /outreach/new", begun),
			kit.Staff("GET /outreach/{id}", page),
			kit.Staff("POST /outreach/{id}/{step}", step),
			kit.Staff("GET /outreach/{id}/account", account),
			kit.Staff("POST /outreach/{id}/account/{seq}/undo", undo),
			kit.Staff("GET /outreach/{id}/tickets", tickets),
			kit.Staff("GET /outreach/{id}/volunteers", volunteers),
			kit.Staff("POST /outreach/{id}/volunteers/{step}", volunteersStep),
			kit.Staff("GET /outreach/{id}/report.docx", reportPaper),
			kit.Staff("GET /outreach/{id}/report.xlsx", reportSheet),
			kit.Staff("GET /outreach/{id}/photos/{photo}", photo),
			kit.Staff("GET /outreach/{id}/teams/{team}", team),
			kit.Staff("POST /outreach/{id}/teams/{team}/{step}", teamStep),
		},
		JSON: []api.Route{
			api.Anyone("GET /api/v1/public/outreach", getOuts),
			api.Anyone("GET /api/v1/public/outreach/{id}", getOut),
			api.Staff("GET /api/v1/outreach", getActivities),
			api.Staff("GET /api/v1/outreach/{id}", getActivity),
		},
		Templates: templates,
		Pages: []kit.Page{&List{}, &New{}, &Activity{}, &Team{}, &Account{}, &Tickets{}, &Volunteers{}, &Outs{},
			&Out{}},
		Sections: []kit.Section{{Group: "ground", Key: "outreach", URL: "/outreach", Place: 50}},
	}
}

func outreachOf(h *part.House) *outreach.Outreach { return part.Get[*outreach.Outreach](h.Values) }
