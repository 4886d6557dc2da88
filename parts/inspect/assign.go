package inspect

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/parts/secondlook"
)

// Inspector is somebody who can be sent out, with the areas he belongs to: those of his units and posts, from the
// county down. Who belongs to the whole city only belongs nowhere in this sense.
type Inspector struct {
	Person int64
	Homes  []area.Code
}

// belongs says whether an area is his own, below his own or above it.
func (i Inspector) belongs(a area.Code) bool {
	return slices.ContainsFunc(i.Homes, func(h area.Code) bool { return h.Contains(a) || a.Contains(h) })
}

// Stop is a point to be looked at.
type Stop struct {
	Point int64
	Area  area.Code
}

// Team is one or two people (three when the number is odd) and the points they look at, ascending.
type Team struct {
	Members []int64 `json:"members"`
	Points  []int64 `json:"points"`
}

// NobodyError says that nobody may inspect an area: everybody belongs to it, or in pairs there is no pair without
// somebody who does.
type NobodyError struct {
	Area  area.Code
	Pairs bool // one by one there would be somebody
}

func (e *NobodyError) Error() string {
	return fmt.Sprintf("nobody may inspect %s (pairs: %v)", e.Area, e.Pairs)
}

// Pair is two people who went together, the smaller id first.
type Pair [2]int64

// PairsOf lists who went with whom in some teams.
func PairsOf(teams []Team) map[Pair]bool {
	out := map[Pair]bool{}
	for _, t := range teams {
		for i, a := range t.Members {
			for _, b := range t.Members[i+1:] {
				out[Pair{min(a, b), max(a, b)}] = true
			}
		}
	}
	return out
}

// Rotation is what an assignment is made from.
type Rotation struct {
	Seed       [32]byte
	Name       string // of the round: with the seed it decides between equals
	Pairs      bool
	Inspectors []Inspector
	Last       map[Pair]bool // who went together in the round before
	Stops      []Stop
}

// attempts is how many orders are tried for pairs that nobody has been in before and that leave no area without a team.
const attempts = 64

// Assign makes the teams and gives each point to one of them. Nobody gets a point of an area he belongs to; pairs
// differ from those of the last round where that is possible; the teams' loads differ by at most one point, or, where
// the areas people belong to forbid that, by as little as can be. The error is *NobodyError. The same input, in any
// order, gives the same assignment.
func Assign(r Rotation) ([]Team, error) {
	people := slices.Clone(r.Inspectors)
	slices.SortFunc(people, func(a, b Inspector) int { return cmp.Compare(a.Person, b.Person) })
	people = slices.CompactFunc(people, func(a, b Inspector) bool { return a.Person == b.Person })
	stops := slices.Clone(r.Stops)
	slices.SortFunc(stops, func(a, b Stop) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Point, b.Point))
	})
	stops = slices.Compact(stops)
	for _, s := range stops {
		if !slices.ContainsFunc(people, func(i Inspector) bool { return !i.belongs(s.Area) }) {
			return nil, &NobodyError{Area: s.Area}
		}
	}
	if !r.Pairs {
		return share(solo(people), stops), nil
	}
	teams, err := r.pairUp(people, stops)
	if err != nil {
		return nil, err
	}
	return share(teams, stops), nil
}

// crew is a team in the making.
type crew struct {
	members []Inspector
	load    map[area.Code][]int64 // points by area
	n       int
}

func (c *crew) may(a area.Code) bool {
	return !slices.ContainsFunc(c.members, func(i Inspector) bool { return i.belongs(a) })
}

func solo(people []Inspector) []*crew {
	out := make([]*crew, len(people))
	for i, p := range people {
		out[i] = &crew{members: []Inspector{p}}
	}
	return out
}

// pairUp tries orders by lot until no pair repeats and no area is left without a team. After that it takes the fewest
// repeats, and at last pairs people who belong to the same places, which leaves most areas open.
func (r *Rotation) pairUp(people []Inspector, stops []Stop) ([]*crew, error) {
	var best []*crew
	fewest := -1
	for n := range attempts + 1 {
		order := slices.Clone(people)
		name := fmt.Sprintf("%s %d", r.Name, n)
		slices.SortFunc(order, func(a, b Inspector) int {
			x, y := secondlook.Lot(r.Seed, name, a.Person), secondlook.Lot(r.Seed, name, b.Person)
			return cmp.Or(bytes.Compare(x[:], y[:]), cmp.Compare(a.Person, b.Person))
		})
		if n == attempts {
			slices.SortStableFunc(order, func(a, b Inspector) int {
				return slices.Compare(sorted(a.Homes), sorted(b.Homes))
			})
		}
		teams, repeats := pairs(order, r.Last)
		if lonely(teams, stops) == 0 && (fewest < 0 || repeats < fewest) {
			best, fewest = teams, repeats
		}
		if fewest == 0 {
			return best, nil
		}
		if n == attempts && best == nil {
			return nil, &NobodyError{Area: lonely(teams, stops), Pairs: true}
		}
	}
	return best, nil
}

func sorted(a []area.Code) []area.Code { return slices.Sorted(slices.Values(a)) }

// lonely is the first area that no team may inspect, 0 for none.
func lonely(teams []*crew, stops []Stop) area.Code {
	for _, s := range stops {
		if !slices.ContainsFunc(teams, func(c *crew) bool { return c.may(s.Area) }) {
			return s.Area
		}
	}
	return 0
}

// pairs pairs people in their order, each with the next one he did not go with last time; those left over change with
// a pair made before. It says how many pairs repeat all the same. With an odd number the last one joins the last
// pair.
func pairs(order []Inspector, last map[Pair]bool) (teams []*crew, repeats int) {
	again := func(a, b Inspector) bool { return last[Pair{min(a.Person, b.Person), max(a.Person, b.Person)}] }
	rest := slices.Clone(order)
	for len(rest) > 1 {
		a := rest[0]
		i := 1 + max(0, slices.IndexFunc(rest[1:], func(b Inspector) bool { return !again(a, b) }))
		b := rest[i]
		rest = slices.Delete(rest, i, i+1)[1:]
		if again(a, b) {
			for _, t := range teams {
				if c, d := t.members[0], t.members[1]; !again(a, c) && !again(b, d) {
					t.members[1], a = a, d
					break
				}
			}
		}
		teams = append(teams, &crew{members: []Inspector{a, b}})
	}
	if len(rest) == 1 {
		if len(teams) == 0 {
			return solo(rest), 0
		}
		i := max(0, slices.IndexFunc(teams, func(t *crew) bool {
			return !slices.ContainsFunc(t.members, func(m Inspector) bool { return again(m, rest[0]) })
		}))
		teams[i].members = append(teams[i].members, rest[0])
	}
	for _, t := range teams {
		for i, a := range t.members {
			for _, b := range t.members[i+1:] {
				if again(a, b) {
					repeats++
				}
			}
		}
	}
	return teams, repeats
}
