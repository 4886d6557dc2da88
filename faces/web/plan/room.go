// Package plan is the pages of action plans: the leaders' page of all of them, a plan with its goals, measures and
// money,
// the draft that is written and asked about, versions, years and reports.
package plan

import (
	"embed"
	"strconv"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/plan"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "plan",
		Part:  "plan",
		Needs: []string{"meeting", "office"}, // where a plan was deliberated, and what brings it out
		Routes: []kit.Route{
			kit.Staff("GET /plans", list),
			kit.Staff("GET /plans/plans.xlsx", listFile),
			kit.Staff("GET /plans/board", board),
			kit.Staff("GET /plans/mine", mine),
			kit.Staff("GET /plans/new", newPlan),
			kit.Staff("POST /plans/new", begin),
			kit.Staff("GET /plans/{id}", page),
			kit.Staff("POST /plans/{id}/{step}", step),
			kit.Staff("GET /plans/{id}/edit", edit),
			kit.Staff("POST /plans/{id}/edit/{what}", put),
			kit.Staff("GET /plans/{id}/opinion", opinion),
			kit.Staff("POST /plans/{id}/opinion/{unit}", opine),
			kit.Staff("GET /plans/{id}/years", years),
			kit.Staff("GET /plans/{id}/money", money),
			kit.Staff("GET /plans/{id}/versions/{n}", version),
			kit.Staff("GET /plans/{id}/reports/{seq}", report),
			kit.Staff("GET /plans/{id}/reports/{seq}/docx", reportFile),
		},
		JSON: []api.Route{
			api.Staff("GET /api/v1/plans", getPlans),
			api.Staff("GET /api/v1/plans/{id}", getPlan),
		},
		Templates: templates,
		Pages: []kit.Page{&List{}, &Board{}, &Mine{}, &New{}, &Page{}, &Edit{}, &OpinionPage{}, &Years{}, &MoneyPage{},
			&VersionPage{}, &ReportPage{}},
		Sections: []kit.Section{{Group: "score", Key: "plans", URL: "/plans/board", Place: 40}},
	}
}

func plansOf(h *part.House) *plan.Plans { return part.Get[*plan.Plans](h.Values) }

func planURL(id int64) string { return "/plans/" + strconv.FormatInt(id, 10) }

// papers write what is said of plans in the reader's language.
func papers(c *kit.Call) plan.Papers { return plan.Papers{Names: c.Desk.Names(c.L), Now: c.Now} }

func differ(c *kit.Call) plan.Differ { return plan.Differ{Names: c.Desk.Names(c.L)} }
