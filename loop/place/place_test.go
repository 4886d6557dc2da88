package place_test

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/loop/place"
)

// pairs are reference values as two public libraries publish them in their own tests.
var pairs = []struct {
	name             string
	lat, lng         float64 // WGS-84
	datum            place.Datum
	wantLat, wantLng float64
	metres           float64 // how exactly they were published
}{
	{name: "Shanghai", lat: 31.1774276, lng: 121.5272106, datum: place.GCJ02, wantLat: 31.17530398364597,
		wantLng: 121.531541859215, metres: 0.01},
	{name: "Shenzhen", lat: 22.543847, lng: 113.912316, datum: place.GCJ02, wantLat: 22.540796131694766,
		wantLng: 113.9171764808363, metres: 0.01},
	{name: "Beijing", lat: 39.911954, lng: 116.377817, datum: place.GCJ02, wantLat: 39.91334545536069,
		wantLng: 116.38404722455657, metres: 0.01},
	{name: "Beijing", lat: 39.915, lng: 116.404, datum: place.GCJ02, wantLat: 39.91640428150164,
		wantLng: 116.41024449916938, metres: 0.01},
	{name: "Beijing", lat: 39.915, lng: 116.404, datum: place.BD09, wantLat: 39.922699552216216,
		wantLng: 116.41662724378733, metres: 0.01},
	// published as the inverse, which is a single step there, hence the metres
	{name: "Beijing", lat: 39.907253214522164, lng: 116.3913836995125, datum: place.BD09, wantLat: 39.915,
		wantLng: 116.404, metres: 3},
	{name: "Beijing", lat: 39.91359571849836, lng: 116.39775550083061, datum: place.GCJ02, wantLat: 39.915,
		wantLng: 116.404, metres: 3},
	{name: "Denver", lat: 39.7392, lng: -104.9903, datum: place.GCJ02, wantLat: 39.7392, wantLng: -104.9903},
	{name: "Denver", lat: 39.7392, lng: -104.9903, datum: place.BD09, wantLat: 39.7392, wantLng: -104.9903},
	{name: "Hengyang", lat: 26.9, lng: 112.6, datum: place.WGS84, wantLat: 26.9, wantLng: 112.6},
}

func TestReferencePairs(t *testing.T) {
	t.Parallel()
	for _, p := range pairs {
		lat, lng := place.FromWGS(p.lat, p.lng, p.datum)
		if d := place.Distance(lat, lng, p.wantLat, p.wantLng); d > p.metres {
			t.Errorf("%s in %s: %.7f, %.7f is %.3f m from the published %.7f, %.7f", p.name, p.datum, lat, lng, d,
				p.wantLat, p.wantLng)
		}
		lat, lng = place.ToWGS(p.wantLat, p.wantLng, p.datum)
		if d := place.Distance(lat, lng, p.lat, p.lng); d > p.metres {
			t.Errorf("%s from %s: %.7f, %.7f is %.3f m from %.7f, %.7f", p.name, p.datum, lat, lng, d, p.lat, p.lng)
		}
	}
}

// TestHengyang says how far GCJ-02 lies off at Hengyang, as it was measured on a public map: 519 m east, 399 m south.
func TestHengyang(t *testing.T) {
	t.Parallel()
	const lat, lng = 26.893, 112.572
	a, b := place.FromWGS(lat, lng, place.GCJ02)
	east, south := place.Distance(lat, lng, lat, b), place.Distance(lat, lng, a, lng)
	if b < lng || a > lat || math.Abs(east-519) > 10 || math.Abs(south-399) > 10 {
		t.Errorf("%.0f m east, %.0f m south", east, south)
	}
}

// inland draws a place in the box of GCJ-02, away from its edge by more than the shift.
func inland(t *rapid.T) (lat, lng float64) {
	return rapid.Float64Range(0.9, 55.7).Draw(t, "lat"), rapid.Float64Range(72.2, 137.7).Draw(t, "lng")
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lat, lng := inland(t)
		d := rapid.SampledFrom(place.Datums()).Draw(t, "datum")
		a, b := place.FromWGS(lat, lng, d)
		if off := place.Distance(lat, lng, a, b); d != place.WGS84 && (off < 20 || off > 2500) {
			t.Fatalf("%s is %.0f m off", d, off)
		}
		x, y := place.ToWGS(a, b, d)
		if off := place.Distance(lat, lng, x, y); off > 0.001 {
			t.Fatalf("there and back: %.6f m", off)
		}
		p, err := place.From(a, b, d)
		if err != nil || p.Datum != d || place.Distance(p.Lat, p.Lng, lat, lng) > 0.1 {
			t.Fatalf("%+v %v", p, err)
		}
		x, y = p.In(d)
		if off := place.Distance(a, b, x, y); off > 0.1 {
			t.Fatalf("kept and shown: %.3f m", off)
		}
		la, ln := p.E7()
		if back := place.FromE7(la, ln, d); back != p {
			t.Fatalf("%+v from the table, %+v before", back, p)
		}
	})
}

