// Package inspect is rounds and inspections 轮次、督查: who looks at which points, what they find by the standard, and
// what that comes to.
//
// A round is planned (what it chooses from is fixed, and a commitment to the seed of its lots stands in the ledger),
// opened (the seed is revealed, the sample drawn, people sent where they do not belong) and closed. An inspection
// answers the questions of the standard's version; a failed item becomes a matter of the loop, or joins the open one
// for the same item at the same point. When that matter is struck off, a re-inspection scores the item again; the
// first score stays beside it. A closed round scores the city as an outside examiner would (mock.go).
//
// It owns the tables inspect_*, folded from its own events and from the strike-offs of the ledger by a follower, and
// the bodies of those events. It writes over the desk only: its events by Keep, matters by the loop's commands, each
// with an id that follows from what it is for, so that a phone may send as often as it likes and any process may
// finish what another one began. Where people are is recorded with an inspection and never otherwise; nobody is
// ranked by what he does.
//
// Invariants: sample and assignment follow from the events alone (Check does them again); of several inspections of a
// point in a round the first counts and the others are kept; points are whole hundredths, and every sum is the sum of
// its parts.
package inspect

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/parts/standard"
)

// States of a matter that a failed item led to, as far as re-inspecting it goes.
const (
	matterOpen     = 0
	matterStruck   = 1
	matterDeclined = 2
)

// States of a round.
const (
	StatePlanned = 0
	StateOpen    = 1
	StateClosed  = 2
)

// Register is the register of points, as this package asks it.
type Register interface {
	// by id, also those that were given up
	Spots(ctx context.Context, ids []int64) (map[int64]Spot, error)
	// in use in some areas, of some kinds (none: all)
	Within(ctx context.Context, areas []area.Code, kinds []string) ([]Spot, error)
}

// Config is what the package needs.
type Config struct {
	Standard *standard.Standard
	Points   Register
	part.Base
}

// Inspect is a city's rounds and inspections. Safe for concurrent use.
type Inspect struct {
	Config
}

// New makes it for a city whose tables are there.
func New(c Config) *Inspect { return &Inspect{Config: c} }

// Bind hands in the door that commands go through.
func (x *Inspect) Bind(d *desk.Desk) { x.Desk = d }
