// Package city is one city with all its parts: the desk and what works beside it. It only puts them together; each
// part owns its tables and its rules, and they meet over the desk and the events of the ledger.
package city

import (
	"context"
	"slices"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/alarm"
	"xiaohao/parts/atlas"
	"xiaohao/parts/campaign"
	"xiaohao/parts/deadline"
	"xiaohao/parts/inspect"
	"xiaohao/parts/notify"
	"xiaohao/parts/pattern"
	"xiaohao/parts/point"
	"xiaohao/parts/recheck"
	"xiaohao/parts/recur"
	"xiaohao/parts/route"
	"xiaohao/parts/score"
	"xiaohao/parts/seal"
	"xiaohao/parts/standard"
	"xiaohao/parts/topic"
	"xiaohao/parts/trend"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// City is a city at work. Faces use it and nothing below it.
type City struct {
	*desk.Desk
	Clock    *deadline.Clock
	Seals    *seal.Book
	Score    *score.Score
	Recheck  *recheck.Recheck
	Notify   *notify.Notify
	Alarms   *alarm.Alarms
	Standard *standard.Standard
	Routes   *route.Routes
	Topics   *topic.Topics
	Inspect  *inspect.Inspect
	Points   *point.Register
	Atlas    *atlas.Atlas
	Patterns *pattern.Patterns
	Recur    *recur.Recur
	Campaign *campaign.Campaigns
	Trends   *trend.Trends
}

// Config is what a city needs besides the desk's own.
type Config struct {
	desk.Config
	SealKey string // file of the key that signs the seals, made when it is first used
	BaseURL string // the address people reach the city at, for links in messages; "" for none

	// Send puts a message on the wire; nil for the real thing.
	Send func(context.Context, deliver.Channel, deliver.Message) error
}

// Migrations are all tables of a city, in order. A released step never changes: what is new comes behind it.
func Migrations() []store.Migration {
	return append(desk.Migrations(),
		store.Migration{Version: 6, Name: "deadline", SQL: deadline.Schema},
		store.Migration{Version: 7, Name: "seal", SQL: seal.Schema},
		store.Migration{Version: 8, Name: "score", SQL: score.Schema},
		store.Migration{Version: 9, Name: "recheck", SQL: recheck.Schema},
		store.Migration{Version: 10, Name: "notify", SQL: notify.Schema},
		store.Migration{Version: 11, Name: "alarm", SQL: alarm.Schema},
		store.Migration{Version: 12, Name: "leases", SQL: ledger.LeaseSchema},
		store.Migration{Version: 13, Name: "newest", SQL: views.NewestSchema},
		store.Migration{Version: 14, Name: "standard", SQL: standard.Schema},
		store.Migration{Version: 15, Name: "points", SQL: point.Schema},
		store.Migration{Version: 16, Name: "atlas", SQL: atlas.Schema},
		store.Migration{Version: 17, Name: "inspect", SQL: inspect.Schema},
		store.Migration{Version: 18, Name: "parts", SQL: desk.PartSchema},
		store.Migration{Version: 19, Name: "route", SQL: route.Schema},
		store.Migration{Version: 20, Name: "topics", SQL: topic.Schema},
		store.Migration{Version: 21, Name: "tallies", SQL: atlas.TallySchema},
		store.Migration{Version: 22, Name: "pattern", SQL: pattern.Schema},
		store.Migration{Version: 23, Name: "campaign", SQL: campaign.Schema + trend.Schema},
		store.Migration{Version: 24, Name: "recur", SQL: recur.Schema},
		store.Migration{Version: 25, Name: "groups", SQL: pattern.GroupSchema})
}

// Open opens a city on a migrated database and starts its writer and its followers.
func Open(ctx context.Context, config Config) (*City, error) {
	c := &City{}
	if config.Send == nil {
		config.Send = deliver.New(deliver.Options{Now: func() time.Time { return time.UnixMicro(config.Now()) }}).Send
	}
	var err error
	c.Notify, err = notify.New(notify.Config{City: config.City, DB: config.DB, Org: func() *org.Org { return c.Org() },
		Policy: func() *policy.Policy { return c.Policy() },
		Now:    config.Now, Secret: config.Secret, BaseURL: func() string { return config.BaseURL }, Send: config.Send,
		Log: config.Log})
	if err != nil {
		return nil, err
	}
	c.Points = point.New(point.Config{City: config.City, DB: config.DB, Org: func() *org.Org { return c.Org() },
		Rand: config.Rand, Kinds: c.kindsOfPoint})
	c.Campaign = campaign.New(campaign.Config{City: config.City, DB: config.DB, Org: func() *org.Org { return c.Org() },
		Policy: func() *policy.Policy { return c.Policy() },
		Now:    config.Now, Secret: config.Secret, Rate: func(ctx context.Context, items, kinds []string, in area.Code,
			from, to int64) (int64, int64, error) {
			return c.Trends.Rate(ctx, items, kinds, in, from, to)
		}, Part: func(ctx context.Context, categories []string, in area.Code, from, to int64) (int64, int64, error) {
			return c.Trends.Part(ctx, categories, in, from, to)
		}, Known: c.inStandard})
	config.Views, config.Point = append(config.Views, c.Points.View(), c.Campaign.View()), c.Points.Known
	config.Offs = func(ctx context.Context, r store.Reader, m *matter.Matter, category string,
		rule matter.Return) ([]matter.Off, error) {
		return c.Recur.Offs(ctx, r, m, category, rule)
	}
	config.Follow = func(d *desk.Desk) []ledger.Follower { return c.followers(d, config) }
	d, err := desk.Open(ctx, config.Config)
	if err != nil {
		return nil, err
	}
	c.Desk, c.Routes, c.Topics = d, route.New(route.Config{DB: config.DB, Desk: d}),
		topic.New(topic.Config{DB: config.DB, Desk: d})
	c.Clock = deadline.New(d, config.DB)
	c.Recheck.Bind(d)
	c.Standard.Bind(d)
	c.Inspect.Bind(d)
	c.Points.Bind(d)
	c.Patterns.Bind(d)
	c.Recur.Bind(d)
	c.Campaign.Bind(d)
	c.Trends.Bind(d)
	c.Notify.Bind(d.Ledger())
	c.Seals = seal.New(seal.Config{City: d.City(), DB: config.DB, Keys: seal.KeyFile(config.SealKey),
		Algorithm: func() string { return d.Policy().Seal }, Now: d.Now, Writer: d.Ledger()})
	return c, nil
}

// kindsOfPoint are the kinds of the standard in force, or of the one to come; none while there is no standard.
func (c *City) kindsOfPoint(ctx context.Context) ([]point.Kind, error) {
	e, err := c.Standard.Today(ctx)
	if fault.Code(err) == "standard_none" {
		e, err = c.Standard.Last(ctx)
	}
	if fault.Code(err) == "standard_none" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := make([]point.Kind, 0, len(e.Kinds))
	for _, k := range e.Kinds {
		out = append(out, point.Kind{Code: k.Code, Zh: k.Text.Zh, En: k.Text.En})
	}
	return out, nil
}

// inStandard says which items and kinds of point the standard in force has; none while there is no standard.
func (c *City) inStandard(ctx context.Context) (item, kind func(code string) bool, err error) {
	none := func(string) bool { return false }
	e, err := c.Standard.Today(ctx)
	if fault.Code(err) == "standard_none" {
		return none, none, nil
	}
	if err != nil {
		return nil, nil, err
	}
	item = func(code string) bool { n, ok := e.Node(code); return ok && n.Layer == standard.Item }
	kind = func(code string) bool {
		return slices.ContainsFunc(e.Kinds, func(k standard.Kind) bool { return k.Code == code })
	}
	return item, kind, nil
}

// followers makes the parts that follow the ledger.
func (c *City) followers(d *desk.Desk, config Config) []ledger.Follower {
	c.Score = score.New(score.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now})
	c.Recheck = recheck.New(recheck.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now,
		Secret: config.Secret})
	c.Standard = standard.New(standard.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now})
	c.Inspect = inspect.New(inspect.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now,
		Secret: config.Secret, Standard: c.Standard, Points: register{c.Points}})
	c.Trends = trend.New(trend.Config{City: d.City(), DB: config.DB, Org: d.Org, Now: d.Now})
	c.Atlas = atlas.New(atlas.Config{City: d.City(), DB: config.DB})
	c.Patterns = pattern.New(pattern.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now})
	c.Recur = recur.New(recur.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now,
		Patterns: c.Patterns})
	c.Desk, c.Alarms = d, alarm.New(alarm.Config{City: d.City(), DB: config.DB})
	return []ledger.Follower{c.Score.Follower(), c.Recheck.Follower(), c.Notify.Follower(), c.Alarms.Follower(),
		c.Standard.Follower(), c.Atlas.Follower(), c.Inspect.Follower(), c.Patterns.Follower(), c.Trends.Follower(),
		c.Recur.Follower()}
}

