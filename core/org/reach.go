package org

import (
	"slices"
	"strings"

	"xiaohao/loop/fault"
)

// Reach is one thing that a key may. The list is closed: a door that asks for something new gets a new word here.
type Reach string

// The reaches.
const (
	ReachRead    Reach = "read"         // what is asked with GET
	ReachWrite   Reach = "write"        // everything that its holder may, reading included
	ReachOpen311 Reach = "open311.post" // sends requests by Open311; of service keys alone
)

// Reaches are what one key may, in the order of AllReaches.
type Reaches []Reach

// AllReaches lists every reach.
func AllReaches() Reaches { return Reaches{ReachRead, ReachWrite, ReachOpen311} }

// PersonReaches lists what a key of a person may be given: whatever acts in his name.
func PersonReaches() Reaches { return Reaches{ReachRead, ReachWrite} }

// Has says whether a key with these reaches may what r says. Who may write may read.
func (l Reaches) Has(r Reach) bool {
	return slices.Contains(l, r) || r == ReachRead && slices.Contains(l, ReachWrite)
}

// String writes them with blanks between, as they are stored.
func (l Reaches) String() string {
	out := make([]string, len(l))
	for i, r := range l {
		out[i] = string(r)
	}
	return strings.Join(out, " ")
}

// parseReaches reads what String wrote. A word of a later program gives nothing.
func parseReaches(s string) Reaches {
	out := Reaches{}
	for _, r := range AllReaches() {
		if slices.Contains(strings.Fields(s), string(r)) {
			out = append(out, r)
		}
	}
	return out
}

// choose puts what was asked for in order. Errors: Invalid key_reach_none for nothing, key_reach_unknown for a word
// that is not among the ones that such a key may have.
func (l Reaches) choose(among Reaches) (Reaches, error) {
	if len(l) == 0 {
		return nil, fault.New(fault.Invalid, "key_reach_none", "known", among.String()).On("reach")
	}
	for _, r := range l {
		if !slices.Contains(among, r) {
			return nil, fault.New(fault.Invalid, "key_reach_unknown", "reach", string(r), "known", among.String()).
				On("reach")
		}
	}
	return parseReaches(l.String()), nil
}
