package web

import (
	"xiaohao/core/part"
	"xiaohao/parts/alarm"
	"xiaohao/parts/atlas"
	"xiaohao/parts/campaign"
	"xiaohao/parts/inspect"
	"xiaohao/parts/notify"
	"xiaohao/parts/pattern"
	"xiaohao/parts/point"
	"xiaohao/parts/recheck"
	"xiaohao/parts/recur"
	suggest "xiaohao/parts/route"
	"xiaohao/parts/score"
	"xiaohao/parts/seal"
	"xiaohao/parts/standard"
	"xiaohao/parts/topic"
	"xiaohao/parts/trend"
)

// parts are those of the city that this face shows.
type parts struct {
	Alarms   *alarm.Alarms
	Atlas    *atlas.Atlas
	Campaign *campaign.Campaigns
	Inspect  *inspect.Inspect
	Notify   *notify.Notify
	Patterns *pattern.Patterns
	Points   *point.Register
	Recheck  *recheck.Recheck
	Recur    *recur.Recur
	Routes   *suggest.Routes
	Score    *score.Score
	Seals    *seal.Book
	Standard *standard.Standard
	Topics   *topic.Topics
	Trends   *trend.Trends
}

func partsOf(v *part.Values) (p parts) {
	p.Alarms, _ = part.Find[*alarm.Alarms](v)
	p.Atlas, _ = part.Find[*atlas.Atlas](v)
	p.Campaign, _ = part.Find[*campaign.Campaigns](v)
	p.Inspect, _ = part.Find[*inspect.Inspect](v)
	p.Notify, _ = part.Find[*notify.Notify](v)
	p.Patterns, _ = part.Find[*pattern.Patterns](v)
	p.Points, _ = part.Find[*point.Register](v)
	p.Recheck, _ = part.Find[*recheck.Recheck](v)
	p.Recur, _ = part.Find[*recur.Recur](v)
	p.Routes, _ = part.Find[*suggest.Routes](v)
	p.Score, _ = part.Find[*score.Score](v)
	p.Seals, _ = part.Find[*seal.Book](v)
	p.Standard, _ = part.Find[*standard.Standard](v)
	p.Topics, _ = part.Find[*topic.Topics](v)
	p.Trends, _ = part.Find[*trend.Trends](v)
	return p
}
