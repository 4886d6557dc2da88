package publicity

import (
	"cmp"
	"math"
	"slices"

	"xiaohao/loop/place"
)

// Gap is two positions, one behind the other along a street, that are farther apart than they may be.
type Gap struct {
	From   int64 `json:"from"` // points
	To     int64 `json:"to"`
	Metres int   `json:"metres"`
}

// Spot is a position as the measuring sees it.
type Spot struct {
	Point int64
	Place place.Place // unknown where nobody measured it
}

// Gaps are the distances between one spot and the next that are longer than most metres, in the order of the list.
// Between spots of which one was never measured nothing is said.
func Gaps(list []Spot, most int) (out []Gap) {
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if !a.Place.Known() || !b.Place.Known() {
			continue
		}
		if d := metres(a.Place, b.Place); d > float64(most) {
			out = append(out, Gap{a.Point, b.Point, int(math.Ceil(d))})
		}
	}
	return out
}

// metres is how far two places are apart.
func metres(a, b place.Place) float64 { return place.Distance(a.Lat, a.Lng, b.Lat, b.Lng) }

// Along puts spots in their order along a street that is roughly straight: by where they lie on the line that fits them
// best, beginning at its western end, or the southern one of a line due north. Those that were never measured follow in
// the order given.
func Along(list []Spot) []Spot {
	out := slices.Clone(list)
	lat, lng, n := 0.0, 0.0, 0.0
	for _, s := range list {
		if s.Place.Known() {
			lat, lng, n = lat+s.Place.Lat, lng+s.Place.Lng, n+1
		}
	}
	if n < 2 {
		return out
	}
	lat, lng = lat/n, lng/n
	shrink := math.Cos(lat * math.Pi / 180)
	var xx, xy, yy float64
	for _, s := range list {
		if s.Place.Known() {
			x, y := (s.Place.Lng-lng)*shrink, s.Place.Lat-lat
			xx, xy, yy = xx+x*x, xy+x*y, yy+y*y
		}
	}
	angle := math.Atan2(2*xy, xx-yy) / 2 // of the line, from due east; between −90° and 90°
	where := func(s Spot) float64 {
		if !s.Place.Known() {
			return math.Inf(1)
		}
		return (s.Place.Lng-lng)*shrink*math.Cos(angle) + (s.Place.Lat-lat)*math.Sin(angle)
	}
	slices.SortStableFunc(out, func(a, b Spot) int { return cmp.Compare(where(a), where(b)) })
	return out
}
