// Package publicity is where the office makes the weekly papers and keeps the plan of what hangs where, and where
// everybody reads the papers. It shows matters as the public pages do, which is why it knows their room.
package publicity

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "publicity",
		Part:  "publicity",
		Needs: []string{"point", "release"},
		Routes: []kit.Route{
			kit.Anyone("GET /public/papers", papers),
			kit.Anyone("GET /public/papers/feed.atom", feed),
			kit.Anyone("GET /public/papers/{id}", paperPage),
			kit.Anyone("GET /public/papers/{id}/poster", poster),
			kit.Anyone("GET /public/papers/{id}/paper.docx", paperFile),
			kit.Staff("GET /publicity", desk),
			kit.Staff("GET /publicity/papers/{id}", issue),
			kit.Staff("POST /publicity/papers/{id}/{step}", issueStep),
			kit.Staff("POST /publicity/papers", earlyPaper),
			kit.Staff("GET /publicity/plans", plans),
			kit.Staff("GET /publicity/plans/new", newPlan),
			kit.Staff("POST /publicity/plans/new", addPlan),
			kit.Staff("GET /publicity/plans/{id}", planPage),
			kit.Staff("POST /publicity/plans/{id}/{step}", planStep),
			kit.Staff("GET /publicity/plans/{id}/photos/{point}", planPhoto),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/publicity/papers", getPapers),
			api.Staff("GET /api/v1/publicity/papers/{id}", getPaper),
			api.Staff("POST /api/v1/publicity/papers", postPaper),
			api.Staff("POST /api/v1/publicity/papers/{id}/draft", draftPaper),
			api.Staff("POST /api/v1/publicity/papers/{id}/pass", passPaper),
			api.Staff("POST /api/v1/publicity/papers/{id}/refuse", refusePaper),
			api.Staff("POST /api/v1/publicity/papers/{id}/withdraw", withdrawPaper),
			api.Staff("GET /api/v1/publicity/plans", getPlans),
			api.Staff("POST /api/v1/publicity/plans", postPlan),
			api.Staff("GET /api/v1/publicity/plans/{id}", getPlan),
			api.Staff("POST /api/v1/publicity/plans/{id}/replan", replan),
			api.Staff("POST /api/v1/publicity/plans/{id}/put-up", putUp),
			api.Staff("POST /api/v1/publicity/plans/{id}/gone", foundGone),
			api.Staff("POST /api/v1/publicity/plans/{id}/end", endPlan),
		},
		Templates: templates,
		Pages:     []kit.Page{&Papers{}, &Paper{}, &Poster{}, &Desk{}, &Issue{}, &Plans{}, &NewPlan{}, &PlanPage{}},
		Sections: []kit.Section{
			{Group: "papers", Key: "publicity", URL: "/publicity", Place: 40},
		},
	}
}

func publicityOf(h *part.House) *publicity.Publicity { return part.Get[*publicity.Publicity](h.Values) }

func pointsOf(h *part.House) *point.Register { return part.Get[*point.Register](h.Values) }
