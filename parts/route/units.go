package route

import (
	"cmp"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// Unit is a unit with why it is suggested: of N matters of the category in Within, Of went to it.
type Unit struct {
	ID         int64     `json:"id"`
	Confidence float64   `json:"confidence"`
	Category   string    `json:"category"`
	Within     area.Code `json:"within"`
	Of         int       `json:"of"`
	N          int       `json:"n"`
}

// role is a unit seen from the matter's side: its level and its name without its area's, so that what one county does
// teaches the others. "2 城管局"
type role string

// counts says how often which role got the matters of a category in an area, at each level down to the township.
type counts map[place]map[role]int

type place struct {
	Category string
	Area     area.Code
}

// steady is with how many matters an area's own habit weighs as much as that of the area above it.
const steady = 4

func (c counts) add(category string, a area.Code, r role) {
	for _, a := range levels(a) {
		p := place{category, a}
		if c[p] == nil {
			c[p] = map[role]int{}
		}
		c[p][r]++
	}
}

// levels are the city, the county and the township of an area, as far as it has them.
func levels(a area.Code) []area.Code {
	var out []area.Code
	for _, l := range []area.Level{area.City, area.County, area.Township} {
		if l <= a.Level() {
			out = append(out, a.Ancestor(l))
		}
	}
	return out
}

// chances are the chances of roles for a category in an area: each level's habit, leaning on that of the level above
// where it saw little.
func (c counts) chances(category string, a area.Code) map[role]float64 {
	out := map[role]float64{}
	for _, a := range levels(a) {
		seen := c[place{category, a}]
		n := 0
		for _, k := range seen {
			n += k
		}
		if n == 0 {
			continue
		}
		lean := float64(steady)
		if len(out) == 0 {
			lean = 0
		}
		for r := range out {
			out[r] *= lean / (float64(n) + lean)
		}
		for r, k := range seen {
			out[r] += float64(k) / (float64(n) + lean)
		}
	}
	return out
}

// suggest gives the likeliest units over all categories the matter may be.
func (c counts) suggest(names *unitNames, categories []Category, a area.Code, n int) []Unit {
	byUnit := map[int64]Unit{}
	for _, k := range categories[:min(5, len(categories))] {
		for r, p := range c.chances(k.Code, a) {
			id, ok := names.unit(r, a)
			if !ok {
				continue
			}
			u := byUnit[id]
			u.ID = id
			if u.Category == "" {
				u.Category = k.Code
				u.Within, u.Of, u.N = c.reason(k.Code, a, r)
			}
			u.Confidence += k.Confidence * p
			byUnit[id] = u
		}
	}
	out := make([]Unit, 0, len(byUnit))
	for _, u := range byUnit {
		out = append(out, u)
	}
	slices.SortFunc(out, func(x, y Unit) int {
		return cmp.Or(order(y.Confidence, x.Confidence), cmp.Compare(x.ID, y.ID))
	})
	return out[:min(n, len(out))]
}

// reason is the area with some cases whose habit speaks most for the role, the smallest of equal ones, and how many
// of them went to it.
func (c counts) reason(category string, a area.Code, r role) (within area.Code, of, n int) {
	for _, a := range levels(a) {
		seen, total := c[place{category, a}], 0
		for _, k := range seen {
			total += k
		}
		if n == 0 || total >= steady && seen[r]*n >= of*total {
			within, of, n = a, seen[r], total
		}
	}
	return within, of, n
}

// unitNames tells units and roles from each other.
type unitNames struct {
	org    *org.Org
	roles  map[int64]role
	byRole map[area.Code]map[role]int64
}

func newUnitNames(o *org.Org) *unitNames {
	n := &unitNames{org: o, roles: map[int64]role{}, byRole: map[area.Code]map[role]int64{}}
	for _, u := range o.Units(0) {
		name := u.Zh
		for _, a := range o.Tree().Path(u.Area) {
			name = strings.ReplaceAll(name, a.Name, "")
		}
		r := role(string(rune('0'+u.Area.Level())) + " " + name)
		n.roles[u.ID] = r
		if u.Former {
			continue
		}
		if n.byRole[u.Area] == nil {
			n.byRole[u.Area] = map[role]int64{}
		}
		if _, twice := n.byRole[u.Area][r]; !twice {
			n.byRole[u.Area][r] = u.ID
		}
	}
	return n
}

// unit is the unit that has a role for an area, if there is one and it was not abolished.
func (n *unitNames) unit(r role, a area.Code) (int64, bool) {
	for l := a.Level(); l >= area.City; l-- {
		if id, ok := n.byRole[a.Ancestor(l)][r]; ok {
			return id, true
		}
	}
	return 0, false
}
