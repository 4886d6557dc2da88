package place

import "math"

// radius is the Earth's mean radius in metres.
const radius = 6371008.8

// Distance is the way between two WGS-84 places in metres along the globe, right to half a percent.
func Distance(lat1, lng1, lat2, lng2 float64) float64 {
	const rad = math.Pi / 180
	a, b := math.Sin((lat2-lat1)*rad/2), math.Sin((lng2-lng1)*rad/2)
	h := a*a + math.Cos(lat1*rad)*math.Cos(lat2*rad)*b*b
	return 2 * radius * math.Asin(math.Sqrt(math.Min(1, h)))
}

// Box is a piece of the globe between two parallels and two meridians, edges included. It does not cross the date line.
type Box struct{ South, West, North, East float64 }

// Around is the smallest box that holds everything within so many metres of a place.
func Around(lat, lng, metres float64) Box {
	d := metres / radius * 180 / math.Pi
	e := 180.0
	if c := math.Cos((math.Abs(lat) + d) * math.Pi / 180); math.Abs(lat)+d < 90 && c > 0 {
		e = math.Min(180, d/c)
	}
	return Box{math.Max(-90, lat-d), math.Max(-180, lng-e), math.Min(90, lat+d), math.Min(180, lng+e)}
}

// Valid says whether the edges are on the globe and in order.
func (b Box) Valid() bool {
	return b.South >= -90 && b.North <= 90 && b.West >= -180 && b.East <= 180 && b.South <= b.North && b.West <= b.East
}

// Contains says whether a place lies in the box.
func (b Box) Contains(lat, lng float64) bool {
	return lat >= b.South && lat <= b.North && lng >= b.West && lng <= b.East
}
