// Package place is coordinates: what datum they are in, how they are turned into WGS-84 and back, and whether they
// can be meant.
//
// Maps and phones in China deliver three kinds of coordinates for one spot: WGS-84 (GPS; CGCS2000 of 天地图 is the same
// to within decimetres), GCJ-02 (高德, 腾讯, Google in China; some 300 to 700 metres off) and BD-09 (百度; another
// kilometre off). Everything is kept as WGS-84, together with the datum it came in, so that a mistake in the datum
// can be put right later.
//
// It imports the standard library and package fault only, and knows no city.
package place

import (
	"math"

	"xiaohao/loop/fault"
)

// Place is a spot as it is kept: WGS-84 degrees, and the datum its coordinates came in. The zero Place is an unknown
// one.
type Place struct {
	Lat   float64 `json:"lat"`
	Lng   float64 `json:"lng"`
	Datum Datum   `json:"datum,omitzero"`
}

// Known says whether there are coordinates.
func (p Place) Known() bool { return p.Lat != 0 || p.Lng != 0 }

// From makes a Place of coordinates in a datum: checked, turned into WGS-84 and rounded to a centimetre. The faults
// are those of Check.
func From(lat, lng float64, d Datum) (Place, error) {
	if err := Check(lat, lng); err != nil {
		return Place{}, err
	}
	lat, lng = ToWGS(lat, lng, d)
	return Place{Lat: round(lat), Lng: round(lng), Datum: d}, nil
}

// In gives the place's coordinates in a datum, for a map that shows it.
func (p Place) In(d Datum) (lat, lng float64) {
	lat, lng = FromWGS(p.Lat, p.Lng, d)
	return round(lat), round(lng)
}

// E7 is the place in whole ten-millionths of a degree, about a centimetre, as tables keep it.
func (p Place) E7() (lat, lng int64) {
	return int64(math.Round(p.Lat * 1e7)), int64(math.Round(p.Lng * 1e7))
}

// FromE7 is the place that E7 wrote.
func FromE7(lat, lng int64, d Datum) Place {
	return Place{Lat: float64(lat) / 1e7, Lng: float64(lng) / 1e7, Datum: d}
}

// round keeps seven decimals, about a centimetre.
func round(deg float64) float64 { return math.Round(deg*1e7) / 1e7 }

// nothing is how near to 0, 0 (in the sea off Africa) coordinates mean that a device had none.
const nothing = 0.01

// Check says what is wrong with coordinates in any datum: fault.Invalid "coordinates_range" when they are on no
// globe, "coordinates_swapped" when they lie in China once latitude and longitude change places and nowhere as they
// are, "coordinates_zero" when a device had none.
func Check(lat, lng float64) error {
	off := func(v, limit float64) bool { return math.IsNaN(v) || math.Abs(v) > limit }
	switch {
	case off(lat, 90) && !off(lng, 90) && InChina(lng, lat):
		return fault.New(fault.Invalid, "coordinates_swapped").On("lat")
	case off(lat, 90):
		return fault.New(fault.Invalid, "coordinates_range").On("lat")
	case off(lng, 180):
		return fault.New(fault.Invalid, "coordinates_range").On("lng")
	case math.Abs(lat) < nothing && math.Abs(lng) < nothing:
		return fault.New(fault.Invalid, "coordinates_zero").On("lat")
	}
	return nil
}

// CheckChina is Check for what must lie in China: it also gives "coordinates_swapped" for places that are one
// elsewhere, and "coordinates_abroad".
func CheckChina(lat, lng float64) error {
	if err := Check(lat, lng); err != nil {
		return err
	}
	if InChina(lat, lng) {
		return nil
	}
	if InChina(lng, lat) {
		return fault.New(fault.Invalid, "coordinates_swapped").On("lat")
	}
	return fault.New(fault.Invalid, "coordinates_abroad").On("lat")
}
