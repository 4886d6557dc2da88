package publicity_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/place"
	"xiaohao/parts/publicity"
)

// matters draws public matters with numbers of their own.
func matters(t *rapid.T) (out []org.Public) {
	n := rapid.IntRange(0, 40).Draw(t, "n")
	for i := range n {
		m := org.Public{Matter: int64(i + 1), Voices: rapid.IntRange(0, 3).Draw(t, "voices"),
			Category: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "category"),
			Area:     area.Code(430405001000 + 1000*rapid.Int64Range(0, 2).Draw(t, "town")),
			State:    rapid.SampledFrom(org.Plains()).Draw(t, "state"), Late: rapid.Bool().Draw(t, "late")}
		for _, after := range []bool{false, true} {
			if rapid.Bool().Draw(t, "photo") {
				m.Photos = append(m.Photos, org.ReleasedPhoto{After: after, Copy: "x"})
			}
		}
		out = append(out, m)
	}
	return out
}

// TestChoiceLaws: a choice is as long as it may be, names nobody twice, hangs on no order, leaves out no sort of
// problem while another one has two, and takes of each sort those with most to see.
func TestChoiceLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list, most := matters(t), rapid.IntRange(-1, 20).Draw(t, "most")
		got := publicity.Choose(list, most)
		if len(got) != min(len(list), max(most, 0)) {
			t.Fatalf("%d of %d, most %d", len(got), len(list), most)
		}
		if again := publicity.Choose(append(rapid.Permutation(list).Draw(t, "order"), list...),
			most); !slices.Equal(got, again) {
			t.Fatalf("%v and %v", got, again)
		}
		type sort struct {
			category string
			town     area.Code
		}
		of, chosen, all := map[int64]org.Public{}, map[sort]int{}, map[sort]int{}
		kind := func(m org.Public) sort { return sort{m.Category, m.Area} }
		for _, m := range list {
			of[m.Matter] = m
			all[kind(m)]++
		}
		for _, id := range got {
			chosen[kind(of[id])]++
		}
		for s, n := range all {
			for other, k := range chosen {
				if k > chosen[s]+1 && chosen[s] < n {
					t.Fatalf("%v has %d of %d and %v has %d", s, chosen[s], n, other, k)
				}
			}
		}
		for _, m := range list {
			if slices.Contains(got, m.Matter) {
				continue
			}
			for _, id := range got {
				if x := of[id]; kind(x) == kind(m) && len(x.Photos) < len(m.Photos) {
					t.Fatalf("%d is told of and %d, with more to see, is not", id, m.Matter)
				}
			}
		}
	})
}

// TestUrgentLaws: nothing that was struck off is under way, and what is late comes first and is never left out for
// something on time.
func TestUrgentLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list, most := matters(t), rapid.IntRange(0, 20).Draw(t, "most")
		got, of, late, open := publicity.Urgent(list, most), map[int64]org.Public{}, 0, 0
		for _, m := range list {
			of[m.Matter] = m
			if m.State != org.PlainStruck {
				open++
				if m.Late && m.State != org.PlainFixed {
					late++
				}
			}
		}
		if len(got) != min(open, most) {
			t.Fatalf("%d of %d, most %d", len(got), open, most)
		}
		for i, id := range got {
			if m := of[id]; m.State == org.PlainStruck || (m.Late && m.State != org.PlainFixed) != (i < late) {
				t.Fatalf("%d of %d is %+v", i, late, m)
			}
		}
	})
}

// line draws spots along a straight street in any direction.
func line(t *rapid.T) (out []publicity.Spot) {
	angle, at := rapid.Float64Range(0, math.Pi).Draw(t, "angle"), 0.0
	for i := range rapid.IntRange(0, 12).Draw(t, "n") {
		at += rapid.Float64Range(20, 450).Draw(t, "step")
		out = append(out, publicity.Spot{Point: int64(i + 1), Place: place.Place{
			Lat: 26.9 + at*math.Sin(angle)/111195,
			Lng: 112.6 + at*math.Cos(angle)/(111195*math.Cos(26.9*math.Pi/180))}})
	}
	return out
}

// TestGapLaws: a gap is told just where the next one is too far, both ways alike; one more poster in the middle of a
// gap never makes the longest one longer; where something was never measured nothing is said.
func TestGapLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list, most := line(t), rapid.IntRange(50, 400).Draw(t, "most")
		gaps := publicity.Gaps(list, most)
		n := 0
		for i := 1; i < len(list); i++ {
			a, b := list[i-1].Place, list[i].Place
			if place.Distance(a.Lat, a.Lng, b.Lat, b.Lng) > float64(most) {
				if n >= len(gaps) || gaps[n].From != list[i-1].Point || gaps[n].To != list[i].Point ||
					gaps[n].Metres <= most {
					t.Fatalf("the gap behind %d is not told: %v", list[i-1].Point, gaps)
				}
				n++
			}
		}
		if n != len(gaps) {
			t.Fatalf("%d gaps, %d told", n, len(gaps))
		}
		back := slices.Clone(list)
		slices.Reverse(back)
		if len(publicity.Gaps(back, most)) != n {
			t.Fatal("the way back is longer")
		}
		if n == 0 {
			return
		}
		i := slices.IndexFunc(list, func(s publicity.Spot) bool { return s.Point == gaps[0].From })
		a, b := list[i].Place, list[i+1].Place
		more := slices.Insert(slices.Clone(list), i+1,
			publicity.Spot{Point: 99, Place: place.Place{Lat: (a.Lat + b.Lat) / 2,
				Lng: (a.Lng + b.Lng) / 2}})
		if longest(publicity.Gaps(more, most)) > longest(gaps) {
			t.Fatal("a poster more made it worse")
		}
		list[i].Place = place.Place{}
		for _, g := range publicity.Gaps(list, most) {
			if g.From == list[i].Point || g.To == list[i].Point {
				t.Fatalf("%v was never measured", g)
			}
		}
	})
}

func longest(gaps []publicity.Gap) (m int) {
	for _, g := range gaps {
		m = max(m, g.Metres)
	}
	return m
}

// TestAlongLaws: in whatever order the points of a street come, they are put along it, from one end or the other.
func TestAlongLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := line(t)
		got := publicity.Along(rapid.Permutation(list).Draw(t, "order"))
		back := slices.Clone(list)
		slices.Reverse(back)
		if !slices.Equal(got, list) && !slices.Equal(got, back) {
			t.Fatalf("%v of %v", got, list)
		}
	})
}
