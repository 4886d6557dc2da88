package matter

import (
	"testing"

	"xiaohao/loop/fault"
	"xiaohao/loop/place"
)

// TestReportPlace says that coordinates are kept as WGS-84 with the datum they came in, that a decision made twice
// turns them once, and that a point must be known.
func TestReportPlace(t *testing.T) {
	t.Parallel()
	deg := func(v float64) *float64 { return &v }
	gcjLat, gcjLng := place.FromWGS(26.893, 112.572, place.GCJ02)
	f := facts(10, Actor{})
	f.Points = func(id int64) (bool, error) { return id == 7, nil }
	for _, c := range []struct {
		name     string
		lat, lng *float64
		datum    string
		point    int64
		code     string
		want     string // the datum in the event
	}{
		{"none", nil, nil, "gcj02", 0, "", ""},
		{"as GPS gives it", deg(26.893), deg(112.572), "", 7, "", ""},
		{"as a map gives it", deg(gcjLat), deg(gcjLng), "高德", 7, "", "gcj02"},
		{"half", deg(26.9), nil, "", 0, "coordinates_half", ""},
		{"swapped", deg(112.572), deg(26.893), "", 0, "coordinates_swapped", ""},
		{"no fix", deg(0), deg(0), "", 0, "coordinates_zero", ""},
		{"other datum", deg(26.9), deg(112.5), "西安80", 0, "datum_unknown", ""},
		{"no such point", nil, nil, "", 8, "point_unknown", ""},
	} {
		r := &Report{Area: 430405001000, Text: "垃圾满了", Lat: c.lat, Lng: c.lng, Datum: c.datum, Point: c.point}
		for range 2 {
			ev, err := Decide(nil, r, f)
			if fault.Code(err) != c.code {
				t.Fatalf("%s: %v", c.name, err)
			}
			if err != nil {
				continue
			}
			m := &Matter{}
			b := ev[0].Body.(*WasReported)
			ApplyBody(m, b, Stamp{Seq: 1, At: 1})
			if b.Datum != c.want || m.Point != c.point {
				t.Errorf("%s: datum %q, point %d", c.name, b.Datum, m.Point)
			}
			if c.lat != nil && place.Distance(*m.Lat, *m.Lng, 26.893, 112.572) > 0.1 {
				t.Errorf("%s: %v, %v", c.name, *m.Lat, *m.Lng)
			}
		}
	}
}
