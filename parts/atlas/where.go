package atlas

import (
	"context"
	"slices"

	"xiaohao/loop/area"
)

// AreaAt is the deepest living county or township whose boundary holds a point, in WGS-84; 0 where no boundary is
// known or none holds it. Boundaries are simplified by some fifty metres, so near a border it may be the neighbour:
// whoever uses it shows what was found and lets it be changed.
func (x *Atlas) AreaAt(ctx context.Context, t *area.Tree, lat, lng float64) (area.Code, error) {
	counties := living(t, area.Code(x.City*1e8))
	shapes, err := x.Boundaries(ctx, counties)
	if err != nil {
		return 0, err
	}
	var best area.Code
	maybe := slices.Clone(counties) // may hold the point: the boundary says so, or there is none
	for _, b := range shapes {
		if !b.Shape.holds(lat, lng) {
			maybe = slices.DeleteFunc(maybe, func(a area.Code) bool { return a == b.Area })
		} else if best == 0 {
			best = b.Area
		}
	}
	var towns []area.Code
	for _, county := range maybe {
		towns = append(towns, living(t, county)...)
	}
	if shapes, err = x.Boundaries(ctx, towns); err != nil {
		return 0, err
	}
	for _, b := range shapes {
		if b.Shape.holds(lat, lng) {
			return b.Area, nil
		}
	}
	return best, nil
}

// living are the areas below one that are not abolished.
func living(t *area.Tree, above area.Code) (out []area.Code) {
	for _, a := range t.Children(above) {
		if !a.Former {
			out = append(out, a.Code)
		}
	}
	return out
}

// holds says whether a point lies in the shape: inside an odd number of its rings, so that holes are outside.
func (s Shape) holds(lat, lng float64) bool {
	in := false
	for _, polygon := range s {
		for _, ring := range polygon {
			line := unpack(ring)
			for i, a := range line {
				b := line[(i+1)%len(line)]
				if (a.lat > lat) != (b.lat > lat) && lng < a.lng+(lat-a.lat)/(b.lat-a.lat)*(b.lng-a.lng) {
					in = !in
				}
			}
		}
	}
	return in
}
