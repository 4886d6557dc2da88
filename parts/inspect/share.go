package inspect

import (
	"cmp"
	"slices"

	"xiaohao/loop/area"
)

// share hands the points to the crews. First each crew takes neighbouring areas until it has its part, so that people
// do not cross the city for nothing; then points move from who has more to who has less, along chains of crews that
// may take them, until no chain makes the loads more even. A semi-matching without such a chain is as even as can be.
func share(crews []*crew, stops []Stop) []Team {
	for _, c := range crews {
		c.load, c.n = map[area.Code][]int64{}, 0
	}
	part := 0
	if len(crews) > 0 {
		part = (len(stops) + len(crews) - 1) / len(crews)
	}
	var at *crew
	for _, s := range stops {
		if at == nil || at.n >= part || !at.may(s.Area) {
			at = least(crews, s.Area)
		}
		at.load[s.Area] = append(at.load[s.Area], s.Point)
		at.n++
	}
	for even(crews) {
	}
	var out []Team
	for _, c := range crews {
		t := Team{}
		for _, m := range c.members {
			t.Members = append(t.Members, m.Person)
		}
		slices.Sort(t.Members)
		for _, points := range c.load {
			t.Points = append(t.Points, points...)
		}
		slices.Sort(t.Points)
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Team) int { return cmp.Compare(a.Members[0], b.Members[0]) })
	return out
}

// least is the crew with the fewest points that may inspect an area.
func least(crews []*crew, a area.Code) *crew {
	var best *crew
	for _, c := range crews {
		if c.may(a) && (best == nil || c.n < best.n) {
			best = c
		}
	}
	return best
}

// even moves one point along a chain from a crew to one that has at least two fewer, and says whether there was such
// a chain.
func even(crews []*crew) bool {
	order := slices.Clone(crews)
	slices.SortStableFunc(order, func(a, b *crew) int { return cmp.Compare(b.n, a.n) })
	for _, from := range order {
		type hop struct {
			prev *crew
			what area.Code
		}
		came := map[*crew]hop{from: {}}
		queue := []*crew{from}
		for len(queue) > 0 {
			c := queue[0]
			queue = queue[1:]
			if c.n <= from.n-2 {
				for c != from {
					h := came[c]
					h.prev.give(c, h.what)
					c = h.prev
				}
				return true
			}
			for _, a := range c.areas() {
				for _, d := range order {
					if _, seen := came[d]; !seen && d.may(a) {
						came[d] = hop{c, a}
						queue = append(queue, d)
					}
				}
			}
		}
	}
	return false
}

// give hands on the last point of an area.
func (c *crew) give(to *crew, a area.Code) {
	list := c.load[a]
	p := list[len(list)-1]
	if c.load[a] = list[:len(list)-1]; len(list) == 1 {
		delete(c.load, a)
	}
	c.n--
	to.load[a] = append(to.load[a], p)
	to.n++
}

// areas are where the crew has points, in order.
func (c *crew) areas() []area.Code {
	out := make([]area.Code, 0, len(c.load))
	for a := range c.load {
		out = append(out, a)
	}
	slices.Sort(out)
	return out
}
