package atlas

import "slices"

// Corners is how many corners the shape has, the last of each ring, which is its first, counted too.
func (s Shape) Corners() int {
	n := 0
	for _, polygon := range s {
		for _, ring := range polygon {
			n += len(ring) / 2
		}
	}
	return n
}

// Coarse gives boundaries that have at most so many corners together: as they are when they fit, else those with the
// most corners are drawn more and more coarsely. One that is smaller than that by itself is left out.
func Coarse(list []Boundary, corners int) []Boundary {
	list = slices.Clone(list)
	degrees := make([]float64, len(list)) // how coarsely each is drawn by now
	for {
		n, most, at := 0, 0, 0
		for i, b := range list {
			c := b.Shape.Corners()
			n += c
			if c > most {
				most, at = c, i
			}
		}
		if n <= max(corners, 0) {
			return slices.DeleteFunc(list, func(b Boundary) bool { return len(b.Shape) == 0 })
		}
		degrees[at] = max(crooked, degrees[at]) * 1.5
		list[at].Shape = list[at].Shape.within(degrees[at])
	}
}

// within leaves out corners as simplify does, rings that are no area then, and the holes of those.
func (s Shape) within(degrees float64) Shape {
	var out Shape
	for _, polygon := range s {
		var rings [][]int
		for i, ring := range polygon {
			line := simplify(unpack(ring), degrees)
			if len(line) >= 4 {
				rings = append(rings, pack(line))
			} else if i == 0 {
				break
			}
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	return out
}
