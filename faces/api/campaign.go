package api

import (
	"net/http"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/campaign"
	"xiaohao/parts/trend"
)

// campaignRoutes are common problems and self-check campaigns; they want a login.
func (a *API) campaignRoutes() map[string]handler {
	return map[string]handler{
		"GET /api/v1/trends":                       a.getTrends,
		"GET /api/v1/campaigns":                    a.getCampaigns,
		"POST /api/v1/campaigns":                   a.postCampaign,
		"GET /api/v1/campaigns/looks":              a.getLooks,
		"GET /api/v1/campaigns/false-zeros":        a.getFalseZeros,
		"GET /api/v1/campaigns/{id}":               a.getCampaign,
		"GET /api/v1/campaigns/{id}/report":        a.getCampaignReport,
		"POST /api/v1/campaigns/{id}/instructions": a.postInstructions,
		"POST /api/v1/campaigns/{id}/findings":     a.postFinding,
		"POST /api/v1/campaigns/{id}/zero":         a.postZero,
		"POST /api/v1/campaigns/{id}/send":         a.postSend,
		"POST /api/v1/campaigns/{id}/look":         a.postLook,
		"POST /api/v1/campaigns/{id}/close":        a.closeCampaign,
	}
}

func (a *API) getTrends(_ http.ResponseWriter, r *http.Request) (any, error) {
	below, _ := strconv.ParseInt(r.URL.Query().Get("below"), 10, 64)
	list, err := a.all.Trends.Findings(r.Context(), gate.From(r).Caller, below, 50)
	return struct {
		Trends []trend.Finding `json:"trends"`
	}{list}, err
}

func (a *API) getCampaigns(_ http.ResponseWriter, r *http.Request) (any, error) {
	below, _ := strconv.ParseInt(r.URL.Query().Get("below"), 10, 64)
	list, err := a.all.Campaign.List(r.Context(), gate.From(r).Caller, below, 50)
	if err != nil {
		return nil, err
	}
	sums, err := a.all.Campaign.Sums(r.Context(), gate.From(r).Caller, list)
	type listed struct {
		campaign.Campaign
		All campaign.Row `json:"all"`
	}
	out := struct {
		Campaigns []listed `json:"campaigns"`
	}{[]listed{}}
	for _, x := range list {
		out.Campaigns = append(out.Campaigns, listed{x, sums[x.ID]})
	}
	return out, err
}

func (a *API) postCampaign(w http.ResponseWriter, r *http.Request) (any, error) {
	var p campaign.Plan
	id, err := given(w, r, &p)
	if err != nil {
		return nil, err
	}
	n, err := a.all.Campaign.Open(r.Context(), gate.From(r).Caller, id, p)
	if err != nil {
		return nil, err
	}
	return created{struct {
		Campaign int64 `json:"campaign"`
	}{n}}, nil
}

// given reads a command's id and its body.
func given(w http.ResponseWriter, r *http.Request, body any) (ledger.ID, error) {
	in := struct {
		ID   string `json:"id"`
		Body any    `json:"body"`
	}{Body: body}
	if err := read(w, r, &in); err != nil {
		return ledger.ID{}, err
	}
	return commandID(in.ID)
}

// getLooks are the zeros that wait for the caller's look.
func (a *API) getLooks(_ http.ResponseWriter, r *http.Request) (any, error) {
	list, err := a.all.Campaign.Mine(r.Context(), gate.From(r).Caller.Person, 100)
	return struct {
		Looks []campaign.Task `json:"looks"`
	}{list}, err
}

// getFalseZeros is what the assessment says of zero reports: how many of an area were looked at between two days, and
// how many were false.
func (a *API) getFalseZeros(_ http.ResponseWriter, r *http.Request) (any, error) {
	at, err := areaAsked(r)
	if err != nil {
		return nil, err
	}
	if at == 0 {
		at = area.Code(a.gate.Desk.City() * 1e8)
	}
	if !a.gate.Desk.Org().MaySeePoints(gate.From(r).Caller) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	q := r.URL.Query()
	from, _ := strconv.ParseInt(q.Get("from"), 10, 64)
	to, err := strconv.ParseInt(q.Get("to"), 10, 64)
	if err != nil {
		to = views.DayOf(a.gate.Desk.Now()).Start() + 24*3600e6
	}
	n, wrong, err := a.all.Campaign.FalseZeros(r.Context(), at, from, to)
	return struct {
		Looked int `json:"looked"`
		False  int `json:"false"`
	}{n, wrong}, err
}

