package chief

import (
	"cmp"
	"slices"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
)

// Cover is how long ago somebody was in an area: its colour, and of the areas at the foot of it how many have which.
type Cover struct {
	Area  area.Code `json:"area"`
	Last  Day       `json:"last,omitempty"` // "" for never
	Age   int       `json:"age"`            // in days; -1 for never
	Light string    `json:"light"`          // green, yellow or red

	Areas  int `json:"areas"` // at its foot: itself where nothing lies below it
	Green  int `json:"green"`
	Yellow int `json:"yellow"`
	Red    int `json:"red"`
}

// light is the colour of a last visit.
func light(c *policy.Chiefs, last, today Day) (age int, code string) {
	if last == "" {
		return -1, "red"
	}
	switch age = max(today.Since(last), 0); {
	case age <= c.Fresh:
		return age, "green"
	case age <= c.Aged:
		return age, "yellow"
	}
	return age, "red"
}

// latest takes a visit into the last ones: in any order they come to the same.
func latest(of map[area.Code]Day, a area.Code, d Day) { of[a] = max(of[a], d) }

// covers says how the areas directly below one stand, by code, and first the area itself. last holds the last visit in
// each area itself, abolished ones among them: what was seen there counts for the one that stands in its place, of
// several for the default one, since nobody knows which part of it was seen.
func covers(c *policy.Chiefs, tree *area.Tree, last map[area.Code]Day, top area.Code, today Day) []Cover {
	now := make(map[area.Code]Day, len(last))
	for a, d := range last {
		latest(now, tree.Heir(a, nil), d)
	}
	var out []Cover
	var below func(a area.Code) Cover
	below = func(a area.Code) Cover {
		x := Cover{Area: a, Last: now[a]}
		for _, child := range tree.Children(a) {
			if child.Former {
				continue
			}
			y := below(child.Code)
			x.Last = max(x.Last, y.Last)
			x.Areas, x.Green, x.Yellow, x.Red = x.Areas+y.Areas, x.Green+y.Green, x.Yellow+y.Yellow, x.Red+y.Red
			if a == top {
				out = append(out, y)
			}
		}
		if x.Age, x.Light = light(c, x.Last, today); x.Areas == 0 {
			x.Areas = 1
			*map[string]*int{"green": &x.Green, "yellow": &x.Yellow, "red": &x.Red}[x.Light] = 1
		}
		return x
	}
	whole := below(top)
	slices.SortFunc(out, func(a, b Cover) int { return cmp.Compare(a.Area, b.Area) })
	return append([]Cover{whole}, out...)
}
