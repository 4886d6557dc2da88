package track_test

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/track"
)

var write = flag.Bool("write", false, "make testdata/vectors.json anew")

// vector is a walk and what both languages make of it.
type vector struct {
	Name   string      `json:"name"`
	Fixes  []track.Fix `json:"fixes"`
	Clean  []int64     `json:"clean"`  // when the believed ones were
	Simple []int64     `json:"simple"` // when those that are left were
	Packed string      `json:"packed"`
}

const noon = 1_798_600_000_000

// walk is a walk of a fix every 15 s that winds through hills.
func walk(seed uint64, n int) (out []track.Fix) {
	r := rand.New(rand.NewPCG(seed, 1))
	lat, lng, way := 26.89312, 112.61234, r.Float64()*6
	for i := range n {
		way += (r.Float64() - 0.5) * 0.8
		lat += math.Sin(way) * 18 / 111195
		lng += math.Cos(way) * 18 / 99000
		out = append(out, track.Fix{At: noon + int64(i)*15000, Lat: math.Round((lat+r.NormFloat64()*2e-5)*1e7) / 1e7,
			Lng: math.Round((lng+r.NormFloat64()*2e-5)*1e7) / 1e7, Accuracy: math.Round(3 + r.Float64()*9)})
	}
	return out
}

func with(list []track.Fix, change func([]track.Fix) []track.Fix) []track.Fix {
	return change(slices.Clone(list))
}

func walks() []vector {
	base := walk(7, 60)
	still := walk(3, 20)
	for i := range still {
		still[i].Lat, still[i].Lng = still[0].Lat, still[0].Lng
	}
	return []vector{
		{Name: "a walk", Fixes: base},
		{Name: "nothing", Fixes: []track.Fix{}},
		{Name: "one fix", Fixes: base[:1]},
		{Name: "a track of zero length", Fixes: still},
		{Name: "a jump of 100 km and back", Fixes: with(base, func(l []track.Fix) []track.Fix {
			l[20].Lat += 0.9
			return l
		})},
		{Name: "two jumps to one place", Fixes: with(base, func(l []track.Fix) []track.Fix {
			l[20].Lat, l[21].Lat = l[20].Lat+0.9, l[21].Lat+0.9
			return l
		})},
		{Name: "the first one is wrong", Fixes: with(base, func(l []track.Fix) []track.Fix {
			l[0].Lng -= 3
			return l
		})},
		{Name: "carried away", Fixes: with(base, func(l []track.Fix) []track.Fix {
			for i := 30; i < len(l); i++ {
				l[i].Lat += 0.4
			}
			return l
		})},
		{Name: "a phone two days off that is put right", Fixes: with(base, func(l []track.Fix) []track.Fix {
			for i := range 25 {
				l[i].At += 2 * 86400_000
			}
			return l
		})},
		{Name: "not sure where", Fixes: with(base, func(l []track.Fix) []track.Fix {
			l[5].Accuracy, l[6].Accuracy, l[7].Accuracy = 1400, -1, 101
			return l
		})},
		{Name: "no position, no globe", Fixes: with(base, func(l []track.Fix) []track.Fix {
			l[5].Lat, l[5].Lng = 0, 0
			l[6].Lat = 91
			l[7].Lat, l[7].Lng = l[7].Lng, l[7].Lat
			return l
		})},
		{Name: "the same instant twice", Fixes: with(base, func(l []track.Fix) []track.Fix {
			l[9].At = l[8].At
			return l
		})},
		{Name: "over a border and back", Fixes: with(base, func(l []track.Fix) []track.Fix {
			for i := range l {
				l[i].Lng += 1.1
			}
			return l
		})},
		{Name: "a rest of an hour", Fixes: with(base, func(l []track.Fix) []track.Fix {
			for i := 40; i < len(l); i++ {
				l[i].At += 3600_000
			}
			return l
		})},
	}
}

func times(l []track.Fix) []int64 {
	out := []int64{}
	for _, f := range l {
		out = append(out, f.At)
	}
	return out
}