func areaAsked(r *http.Request) (area.Code, error) {
	v := r.URL.Query().Get("area")
	if v == "" {
		return 0, nil
	}
	at, err := area.Parse(v)
	if err != nil {
		err = fault.New(fault.Invalid, "area_unknown", "code", v).On("area")
	}
	return at, err
}

// campaignPart is a campaign as an area of it sees it; no area asked for is the whole.
func campaignPart(r *http.Request) (id int64, at area.Code, err error) {
	if id, err = pathID(r); err == nil {
		at, err = areaAsked(r)
	}
	return id, at, err
}

func (a *API) getCampaign(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, at, err := campaignPart(r)
	if err != nil {
		return nil, err
	}
	return a.all.Campaign.Sheet(r.Context(), gate.From(r).Caller, id, at)
}

func (a *API) getCampaignReport(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, at, err := campaignPart(r)
	if err != nil {
		return nil, err
	}
	return a.all.Campaign.Report(r.Context(), gate.From(r).Caller, id, at)
}

// taken says that a step of a campaign was taken.
type taken struct {
	Campaign int64 `json:"campaign"`
	Matter   int64 `json:"matter,omitempty"`
}

// stepCampaign reads a step and takes it.
func (a *API) stepCampaign(w http.ResponseWriter, r *http.Request, body any,
	do func(id ledger.ID, campaign int64) (matter int64, err error)) (any, error) {
	n, err := pathID(r)
	if err != nil {
		return nil, err
	}
	id, err := given(w, r, body)
	if err != nil {
		return nil, err
	}
	m, err := do(id, n)
	return taken{n, m}, err
}

func (a *API) postInstructions(w http.ResponseWriter, r *http.Request) (any, error) {
	var b campaign.Instructed
	return a.stepCampaign(w, r, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, a.all.Campaign.Instruct(r.Context(), gate.From(r).Caller, id, n, b.Area, b.Text)
	})
}

func (a *API) postFinding(w http.ResponseWriter, r *http.Request) (any, error) {
	var b campaign.Finding
	return a.stepCampaign(w, r, &b, func(id ledger.ID, n int64) (int64, error) {
		return a.all.Campaign.Find(r.Context(), gate.From(r).Caller, id, n, b)
	})
}

func (a *API) postZero(w http.ResponseWriter, r *http.Request) (any, error) {
	var b campaign.Zeroed
	return a.stepCampaign(w, r, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, a.all.Campaign.Zero(r.Context(), gate.From(r).Caller, id, n, b.Area, b.Name)
	})
}

// postSend gives a zero that nobody is there to look at to whom the seed draws now, or to the head of a unit.
func (a *API) postSend(w http.ResponseWriter, r *http.Request) (any, error) {
	var b struct {
		Area area.Code `json:"area"`
		Unit int64     `json:"unit"`
	}
	return a.stepCampaign(w, r, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, a.all.Campaign.Send(r.Context(), gate.From(r).Caller, id, n, b.Area, b.Unit)
	})
}

func (a *API) postLook(w http.ResponseWriter, r *http.Request) (any, error) {
	var b campaign.Verdict
	return a.stepCampaign(w, r, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, a.all.Campaign.Look(r.Context(), gate.From(r).Caller, id, n, b)
	})
}

func (a *API) closeCampaign(w http.ResponseWriter, r *http.Request) (any, error) {
	var b campaign.Closed
	return a.stepCampaign(w, r, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, a.all.Campaign.Close(r.Context(), gate.From(r).Caller, id, n, b.Reason)
	})
}
