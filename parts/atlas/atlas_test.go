package atlas_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/platform/store"
)

func all() atlas.Query {
	return atlas.Query{Scope: org.Scope{All: true}, Kinds: matter.Kinds(), States: matter.States()}
}

// TestCells compares what the atlas counts with what a list shows, filter by filter and caller by caller.
func TestCells(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	scatter(o)
	x := atlas.New(part.Base{City: 4304, DB: o.DB})
	whole := place.Box{South: -90, West: -180, North: 90, East: 180}
	open := true
	filters := []views.Filter{{}, {Open: &open}, {Kinds: []matter.Kind{matter.Help}},
		{States: []matter.State{matter.Reported}}, {Category: "env.rubbish"}, {Area: 430405001000},
		{Severity: matter.Urgent}, {List: views.ProblemList}, {List: views.ResponsibilityList}}
	for _, p := range append(o.Org().People(), org.Person{}) {
		caller := p.Caller()
		if p.Login == "" {
			caller = org.Caller{System: true}
		}
		for i, f := range filters {
			want, located := map[area.Code]int64{}, int64(0)
			if err := o.Each(t.Context(), caller, f, func(m *matter.Matter) error {
				want[m.Area]++
				if m.Lat != nil {
					located++
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			q := atlas.Query{Scope: o.Org().Scope(caller), Area: f.Area, Category: f.Category, Severity: f.Severity}
			q.Kinds, q.States, q.Led = f.Narrowed()
			heat, err := x.Heat(t.Context(), q, area.Village)
			if err != nil || fmt.Sprint(heat) != fmt.Sprint(want) {
				t.Errorf("%s, filter %d: %v, the list has %v (%v)", p.Login, i, heat, want, err)
			}
			for _, side := range []int64{1e4, 1e6, 1e9} {
				cells, err := x.Cells(t.Context(), q, whole, side)
				sum := int64(0)
				for _, c := range cells {
					sum += c.N
				}
				if err != nil || sum != located && len(cells) < atlas.MaxCells {
					t.Errorf("%s, filter %d, side %d: %d in cells, the list has %d (%v)", p.Login, i, side,
						sum, located, err)
				}
			}
			if _, n, err := x.Bounds(t.Context(), q); err != nil || n != located {
				t.Errorf("%s, filter %d: %d located, want %d (%v)", p.Login, i, n, located, err)
			}
		}
	}
	said := ""
	if err := atlas.Check(t.Context(), o.DB.Read(), 4304, func(s string) { said += s }); err != nil || said != "" {
		t.Errorf("%s %v", said, err)
	}
	change := func(text string) {
		if err := o.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), text, 4304)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	change("UPDATE spot_tallies SET ids = ids + 1 WHERE city = $1")
	if err := atlas.Check(t.Context(), o.DB.Read(), 4304, func(s string) { said += s }); err != nil ||
		!strings.Contains(said, "spot_tallies") {
		t.Errorf("tallies that were changed are not told: %q %v", said, err)
	}
	change("UPDATE spot_tallies SET ids = ids - 1 WHERE city = $1")
	said = ""
	change("UPDATE spots SET lat = lat + 1 WHERE city = $1 AND id = (SELECT MIN(id) FROM spots WHERE city = $1)")
	if err := atlas.Check(t.Context(), o.DB.Read(), 4304, func(s string) { said += s }); err != nil || said == "" {
		t.Error("a position that was changed is not told")
	}
}

// TestWindow puts a box around some matters: those outside do not count, and a single one is named.
func TestWindow(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	scatter(o)
	x := atlas.New(part.Base{City: 4304, DB: o.DB})
	b, n, err := x.Bounds(t.Context(), all())
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
	half := b
	half.East = (b.West + b.East) / 2
	left, err := x.Cells(t.Context(), all(), half, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) == 0 || int64(len(left)) >= n {
		t.Errorf("%d of %d lie in the western half", len(left), n)
	}
	for _, c := range left {
		if c.ID == 0 && c.N == 1 || !half.Contains(c.Place.Lat, c.Place.Lng) {
			t.Errorf("%+v", c)
		}
	}
}

// TestMany says that the box of thousands is made of the squares of their tallies, and holds them all.
func TestMany(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	scatter(o)
	x := atlas.New(part.Base{City: 4304, DB: o.DB})
	few, n, err := x.Bounds(t.Context(), all())
	if err != nil {
		t.Fatal(err)
	}
	if err := o.DB.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE spot_tallies SET n = n + 6000 WHERE city = $1", 4304)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	b, m, err := x.Bounds(t.Context(), all())
	if err != nil || m <= n || !b.Contains(few.South, few.West) || !b.Contains(few.North, few.East) {
		t.Errorf("%+v of %d does not hold %+v of %d (%v)", b, m, few, n, err)
	}
	if b.North-b.South > few.North-few.South+0.04 || b.East-b.West > few.East-few.West+0.04 {
		t.Errorf("%+v is much larger than %+v", b, few)
	}
}

// scatter reports matters of all kinds, with and without coordinates, and lists, assigns and strikes off some.
func scatter(o *citytest.Office) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		lat, lng := 26.8+rnd.Float64()/10, 112.5+rnd.Float64()/10
		r := &matter.Report{Area: []area.Code{citytest.Village, citytest.Street, citytest.Other}[i%3],
			Text: fmt.Sprintf("路面有坑 %d", i), Lat: &lat, Lng: &lng}
		if i%4 == 3 {
			r.Lat, r.Lng = nil, nil
		}
		if i%7 == 6 {
			r.Kind = matter.Help
		}
		who := ""
		if i%5 == 4 {
			r.Source, who = "inspector", "disp"
		}
		id := o.Give(who, 0, r)
		if i%3 == 0 && r.Kind != matter.Help {
			o.Give("disp", id, &matter.List{Category: "env.rubbish", Severity: matter.Urgent})
		}
		if i%6 == 0 && r.Kind != matter.Help {
			o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
		}
	}
	lat, lng := 26.85, 112.55
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带缺了一大片", Lat: &lat, Lng: &lng})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", id, &matter.Sign{})
	o.Fix(id)
	o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	o.CatchUp()
}

