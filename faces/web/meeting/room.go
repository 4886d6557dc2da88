// Package meeting is where the office keeps the register of meetings, superior documents and instructions, works
// through their texts by keyboard, hands the tasks out and makes the paper for the next meeting; and where addressees
// read what is for them. It holds no rule of who reads what: parts/meeting does.
package meeting

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/meeting"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "meeting",
		Part:  "meeting",
		Needs: []string{"plan"},
		Routes: []kit.Route{
			kit.Staff("GET /meetings", register),
			kit.Staff("GET /meetings/register.xlsx", registerFile),
			kit.Staff("GET /meetings/new", newThing),
			kit.Staff("POST /meetings/new", addThing),
			kit.Staff("GET /meetings/{id}", thingPage),
			kit.Staff("POST /meetings/{id}/{step}", thingStep).Brings(
				gate.Body{Text: gate.Office.Text, File: meeting.MostFile}),
			kit.Staff("GET /meetings/{id}/files/{file}", thingFile),
			kit.Staff("GET /meetings/{id}/paper", paperPage),
			kit.Staff("GET /meetings/{id}/paper.docx", paperFile),
			kit.Staff("GET /breakdowns/{id}", breakdownPage),
			kit.Staff("POST /breakdowns/{id}/{step}", breakdownStep),
			kit.Staff("GET /breakdowns/{id}/table", tablePage),
			kit.Staff("GET /breakdowns/{id}/table.xlsx", tableFile),
			kit.Staff("GET /groups", groups),
			kit.Staff("GET /groups/new", newGroup),
			kit.Staff("POST /groups/new", addGroup),
			kit.Staff("GET /groups/{id}", groupPage),
			kit.Staff("POST /groups/{id}/{step}", groupStep),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/meetings", getThings),
			api.Staff("POST /api/v1/meetings", postThing),
			api.Staff("GET /api/v1/meetings/{id}", getThing),
		},
		Templates: templates,
		Pages: []kit.Page{&Register{}, &NewThing{}, &ThingPage{}, &BreakdownPage{}, &TablePage{}, &Groups{},
			&GroupPage{}, &PaperPage{}},
		Sections: []kit.Section{{Group: "office", Key: "meetings", URL: "/meetings", Place: 10}},
	}
}

func of(h *part.House) *meeting.Meetings { return part.Get[*meeting.Meetings](h.Values) }
