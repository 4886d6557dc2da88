// Package intake is the pages by which lists come in: what a list would do, the one button that takes it in, how far
// that is, and the account afterwards.
package intake

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/intake"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "intake",
		Part: "intake",
		Routes: []kit.Route{
			kit.Staff("GET /imports", imports),
			kit.Staff("POST /imports", send),
			kit.Staff("GET /imports/{id}", one),
			kit.Staff("GET /imports/{id}/bad.csv", badRows),
			kit.Staff("POST /imports/{id}/look", lookAgain),
			kit.Staff("POST /imports/{id}/take", take),
			kit.Staff("POST /imports/{id}/stop", stop),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/imports", getImports),
			{Pattern: "POST /api/v1/imports", Staff: true, Do: postImport, Body: gate.Body{Text: intake.MaxFile}},
			api.Staff("GET /api/v1/imports/{id}", getImport),
			api.Staff("POST /api/v1/imports/{id}/take", postTake),
			api.Staff("POST /api/v1/imports/{id}/stop", postStop),
		},
		Templates: templates,
		Pages:     []kit.Page{&Imports{}, &Import{}},
		Sections: []kit.Section{
			{Group: kit.AdminGroup, Key: "imports", URL: "/imports", Place: 38},
		},
	}
}

func intakeOf(h *part.House) *intake.Intake { return part.Get[*intake.Intake](h.Values) }
