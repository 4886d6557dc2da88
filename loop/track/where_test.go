package track_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/track"
)

// box is a square of ground with its sides in hundred-thousandths of a degree.
func box(south, west, north, east int64) [][]track.Corner {
	at := func(lat, lng int64) track.Corner {
		return track.Corner{Lat: float64(lat) / 1e5, Lng: float64(lng) / 1e5}
	}
	return [][]track.Corner{{at(south, west), at(south, east), at(north, east), at(north, west)}}
}

// village is a square of about five kilometres with a hole of about two and a half in its middle.
func village() track.Ground {
	outer, hole := box(2690000, 11260000, 2695000, 11265000), box(2691250, 11261250, 2693750, 11263750)
	return track.Ground{append(outer, hole...)}
}

// line is a walk through places, a minute from one to the next.
func line(places ...[2]int64) (out []track.Spot) {
	for i, p := range places {
		out = append(out, track.Spot{Lat: p[0], Lng: p[1], At: noon/1000 + int64(i)*60})
	}
	return out
}

func TestJudge(t *testing.T) {
	township := track.Ground{box(2680000, 11250000, 2700000, 11280000)}
	for _, x := range []struct {
		name        string
		own, around track.Ground
		line        []track.Spot
		want        track.Where
	}{
		{"inside", village(), nil, line([2]int64{2690500, 11260500}), track.Agrees},
		{"in the hole, far from any border", village(), nil, line([2]int64{2692500, 11262500}), track.Apart},
		{"beside the border, as far as a fix may be off", village(), nil, line([2]int64{2689850, 11261000}),
			track.Agrees},
		{"half a kilometre off", village(), nil, line([2]int64{2689500, 11261000}), track.Apart},
		{"straight through, with no corner inside", village(), nil, line([2]int64{2689000, 11260600},
			[2]int64{2696000, 11260600}), track.Agrees},
		{"past it", village(), nil, line([2]int64{2689000, 11259000}, [2]int64{2696000, 11259000}), track.Apart},
		{"a walk on the spot", village(), nil, line([2]int64{2690100, 11260100}, [2]int64{2690100, 11260100}),
			track.Agrees},
		{"over the border of the country", village(), nil, line([2]int64{2750000, 10500000}), track.Apart},
		{"no position came", village(), township, nil, track.Unjudged},
		{"no boundary is known", nil, nil, line([2]int64{2690500, 11260500}), track.Unjudged},
		{"only the township's is, and he was in it", nil, township, line([2]int64{2690500, 11260500}), track.Unsure},
		{"only the township's is, and he was not", nil, township, line([2]int64{2750000, 10500000}), track.Apart},
		{"a ground without a corner", track.Ground{}, track.Ground{{}}, line([2]int64{2690500, 11260500}),
			track.Apart},
		{"a ground of one corner", track.Ground{{{{Lat: 26.9, Lng: 112.6}}}}, nil, line([2]int64{2690050, 11260050}),
			track.Agrees},
	} {
		if got := track.Judge(track.Lines(x.line), x.own, x.around); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
	away := line([2]int64{2689000, 11260600}, [2]int64{2696000, 11260600})
	away[1].At += track.Gap // whoever was away may have gone round it
	if got := track.Judge(track.Lines(away), village(), nil); got != track.Apart {
		t.Errorf("between two lines nobody is known to have walked: %q", got)
	}
}

// TestJudgeLaws: parts in any order, any number of times and of any team come to the same; more positions never say
// less; neither the direction of a walk nor where a ring begins matters; and every place agrees with ground that it
// lies in.
func TestJudgeLaws(t *testing.T) {
	t.Parallel()
	township := track.Ground{box(2689000, 11259000, 2696000, 11266000)}
	spot := rapid.Custom(func(t *rapid.T) [2]int64 {
		return [2]int64{rapid.Int64Range(2686000, 2699000).Draw(t, "lat"),
			rapid.Int64Range(11256000, 11269000).Draw(t, "lng")}
	})
	rapid.Check(t, func(t *rapid.T) {
		own, around := village(), township
		switch rapid.IntRange(0, 3).Draw(t, "known") {
		case 0:
			own = nil
		case 1:
			around = nil
		case 2:
			own, around = nil, nil
		}
		judge := func(line []track.Spot) track.Where { return track.Judge(track.Lines(line), own, around) }
		var parts []track.Where
		var all [][]track.Spot
		for _, p := range rapid.SliceOfN(rapid.SliceOfN(spot, 0, 4), 1, 5).Draw(t, "parts") {
			l := line(p...)
			parts, all = append(parts, judge(l)), append(all, track.Lines(l)...)
			back := slices.Clone(p)
			slices.Reverse(back)
			if got := judge(line(back...)); got != parts[len(parts)-1] {
				t.Fatalf("walked back it says %q, not %q", got, parts[len(parts)-1])
			}
		}
		join := func(list []track.Where) (w track.Where) {
			for _, x := range list {
				next := w.Join(x)
				if next.Join(w) != next || next != x.Join(w) {
					t.Fatalf("%q and %q", w, x)
				}
				w = next
			}
			return w
		}
		want := join(parts)
		if got := track.Judge(all, own, around); got != want {
			t.Fatalf("together %q, part by part %q", got, want)
		}
		other := slices.Clone(parts)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(other), func(i, j int) {
			other[i], other[j] = other[j], other[i]
		})
		if got := join(append(other, parts[0])); got != want {
			t.Fatalf("in another order %q, not %q", got, want)
		}
		if len(own) > 0 {
			ring, n := own[0][0], rapid.IntRange(0, 3).Draw(t, "first corner")
			turned := track.Ground{{append(slices.Clone(ring[n:]), ring[:n]...), own[0][1]}}
			closed := track.Ground{{append(slices.Clone(ring), ring[0]), own[0][1]}}
			for _, g := range []track.Ground{turned, closed} {
				if got := track.Judge(all, g, around); got != want {
					t.Fatalf("written otherwise %q, not %q", got, want)
				}
			}
		}
		in := [2]int64{rapid.Int64Range(2690000, 2695000).Draw(t, "lat in"), rapid.Int64Range(11260000,
			11261250).Draw(t, "lng in")}
		if got := track.Judge(track.Lines(line(in)), village(), nil); got != track.Agrees {
			t.Fatalf("%v lies in the village: %q", in, got)
		}
	})
}