// TestVectors: Go says of each walk what the kept file says; the phone's tests read the same file.
func TestVectors(t *testing.T) {
	t.Parallel()
	list := walks()
	for i := range list {
		v := &list[i]
		c := track.Clean(v.Fixes)
		s := track.Simplify(c)
		v.Clean, v.Simple, v.Packed = times(c), times(s), base64.StdEncoding.EncodeToString(track.Pack(s))
	}
	const name = "testdata/vectors.json"
	got, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if *write {
		if err := os.WriteFile(name, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil || string(want) != string(got)+"\n" {
		t.Errorf("%s says otherwise (%v); go test ./loop/track -write makes it anew", name, err)
	}
}

// TestClean says of each walk how many fixes are left out.
func TestClean(t *testing.T) {
	t.Parallel()
	for name, out := range map[string]int{"a walk": 0, "one fix": 0, "a track of zero length": 0,
		"a jump of 100 km and back": 1, "two jumps to one place": 2, "the first one is wrong": 1, "carried away": 0,
		"a phone two days off that is put right": 0, "not sure where": 3, "no position, no globe": 3,
		"the same instant twice": 1, "over a border and back": 0} {
		for _, v := range walks() {
			if n := len(v.Fixes) - len(track.Clean(v.Fixes)); v.Name == name && n != out {
				t.Errorf("%s: %d fixes are left out, not %d", name, n, out)
			}
		}
	}
}

// TestLaws: cleaned twice is cleaned once; what is believed comes from the walk in its order; a corner left out lies
// near the line; packed and unpacked it is the same to a metre and a second.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := walk(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 80).Draw(t, "n"))
		for range rapid.IntRange(0, 8).Draw(t, "spoilt") {
			if len(list) == 0 {
				break
			}
			f := &list[rapid.IntRange(0, len(list)-1).Draw(t, "at")]
			switch rapid.IntRange(0, 4).Draw(t, "how") {
			case 0:
				f.Lat += rapid.Float64Range(-2, 2).Draw(t, "north")
			case 1:
				f.At += rapid.Int64Range(-3*86400_000, 3*86400_000).Draw(t, "off")
			case 2:
				f.Accuracy = rapid.Float64Range(-5, 300).Draw(t, "accuracy")
			case 3:
				f.Lng = math.NaN()
			case 4:
				f.At = 0
			}
		}
		clean := track.Clean(list)
		if again := track.Clean(clean); !slices.Equal(again, clean) {
			t.Fatalf("cleaned twice: %v, once: %v", again, clean)
		}
		for i, n := 0, 0; n < len(clean); i++ {
			if i == len(list) {
				t.Fatalf("fix %d is not of the walk", n)
			}
			if list[i] == clean[n] {
				n++
			}
		}
		simple := track.Simplify(clean)
		if again := track.Simplify(simple); len(again) > len(simple) || len(clean) > 0 && (simple[0] != clean[0] ||
			simple[len(simple)-1] != clean[len(clean)-1]) {
			t.Fatalf("%d fixes became %d, then %d", len(clean), len(simple), len(again))
		}
		spots, err := track.Unpack(track.Pack(simple))
		if err != nil || len(spots) != len(simple) {
			t.Fatalf("%d spots of %d: %v", len(spots), len(simple), err)
		}
		for i, s := range spots {
			lat, lng := s.Degrees()
			if track.Metres(lat, lng, simple[i].Lat, simple[i].Lng) > 1 || s.At != simple[i].At/1000 {
				t.Fatalf("spot %d: %+v of %+v", i, s, simple[i])
			}
		}
		if n := len(slices.Concat(track.Lines(spots)...)); n != len(spots) {
			t.Fatalf("lines of %d spots hold %d", len(spots), n)
		}
	})
}

// TestUnpack: no bytes whatever are believed to be a track off the globe.
func TestUnpack(t *testing.T) {
	t.Parallel()
	good := track.Pack(walk(1, 5))
	rapid.Check(t, func(t *rapid.T) {
		b := slices.Clone(good)
		for range rapid.IntRange(0, 4).Draw(t, "n") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		spots, err := track.Unpack(b[:rapid.IntRange(0, len(b)).Draw(t, "cut")])
		for _, s := range spots {
			if lat, lng := s.Degrees(); err != nil || math.Abs(lat) > 90 || math.Abs(lng) > 180 || s.At <= 0 {
				t.Fatalf("%+v, %v", s, err)
			}
		}
	})
}

// TestADay: eight hours with a fix every 15 s fit into 40 KB as they travel.
func TestADay(t *testing.T) {
	t.Parallel()
	list := track.Simplify(track.Clean(walk(11, 8*240)))
	n := base64.StdEncoding.EncodedLen(len(track.Pack(list)))
	t.Logf("%d of %d fixes, %d bytes", len(list), 8*240, n)
	if n > 20<<10 {
		t.Errorf("%d bytes", n)
	}
}
