package cluster

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestStudent: values of the printed table.
func TestStudent(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]float64{1: 4.3027, 2: 4.3027, 3: 3.1824, 4: 2.7764, 5: 2.5706, 6: 2.4469,
		8: 2.3060, 11: 2.2010, 20: 2.0860, 30: 2.0423, 60: 2.0003, 1000: 1.9623} {
		if got := student(n); math.Abs(got-want) > 0.002*want {
			t.Errorf("student(%g) = %.4f, want %.4f", n, got, want)
		}
	}
	last := math.Inf(1)
	for n := 2.0; n < 60; n += 0.05 {
		got := student(n)
		if got > last || math.IsNaN(got) {
			t.Fatalf("student(%g) = %g after %g", n, got, last)
		}
		last = got
	}
}

// TestEstimate: ten clusters of ten with sums by hand. Rate 0.5; residuals ±2, so the variance is 10·4·10/9/10⁴.
func TestEstimate(t *testing.T) {
	t.Parallel()
	var counts []Count
	for i := range 10 {
		counts = append(counts, Count{10, 3 + 4*int64(i%2)})
	}
	s := Estimate(counts)
	if s.Clusters != 10 || s.N != 100 || s.K != 50 || s.Rate != 0.5 || !s.Sure {
		t.Fatalf("%+v", s)
	}
	if want := 40.0 * 10 / 9 / 1e4; math.Abs(s.linearised-want) > 1e-12 || math.Abs(s.Design-want/0.0025) > 1e-9 {
		t.Errorf("variance %g, design %g", s.linearised, s.Design)
	}
	if math.Abs(s.Lo+s.Hi-1) > 1e-9 || s.Hi-0.5 < 2.2*math.Sqrt(s.linearised)*0.9 {
		t.Errorf("from %g to %g", s.Lo, s.Hi)
	}
	if few := Estimate(counts[:Least-1]); few.Sure || few.Lo != 0 || few.Hi != 1 || few.Rate == 0 {
		t.Errorf("too few clusters give %+v", few)
	}
}

// TestLaws: the interval holds the rate and lies within 0 and 1; empty clusters, order, and turning wanted into
// unwanted change nothing that they should not; it is never narrower than clusters all alike would make it.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Count {
			n := rapid.Int64Range(0, 60).Draw(t, "n")
			return Count{n, rapid.Int64Range(0, n).Draw(t, "k")}
		}), 0, 20).Draw(t, "counts")
		s := Estimate(counts)
		if !(0 <= s.Lo && s.Lo <= s.Rate && s.Rate <= s.Hi && s.Hi <= 1) {
			t.Fatalf("%v: %+v", counts, s)
		}
		if s.Sure && s.N > 0 && !(s.Lo < s.Hi) {
			t.Fatalf("nothing is that sure: %+v", s)
		}
		turned := make([]Count, 0, len(counts)+1)
		for i := range counts {
			c := counts[len(counts)-1-i]
			turned = append(turned, Count{c.N, c.N - c.K})
		}
		o := Estimate(append(turned, Count{}))
		near := func(x, y float64) bool { return math.Abs(x-y) < 1e-9 }
		if s.N > 0 && !(near(o.Rate+s.Rate, 1) && near(o.Lo+s.Hi, 1) && near(o.Hi+s.Lo, 1)) {
			t.Fatalf("%+v turned is %+v", s, o)
		}
		var pairs []Pair
		for i := range counts {
			pairs = append(pairs, Pair{counts[i], turned[i]})
		}
		c := Compare(pairs)
		if !(-1 <= c.Lo && c.Lo <= c.Rate && c.Rate <= c.Hi && c.Hi <= 1) && c.Sure {
			t.Fatalf("%+v", c)
		}
		for i := range pairs {
			pairs[i].Before, pairs[i].After = pairs[i].After, pairs[i].Before
		}
		if d := Compare(pairs); !near(d.Rate, -c.Rate) || !near(d.Lo, -c.Hi) || d.Helped() != -c.Helped() {
			t.Fatalf("%+v the other way round is %+v", c, d)
		}
	})
}

// TestNobody: where all or none are as wanted there is still an interval, as wide as the usual likeness makes it.
func TestNobody(t *testing.T) {
	t.Parallel()
	none := make([]Count, 12)
	for i := range none {
		none[i].N = 40
	}
	s := Estimate(none)
	if s.Lo != 0 || s.Hi < 0.03 || s.Hi > 0.08 {
		t.Errorf("none of 480: to %g", s.Hi)
	}
	for i := range none {
		none[i].K = 40
	}
	if all := Estimate(none); all.Hi != 1 || math.Abs(all.Lo+s.Hi-1) > 1e-12 {
		t.Errorf("all of 480: from %g", all.Lo)
	}
	if s := Estimate(nil); s.Sure || s.N != 0 {
		t.Errorf("nothing: %+v", s)
	}
}

// TestNeed: what was planned is what comes out, and more is needed where people are more alike.
func TestNeed(t *testing.T) {
	t.Parallel()
	n := Need{Rate: 0.6, Likeness: 0.1, People: 40, Half: 0.06}
	if d := n.Design(); math.Abs(d-4.9) > 1e-9 {
		t.Errorf("design %g", d)
	}
	k := n.Clusters()
	if k < 30 || k > 36 || n.Reach(k) > n.Half || n.Reach(k-1) <= n.Half {
		t.Errorf("%d clusters reach %g", k, n.Reach(k))
	}
	n.Likeness = 0
	if alone := n.Clusters(); alone >= k || alone < Least {
		t.Errorf("people who are not alike need %d clusters", alone)
	}
	n.Likeness, n.Half = 0.3, 0.001
	if n.Clusters() != 0 {
		t.Error("no number of clusters is enough for that")
	}
	if (Need{Rate: 0.5, People: 40}).Reach(Least-1) != 1 {
		t.Error("too few clusters reach anywhere")
	}
}
