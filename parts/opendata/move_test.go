package opendata

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
)

// shape draws an area's border: a crooked star around a place, some with a hole beside the middle.
func shape(t *rapid.T, lat, lng float64) string {
	n := rapid.IntRange(4, 24).Draw(t, "corners")
	var b strings.Builder
	b.WriteString(`{"type":"Polygon","coordinates":[[`)
	first := ""
	for i := range n {
		far := rapid.Float64Range(0.002, 0.03).Draw(t, "far")
		turn := 2 * math.Pi * float64(i) / float64(n)
		c := "[" + float(lng+far*math.Cos(turn)) + "," + float(lat+far*math.Sin(turn)) + "]"
		if i == 0 {
			first = c
		}
		b.WriteString(c + ",")
	}
	b.WriteString(first + "]]}")
	return b.String()
}

func float(f float64) string { return string(value{kind: Real, real: f}.append(nil)) }

func outline(t *rapid.T, code area.Code, geometry string) *atlas.Outline {
	list, err := atlas.ReadBoundaries(strings.NewReader(`{"type":"FeatureCollection","features":[{"type":"Feature",`+
		`"properties":{"code":"`+code.String()+`"},"geometry":`+geometry+`}]}`), place.WGS84)
	if err != nil {
		t.Fatal(err)
	}
	return list[0].Shape.Outline()
}

// TestMove: a moved point is the same each time, not farther than policy says and not nearer than half of that, within
// the smallest known border that held the point; another secret, matter or distance moves it elsewhere.
func TestMove(t *testing.T) {
	t.Parallel()
	moved, none := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		const street, county = area.Code(430405001000), area.Code(430405000000)
		lat, lng := rapid.Float64Range(20, 45).Draw(t, "lat"), rapid.Float64Range(80, 130).Draw(t, "lng")
		matter, metres := rapid.Int64Min(1).Draw(t, "matter"), rapid.IntRange(1, 2000).Draw(t, "metres")
		secret := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret")
		b := borders{}
		if rapid.Bool().Draw(t, "township known") {
			b[street] = outline(t, street, shape(t, lat+rapid.Float64Range(-0.01, 0.01).Draw(t, "off"), lng))
		}
		if rapid.Bool().Draw(t, "county known") {
			b[county] = outline(t, county, shape(t, lat, lng+rapid.Float64Range(-0.01, 0.01).Draw(t, "off")))
		}
		m := &mover{newKeyer(secret, 4304, "places 1"), b}
		y, x, ok := m.move(matter, street, lat, lng, metres)
		again := &mover{newKeyer(secret, 4304, "places 1"), b}
		if y2, x2, ok2 := again.move(matter, street, lat, lng, metres); y2 != y || x2 != x || ok2 != ok {
			t.Fatalf("moved to %v, %v and then to %v, %v", y, x, y2, x2)
		}
		border := b[street]
		if border == nil || !border.Holds(lat, lng) {
			border = b[county]
		}
		if border == nil || !border.Holds(lat, lng) {
			if ok {
				t.Fatal("moved where no border is known")
			}
			return
		}
		if !ok {
			none++
			return
		}
		moved++
		const rounded = 0.2 // metres
		d := place.Distance(lat, lng, y, x)
		if d > float64(metres)*1.002+rounded || d < float64(metres)*0.497-rounded {
			t.Fatalf("moved by %.1f m, policy says %d", d, metres)
		}
		if !border.Holds(y, x) {
			t.Fatal("moved across the border")
		}
		others := []*mover{{newKeyer(append([]byte{1}, secret...), 4304, "places 1"), b}, {newKeyer(secret, 4305,
			"places 1"), b}, m}
		for i, o := range others {
			id := matter
			if i == 2 {
				id++
			}
			if y2, x2, _ := o.move(id, street, lat, lng, metres); y2 == y && x2 == x && metres > 50 {
				t.Fatalf("%d: another one is moved alike", i)
			}
		}
	})
	if moved == 0 || none > moved {
		t.Errorf("%d moved, %d could not be: the draws are not what they should be", moved, none)
	}
}

// TestMoveEven: the directions of many matters are even and their middle is the point itself, so no direction is told;
// those of two distances are not on one line through the point.
func TestMoveEven(t *testing.T) {
	t.Parallel()
	m := &mover{keys: newKeyer(make([]byte, 32), 4304, "places 1")}
	const n = 20_000
	var north, east float64
	quarters, same := [4]int{}, 0
	for i := range int64(n) {
		y, x := m.draw(i, 100, 0)
		north, east = north+y, east+x
		turn := math.Atan2(y, x)
		quarters[int((turn+math.Pi)/(math.Pi/2))%4]++
		y2, x2 := m.draw(i, 200, 0)
		if math.Abs(math.Atan2(y2, x2)-turn) < 0.001 {
			same++
		}
	}
	if math.Abs(north/n) > 2 || math.Abs(east/n) > 2 {
		t.Errorf("the middle of all is %.1f, %.1f m away", north/n, east/n)
	}
	for q, k := range quarters {
		if k < n/4-n/50 || k > n/4+n/50 {
			t.Errorf("%d of %d go into quarter %d", k, n, q)
		}
	}
	if same > n/100 {
		t.Errorf("%d of %d matters go the same way under another distance", same, n)
	}
}
