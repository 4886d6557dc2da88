// Package patch is polygons seen from above 图斑: reading them, what is wrong with them, making them small, where they
// lie.
//
// It is pure and knows no city. A shape that came through Read is sound: rings are closed, cross neither themselves nor
// one another, and hold some ground.
package patch

import (
	"encoding/json"
	"math"

	"xiaohao/loop/fault"
	"xiaohao/loop/place"
)

// Shape is polygons, each an outer ring and holes, each ring latitude and longitude by turns in hundred-thousandths of
// a degree (WGS-84), a metre or so; the first pair as it is and each other one as the way from the pair before. The
// last corner is the first one again.
type Shape [][][]int

// MostCorners is how many corners a patch may come with.
const MostCorners = 10_000

// corner is a corner in hundred-thousandths of a degree.
type corner struct{ lat, lng int }

// Read reads a geometry as GeoJSON has it, and leaves at most so many corners. Faults: patch_type, patch_empty,
// patch_ring, patch_crossed, patch_corners, coordinates_range, coordinates_swapped, coordinates_abroad,
// coordinates_zero, patch_projected for metres in place of degrees.
func Read(kind string, coordinates json.RawMessage, d place.Datum, most int) (Shape, error) {
	var raw [][][][]float64
	var err error
	switch kind {
	case "Polygon":
		raw = make([][][][]float64, 1)
		err = json.Unmarshal(coordinates, &raw[0])
	case "MultiPolygon":
		err = json.Unmarshal(coordinates, &raw)
	case "":
		return nil, wrong("patch_empty")
	default:
		return nil, fault.New(fault.Invalid, "patch_type", "type", kind)
	}
	if err != nil {
		return nil, wrong("patch_ring").By(err)
	}
	n := 0
	for _, polygon := range raw {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	if n > MostCorners {
		return nil, fault.New(fault.TooLarge, "patch_corners", "n", n, "most", MostCorners)
	}
	var list [][][]corner
	for _, polygon := range raw {
		rings, err := ringsOf(polygon, d)
		if err != nil {
			return nil, err
		}
		if rings != nil {
			list = append(list, rings)
		}
	}
	if len(list) == 0 {
		return nil, wrong("patch_empty")
	}
	if crosses(list) {
		return nil, wrong("patch_crossed")
	}
	return small(list, most)
}

func wrong(code string) *fault.Error { return fault.New(fault.Invalid, code) }

// ringsOf are the rings of a polygon that hold some ground; nil where the outer one holds none.
func ringsOf(polygon [][][]float64, d place.Datum) (out [][]corner, err error) {
	for i, raw := range polygon {
		var ring []corner
		for _, p := range raw {
			if len(p) < 2 {
				return nil, wrong("patch_ring")
			}
			if math.Abs(p[0]) > 360 && math.Abs(p[1]) > 360 {
				return nil, wrong("patch_projected")
			}
			if err := place.CheckChina(p[1], p[0]); err != nil {
				return nil, err
			}
			lat, lng := place.ToWGS(p[1], p[0], d)
			c := corner{int(math.Round(lat * 1e5)), int(math.Round(lng * 1e5))}
			if len(ring) == 0 || ring[len(ring)-1] != c {
				ring = append(ring, c)
			}
		}
		if len(ring) > 1 && ring[0] != ring[len(ring)-1] {
			ring = append(ring, ring[0]) // left open
		}
		if len(ring) >= 4 && wide(ring) {
			out = append(out, ring)
		} else if i == 0 {
			return nil, nil
		}
	}
	return out, nil
}

// wide says that not all corners lie on one line. A ring that crosses itself may hold as much as it lacks.
func wide(ring []corner) bool {
	for i := 2; i < len(ring); i++ {
		if turn(ring[0], ring[1], ring[i]) != 0 {
			return true
		}
	}
	return false
}

// twice is twice the ground of a ring in square steps, negative where it runs clockwise.
func twice(ring []corner) (sum int64) {
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		sum += int64(a.lng-ring[0].lng)*int64(b.lat-ring[0].lat) - int64(b.lng-ring[0].lng)*int64(a.lat-ring[0].lat)
	}
	return sum
}

