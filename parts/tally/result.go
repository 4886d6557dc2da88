package tally

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/cluster"
)

// Stratum is which of those who pass: a kind of road, a vehicle, a seat; empty ones are all together.
type Stratum struct {
	Road    Road
	Vehicle Vehicle
	Seat    Seat
}

// Found is what was found of a stratum. Before the second wave only Before says something.
type Found struct {
	Stratum
	cluster.Change
	Lone cluster.Share // of all places counted before, paired or not
}

// Pairs are places with the sheet of each wave; nil where there is none.
type Pairs struct {
	Plan   *Plan
	Places []Place
	Before []*Entry // by place, from 0 on
	After  []*Entry
}

// pairsOf puts the sheets that count beside each other.
func pairsOf(s *Stand, sheets []Entry) Pairs {
	p := Pairs{Plan: &s.Plan, Places: s.Places, Before: make([]*Entry, len(s.Places)),
		After: make([]*Entry, len(s.Places))}
	for i := range sheets {
		e := &sheets[i]
		if !e.Valid() || e.Place < 1 || e.Place > len(s.Places) {
			continue
		}
		if e.Wave == After {
			p.After[e.Place-1] = e
		} else {
			p.Before[e.Place-1] = e
		}
	}
	return p
}

// Both is how many places have both sheets, and how many each wave has.
func (p Pairs) Both() (both, before, after int) {
	for i := range p.Places {
		b, a := p.Before[i] != nil, p.After[i] != nil
		if b {
			before++
		}
		if a {
			after++
		}
		if a && b {
			both++
		}
	}
	return both, before, after
}

// counted is what a sheet says of a stratum.
func counted(e *Entry, of Stratum) (c cluster.Count) {
	for cell, n := range e.Counts {
		v, s, wears := cell.Parts()
		if of.Vehicle != "" && v != of.Vehicle || of.Seat != "" && s != of.Seat {
			continue
		}
		c.N += n
		if wears {
			c.K += n
		}
	}
	return c
}

// counts are the clusters of a stratum within an area: pairs, and all of the first wave. Area 0 is everywhere.
func (p Pairs) counts(of Stratum, within area.Code) (pairs []cluster.Pair, before []cluster.Count) {
	for i, place := range p.Places {
		site := p.Plan.Sites[place.Site]
		if of.Road != "" && site.Road != of.Road || within != 0 && !within.Contains(site.Area) || p.Before[i] == nil {
			continue
		}
		b := counted(p.Before[i], of)
		before = append(before, b)
		if p.After[i] != nil {
			pairs = append(pairs, cluster.Pair{Before: b, After: counted(p.After[i], of)})
		}
	}
	return pairs, before
}

// Find is what the pairs say of a stratum.
func (p Pairs) Find(of Stratum) Found {
	pairs, before := p.counts(of, 0)
	return Found{of, cluster.Compare(pairs), cluster.Estimate(before)}
}

// Strata are those of a kind that a result has: first all together, then each road with its vehicles, then the seats
// of each vehicle that has more than one.
func (p *Plan) Strata() []Stratum {
	out := []Stratum{{}}
	for _, r := range Roads() {
		if !slices.ContainsFunc(p.Sites, func(s Site) bool { return s.Road == r }) {
			continue
		}
		for _, v := range p.Kind.Vehicles() {
			out = append(out, Stratum{Road: r, Vehicle: v})
			if seats := p.Kind.Seats(v); len(seats) > 1 {
				for _, s := range seats {
					out = append(out, Stratum{r, v, s})
				}
			}
		}
	}
	return out
}

// Result is all that a survey found.
func (p Pairs) Result() (out []Found) {
	for _, s := range p.Plan.Strata() {
		out = append(out, p.Find(s))
	}
	return out
}

// Together is what several surveys of one kind found within an area: their places are clusters of one count.
func Together(list []Pairs, within area.Code) Found {
	var pairs []cluster.Pair
	var before []cluster.Count
	for _, p := range list {
		x, b := p.counts(Stratum{}, within)
		pairs, before = append(pairs, x...), append(before, b...)
	}
	return Found{Stratum{}, cluster.Compare(pairs), cluster.Estimate(before)}
}
