package api

import (
	"xiaohao/core/part"
	"xiaohao/parts/campaign"
	"xiaohao/parts/inspect"
	"xiaohao/parts/pattern"
	"xiaohao/parts/recur"
	"xiaohao/parts/route"
	"xiaohao/parts/trend"
)

// parts are those of the city that this face shows.
type parts struct {
	Campaign *campaign.Campaigns
	Inspect  *inspect.Inspect
	Patterns *pattern.Patterns
	Recur    *recur.Recur
	Routes   *route.Routes
	Trends   *trend.Trends
}

func partsOf(v *part.Values) (p parts) {
	p.Campaign, _ = part.Find[*campaign.Campaigns](v)
	p.Inspect, _ = part.Find[*inspect.Inspect](v)
	p.Patterns, _ = part.Find[*pattern.Patterns](v)
	p.Recur, _ = part.Find[*recur.Recur](v)
	p.Routes, _ = part.Find[*route.Routes](v)
	p.Trends, _ = part.Find[*trend.Trends](v)
	return p
}
