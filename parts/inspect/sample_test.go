package inspect

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

func drawFrame(rt *rapid.T) []Candidate {
	n := rapid.IntRange(0, 120).Draw(rt, "points")
	out := make([]Candidate, n)
	for i := range out {
		out[i] = Candidate{Point: int64(100 + i), Area: area.Code(430405001001 + i%5), Kind: "market",
			Seen:   calendar.Instant(rapid.Int64Range(0, 3).Draw(rt, "seen")),
			Failed: rapid.IntRange(0, 2).Draw(rt, "failed")}
	}
	return out
}

func drawSeed(rt *rapid.T) [32]byte {
	return [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "seed"))
}

// TestSampleIsReproducible says that seed, name and frame decide, whatever the order of the frame, and that a sample
// is as large as was asked for.
func TestSampleIsReproducible(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		seed, frame := drawSeed(rt), drawFrame(rt)
		n := rapid.IntRange(0, 150).Draw(rt, "n")
		how := rapid.SampledFrom(Samplings()).Draw(rt, "how")
		first := Sample(how, n, seed, "r", frame)
		mixed := slices.Clone(frame)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "mix"), 1)).Shuffle(len(mixed), func(i, j int) {
			mixed[i], mixed[j] = mixed[j], mixed[i]
		})
		if again := Sample(how, n, seed, "r", mixed); !slices.Equal(first, again) {
			rt.Fatalf("another order gives %v, not %v", again, first)
		}
		if FrameDigest(frame) != FrameDigest(mixed) {
			rt.Fatal("the digest depends on the order")
		}
		want := len(frame)
		if how != All {
			want = min(n, len(frame))
		}
		if len(first) != want {
			rt.Fatalf("%d points, want %d", len(first), want)
		}
	})
}

// TestSampleByRisk says that nothing outside the sample is riskier than anything inside.
func TestSampleByRisk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		seed, frame := drawSeed(rt), drawFrame(rt)
		in := Sample(Risk, rapid.IntRange(0, len(frame)).Draw(rt, "n"), seed, "r", frame)
		for _, a := range frame {
			for _, b := range frame {
				if slices.Contains(in, a.Point) && !slices.Contains(in, b.Point) &&
					(b.Failed > a.Failed || b.Failed == a.Failed && b.Seen < a.Seen) {
					rt.Fatalf("%+v was left out for %+v", b, a)
				}
			}
		}
	})
}

// TestSampleNeedsTheSeed says that another seed draws others, and that every point has the same chance.
func TestSampleNeedsTheSeed(t *testing.T) {
	t.Parallel()
	frame := make([]Candidate, 50)
	for i := range frame {
		frame[i] = Candidate{Point: int64(i + 1), Area: 430405001001}
	}
	hits := map[int64]int{}
	const rounds = 2000
	for s := range rounds {
		for _, p := range Sample(Random, 10, [32]byte{byte(s), byte(s >> 8), 3}, "r", frame) {
			hits[p]++
		}
	}
	for _, c := range frame {
		if n := hits[c.Point]; n < 300 || n > 500 { // 400 expected, σ = 18
			t.Errorf("point %d was drawn %d times of %d", c.Point, n, rounds)
		}
	}
}
