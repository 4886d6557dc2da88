package release

import (
	"context"
	"math"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/place"
)

// Nearby is a public matter and how far it is from where somebody stands.
type Nearby struct {
	org.Public
	Metres int // of complaints near a home from the middle of a square of some 500 metres
}

// farthest is how far from a place anything is near, in metres.
const farthest = 5000

// Near are the public matters around a place (WGS-84 degrees), the nearest first. It looks at wider and wider boxes
// until there are enough, up to 5 km. Behind of the filter means nothing.
func (x *Releases) Near(ctx context.Context, lat, lng float64, f Filter, limit int) ([]Nearby, error) {
	var out []Nearby
	f.Behind = Place{}
	for {
		page, err := x.List(ctx, f, skips)
		if err != nil {
			return nil, err
		}
		for _, p := range page.Matters {
			if p.Lat == nil || p.Lng == nil {
				continue
			}
			if d := place.Distance(lat, lng, *p.Lat, *p.Lng); d <= farthest {
				out = append(out, Nearby{p, int(math.Round(d))})
			}
		}
		if f.Behind = page.Next; f.Behind.Matter == 0 {
			break
		}
	}
	slices.SortFunc(out, func(a, b Nearby) int { return a.Metres - b.Metres })
	return out[:min(limit, len(out))], nil
}
