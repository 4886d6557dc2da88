package policy

import (
	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// Pattern is how what keeps coming back is told: which reports may be of one thing.
type Pattern struct {
	Radius int // metres within which the same thing may be seen from
	Days   int // after which two reports are hardly of one thing
	Lately int // days after strike-off in which a matter is still suggested as the same
	Show   int // percent of likeness from which a matter is suggested
	Endure matter.Endure
	Root   matter.RootTerms

	recurrence matter.RecurrenceRule
	by         map[string]Reach // by category, where it differs
}

// Reach is how far, in metres, and how long, in days, reports of a category may be of one thing; and within what it
// counts as come back.
type Reach struct {
	Radius, Days int
	Recurrence   matter.RecurrenceRule
}

// Bounds of a reach; what is kept for looking around follows from them.
const (
	MaxRadius     = 300
	MaxLately     = 60
	MaxRecurrence = 730 // days after a strike-off in which something may come back
)

// Reach is that of a category.
func (p Pattern) Reach(category string) Reach {
	if r, ok := p.by[category]; ok {
		return r
	}
	return Reach{p.Radius, p.Days, p.recurrence}
}

func (r *reader) pattern(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"radius", "days", "lately", "show", "photos", "recurrent", "stubborn", "root",
		"categories"}, nil)
	p.Pattern = Pattern{Radius: 150, Days: 14, Lately: 14, Show: 50, by: map[string]Reach{},
		recurrence: matter.RecurrenceRule{Days: 90, Radius: 50},
		Endure:     matter.Endure{Days: 90, Reworks: 3, Extensions: 3, Bounces: 3, Reopens: 2},
		Root:       matter.RootTerms{Longest: 180, Effect: 90}}
	x := &p.Pattern
	r.numbers(t, bound{"radius", &x.Radius, 10, MaxRadius}, bound{"days", &x.Days, 1, 365},
		bound{"lately", &x.Lately, 0, MaxLately}, bound{"show", &x.Show, 1, 99})
	r.numbers(r.table(t["recurrent"], []string{"days", "radius"}, nil),
		bound{"days", &x.recurrence.Days, 0, MaxRecurrence},
		bound{"radius", &x.recurrence.Radius, 5, MaxRadius})
	e := &x.Endure
	r.numbers(r.table(t["stubborn"], []string{"days", "reworks", "extensions", "bounces", "reopens"}, nil),
		bound{"days", &e.Days, 0, 3650}, bound{"reworks", &e.Reworks, 0, 20},
		bound{"extensions", &e.Extensions, 0, 20}, bound{"bounces", &e.Bounces, 0, 20},
		bound{"reopens", &e.Reopens, 0, 20})
	r.numbers(r.table(t["root"], []string{"longest", "effect"}, nil), bound{"longest", &x.Root.Longest, 1, 3650},
		bound{"effect", &x.Root.Effect, 1, 730})
	// photos said whether residents see others' photos. Now only what was released is shown: the key is read for the
	// sake of documents that have it, and whoever still wants it in a new one is told.
	if n := t["photos"]; n != nil && r.truth(n) && r.fresh {
		r.wrong(n, "pattern_photos")
	}
	if t["categories"] == nil {
		return
	}
	var known []string
	for _, c := range p.categories {
		known = append(known, c.Code)
	}
	for code, n := range r.table(t["categories"], known, nil) {
		v, reach := r.table(n, []string{"radius", "days", "back_radius", "back_days"}, nil),
			Reach{x.Radius, x.Days, x.recurrence}
		r.numbers(v, bound{"radius", &reach.Radius, 10, MaxRadius}, bound{"days", &reach.Days, 1, 365},
			bound{"back_radius", &reach.Recurrence.Radius, 5, MaxRadius},
			bound{"back_days", &reach.Recurrence.Days, 0, MaxRecurrence})
		x.by[code] = reach
	}
}

// bound is a number that a table may give, and between what.
type bound struct {
	key      string
	to       *int
	min, max int
}

// numbers reads those numbers of a table that are there.
func (r *reader) numbers(t map[string]*yaml.Node, list ...bound) {
	for _, b := range list {
		if t[b.key] != nil {
			*b.to = r.number(t[b.key], b.min, b.max)
		}
	}
}
