package org

import (
	"xiaohao/core/policy"
	"xiaohao/loop/matter"
)

// The gate in two halves, for counters: what no policy lets through, and what a policy says of a whole group.

// closed says why nothing of a matter may be public, whatever was let out and whatever policy says.
func closed(b Bare) Secret {
	switch {
	case b.Kind != matter.Problem:
		return SecretKind
	case b.Withheld:
		return SecretAsked
	case b.Listed == 0 || PlainOf(b.State) == "":
		return SecretState
	}
	return ""
}

// Barred says why no policy lets a matter through of which r was let out; "" when a policy may.
func Barred(b Bare, r *Release) Secret {
	if why := closed(b); why != "" {
		return why
	}
	switch {
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
	Agreed   bool // the reporter was asked and agreed, when he reported or when it was let out
}

// GroupOf is the group of a matter of which r was let out.
func GroupOf(b Bare, r *Release) Group {
	return Group{Source: b.Source, Category: b.Category, Agreed: b.Agreed || r.Agreed}
}

// Shut says why a policy does not let through what is not barred; "" when it does.
func (g Group) Shut(p policy.Release) Secret {
	switch {
	case !p.May(g.Source, g.Category):
		return SecretSource
	case p.Asks(g.Source) && !g.Agreed:
		return SecretAgreed
	}
	return ""
}

// Lets says whether a policy lets through what is not barred.
func (g Group) Lets(p policy.Release) bool { return g.Shut(p) == "" }
