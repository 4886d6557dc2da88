package field

import (
	"context"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/parts/atlas"
	"xiaohao/parts/inspect"
)

// mostCorners is how many corners the day's boundaries have at most together: some 8 KB on the line.
const mostCorners = 2000

// groundOut is what the sketch lays under the day's points: the boundaries of the counties and townships that hold
// them. All numbers are whole hundred-thousandths of a degree, WGS-84.
type groundOut struct {
	Lat   int         `json:"lat"` // where the rings are counted from
	Lng   int         `json:"lng"`
	Areas []boundsOut `json:"areas"`
}

// boundsOut is the boundary of an area. A ring is latitude and longitude by turns, its first pair seen from the
// origin, each other from the pair before; a ring within a ring is a hole.
type boundsOut struct {
	Name  string  `json:"name"`
	Top   bool    `json:"top,omitempty"` // a county
	Rings [][]int `json:"rings"`
}

// ground is nothing when the day has no points or no boundaries were imported. The bound is kept by drawing more
// coarsely.
func (f *Field) ground(ctx context.Context, day *inspect.Day) (*groundOut, error) {
	if day == nil {
		return nil, nil
	}
	var codes []area.Code
	for _, p := range day.Points {
		codes = append(codes, p.Area.Ancestor(area.County), p.Area.Ancestor(area.Township))
	}
	slices.Sort(codes)
	list, err := f.atlas.Boundaries(ctx, slices.Compact(codes))
	if err != nil {
		return nil, err
	}
	var out *groundOut
	for _, b := range atlas.Coarse(list, mostCorners) {
		a, _ := f.desk.Org().Tree().Get(b.Area)
		x := boundsOut{Name: a.Name, Top: b.Area.Level() <= area.County}
		for _, ring := range slices.Concat(b.Shape...) {
			if len(ring) < 2 {
				continue
			}
			if out == nil {
				out = &groundOut{Lat: ring[0], Lng: ring[1]}
			}
			ring = slices.Clone(ring)
			ring[0], ring[1] = ring[0]-out.Lat, ring[1]-out.Lng
			x.Rings = append(x.Rings, ring)
		}
		if x.Rings != nil {
			out.Areas = append(out.Areas, x)
		}
	}
	return out, nil
}
