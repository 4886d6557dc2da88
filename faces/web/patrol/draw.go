package patrol

import (
	"math"
	"strconv"
	"strings"
)

// Drawing is lines to scale, north above. Empty where there is nothing to draw.
type Drawing struct {
	Paths []string // as SVG has them
	Mark  *Spot    // the finding
	Bar   float64  // how long the scale's bar is
	Scale string   // what it stands for
	Full  bool     // the lines are rings that hold something
}

// Spot is a place on a drawing.
type Spot struct{ X, Y string }

// The drawing's size, and how far from its edge everything stays.
const (
	wide, high = 640.0, 420.0
	edge       = 28.0
	degree     = 111195.0 // metres of latitude
)

// draw fits lines of latitude and longitude into the drawing; fewer than 200 m are not blown up.
func draw(lines [][][2]float64, mark *[2]float64, full bool) Drawing {
	south, west, north, east := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	grow := func(p [2]float64) {
		south, north = math.Min(south, p[0]), math.Max(north, p[0])
		west, east = math.Min(west, p[1]), math.Max(east, p[1])
	}
	for _, l := range lines {
		for _, p := range l {
			grow(p)
		}
	}
	if math.IsInf(south, 1) {
		return Drawing{}
	}
	if mark != nil {
		grow(*mark)
	}
	lat, lng := (south+north)/2, (west+east)/2
	squeeze := math.Cos(lat * math.Pi / 180)
	metre := math.Min((wide-2*edge)/math.Max(200, (east-west)*squeeze*degree),
		(high-2*edge)/math.Max(200, (north-south)*degree))
	at := func(p [2]float64) Spot {
		short := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
		return Spot{short(wide/2 + (p[1]-lng)*squeeze*degree*metre), short(high/2 - (p[0]-lat)*degree*metre)}
	}
	d := Drawing{Full: full}
	for _, l := range lines {
		var b strings.Builder
		for i, p := range l {
			b.WriteByte("ML"[min(i, 1)])
			s := at(p)
			b.WriteString(s.X + " " + s.Y)
		}
		if full {
			b.WriteByte('z')
		}
		d.Paths = append(d.Paths, b.String())
	}
	if mark != nil {
		s := at(*mark)
		d.Mark = &s
	}
	for _, m := range []float64{20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000} {
		if d.Bar = m * metre; d.Bar > 60 {
			d.Scale = strconv.FormatFloat(m, 'f', -1, 64) + " m"
			if m >= 1000 {
				d.Scale = strconv.FormatFloat(m/1000, 'f', -1, 64) + " km"
			}
			break
		}
	}
	return d
}
