package atlas_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/parts/atlas"
)

// TestCoarse draws any boundaries within any number of corners: those that fit stay as they are, no others come in,
// and every ring that is left closes.
func TestCoarse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var list []atlas.Boundary
		total := 0
		for i := range rapid.IntRange(0, 8).Draw(t, "areas") {
			b := atlas.Boundary{Area: 430405000000}
			for range 1 + rnd.IntN(3) {
				var polygon [][]int
				for range 1 + rnd.IntN(2) {
					ring := []int{2689000 + i, 11261000}
					lat, lng := 0, 0
					for range 3 + rnd.IntN(200) {
						y, x := rnd.IntN(2000)-1000, rnd.IntN(2000)-1000
						ring = append(ring, y, x)
						lat, lng = lat+y, lng+x
					}
					ring = append(ring, -lat, -lng)
					polygon = append(polygon, ring)
				}
				b.Shape = append(b.Shape, polygon)
			}
			list, total = append(list, b), total+b.Shape.Corners()
		}
		most := rapid.IntRange(0, 1500).Draw(t, "corners")
		got, n := atlas.Coarse(list, most), 0
		for _, b := range got {
			n += b.Shape.Corners()
			for _, polygon := range b.Shape {
				for _, ring := range polygon {
					lat, lng := 0, 0
					for i := 2; i < len(ring); i += 2 {
						lat, lng = lat+ring[i], lng+ring[i+1]
					}
					if len(ring) < 8 || lat != 0 || lng != 0 {
						t.Fatalf("a ring of %d numbers ends %d, %d from where it began", len(ring), lat, lng)
					}
				}
			}
		}
		if n > most {
			t.Fatalf("%d corners, at most %d were wanted", n, most)
		}
		if total <= most && (n != total || len(got) != len(list)) {
			t.Fatalf("of %d corners that fit %d are left", total, n)
		}
	})
}
