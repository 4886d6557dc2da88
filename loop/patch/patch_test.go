package patch_test

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
)

// ring is corners around a place, in metres east and north of it, closed.
func ring(at ...[2]float64) [][2]float64 {
	var out [][2]float64
	for _, p := range append(at, at[0]) {
		out = append(out, [2]float64{112.6 + p[0]/99166, 26.9 + p[1]/111195})
	}
	return out
}

func coordinates(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

var (
	square = ring([2]float64{0, 0}, [2]float64{100, 0}, [2]float64{100, 100}, [2]float64{0, 100})
	hole   = ring([2]float64{20, 20}, [2]float64{80, 20}, [2]float64{80, 80}, [2]float64{20, 80})
	bow    = ring([2]float64{0, 0}, [2]float64{100, 100}, [2]float64{100, 0}, [2]float64{0, 100})
	hook   = ring([2]float64{0, 0}, [2]float64{100, 0}, [2]float64{100, 100}, [2]float64{90, 100}, [2]float64{90, 10},
		[2]float64{0, 10})
)

type (
	at    = [2]float64
	rings = [][][2]float64
)

var (
	beside = ring(at{200, 0}, at{300, 0}, at{300, 100})
	over   = ring(at{50, 50}, at{150, 50}, at{50, 90})
	fro    = ring(at{0, 0}, at{100, 0}, at{50, 0}, at{50, 50})
)

// circle is one of so many corners and metres.
func circle(n int, metres float64) [][2]float64 { return star(n, func(int) float64 { return metres }) }

func star(n int, wild func(i int) float64) (out [][2]float64) {
	for i := range n {
		a, r := 2*math.Pi*float64(i)/float64(n), wild(i)
		out = append(out, [2]float64{r * math.Cos(a), r * math.Sin(a)})
	}
	return ring(out...)
}

// TestRead says of each shape what becomes of it.
func TestRead(t *testing.T) {
	t.Parallel()
	far := [][2]float64{{2.35, 48.85}, {2.36, 48.85}, {2.36, 48.86}, {2.35, 48.85}}
	metres := [][2]float64{{500000, 2976000}, {500100, 2976000}, {500100, 2976100}, {500000, 2976000}}
	swapped := [][2]float64{{26.9, 112.6}, {26.9, 112.601}, {26.901, 112.6}, {26.9, 112.6}}
	for name, x := range map[string]struct {
		kind string
		body any
		code string
		ha   float64
	}{
		"a square":     {"Polygon", rings{square}, "", 1},
		"left open":    {"Polygon", rings{square[:4]}, "", 1},
		"with a hole":  {"Polygon", rings{square, hole}, "", 0.64},
		"two":          {"MultiPolygon", []rings{{square}, {circle(30, 100)}}, "patch_crossed", 0},
		"two apart":    {"MultiPolygon", []rings{{square}, {beside}}, "", 1.5},
		"crosses":      {"Polygon", rings{bow}, "patch_crossed", 0},
		"a hole out":   {"Polygon", rings{square, over}, "patch_crossed", 0},
		"to and fro":   {"Polygon", rings{fro}, "patch_crossed", 0},
		"very many":    {"Polygon", rings{circle(100_000, 5000)}, "patch_corners", 0},
		"nothing":      {"Polygon", rings{}, "patch_empty", 0},
		"no geometry":  {"", nil, "patch_empty", 0},
		"no ground":    {"Polygon", rings{ring(at{0, 0}, at{100, 0}, at{0, 0})}, "patch_empty", 0},
		"a line":       {"LineString", square, "patch_type", 0},
		"rubbish":      {"Polygon", "x", "patch_ring", 0},
		"in metres":    {"Polygon", rings{metres}, "patch_projected", 0},
		"abroad":       {"Polygon", rings{far}, "coordinates_abroad", 0},
		"turned round": {"Polygon", rings{swapped}, "coordinates_swapped", 0},
	} {
		s, err := patch.Read(x.kind, coordinates(x.body), place.WGS84, 200)
		if fault.Code(err) != x.code || err != nil && x.code == "" {
			t.Errorf("%s: %v, want %q", name, err, x.code)
			continue
		}
		if err == nil && math.Abs(s.Hectares()-x.ha) > 0.05 {
			t.Errorf("%s: %.3f ha, want %v", name, s.Hectares(), x.ha)
		}
	}
}

// TestSpot: it lies inside, also of a hook and around a hole.
func TestSpot(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]any{"square": [][][2]float64{square}, "hook": [][][2]float64{hook},
		"hole": [][][2]float64{square, hole}} {
		s, err := patch.Read("Polygon", coordinates(body), place.WGS84, 200)
		if err != nil {
			t.Fatal(name, err)
		}
		if lat, lng := s.Spot(); !s.Holds(lat, lng) {
			t.Errorf("%s: %f %f lies outside", name, lat, lng)
		}
	}
}

