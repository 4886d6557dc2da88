// Package score is the assessment 考核: figures of units and areas by period, each of which can be traced to the
// matters behind it.
//
// What is counted is a round: one assignment of a matter to a unit, with one deadline. A reopened matter begins a new
// one. All figures of a period are over the rounds whose effective deadline lies in it (China's days), so numerator
// and denominator are always taken from one population, and every figure opens a list of those rounds with a yes or a
// no. A round counts for the unit that has it and for each unit that delegated it (首接负责), and for its area at all
// levels. Help matters never count.
//
// It owns the tables score_files, score_lists, score_counts, score_published and burden, which are folded from the
// events alone, and the events score.published. It never asks the clock but for one thing, what is not yet due in a
// running period, and that by whole days. It ranks counties, townships and the units of the city and of a county;
// there is no way to rank villages or people.
//
// Invariants: the counters are the sum of the rounds (Check proves it); the list of a figure has as many rounds as
// its numerator and denominator say; a published month is read as it was published, and Reproduce gives it again from
// the events.
package score

import (
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Config is what an assessment needs. All fields are required.
type Config struct {
	City   int64
	DB     *store.DB
	Org    func() *org.Org
	Policy func() *policy.Policy   // in force; for a city that never set one
	Now    func() calendar.Instant // Unix microseconds
	Desk   *desk.Desk              // for publishing; nil where nothing is published
}

// Score answers for one city. Safe for concurrent use.
type Score struct {
	city int64
	db   *store.DB
	org  func() *org.Org
	rule func() *policy.Policy
	now  func() calendar.Instant
	desk *desk.Desk

	mu    sync.Mutex
	rules map[int64]*policy.Policy // by the event that put them in force
}

// New makes the assessment of a city whose tables are there.
func New(c Config) *Score {
	return &Score{city: c.City, db: c.DB, org: c.Org, rule: c.Policy, now: c.Now, desk: c.Desk,
		rules: map[int64]*policy.Policy{}}
}

// Follower keeps the tables; the ledger runs it.
func (s *Score) Follower() ledger.Follower { return &follower{city: s.city} }
