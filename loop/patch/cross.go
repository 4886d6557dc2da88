package patch

import (
	"cmp"
	"slices"
)

// edge is a side of a ring: the n-th of so many.
type edge struct {
	a, b       corner
	ring, n, m int
}

// crosses says whether a side meets another one that is not its neighbour. Sides are looked at from west to east, so
// that each is compared only with those that reach as far.
func crosses(list [][][]corner) bool {
	var all []edge
	rings := 0
	for _, polygon := range list {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				all = append(all, edge{ring[i-1], ring[i], rings, i - 1, len(ring) - 1})
			}
			rings++
		}
	}
	slices.SortFunc(all, func(x, y edge) int { return cmp.Compare(x.west(), y.west()) })
	for i, x := range all {
		east := max(x.a.lng, x.b.lng)
		for _, y := range all[i+1:] {
			if y.west() > east {
				break
			}
			if x.meets(y) {
				return true
			}
		}
	}
	return false
}

func (e edge) west() int { return min(e.a.lng, e.b.lng) }

// meets says whether two sides have a spot in common that they may not have. Neighbours share their corner; rings may
// touch in a corner, as a hole does that reaches the edge.
func (e edge) meets(x edge) bool {
	if max(e.a.lat, e.b.lat) < min(x.a.lat, x.b.lat) || max(x.a.lat, x.b.lat) < min(e.a.lat, e.b.lat) {
		return false
	}
	p, q := turn(e.a, e.b, x.a), turn(e.a, e.b, x.b)
	r, s := turn(x.a, x.b, e.a), turn(x.a, x.b, e.b)
	if p*q < 0 && r*s < 0 {
		return true
	}
	if p == 0 && q == 0 { // on one line: they may share an end, not a way
		return overlap(e, x)
	}
	if e.ring != x.ring {
		return false // they touch
	}
	if next := (e.n+1)%e.m == x.n || (x.n+1)%x.m == e.n; next {
		return false
	}
	on := func(t int, c corner, y edge) bool { return t == 0 && y.spans(c) }
	return on(p, x.a, e) || on(q, x.b, e) || on(r, e.a, x) || on(s, e.b, x)
}

// turn says to which side of the way from a to b a corner lies: -1, 0, 1.
func turn(a, b, c corner) int {
	v := int64(b.lng-a.lng)*int64(c.lat-a.lat) - int64(b.lat-a.lat)*int64(c.lng-a.lng)
	return cmp.Compare(v, 0)
}

// spans says whether a corner on the side's line lies between its ends.
func (e edge) spans(c corner) bool {
	return min(e.a.lat, e.b.lat) <= c.lat && c.lat <= max(e.a.lat, e.b.lat) &&
		min(e.a.lng, e.b.lng) <= c.lng && c.lng <= max(e.a.lng, e.b.lng)
}

// overlap says whether two sides on one line have more than a spot in common.
func overlap(e, x edge) bool {
	lat := min(max(e.a.lat, e.b.lat), max(x.a.lat, x.b.lat)) - max(min(e.a.lat, e.b.lat), min(x.a.lat, x.b.lat))
	lng := min(max(e.a.lng, e.b.lng), max(x.a.lng, x.b.lng)) - max(min(e.a.lng, e.b.lng), min(x.a.lng, x.b.lng))
	return lat >= 0 && lng >= 0 && lat+lng > 0
}