// LedgerOptions are a city's ledger with all that follows it, for making the views anew; no city is open then.
func LedgerOptions(city int64, hash string, now func() int64) ledger.Options {
	o := desk.LedgerOptions(city, hash, now, views.All(city))
	o.Views = append(o.Views, point.New(point.Config{City: city}).View(),
		campaign.New(campaign.Config{City: city}).View())
	o.Followers = append(o.Followers, standard.New(standard.Config{City: city}).Follower(),
		score.New(score.Config{City: city}).Follower(), recheck.New(recheck.Config{City: city}).Follower(),
		alarm.New(alarm.Config{City: city}).Follower(),
		atlas.New(atlas.Config{City: city}).Follower(), inspect.New(inspect.Config{City: city}).Follower(),
		pattern.New(pattern.Config{City: city}).Follower(), trend.New(trend.Config{City: city}).Follower(),
		recur.New(recur.Config{City: city}).Follower())
	return o
}

// Tick does what is due by the clock and says how much that was.
func (c *City) Tick(ctx context.Context) (int, error) {
	done, err := c.Clock.Tick(ctx)
	if err != nil {
		return done, err
	}
	n, err := c.Recheck.Tick(ctx)
	if done += n; err != nil {
		return done, err
	}
	n, err = c.Inspect.Tick(ctx)
	if done += n; err != nil {
		return done, err
	}
	n, err = c.Recur.Tick(ctx)
	if done += n; err != nil {
		return done, err
	}
	n, err = c.Trends.Tick(ctx)
	if done += n; err != nil {
		return done, err
	}
	n, err = c.Campaign.Tick(ctx)
	if done += n; err != nil {
		return done, err
	}
	s, made, err := c.Seals.Daily(ctx)
	if err != nil || !made {
		return done, err
	}
	return done + 1, c.Notify.Keep(ctx, s.Seq, s)
}

