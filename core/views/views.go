// Package views is what pages read.
//
// It owns the tables that are folded from the ledger's events, a file each with its table, its reducer and its
// queries: matters and those who hold them, counters, receipts, sources, numbers, voices, followers, the
// organisation, policies, and the text index. It never writes an event, never decides whether something may happen,
// and asks package org what a scope means; every query that lists matters takes a scope and looks at each row through
// it, whatever the statement already left out.
//
// Invariants:
//   - All tables can be thrown away: the events of the ledger give identical rows again (Check proves it). Only the
//     text index may lag.
//   - A page looks at a bounded number of index entries; when it stops early it says where to go on.
//   - Every key leads with the city; instants are µs.
package views

import (
	"context"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/platform/store"
)

// Set is all views of one city, to be given to the ledger.
type Set struct {
	City    int64
	Matters *Matters
	Search  *Search
	org     *orgView
	policy  *policyView
}

// All makes the views of a city. They hold what a running transaction has gathered, so a ledger needs a Set of its own.
func All(city int64) *Set {
	return &Set{City: city, Matters: &Matters{city: city}, Search: &Search{city: city}, org: &orgView{city},
		policy: &policyView{city}}
}

// Views are those that are never behind the ledger.
func (s *Set) Views() []ledger.View { return []ledger.View{s.org, s.policy, s.Matters} }

// Followers are those that may lag.
func (s *Set) Followers() []ledger.Follower { return []ledger.Follower{s.Search} }

// empty deletes a city's rows of some tables.
func empty(ctx context.Context, tx *store.Tx, city int64, tables ...string) error {
	for _, t := range tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", city); err != nil {
			return err
		}
	}
	return nil
}

// places writes n placeholders "$from, …".
func places(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(itoa(from + i))
	}
	return b.String()
}
