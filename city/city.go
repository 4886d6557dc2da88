// Package city is one city with all its parts: the one list of them (Parts), and what ranges over it: opening,
// migrating, following, ticking, proving. A part is made here in one step from one base; it owns its tables and its
// rules, and parts meet over the desk and the events of the ledger.
package city

import (
	"context"
	"log/slog"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/part"
	"xiaohao/parts/alarm"
	"xiaohao/parts/atlas"
	"xiaohao/parts/campaign"
	"xiaohao/parts/deadline"
	"xiaohao/parts/duplicate"
	"xiaohao/parts/follow"
	"xiaohao/parts/inspect"
	"xiaohao/parts/notify"
	"xiaohao/parts/origin"
	"xiaohao/parts/point"
	"xiaohao/parts/recur"
	"xiaohao/parts/route"
	"xiaohao/parts/score"
	"xiaohao/parts/seal"
	"xiaohao/parts/secondlook"
	"xiaohao/parts/standard"
	"xiaohao/parts/topic"
	"xiaohao/parts/trend"
	"xiaohao/platform/deliver"
)

// City is a city at work. Tools and tests name its parts by these fields; faces ask House for them.
type City struct {
	*desk.Desk
	Values *part.Values

	Clock       *deadline.Clock
	Seals       *seal.Book
	Score       *score.Score
	SecondLooks *secondlook.Looks
	Notify      *notify.Notify
	Alarms      *alarm.Alarms
	Standard    *standard.Standard
	Routes      *route.Routes
	Topics      *topic.Topics
	Inspect     *inspect.Inspect
	Points      *point.Register
	Atlas       *atlas.Atlas
	Duplicates  *duplicate.Duplicates
	Recur       *recur.Recur
	Campaign    *campaign.Campaigns
	Trends      *trend.Trends
	Origins     *origin.Origins
	Following   *follow.Follows

	parts []made
	jobs  []*job
	log   *slog.Logger
}

// Config is what a city needs besides the desk's own.
type Config struct {
	desk.Config
	SealKey string // file of the key that signs the seals, made when it is first used
	BaseURL string // the address people reach the city at, for links in messages; "" for none
	Folder  string // of the city's data, for files of parts that can be made again; "" for none
	List    *List  // the parts; nil for those that are shipped

	// Send puts a message on the wire; nil for the real thing.
	Send func(context.Context, deliver.Channel, deliver.Message) error

	// Fetch reads what a stranger named by its address; nil for the real thing.
	Fetch func(ctx context.Context, address string, most int64) ([]byte, error)
}

// Open opens a city on a migrated database and starts its writer and its followers.
func Open(ctx context.Context, config Config) (*City, error) {
	wire := deliver.New(deliver.Options{Now: func() time.Time { return config.Now().Time() }})
	if config.Send == nil {
		config.Send = wire.Send
	}
	if config.Fetch == nil {
		config.Fetch = wire.Fetch
	}
	if config.List == nil {
		config.List = Standard()
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	config.Acts = config.List.Acts()
	d, err := desk.New(ctx, config.Config)
	if err != nil {
		return nil, err
	}
	all, err := config.List.make(part.Base{City: config.City, DB: config.DB, Desk: d, Org: d.Org,
		Policy: d.Policy, Now: d.Now,
		Secret: config.Secret, Rand: config.Rand, Log: config.Log, SealKey: config.SealKey, BaseURL: config.BaseURL,
		Folder: config.Folder, Send: config.Send, Fetch: config.Fetch})
	if err != nil {
		return nil, err
	}
	c := &City{Desk: d, Values: &part.Values{}, parts: all, log: config.Log}
	for _, m := range all {
		c.Values.Add(m.Name, m.Value)
	}
	c.name()
	c.jobs = append(jobsOf(all), ofDesk(d)...)
	if err := d.Start(ctx, join(all)); err != nil {
		return c, err
	}
	d.Auth.Watches = c.watches
	return c, nil
}

// name fills the fields; a program with a shorter list of parts leaves some empty.
func (c *City) name() {
	c.Clock, _ = part.Find[*deadline.Clock](c.Values)
	c.Seals, _ = part.Find[*seal.Book](c.Values)
	c.Score, _ = part.Find[*score.Score](c.Values)
	c.SecondLooks, _ = part.Find[*secondlook.Looks](c.Values)
	c.Notify, _ = part.Find[*notify.Notify](c.Values)
	c.Alarms, _ = part.Find[*alarm.Alarms](c.Values)
	c.Standard, _ = part.Find[*standard.Standard](c.Values)
	c.Routes, _ = part.Find[*route.Routes](c.Values)
	c.Topics, _ = part.Find[*topic.Topics](c.Values)
	c.Inspect, _ = part.Find[*inspect.Inspect](c.Values)
	c.Points, _ = part.Find[*point.Register](c.Values)
	c.Atlas, _ = part.Find[*atlas.Atlas](c.Values)
	c.Duplicates, _ = part.Find[*duplicate.Duplicates](c.Values)
	c.Recur, _ = part.Find[*recur.Recur](c.Values)
	c.Campaign, _ = part.Find[*campaign.Campaigns](c.Values)
	c.Trends, _ = part.Find[*trend.Trends](c.Values)
	c.Origins, _ = part.Find[*origin.Origins](c.Values)
	c.Following, _ = part.Find[*follow.Follows](c.Values)
}
