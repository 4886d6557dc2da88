package atlas

// Outline is a shape made ready for being asked about many points. It does not change and is safe for concurrent use.
type Outline struct {
	polygons []outline
}

type outline struct {
	rings                    [][]corner
	south, west, north, east float64
}

// Outline makes a shape ready.
func (s Shape) Outline() *Outline {
	out := &Outline{}
	for _, polygon := range s {
		o := outline{south: 91, west: 181, north: -91, east: -181}
		for _, ring := range polygon {
			line := unpack(ring)
			for _, c := range line {
				o.south, o.north = min(o.south, c.lat), max(o.north, c.lat)
				o.west, o.east = min(o.west, c.lng), max(o.east, c.lng)
			}
			o.rings = append(o.rings, line)
		}
		out.polygons = append(out.polygons, o)
	}
	return out
}

// Holds says whether a spot (WGS-84 degrees) lies inside: it answers as Shape.Holds does.
func (o *Outline) Holds(lat, lng float64) bool {
	for _, p := range o.polygons {
		if lat < p.south || lat > p.north || lng < p.west || lng > p.east {
			continue
		}
		inside := false
		for _, line := range p.rings {
			for i, a := range line {
				b := line[(i+len(line)-1)%len(line)]
				if (a.lat > lat) != (b.lat > lat) && lng < (b.lng-a.lng)*(lat-a.lat)/(b.lat-a.lat)+a.lng {
					inside = !inside
				}
			}
		}
		if inside {
			return true
		}
	}
	return false
}
