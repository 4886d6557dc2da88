// Package city is one city with all its parts: the desk and what works beside it. It only puts them together; each part owns its tables and its
// rules, and they meet over the desk and the events of the ledger.
package city

import (
	"context"

	"xiaohao/deadline"
	"xiaohao/desk"
	"xiaohao/fault"
	"xiaohao/ledger"
	"xiaohao/org"
	"xiaohao/recheck"
	"xiaohao/score"
	"xiaohao/seal"
	"xiaohao/store"
	"xiaohao/views"
)

// City is a city at work. Faces use it and nothing below it.
type City struct {
	*desk.Desk
	Clock   *deadline.Clock
	Seals   *seal.Book
	Score   *score.Score
	Recheck *recheck.Recheck
}

// Config is what a city needs besides the desk's own.
type Config struct {
	desk.Config
	SealKey string // file of the key that signs the seals, made when it is first used
}

// Migrations are all tables of a city, in order. A released step never changes: what is new comes behind it.
func Migrations() []store.Migration {
	return append(desk.Migrations(),
		store.Migration{Version: 6, Name: "deadline", SQL: deadline.Schema},
		store.Migration{Version: 7, Name: "seal", SQL: seal.Schema},
		store.Migration{Version: 8, Name: "score", SQL: score.Schema},
		store.Migration{Version: 9, Name: "recheck", SQL: recheck.Schema})
}

// Open opens a city on a migrated database and starts its writer and its followers.
func Open(ctx context.Context, config Config) (*City, error) {
	c := &City{}
	config.Follow = func(d *desk.Desk) []ledger.Follower { return c.followers(d, config) }
	d, err := desk.Open(ctx, config.Config)
	if err != nil {
		return nil, err
	}
	c.Desk = d
	c.Clock = deadline.New(d, config.DB)
	c.Recheck.Bind(d)
	c.Seals = seal.New(seal.Config{City: d.City(), DB: config.DB, Keys: seal.KeyFile(config.SealKey), Algorithm: func() string { return d.Policy().Seal }, Now: d.Now, Writer: d.Ledger()})
	return c, nil
}

// followers makes the parts that follow the ledger.
func (c *City) followers(d *desk.Desk, config Config) []ledger.Follower {
	c.Score = score.New(score.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now})
	c.Recheck = recheck.New(recheck.Config{City: d.City(), DB: config.DB, Org: d.Org, Policy: d.Policy, Now: d.Now, Secret: config.Secret})
	return []ledger.Follower{c.Score.Follower(), c.Recheck.Follower()}
}

// LedgerOptions are a city's ledger with all that follows it, for making the views anew; no city is open then.
func LedgerOptions(city int64, hash string, now func() int64) ledger.Options {
	o := desk.LedgerOptions(city, hash, now, views.All(city))
	o.Followers = append(o.Followers, score.New(score.Config{City: city}).Follower(), recheck.New(recheck.Config{City: city}).Follower())
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
	if _, made, err := c.Seals.Daily(ctx); err != nil {
		return done, err
	} else if made {
		done++
	}
	return done, nil
}

// Publish freezes a month that is over: from then on it is read as it was published. A supervisor of the whole city may.
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
		if _, err := c.Declare(ctx, caller, desk.Once(score.PublishedType, month.String(), p.Through, p.Part), score.PublishedType, p); err != nil {
			return err
		}
	}
	return c.Ledger().CatchUp(ctx)
}