// TestLaws: a star of any shape is taken, keeps its ground when it is made small, crosses nothing, and has its spot
// inside; two corners that change places may make it cross itself, and then it is refused, never kept.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 400).Draw(t, "corners")
		list := star(n, func(int) float64 { return rapid.Float64Range(200, 2000).Draw(t, "r") })
		whole, err := patch.Read("Polygon", coordinates([][][2]float64{list}), place.WGS84, patch.MostCorners)
		if err != nil {
			t.Fatal(err)
		}
		most := rapid.IntRange(60, 200).Draw(t, "most")
		small, err := patch.Read("Polygon", coordinates([][][2]float64{list}), place.WGS84, most)
		if fault.Code(err) == "patch_corners" {
			return // too wild to be made small
		}
		if err != nil || small.Corners() > most {
			t.Fatalf("%d corners, %v", small.Corners(), err)
		}
		if whole.Corners() <= most && math.Abs(small.Hectares()-whole.Hectares()) > 1e-6 {
			t.Fatalf("%f ha of %f", small.Hectares(), whole.Hectares())
		}
		if lat, lng := small.Spot(); !small.Holds(lat, lng) {
			t.Fatalf("the spot lies outside")
		}
		again, err := patch.Read("Polygon", coordinates(turned(small)), place.WGS84, most)
		if err != nil || math.Abs(again.Hectares()-small.Hectares()) > 1e-6 {
			t.Fatalf("read again: %v", err)
		}
		i, j := rapid.IntRange(0, n-1).Draw(t, "i"), rapid.IntRange(0, n-1).Draw(t, "j")
		list[i], list[j] = list[j], list[i]
		list[n] = list[0]
		_, err = patch.Read("Polygon", coordinates([][][2]float64{list}), place.WGS84, patch.MostCorners)
		if naive := selfCrossing(list); naive && err == nil {
			t.Fatalf("%d and %d changed places: it crosses itself and was taken", i, j)
		}
	})
}

func turned(s patch.Shape) (out [][][2]float64) {
	for _, r := range s.Rings() {
		var line [][2]float64
		for _, p := range r {
			line = append(line, [2]float64{p[1], p[0]})
		}
		out = append(out, line)
	}
	return out
}

// selfCrossing is the plain way to see it: each side with each other one, well clear of rounding.
func selfCrossing(r [][2]float64) bool {
	side := func(a, b, c [2]float64) float64 { return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0]) }
	for i := 1; i < len(r); i++ {
		for j := i + 2; j < len(r); j++ {
			a, b, c, d := r[i-1], r[i], r[j-1], r[j]
			p, q, s, u := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
			const clear = 1e-6
			if p*q < 0 && s*u < 0 && min(math.Abs(p), math.Abs(q), math.Abs(s), math.Abs(u)) > clear {
				return true
			}
		}
	}
	return false
}

// TestShifted: a place that is right in another datum is told from one that is nowhere.
func TestShifted(t *testing.T) {
	t.Parallel()
	inside := func(lat, lng float64) bool { return place.Around(26.9, 112.6, 300).Contains(lat, lng) }
	lat, lng := place.FromWGS(26.9, 112.6, place.GCJ02)
	if d, ok := patch.Shifted(lat, lng, place.WGS84, inside); !ok || d != place.GCJ02 {
		t.Errorf("GCJ-02 said to be WGS-84: %v %v", d, ok)
	}
	lat, lng = place.ToWGS(26.9, 112.6, place.GCJ02)
	if d, ok := patch.Shifted(lat, lng, place.GCJ02, inside); !ok || d != place.WGS84 {
		t.Errorf("WGS-84 said to be GCJ-02: %v %v", d, ok)
	}
	if d, ok := patch.Shifted(27.5, 112.6, place.WGS84, inside); ok {
		t.Errorf("far away: %v", d)
	}
}