// TestContinuous says that neighbours stay neighbours: what lies a metre apart is neither torn apart nor thrown
// together.
func TestContinuous(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lat, lng := inland(t)
		d := rapid.SampledFrom(place.Datums()).Draw(t, "datum")
		const step = 1e-5 // about a metre
		dLat, dLng := rapid.Float64Range(-step, step).Draw(t, "north"), rapid.Float64Range(-step, step).Draw(t, "east")
		a, b := place.FromWGS(lat, lng, d)
		x, y := place.FromWGS(lat+dLat, lng+dLng, d)
		before, after := place.Distance(lat, lng, lat+dLat, lng+dLng), place.Distance(a, b, x, y)
		if math.Abs(after-before) > 0.05*before+0.05 {
			t.Fatalf("%s: %.3f m became %.3f m", d, before, after)
		}
	})
}

func TestAbroadPassesThrough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lat, lng := rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-180, 70).Draw(t, "lng")
		for _, d := range place.Datums() {
			if a, b := place.FromWGS(lat, lng, d); a != lat || b != lng {
				t.Fatalf("%s moved %v, %v", d, lat, lng)
			}
			if a, b := place.ToWGS(lat, lng, d); a != lat || b != lng {
				t.Fatalf("%s moved %v, %v back", d, lat, lng)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lat, lng    float64
		code, china string
	}{
		{26.9, 112.6, "", ""},
		{112.6, 26.9, "coordinates_swapped", "coordinates_swapped"},
		{75, 40, "", "coordinates_swapped"}, // in the Arctic sea, or near 喀什 with its numbers in the other order
		{0, 0, "coordinates_zero", "coordinates_zero"},
		{0.001, -0.002, "coordinates_zero", "coordinates_zero"},
		{91, -10, "coordinates_range", "coordinates_range"},
		{10, 181, "coordinates_range", "coordinates_range"},
		{200, 26.9, "coordinates_range", "coordinates_range"},
		{math.NaN(), 112, "coordinates_range", "coordinates_range"},
		{26, math.NaN(), "coordinates_range", "coordinates_range"},
		{math.Inf(1), 26, "coordinates_range", "coordinates_range"},
		{40.7, -74, "", "coordinates_abroad"},
	} {
		if got := fault.Code(place.Check(c.lat, c.lng)); got != c.code {
			t.Errorf("Check(%v, %v) = %q, want %q", c.lat, c.lng, got, c.code)
		}
		if got := fault.Code(place.CheckChina(c.lat, c.lng)); got != c.china {
			t.Errorf("CheckChina(%v, %v) = %q, want %q", c.lat, c.lng, got, c.china)
		}
	}
}

func TestDatumNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]place.Datum{"": place.WGS84, "WGS-84": place.WGS84, "CGCS2000": place.WGS84,
		"天地图": place.WGS84, "GCJ-02": place.GCJ02,
		"gcj_02": place.GCJ02, "高德地图": place.GCJ02, "火星坐标系": place.GCJ02, "BD09": place.BD09, "百度坐标系": place.BD09,
		" bd-09 ": place.BD09} {
		if d, err := place.ParseDatum(in); err != nil || d != want {
			t.Errorf("ParseDatum(%q) = %v, %v; want %v", in, d, err, want)
		}
	}
	for _, in := range []string{"西安80", "bd", "地图", "-"} {
		if d, err := place.ParseDatum(in); fault.Code(err) != "datum_unknown" {
			t.Errorf("ParseDatum(%q) = %v, %v", in, d, err)
		}
	}
}

// TestJSON says what an event holds: no datum for WGS-84.
func TestJSON(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]place.Place{
		`{"lat":26.9,"lng":112.6}`:                 {Lat: 26.9, Lng: 112.6},
		`{"lat":26.9,"lng":112.6,"datum":"gcj02"}`: {Lat: 26.9, Lng: 112.6, Datum: place.GCJ02},
	} {
		got, err := json.Marshal(p)
		if err != nil || string(got) != want {
			t.Errorf("%s %v, want %s", got, err, want)
		}
		var back place.Place
		if err := json.Unmarshal(got, &back); err != nil || back != p {
			t.Errorf("%+v %v", back, err)
		}
	}
}

func TestDistanceAndBox(t *testing.T) {
	t.Parallel()
	// a degree of a meridian is 111.195 km on a globe of the mean radius
	if d := place.Distance(26, 112, 27, 112); math.Abs(d-111195) > 1 {
		t.Errorf("a degree is %.1f m", d)
	}
	rapid.Check(t, func(t *rapid.T) {
		lat, lng := rapid.Float64Range(-85, 85).Draw(t, "lat"), rapid.Float64Range(-170, 170).Draw(t, "lng")
		r := rapid.Float64Range(1, 50000).Draw(t, "r")
		b := place.Around(lat, lng, r)
		if !b.Valid() || !b.Contains(lat, lng) {
			t.Fatalf("%+v", b)
		}
		x, y := rapid.Float64Range(b.South-1, b.North+1).Draw(t, "x"),
			rapid.Float64Range(b.West-1, b.East+1).Draw(t, "y")
		if x >= -90 && x <= 90 && place.Distance(lat, lng, x, y) < r && !b.Contains(x, y) {
			t.Fatalf("%v, %v is within %v m and not in the box", x, y, r)
		}
		if e := place.Distance(lat, lng, lat, b.East); b.East < 180 && e > 1.2*r+1 {
			t.Fatalf("the box reaches %.0f m east for %.0f", e, r)
		}
	})
}