// Learn learns anew what to suggest, and looks for topics, when that is due, which takes seconds to a minute, and
// says how much was learnt.
func (c *City) Learn(ctx context.Context) (int, error) {
	due, err := c.Topics.Due(ctx)
	if err == nil && due {
		err = c.Topics.Look(ctx)
	}
	if err != nil {
		return 0, err
	}
	due, err = c.Routes.Due(ctx)
	if err != nil || !due {
		return 0, err
	}
	j, err := c.Routes.Train(ctx, func(int, int) {})
	if err != nil || j == nil {
		return 0, err
	}
	return 1, nil
}

// Publish freezes a month that is over: from then on it is read as it was published. A supervisor of the whole city
// may.
func (c *City) Publish(ctx context.Context, caller org.Caller, month score.Period) error {
	if !c.Org().MayDeclare(caller, score.PublishedType) {
		return fault.New(fault.Denied, "not_allowed")
	}
	if err := c.Ledger().CatchUp(ctx); err != nil {
		return err
	}
	parts, err := c.Score.Publication(ctx, month)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if _, err := c.Declare(ctx, caller, desk.Once(score.PublishedType, month.String(), p.Through, p.Part),
			score.PublishedType, p); err != nil {
			return err
		}
	}
	return c.Ledger().CatchUp(ctx)
}
