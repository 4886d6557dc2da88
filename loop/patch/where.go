package patch

import (
	"math"
	"slices"

	"xiaohao/loop/place"
)

// Hectares is how much ground it holds, holes left out.
func (s Shape) Hectares() float64 {
	sum := 0.0
	for _, polygon := range s.corners() {
		for i, ring := range polygon {
			squeeze := math.Cos(float64(ring[0].lat) / 1e5 * math.Pi / 180)
			ground := math.Abs(float64(twice(ring))) / 2 * step * step * squeeze / 10_000
			if i > 0 {
				ground = -ground
			}
			sum += ground
		}
	}
	return sum
}

// Spot is a place inside the shape: the middle of its ground where that lies inside, else the middle of the widest way
// through it at the same latitude. A patch is said to lie where its spot does.
func (s Shape) Spot() (lat, lng float64) {
	list := s.corners()
	biggest := slices.MaxFunc(list, func(a, b [][]corner) int {
		return int(min(max(abs(twice(a[0]))-abs(twice(b[0])), -1), 1))
	})
	lat, lng = middle(biggest[0])
	if s.Holds(lat, lng) {
		return lat, lng
	}
	var cuts []float64
	for _, ring := range biggest {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			la, lb := float64(a.lat)/1e5, float64(b.lat)/1e5
			if (la > lat) != (lb > lat) {
				cuts = append(cuts, (float64(a.lng)+(lat-la)/(lb-la)*float64(b.lng-a.lng))/1e5)
			}
		}
	}
	slices.Sort(cuts)
	best, wide := lng, 0.0
	for i := 0; i+1 < len(cuts); i += 2 {
		if w := cuts[i+1] - cuts[i]; w > wide {
			best, wide = (cuts[i]+cuts[i+1])/2, w
		}
	}
	return lat, best
}

func abs(n int64) int64 { return max(n, -n) }

// middle is the middle of a ring's ground.
func middle(ring []corner) (lat, lng float64) {
	o := ring[0]
	var x, y, sum float64
	for i := 1; i < len(ring); i++ {
		ax, ay := float64(ring[i-1].lng-o.lng), float64(ring[i-1].lat-o.lat)
		bx, by := float64(ring[i].lng-o.lng), float64(ring[i].lat-o.lat)
		w := ax*by - bx*ay
		x, y, sum = x+(ax+bx)*w, y+(ay+by)*w, sum+w
	}
	return (float64(o.lat) + y/(3*sum)) / 1e5, (float64(o.lng) + x/(3*sum)) / 1e5
}

// Holds says whether a place lies inside: within an odd number of a polygon's rings, so that a hole is outside.
func (s Shape) Holds(lat, lng float64) bool {
	for _, polygon := range s.corners() {
		in := false
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				la, lb := float64(ring[i-1].lat)/1e5, float64(ring[i].lat)/1e5
				if (la > lat) != (lb > lat) &&
					lng < (float64(ring[i-1].lng)+(lat-la)/(lb-la)*float64(ring[i].lng-ring[i-1].lng))/1e5 {
					in = !in
				}
			}
		}
		if in {
			return true
		}
	}
	return false
}

// Shifted says in which other datum a place would lie where it should, when as read in the named one it does not: the
// mark of a file in the wrong datum. ok is false where no known shift explains it.
func Shifted(lat, lng float64, named place.Datum, inside func(lat, lng float64) bool) (d place.Datum, ok bool) {
	lat, lng = place.FromWGS(lat, lng, named)
	for _, d := range place.Datums() {
		if d != named && inside(place.ToWGS(lat, lng, d)) {
			return d, true
		}
	}
	return named, false
}