// TestSimplify draws boundaries of any form: what is read lies within fifty metres of what was written, and is smaller.
func TestSimplify(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(8, 400).Draw(t, "corners")
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		ring := make([][2]float64, 0, n+1)
		for i := range n {
			r := 0.1 + 0.01*rnd.Float64()
			a := 2 * math.Pi * float64(i) / float64(n)
			ring = append(ring, [2]float64{112.6 + r*math.Cos(a), 26.9 + r*math.Sin(a)})
		}
		ring = append(ring, ring[0])
		list, err := atlas.ReadBoundaries(strings.NewReader(geo("430405", ring)), place.WGS84)
		if err != nil || len(list) != 1 || list[0].Area != 430405000000 {
			t.Fatalf("%+v %v", list, err)
		}
		got := list[0].Shape[0][0]
		if len(got) < 8 || len(got) > 2*len(ring) {
			t.Fatalf("%d numbers for %d corners", len(got), len(ring))
		}
		lat, lng := 0, 0
		for i := 0; i < len(got); i += 2 {
			lat, lng = lat+got[i], lng+got[i+1]
			near := math.Inf(1)
			for _, p := range ring {
				near = min(near, math.Hypot(p[1]-float64(lat)/1e5, p[0]-float64(lng)/1e5))
			}
			if near > 1e-5 {
				t.Fatalf("a corner that was not there: %d %d", lat, lng)
			}
		}
	})
}

func geo(code string, ring [][2]float64) string {
	b, _ := json.Marshal(ring)
	return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":` + code +
		`},"geometry":{"type":"Polygon","coordinates":[` + string(b) + `]}}]}`
}

func TestBadBoundaries(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		"": "boundary_file", "[]": "boundary_file", `{"features":[]}`: "boundary_file",
		geo(`""`, nil): "boundary_area", geo("430405", [][2]float64{{26.9, 112.6}}): "boundary_shape",
		strings.Replace(geo("430405", nil), "Polygon", "Point", 1): "boundary_shape",
	} {
		if _, err := atlas.ReadBoundaries(strings.NewReader(text), place.WGS84); fault.Code(err) != code {
			t.Errorf("%s: %v, want %s", text, err, code)
		}
	}
}

// TestAreaAt: a position is in the deepest living area whose boundary holds it, never in a hole, in an abolished area
// or beyond what is known.
func TestAreaAt(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	x := atlas.New(part.Base{City: 4304, DB: o.DB})
	square := func(code string, south, west, side float64, hole string) string {
		n, e := south+side, west+side
		return fmt.Sprintf(`{"properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[[%f,%f],[%f,%f],`+
			`[%f,%f],[%f,%f],[%f,%f]]%s]}}`, code, west, south, e, south, e, n, west, n, west, south, hole)
	}
	list, err := atlas.ReadBoundaries(strings.NewReader(`{"features":[`+strings.Join([]string{
		square("430405000000", 26, 112, 0.4, ",[[112.3,26.3],[112.35,26.3],[112.35,26.35],[112.3,26.35],[112.3,26.3]]"),
		square("430405001000", 26.1, 112.1, 0.1, ""), square("430407001000", 26.6, 112.6, 0.1, ""),
		square("430405001001", 26.1, 112.1, 0.05, ""), square("430405002000", 26.2, 112.1, 0.05, "")}, ",")+`]}`),
		place.WGS84)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.SetBoundaries(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	tree, err := area.NewTree([]area.Area{{Code: 430400000000}, {Code: 430405000000}, {Code: 430405001000},
		{Code: 430405001001}, {Code: 430405002000, Former: true}, {Code: 430407000000}, {Code: 430407001000}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lat, lng float64
		want     area.Code
	}{
		{26.15, 112.15, 430405001000},
		{26.11, 112.11, 430405001000}, // a village's boundary is not asked for: residents choose no village
		{26.22, 112.12, 430405000000}, // the township there is abolished
		{26.32, 112.32, 0},            // a hole
		{26.65, 112.65, 430407001000}, // of its county no boundary is known
		{25, 112, 0},
	} {
		got, err := x.AreaAt(t.Context(), tree, c.lat, c.lng)
		if err != nil || got != c.want {
			t.Errorf("%v, %v is in %v, want %v (%v)", c.lat, c.lng, got, c.want, err)
		}
	}
}
