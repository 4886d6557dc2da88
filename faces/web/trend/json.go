package trend

import (
	"xiaohao/faces/api"
	"xiaohao/parts/trend"
)

// getTrends are the common problems, the newest first.
func getTrends(c *api.Call) (any, error) {
	const page = 50
	below, err := c.Place("below")
	if err != nil {
		return nil, err
	}
	list, err := trendOf(c.House).Findings(c.Ctx, c.Who.Caller, below, page)
	next := api.NextID(c, "below", list, page, func(x trend.Finding) int64 { return x.ID })
	return struct {
		Trends []trend.Finding `json:"trends"`
		Next   string          `json:"next,omitempty"`
	}{api.Some(list), next}, err
}
