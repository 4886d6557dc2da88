package release

import (
	"context"
	"math"

	"xiaohao/core/org"
	"xiaohao/loop/place"
)

// Bounds are a piece of the map, WGS-84 degrees.
type Bounds = place.Box

// Dot is what lies in one square of the map: the middle of its matters, and how many they are. A single one is named.
type Dot struct {
	Lat, Lng float64
	N        int
	Matter   int64 // of a single one, as are those below
	State    org.Plain
	Category string
	Title    string
}

// Dots are the public matters of a piece of the map, those that lie close together as one. The squares are as large as
// it takes to give no more than limit of them. Of the filter Category, Plain and Open narrow; the box does the rest.
func (x *Releases) Dots(ctx context.Context, b Bounds, f Filter, limit int) ([]Dot, error) {
	var out []Dot
	f.Area, f.Behind = 0, Place{}
	at := map[[2]int]int{}
	side := max(b.North-b.South, b.East-b.West, 0.001) / math.Max(1, math.Floor(math.Sqrt(float64(limit)))-1)
	for {
		page, err := x.List(ctx, f, skips)
		if err != nil {
			return nil, err
		}
		for _, p := range page.Matters {
			if p.Lat == nil || p.Lng == nil || !b.Contains(*p.Lat, *p.Lng) {
				continue
			}
			k := [2]int{int(math.Floor(*p.Lat / side)), int(math.Floor(*p.Lng / side))}
			if i, ok := at[k]; ok {
				d, n := out[i], float64(out[i].N)
				out[i] = Dot{Lat: (d.Lat*n + *p.Lat) / (n + 1), Lng: (d.Lng*n + *p.Lng) / (n + 1), N: d.N + 1}
				continue
			}
			at[k] = len(out)
			out = append(out, Dot{Lat: *p.Lat, Lng: *p.Lng, N: 1, Matter: p.Matter, State: p.State,
				Category: p.Category, Title: p.Title})
		}
		if f.Behind = page.Next; f.Behind.Matter == 0 {
			return out, nil
		}
	}
}
