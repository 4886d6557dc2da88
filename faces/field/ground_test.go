package field_test

import (
	"context"
	"encoding/json"
	"math"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/loop/area"
	"xiaohao/parts/atlas"
)

// ground is what the day of somebody brings for the sketch.
type ground struct {
	Lat, Lng int
	Areas    []struct {
		Name  string
		Top   bool
		Rings [][]int
	}
}

func (w *world) ground(login string) *ground {
	w.T.Helper()
	var out struct{ Ground *ground }
	a := w.ask(login, "GET", "/field/day", nil)
	if err := json.Unmarshal([]byte(a.raw), &out); err != nil || a.Status != 200 {
		w.T.Fatalf("%d %v", a.Status, err)
	}
	return out.Ground
}

// crooked is a boundary of so many corners round the markets, some hundred metres in and out of a circle.
func crooked(a area.Code, corners int, radius float64) atlas.Boundary {
	ring, lat, lng := []int{}, 0, 0
	for i := range corners + 1 {
		r, at := radius+100*float64(i%corners*7919%13), 2*math.Pi*float64(i%corners)/float64(corners)
		y, x := 2689000+int(r*math.Cos(at)), 11261000+int(r*math.Sin(at))
		ring = append(ring, y-lat, x-lng)
		lat, lng = y, x
	}
	return atlas.Boundary{Area: a, Shape: atlas.Shape{{ring}}}
}

// TestGround takes along the boundaries of the county and the township that hold the day's points, and no others;
// never more than two thousand corners; nothing when none were imported, and nothing for those who have no points.
func TestGround(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if g := w.ground("ins"); g != nil {
		t.Errorf("without boundaries the day brings %+v", g)
	}
	for _, corners := range []int{300, 40_000} {
		list := []atlas.Boundary{crooked(citytest.County, corners, 20000), crooked(citytest.Street, 200, 2000),
			crooked(citytest.Other, 100, 20000), crooked(citytest.City, 100, 80000)}
		if err := w.Atlas.SetBoundaries(context.Background(), list); err != nil {
			t.Fatal(err)
		}
		g := w.ground("ins")
		if g == nil || len(g.Areas) != 2 || g.Areas[0].Name != "珠晖区" || !g.Areas[0].Top || g.Areas[1].Name != "广东路街道" ||
			g.Areas[1].Top {
			t.Fatalf("%d corners: the day brings %+v", corners, g)
		}
		n := 0
		for _, a := range g.Areas {
			for _, ring := range a.Rings {
				n += len(ring) / 2
				lat, lng := g.Lat, g.Lng
				for i := 0; i < len(ring); i += 2 {
					lat, lng = lat+ring[i], lng+ring[i+1]
					if r := math.Hypot(float64(lat-2689000), float64(lng-11261000)); r < 1990 || r > 21300 {
						t.Fatalf("a corner of %s lies at %d, %d", a.Name, lat, lng)
					}
				}
				if lat-g.Lat != ring[0] || lng-g.Lng != ring[1] {
					t.Errorf("a ring of %s does not close", a.Name)
				}
			}
		}
		if few := 300 + 200 + 2; corners == 300 && n != few || n > 2000 || n < 100 {
			t.Errorf("of %d corners %d are taken along", corners, n)
		}
	}
	if g := w.ground("clerk"); g != nil {
		t.Errorf("who has no points gets %+v", g)
	}
}
