package web

import (
	"net/http"

	"xiaohao/core/desk"
	"xiaohao/faces/gate"
)

// Web answers everything that is not the JSON interface. Make it with New; the gate stands before it.
type Web struct {
	gate *gate.Gate
	desk *desk.Desk
	all  parts
	mux  *http.ServeMux
}

// access is who may open a route; what he then sees and may do is the desk's to say.
type access uint8

const (
	anyone access = iota
	staff         // somebody who logged in and has a password of his own
	fresh         // somebody who logged in, also with the first password
)

// route is one address.
type route struct {
	pattern string
	access  access
	do      func(c *call) error
}

// New makes the pages of a city.
func New(g *gate.Gate) *Web {
	s := &Web{gate: g, desk: g.Desk, all: partsOf(g.House.Values), mux: http.NewServeMux()}
	for _, r := range routes() {
		s.mux.Handle(r.pattern, s.adapt(r))
	}
	s.mux.HandleFunc("GET /static/{version}/{name}", Static)
	return s
}

func (s *Web) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// routes is every address there is.
func routes() []route {
	return []route{
		{"GET /{$}", anyone, (*call).home},
		{"POST /report", anyone, (*call).report},
		{"POST /alike", anyone, (*call).alikePart},
		{"POST /alike/{id}/same", anyone, (*call).join},
		{"GET /alike/{id}/photo", anyone, (*call).alikePhoto},
		{"GET /find", anyone, (*call).find},
		{"GET /r/{code}", anyone, (*call).receipt},
		{"POST /r/{code}/{command}", anyone, (*call).receiptCommand},
		{"GET /r/{code}/photos/{photo}", anyone, (*call).receiptPhoto},
		{"GET /r/{code}/proof.json", anyone, (*call).receiptProof},
		{"GET /seals", anyone, (*call).seals},
		{"POST /seals", staff, (*call).makeSeal},
		{"GET /seals.json", anyone, (*call).sealsJSON},
		{"GET /seals/{seq}", anyone, (*call).sealJSON},
		{"POST /language", anyone, (*call).language},
		{"GET /healthz", anyone, (*call).healthz},
		{"GET /readyz", anyone, (*call).readyz},
		{"/", anyone, (*call).nowhere},

		{"GET /login", anyone, (*call).loginPage},
		{"POST /login", anyone, (*call).login},
		{"POST /logout", fresh, (*call).logout},
		{"GET /password", fresh, (*call).passwordPage},
		{"POST /password", fresh, (*call).password},
		{"GET /me", staff, (*call).me},
		{"POST /me/sessions/{id}/end", staff, (*call).endSession},
		{"POST /me/leave", staff, (*call).setLeave},
		{"POST /me/keys", staff, (*call).newKey},
		{"POST /me/keys/{id}/end", staff, (*call).endKey},

		{"GET /work", staff, (*call).work},
		{"POST /work", staff, (*call).batch},
		{"GET /lists", staff, (*call).lists},
		{"GET /lists/{list}", staff, (*call).list},
		{"GET /lists/{list}/{file}", staff, (*call).export},
		{"POST /lists/columns", staff, (*call).columns},
		{"GET /new", staff, (*call).newPage},
		{"POST /new", staff, (*call).newMatter},

		{"GET /matters/{id}", staff, (*call).matter},
		{"GET /matters/{id}/place", staff, (*call).corner},
		{"GET /matters/{id}/place.xlsx", staff, (*call).cornerFile},
		{"GET /matters/{id}/notices/{seq}", staff, (*call).notice},
		{"GET /matters/{id}/notices/{seq}/docx", staff, (*call).noticeFile},
		{"GET /rechecks", staff, (*call).rechecks},
		{"GET /inbox", staff, (*call).inbox},
		{"POST /inbox/choices", staff, (*call).setChoices},
		{"GET /admin/delivery", staff, (*call).delivery},
		{"POST /admin/delivery", staff, (*call).setChannel},
		{"POST /admin/delivery/{id}/try", staff, (*call).tryChannel},
		{"POST /admin/delivery/resend", staff, (*call).resend},
		{"GET /notices", staff, (*call).noticeRegister},
		{"GET /matters/{id}/qr", staff, (*call).qr},
		{"GET /matters/{id}/photos/{photo}", staff, (*call).photo},
		{"POST /matters/{id}/split-all", staff, (*call).splitAll},
		{"POST /matters/{id}/{command}", staff, (*call).command},

		{"GET /board", staff, (*call).board},
		{"GET /room", staff, (*call).room},
		{"GET /burden", staff, (*call).burden},
		{"GET /topics", staff, (*call).topics},
		{"GET /topics/topics.xlsx", staff, (*call).topicsFile},
		{"GET /duplicates/duplicates.xlsx", staff, (*call).duplicatesFile},
		{"GET /duplicates", staff, (*call).duplicates},
		{"POST /duplicates/{id}", staff, (*call).duplicatesStep},
		{"GET /score", staff, (*call).league},
		{"GET /score/league.xlsx", staff, (*call).leagueFile},
		{"POST /score/publish", staff, (*call).publish},
		{"GET /score/areas/{area}", staff, (*call).scoreSheet},
		{"GET /score/areas/{area}/{figure}", staff, (*call).behindFigure},
		{"GET /score/units/{unit}", staff, (*call).scoreSheet},
		{"GET /score/units/{unit}/{figure}", staff, (*call).behindFigure},

		{"GET /standard", staff, (*call).standard},
		{"GET /standard/standard.xlsx", staff, (*call).standardFile},
		{"GET /standard/items/{code}", staff, (*call).standardItem},
		{"GET /standard/diff", staff, (*call).standardDiff},
		{"GET /standard/coverage", staff, (*call).standardCoverage},
		{"GET /standard/upload", staff, (*call).standardUpload},
		{"POST /standard/upload", staff, (*call).setStandard},

		{"GET /map", staff, (*call).mapPage},
		{"GET /map/cells", staff, (*call).mapCells},
		{"GET /map/shapes", staff, (*call).mapShapes},

		{"GET /rounds", staff, (*call).rounds},
		{"GET /rounds/new", staff, (*call).newRoundPage},
		{"POST /rounds/new", staff, (*call).newRound},
		{"GET /rounds/{id}", staff, (*call).round},
		{"POST /rounds/{id}/{step}", staff, (*call).roundStep},
		{"GET /rounds/{id}/round.xlsx", staff, (*call).roundFile},
		{"GET /rounds/{id}/mock", staff, (*call).mock},
		{"GET /rounds/{id}/mock.xlsx", staff, (*call).mockFile},
		{"GET /campaigns", staff, (*call).campaigns},
		{"GET /campaigns/campaigns.xlsx", staff, (*call).campaignsFile},
		{"GET /campaigns/new", staff, (*call).newCampaignPage},
		{"POST /campaigns/new", staff, (*call).newCampaign},
		{"GET /campaigns/{id}", staff, (*call).campaign},
		{"GET /campaigns/{id}/areas.xlsx", staff, (*call).campaignFile},
		{"POST /campaigns/{id}/{step}", staff, (*call).campaignStep},
		{"GET /campaigns/{id}/report", staff, (*call).campaignReport},
		{"GET /campaigns/{id}/report.xlsx", staff, (*call).campaignReportFile},
		{"GET /campaigns/{id}/report.docx", staff, (*call).campaignReportPaper},
		{"GET /recurring", staff, (*call).recurring},
		{"GET /recurring/recurring.xlsx", staff, (*call).recurringFile},
		{"GET /trends", staff, (*call).trends},
		{"GET /trends/trends.xlsx", staff, (*call).trendsFile},
		{"GET /inspections", staff, (*call).looks},
		{"GET /inspections/{id}", staff, (*call).inspection},
		{"GET /inspections/{id}/photos/{photo}", staff, (*call).inspectionPhoto},

		{"GET /p", anyone, (*call).plateFind},
		{"GET /p/{code}", anyone, (*call).plate},
		{"GET /points", staff, (*call).points},
		{"POST /points", staff, (*call).addPoint},
		{"GET /points/export.xlsx", staff, (*call).pointsFile},
		{"GET /points/export.csv", staff, (*call).pointsFile},
		{"GET /points/plates", staff, (*call).plates},
		{"GET /points/upload", staff, (*call).pointsUpload},
		{"POST /points/upload", staff, (*call).setPoints},
		{"GET /points/{id}", staff, (*call).point},
		{"POST /points/{id}/{command}", staff, (*call).pointCommand},

		{"GET /admin/areas", staff, (*call).areas},
		{"POST /admin/areas", staff, (*call).setArea},
		{"GET /admin/units", staff, (*call).units},
		{"POST /admin/units", staff, (*call).setUnit},
		{"GET /admin/people", staff, (*call).people},
		{"POST /admin/people", staff, (*call).setPerson},
		{"POST /admin/people/{id}/password", staff, (*call).setPassword},
		{"GET /admin/policy", staff, (*call).policy},
		{"POST /admin/policy", staff, (*call).setPolicy},
	}
}
