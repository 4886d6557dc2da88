package org

import (
	"xiaohao/core/policy"
	"xiaohao/loop/matter"
)

// The gate in two halves, for counters: what no policy lets through, and what a policy says of a whole group.

// Barred says why no policy lets a matter through of which r was let out; "" when a policy may.
func Barred(b Bare, r *Release) Secret {
	switch {
	case b.Kind != matter.Problem:
		return SecretKind
	case b.Listed == 0 || PlainOf(b.State) == "":
		return SecretState
	case r == nil || r.Title == "":
		return SecretNothing
	case r.Named:
		return SecretNamed
	case r.Category != b.Category:
		return SecretCategory
	}
	return ""
}

// Group is all that a policy asks about what is not barred.
type Group struct {
	Source   matter.Source
	Category string
	Agreed   bool
}

// Lets says whether a policy lets through what is not barred.
func (g Group) Lets(p policy.Release) bool {
	return p.May(g.Source, g.Category) && (g.Agreed || !p.Asks(g.Source))
}
