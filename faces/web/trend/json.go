package trend

import (
	"strconv"

	"xiaohao/faces/api"
	"xiaohao/parts/trend"
)

// getTrends are the common problems, the newest first.
func getTrends(c *api.Call) (any, error) {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, err := trendOf(c.House).Findings(c.Ctx, c.Who.Caller, below, 50)
	return struct {
		Trends []trend.Finding `json:"trends"`
	}{api.Some(list)}, err
}
