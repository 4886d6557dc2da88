package campaign

import (
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/campaign"
)

func getCampaigns(c *api.Call) (any, error) {
	const page = 50
	below, err := c.Place("below")
	if err != nil {
		return nil, err
	}
	list, err := campaignOf(c.House).List(c.Ctx, c.Who.Caller, below, page)
	if err != nil {
		return nil, err
	}
	sums, err := campaignOf(c.House).Sums(c.Ctx, c.Who.Caller, list)
	type listed struct {
		campaign.Campaign
		All campaign.Row `json:"all"`
	}
	out := struct {
		Campaigns []listed `json:"campaigns"`
		Next      string   `json:"next,omitempty"`
	}{[]listed{}, api.NextID(c, "below", list, page, func(x campaign.Campaign) int64 { return x.ID })}
	for _, x := range list {
		out.Campaigns = append(out.Campaigns, listed{x, sums[x.ID]})
	}
	return out, err
}

func postCampaign(c *api.Call) (any, error) {
	var p campaign.Plan
	id, err := c.Given(&p)
	if err != nil {
		return nil, err
	}
	n, err := campaignOf(c.House).Open(c.Ctx, c.Who.Caller, id, p)
	if err != nil {
		return nil, err
	}
	return api.Created{Value: struct {
		Campaign int64 `json:"campaign"`
	}{n}}, nil
}

// getSpotChecks are the zeros that wait for the caller's look.
func getSpotChecks(c *api.Call) (any, error) {
	list, err := campaignOf(c.House).Mine(c.Ctx, c.Who.Caller.Person, 100)
	return struct {
		SpotChecks []campaign.Task `json:"looks"`
	}{api.Some(list)}, err
}

// getFalseZeros is what the assessment says of zero reports: how many of an area were looked at between two days, and
// how many were false.
func getFalseZeros(c *api.Call) (any, error) {
	at, err := areaAsked(c)
	if err != nil {
		return nil, err
	}
	if at == 0 {
		at = area.Code(c.House.City() * 1e8)
	}
	if !c.House.Org().MaySeePoints(c.Who.Caller) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	q := c.R.URL.Query()
	from, _ := strconv.ParseInt(q.Get("from"), 10, 64)
	to, err := strconv.ParseInt(q.Get("to"), 10, 64)
	if err != nil {
		to = int64(views.DayOf(c.House.Now()).Start() + 24*3600e6)
	}
	n, wrong, err := campaignOf(c.House).FalseZeros(c.Ctx, at, calendar.Instant(from), calendar.Instant(to))
	return struct {
		Spot  int `json:"looked"`
		False int `json:"false"`
	}{n, wrong}, err
}

func areaAsked(c *api.Call) (area.Code, error) {
	v := c.R.URL.Query().Get("area")
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
func campaignPart(c *api.Call) (id int64, at area.Code, err error) {
	if id, err = c.PathID(); err == nil {
		at, err = areaAsked(c)
	}
	return id, at, err
}

func getCampaign(c *api.Call) (any, error) {
	id, at, err := campaignPart(c)
	if err != nil {
		return nil, err
	}
	return campaignOf(c.House).Sheet(c.Ctx, c.Who.Caller, id, at)
}

func getCampaignReport(c *api.Call) (any, error) {
	id, at, err := campaignPart(c)
	if err != nil {
		return nil, err
	}
	return campaignOf(c.House).Report(c.Ctx, c.Who.Caller, id, at)
}

// taken says that a step of a campaign was taken.
type taken struct {
	Campaign int64 `json:"campaign"`
	Matter   int64 `json:"matter,omitempty"`
}

// stepCampaign reads a step and takes it.
func stepCampaign(c *api.Call, body any,
	do func(id ledger.ID, campaign int64) (matter int64, err error)) (any, error) {
	n, err := c.PathID()
	if err != nil {
		return nil, err
	}
	id, err := c.Given(body)
	if err != nil {
		return nil, err
	}
	m, err := do(id, n)
	return taken{n, m}, err
}

func postInstructions(c *api.Call) (any, error) {
	var b campaign.Instructed
	return stepCampaign(c, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, campaignOf(c.House).Instruct(c.Ctx, c.Who.Caller, id, n, b.Area, b.Text)
	})
}

func postFinding(c *api.Call) (any, error) {
	var b campaign.Finding
	return stepCampaign(c, &b, func(id ledger.ID, n int64) (int64, error) {
		return campaignOf(c.House).Find(c.Ctx, c.Who.Caller, id, n, b)
	})
}

func postZero(c *api.Call) (any, error) {
	var b campaign.Zeroed
	return stepCampaign(c, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, campaignOf(c.House).Zero(c.Ctx, c.Who.Caller, id, n, b.Area, b.Name)
	})
}

// postSend gives a zero that nobody is there to look at to whom the seed draws now, or to the head of a unit.
func postSend(c *api.Call) (any, error) {
	var b struct {
		Area area.Code `json:"area"`
		Unit int64     `json:"unit"`
	}
	return stepCampaign(c, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, campaignOf(c.House).Send(c.Ctx, c.Who.Caller, id, n, b.Area, b.Unit)
	})
}

func postLook(c *api.Call) (any, error) {
	var b campaign.Verdict
	return stepCampaign(c, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, campaignOf(c.House).SpotCheck(c.Ctx, c.Who.Caller, id, n, b)
	})
}

func closeCampaign(c *api.Call) (any, error) {
	var b campaign.Closed
	return stepCampaign(c, &b, func(id ledger.ID, n int64) (int64, error) {
		return 0, campaignOf(c.House).Close(c.Ctx, c.Who.Caller, id, n, b.Reason)
	})
}
