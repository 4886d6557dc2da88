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
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/parts/standard"
	"xiaohao/platform/store"
)

// Schema makes the tables of this package. Points of score are hundredths; lost2 is what is lost after re-inspections.
const Schema = `
CREATE TABLE inspect_rounds (
	city    BIGINT   NOT NULL,
	id      BIGINT   NOT NULL,
	state   SMALLINT NOT NULL,
	name    TEXT     NOT NULL,
	version BIGINT   NOT NULL,
	since   BIGINT   NOT NULL,
	until   BIGINT   NOT NULL,
	opened  BIGINT   NOT NULL,
	closed  BIGINT   NOT NULL,
	pairs   SMALLINT NOT NULL,
	PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE INDEX inspect_rounds_opened ON inspect_rounds (city, opened, id);
CREATE TABLE inspect_stops (
	city       BIGINT   NOT NULL,
	round      BIGINT   NOT NULL,
	point      BIGINT   NOT NULL,
	area       BIGINT   NOT NULL,
	kind       TEXT     NOT NULL,
	team       SMALLINT NOT NULL,
	inspection BIGINT   NOT NULL,
	full_marks BIGINT   NOT NULL,
	lost       BIGINT   NOT NULL,
	lost2      BIGINT   NOT NULL,
	veto       SMALLINT NOT NULL,
	veto2      SMALLINT NOT NULL,
	PRIMARY KEY (city, round, point)
) WITHOUT ROWID;
CREATE TABLE inspect_members (
	city   BIGINT   NOT NULL,
	person BIGINT   NOT NULL,
	round  BIGINT   NOT NULL,
	team   SMALLINT NOT NULL,
	PRIMARY KEY (city, person, round)
) WITHOUT ROWID;
CREATE INDEX inspect_members_round ON inspect_members (city, round, team);
CREATE TABLE inspections (
	city       BIGINT   NOT NULL,
	id         BIGINT   NOT NULL,
	round      BIGINT   NOT NULL,
	point      BIGINT   NOT NULL,
	area       BIGINT   NOT NULL,
	kind       TEXT     NOT NULL,
	person     BIGINT   NOT NULL,
	at         BIGINT   NOT NULL,
	found      BIGINT   NOT NULL,
	again      BIGINT   NOT NULL,
	why        TEXT     NOT NULL,
	first      BIGINT   NOT NULL,
	full_marks BIGINT   NOT NULL,
	lost       BIGINT   NOT NULL,
	lost2      BIGINT   NOT NULL,
	fails      BIGINT   NOT NULL,
	unlinked   BIGINT   NOT NULL,
	PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE INDEX inspections_point ON inspections (city, point, id);
CREATE INDEX inspections_person ON inspections (city, person, lost2, id);
CREATE INDEX inspections_round ON inspections (city, round, why, id);
CREATE INDEX inspections_unlinked ON inspections (city, id) WHERE unlinked > 0;
CREATE TABLE inspect_answers (
	city       BIGINT   NOT NULL,
	inspection BIGINT   NOT NULL,
	item       TEXT     NOT NULL,
	area       BIGINT   NOT NULL,
	failed     SMALLINT NOT NULL,
	failed2    SMALLINT NOT NULL,
	veto       SMALLINT NOT NULL,
	full_marks BIGINT   NOT NULL,
	lost       BIGINT   NOT NULL,
	lost2      BIGINT   NOT NULL,
	again      BIGINT   NOT NULL,
	matter     BIGINT   NOT NULL,
	joined     SMALLINT NOT NULL,
	PRIMARY KEY (city, inspection, item)
) WITHOUT ROWID;
CREATE TABLE inspect_points (
	city  BIGINT NOT NULL,
	point BIGINT NOT NULL,
	seen  BIGINT NOT NULL,
	last  BIGINT NOT NULL,
	times BIGINT NOT NULL,
	PRIMARY KEY (city, point)
) WITHOUT ROWID;
CREATE TABLE inspect_bad (
	city  BIGINT NOT NULL,
	point BIGINT NOT NULL,
	item  TEXT   NOT NULL,
	since BIGINT NOT NULL,
	PRIMARY KEY (city, point, item)
) WITHOUT ROWID;
CREATE TABLE inspect_items (
	city   BIGINT NOT NULL,
	item   TEXT   NOT NULL,
	asked  BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	PRIMARY KEY (city, item)
) WITHOUT ROWID;
CREATE TABLE inspect_matters (
	city       BIGINT   NOT NULL,
	matter     BIGINT   NOT NULL,
	inspection BIGINT   NOT NULL,
	item       TEXT     NOT NULL,
	point      BIGINT   NOT NULL,
	lead       BIGINT   NOT NULL,
	co         TEXT     NOT NULL,
	due        TEXT     NOT NULL,
	target     BIGINT   NOT NULL,
	state      SMALLINT NOT NULL,
	PRIMARY KEY (city, matter, inspection, item)
) WITHOUT ROWID;
CREATE INDEX inspect_matters_target ON inspect_matters (city, target);
CREATE INDEX inspect_matters_point ON inspect_matters (city, point, state, matter);
`

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
	City     int64
	DB       *store.DB
	Org      func() *org.Org
	Policy   func() *policy.Policy
	Now      func() int64
	Secret   []byte
}

// Inspect is a city's rounds and inspections. Safe for concurrent use.
type Inspect struct {
	Config
	desk *desk.Desk
}

// New makes it for a city whose tables are there; Bind it to the desk before anything is written.
func New(c Config) *Inspect { return &Inspect{Config: c} }

// Bind hands in the door that commands go through.
func (x *Inspect) Bind(d *desk.Desk) { x.desk = d }
