package place

import "math"

// The box within which GCJ-02 and BD-09 differ from WGS-84, in degrees, as the public descriptions of GCJ-02 give it.
// It holds China and parts of its neighbours; outside it all three are the same.
const (
	southmost, northmost = 0.8293, 55.8271
	westmost, eastmost   = 72.004, 137.8347
)

// InChina says whether a place lies in the box of GCJ-02.
func InChina(lat, lng float64) bool {
	return lat >= southmost && lat <= northmost && lng >= westmost && lng <= eastmost
}

// FromWGS turns WGS-84 degrees into another datum.
func FromWGS(lat, lng float64, d Datum) (float64, float64) {
	if d == WGS84 || !InChina(lat, lng) {
		return lat, lng
	}
	lat, lng = gcj(lat, lng)
	if d == BD09 {
		lat, lng = bd(lat, lng)
	}
	return lat, lng
}

// ToWGS turns degrees of a datum into WGS-84, so that FromWGS gives them back to within a micrometre. At the edge of
// the box, which lies in the sea and abroad, what comes out beyond it is taken as it came.
func ToWGS(lat, lng float64, d Datum) (float64, float64) {
	if d == WGS84 {
		return lat, lng
	}
	forward := gcj
	if d == BD09 {
		forward = func(lat, lng float64) (float64, float64) { return bd(gcj(lat, lng)) }
	}
	if a, b := undo(forward, lat, lng); InChina(a, b) {
		return a, b
	}
	return lat, lng
}

// undo finds what forward turns into lat, lng. Both shifts change by less than a hundredth of the way gone, so each
// step leaves less than a hundredth of the error.
func undo(forward func(lat, lng float64) (float64, float64), lat, lng float64) (float64, float64) {
	a, b := lat, lng
	for range 20 {
		x, y := forward(a, b)
		da, db := x-lat, y-lng
		a, b = a-da, b-db
		if math.Abs(da) < 1e-12 && math.Abs(db) < 1e-12 {
			break
		}
	}
	return a, b
}

// The ellipsoid of GCJ-02 (Krasovsky 1940): semi-major axis in metres and squared eccentricity.
const (
	axis         = 6378245.0
	eccentricity = 0.00669342162296594323
)

// gcj is the shift from WGS-84 to GCJ-02, also beyond the box.
func gcj(lat, lng float64) (float64, float64) {
	north, east := shift(lng-105, lat-35)
	rad := lat * math.Pi / 180
	w := 1 - eccentricity*math.Sin(rad)*math.Sin(rad)
	meridian := axis * (1 - eccentricity) / (w * math.Sqrt(w)) * math.Pi / 180
	parallel := axis / math.Sqrt(w) * math.Cos(rad) * math.Pi / 180
	return lat + north/meridian, lng + east/parallel
}

// shift is how many metres GCJ-02 lies north and east of WGS-84; x and y are degrees east and north of 105° E, 35° N.
func shift(x, y float64) (north, east float64) {
	waves := (20*math.Sin(6*math.Pi*x) + 20*math.Sin(2*math.Pi*x)) * 2 / 3
	north = -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + waves +
		(20*math.Sin(math.Pi*y)+40*math.Sin(math.Pi*y/3))*2/3 +
		(160*math.Sin(math.Pi*y/12)+320*math.Sin(math.Pi*y/30))*2/3
	east = 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + waves +
		(20*math.Sin(math.Pi*x)+40*math.Sin(math.Pi*x/3))*2/3 +
		(150*math.Sin(math.Pi*x/12)+300*math.Sin(math.Pi*x/30))*2/3
	return north, east
}

// bd is the shift from GCJ-02 to BD-09.
func bd(lat, lng float64) (float64, float64) {
	const turn = math.Pi * 3000 / 180
	far := math.Hypot(lng, lat) + 0.00002*math.Sin(lat*turn)
	angle := math.Atan2(lat, lng) + 0.000003*math.Cos(lng*turn)
	return far*math.Sin(angle) + 0.006, far*math.Cos(angle) + 0.0065
}
