// Package city is one city with all its parts: the desk and what works beside it. It only puts them together; each part owns its tables and its
// rules, and they meet over the desk and the events of the ledger.
package city

import (
	"context"

	"xiaohao/deadline"
	"xiaohao/desk"
	"xiaohao/ledger"
	"xiaohao/seal"
	"xiaohao/store"
)

// City is a city at work. Faces use it and nothing below it.
type City struct {
	*desk.Desk
	Clock *deadline.Clock
	Seals *seal.Book
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
		store.Migration{Version: 7, Name: "seal", SQL: seal.Schema})
}

// Open opens a city on a migrated database and starts its writer and its followers.
func Open(ctx context.Context, config Config) (*City, error) {
	c := &City{}
	config.Follow = c.followers
	d, err := desk.Open(ctx, config.Config)
	if err != nil {
		return nil, err
	}
	c.Desk = d
	c.Clock = deadline.New(d, config.DB)
	c.Seals = seal.New(seal.Config{City: d.City(), DB: config.DB, Keys: seal.KeyFile(config.SealKey), Algorithm: func() string { return d.Policy().Seal }, Now: d.Now, Writer: d.Ledger()})
	return c, nil
}

// followers makes the parts that follow the ledger.
func (c *City) followers(*desk.Desk) []ledger.Follower { return nil }

// Tick does what is due by the clock and says how much that was.
func (c *City) Tick(ctx context.Context) (int, error) {
	done, err := c.Clock.Tick(ctx)
	if err != nil {
		return done, err
	}
	if _, made, err := c.Seals.Daily(ctx); err != nil {
		return done, err
	} else if made {
		done++
	}
	return done, nil
}
