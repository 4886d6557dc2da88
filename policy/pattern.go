package policy

import (
	"gopkg.in/yaml.v3"
)

// Pattern is how what keeps coming back is told: which reports may be of one thing.
type Pattern struct {
	Radius int  // metres within which the same thing may be seen from
	Days   int  // after which two reports are hardly of one thing
	Lately int  // days after strike-off in which a matter is still suggested as the same
	Show   int  // percent of likeness from which a matter is suggested
	Photos bool // others' photos are shown to residents: only where the city takes faces and plates out of them

	by map[string]Reach // by category, where it differs
}

// Reach is how far, in metres, and how long, in days, reports of a category may be of one thing.
type Reach struct{ Radius, Days int }

// Bounds of a reach; what is kept for looking around follows from them.
const (
	MaxRadius = 300
	MaxLately = 60
)

// Reach is that of a category.
func (p Pattern) Reach(category string) Reach {
	if r, ok := p.by[category]; ok {
		return r
	}
	return Reach{p.Radius, p.Days}
}

func (r *reader) pattern(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"radius", "days", "lately", "show", "photos", "categories"}, nil)
	p.Pattern = Pattern{Radius: 150, Days: 14, Lately: 14, Show: 50, by: map[string]Reach{}}
	x := &p.Pattern
	for _, f := range []struct {
		key      string
		to       *int
		min, max int
	}{{"radius", &x.Radius, 10, MaxRadius}, {"days", &x.Days, 1, 365}, {"lately", &x.Lately, 0, MaxLately}, {"show", &x.Show, 1, 99}} {
		if t[f.key] != nil {
			*f.to = r.number(t[f.key], f.min, f.max)
		}
	}
	if t["photos"] != nil {
		x.Photos = r.truth(t["photos"])
	}
	if t["categories"] == nil {
		return
	}
	var known []string
	for _, c := range p.categories {
		known = append(known, c.Code)
	}
	for code, n := range r.table(t["categories"], known, nil) {
		v, reach := r.table(n, []string{"radius", "days"}, nil), Reach{x.Radius, x.Days}
		if v["radius"] != nil {
			reach.Radius = r.number(v["radius"], 10, MaxRadius)
		}
		if v["days"] != nil {
			reach.Days = r.number(v["days"], 1, 365)
		}
		x.by[code] = reach
	}
}