// small leaves at most so many corners, at the cost of straighter lines. What would cross itself then is tried with
// other lines; what cannot be made small is refused.
func small(list [][][]corner, most int) (Shape, error) {
	for metres := 0.0; metres < 2000; metres = max(1, metres*2) {
		n, out := 0, make([][][]corner, 0, len(list))
		for _, polygon := range list {
			var rings [][]corner
			for i, ring := range polygon {
				line := simplified(ring, metres)
				if len(line) < 4 || twice(line) == 0 {
					if i == 0 {
						break
					}
					continue
				}
				rings, n = append(rings, line), n+len(line)
			}
			if rings != nil {
				out = append(out, rings)
			}
		}
		if n > 0 && n <= most && (metres == 0 || !crosses(out)) {
			return packed(out), nil
		}
	}
	return nil, fault.New(fault.TooLarge, "patch_corners", "n", total(list), "most", most)
}

func total(list [][][]corner) (n int) {
	for _, polygon := range list {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}

// simplified leaves out corners that the line without them passes within so many metres of (Douglas and Peucker). A
// ring is cut in two at its furthest corner, so that both ends stay.
func simplified(ring []corner, metres float64) []corner {
	if metres == 0 {
		return ring
	}
	keep := make([]bool, len(ring))
	far, most := 0, 0.0
	for i, c := range ring {
		if d := off(c, ring[0], ring[0]); d > most {
			far, most = i, d
		}
	}
	keep[0], keep[far], keep[len(ring)-1] = true, true, true
	for todo := [][2]int{{0, far}, {far, len(ring) - 1}}; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		far, most := 0, metres
		for i := s[0] + 1; i < s[1]; i++ {
			if d := off(ring[i], ring[s[0]], ring[s[1]]); d > most {
				far, most = i, d
			}
		}
		if far > 0 {
			keep[far] = true
			todo = append(todo, [2]int{s[0], far}, [2]int{far, s[1]})
		}
	}
	var out []corner
	for i, c := range ring {
		if keep[i] {
			out = append(out, c)
		}
	}
	return out
}

const step = 1.11195 // metres of a hundred-thousandth of a degree of latitude

// off is how far a corner lies from the line between two others, in metres.
func off(p, a, b corner) float64 {
	squeeze := math.Cos(float64(a.lat) / 1e5 * math.Pi / 180)
	px, py := float64(p.lng-a.lng)*squeeze, float64(p.lat-a.lat)
	bx, by := float64(b.lng-a.lng)*squeeze, float64(b.lat-a.lat)
	if whole := bx*bx + by*by; whole > 0 {
		t := math.Max(0, math.Min(1, (px*bx+py*by)/whole))
		px, py = px-t*bx, py-t*by
	}
	return math.Hypot(px, py) * step
}

func packed(list [][][]corner) Shape {
	out := make(Shape, len(list))
	for i, polygon := range list {
		for _, ring := range polygon {
			var last corner
			line := make([]int, 0, 2*len(ring))
			for _, c := range ring {
				line = append(line, c.lat-last.lat, c.lng-last.lng)
				last = c
			}
			out[i] = append(out[i], line)
		}
	}
	return out
}

func (s Shape) corners() [][][]corner {
	out := make([][][]corner, len(s))
	for i, polygon := range s {
		for _, line := range polygon {
			var last corner
			var ring []corner
			for j := 0; j+1 < len(line); j += 2 {
				last.lat, last.lng = last.lat+line[j], last.lng+line[j+1]
				ring = append(ring, last)
			}
			out[i] = append(out[i], ring)
		}
	}
	return out
}

// Corners is how many corners it has.
func (s Shape) Corners() int { return total(s.corners()) }

// Rings are all rings in degrees, latitude first.
func (s Shape) Rings() (out [][][2]float64) {
	for _, polygon := range s.corners() {
		for _, ring := range polygon {
			var line [][2]float64
			for _, c := range ring {
				line = append(line, [2]float64{float64(c.lat) / 1e5, float64(c.lng) / 1e5})
			}
			out = append(out, line)
		}
	}
	return out
}
