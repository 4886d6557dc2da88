package track

import "math"

// Where says whether a phone's positions speak for the area that somebody says he walked. It is evidence and no
// condition: a day counts whatever it says.
type Where string

// What positions say, from the least to the most. Of several parts of a walk the most holds, in whatever order they
// come.
const (
	Unjudged Where = ""       // no position came, or the city has no boundary that could say anything
	Apart    Where = "apart"  // boundaries are known, and no position came near
	Unsure   Where = "unsure" // near an area that holds it, whose own boundary is not known
	Agrees   Where = "agrees" // a position lies in the area, or near its border
)

// rank is how much is said.
func (w Where) rank() int {
	for i, x := range []Where{Unjudged, Apart, Unsure, Agrees} {
		if w == x {
			return i
		}
	}
	return 0
}

// Join is what two parts of a walk say together.
func (w Where) Join(x Where) Where {
	if x.rank() > w.rank() {
		return x
	}
	return w
}

// Near is how far from a boundary a position may lie that still speaks for it, in metres: boundaries are simplified by
// some fifty, and a fix that is believed may be Worst off.
const Near = 200.0

// Corner is a corner of a boundary, in degrees of WGS-84.
type Corner struct{ Lat, Lng float64 }

// Ground is an area: polygons, each an outer ring and holes. Rings may end where they began, or not.
type Ground [][][]Corner

// Judge says what the lines of a walk say of an area: own is its boundary, empty where it is not known, and around that
// of the smallest known area that holds it. No lines and no boundaries say nothing.
func Judge(lines [][]Spot, own, around Ground) Where {
	switch {
	case len(lines) == 0:
		return Unjudged
	case len(own) > 0 && own.touched(lines):
		return Agrees
	case len(own) > 0:
		return Apart
	case len(around) == 0:
		return Unjudged
	case around.touched(lines):
		return Unsure
	}
	return Apart
}

// touched says whether a line comes into the ground, or Near it. Between two fixes of a line somebody went about
// straight: so it was simplified.
func (g Ground) touched(lines [][]Spot) bool {
	p, ok := g.plane()
	if !ok {
		return false
	}
	for _, line := range lines {
		a := p.of(line[0].Degrees())
		if p.holds(a) {
			return true
		}
		for i, s := range line {
			b := p.of(s.Degrees())
			if i > 0 && p.holds(b) || p.nears(a, b) {
				return true
			}
			a = b
		}
	}
	return false
}

// xy is a place on a plane, in metres.
type xy struct{ x, y float64 }

// plane is a ground in metres about its middle, right to a percent or so as far as a county reaches.
type plane struct {
	lat, lng, squeeze float64
	polygons          [][][]xy
	low, high         xy
}

// plane is false for a ground without a corner.
func (g Ground) plane() (*plane, bool) {
	south, north, west := math.Inf(1), math.Inf(-1), math.Inf(1)
	for _, polygon := range g {
		for _, ring := range polygon {
			for _, c := range ring {
				south, north, west = math.Min(south, c.Lat), math.Max(north, c.Lat), math.Min(west, c.Lng)
			}
		}
	}
	p := &plane{lat: (south + north) / 2, lng: west, low: xy{math.Inf(1), math.Inf(1)},
		high: xy{math.Inf(-1), math.Inf(-1)}}
	p.squeeze = math.Cos(p.lat * math.Pi / 180)
	for _, polygon := range g {
		var rings [][]xy
		for _, ring := range polygon {
			flat := make([]xy, len(ring))
			for i, c := range ring {
				q := p.of(c.Lat, c.Lng)
				flat[i] = q
				p.low = xy{math.Min(p.low.x, q.x), math.Min(p.low.y, q.y)}
				p.high = xy{math.Max(p.high.x, q.x), math.Max(p.high.y, q.y)}
			}
			rings = append(rings, flat)
		}
		p.polygons = append(p.polygons, rings)
	}
	return p, !math.IsInf(south, 1)
}

func (p *plane) of(lat, lng float64) xy {
	return xy{(lng - p.lng) * degree * p.squeeze, (lat - p.lat) * degree}
}

// holds says whether a place lies within an odd number of a polygon's rings.
func (p *plane) holds(q xy) bool {
	if !p.within(q, q) {
		return false
	}
	for _, rings := range p.polygons {
		in := false
		for _, ring := range rings {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if (a.y > q.y) != (b.y > q.y) && q.x < a.x+(q.y-a.y)/(b.y-a.y)*(b.x-a.x) {
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

// within says whether a way may come Near the ground at all.
func (p *plane) within(a, b xy) bool {
	return math.Max(a.x, b.x) >= p.low.x-Near && math.Min(a.x, b.x) <= p.high.x+Near &&
		math.Max(a.y, b.y) >= p.low.y-Near && math.Min(a.y, b.y) <= p.high.y+Near
}

// nears says whether the way from a to b comes Near a border.
func (p *plane) nears(a, b xy) bool {
	if !p.within(a, b) {
		return false
	}
	low, high := xy{math.Min(a.x, b.x) - Near, math.Min(a.y, b.y) - Near}, xy{math.Max(a.x, b.x) + Near,
		math.Max(a.y, b.y) + Near}
	for _, rings := range p.polygons {
		for _, ring := range rings {
			for i, c := range ring {
				d := ring[(i+1)%len(ring)]
				if math.Max(c.x, d.x) < low.x || math.Min(c.x, d.x) > high.x || math.Max(c.y, d.y) < low.y ||
					math.Min(c.y, d.y) > high.y {
					continue
				}
				if apart(a, b, c, d) <= Near {
					return true
				}
			}
		}
	}
	return false
}

// apart is how far two ways are from each other; 0 where they cross.
func apart(a, b, c, d xy) float64 {
	side := func(p, q, r xy) float64 { return (q.x-p.x)*(r.y-p.y) - (q.y-p.y)*(r.x-p.x) }
	if side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0 {
		return 0
	}
	return min(from(a, c, d), from(b, c, d), from(c, a, b), from(d, a, b))
}

// from is how far a place is from a way.
func from(p, a, b xy) float64 {
	px, py, bx, by := p.x-a.x, p.y-a.y, b.x-a.x, b.y-a.y
	if whole := bx*bx + by*by; whole > 0 {
		t := math.Max(0, math.Min(1, (px*bx+py*by)/whole))
		px, py = px-t*bx, py-t*by
	}
	return math.Sqrt(px*px + py*py)
}
