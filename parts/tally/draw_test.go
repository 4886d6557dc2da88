package tally

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

func at(t testing.TB, s string) calendar.Instant {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.China())
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Of(v)
}

// plans are any plans that Plan would take, as far as a draw can tell.
func plans(t *rapid.T) *Plan {
	p := &Plan{Kind: Helmet, Wanted: map[Road]int{}, Before: Span{calendar.Instant(1_796_000_000e6),
		calendar.Instant(1_796_000_000e6 + 14*86400e6)}}
	p.After = Span{p.Before.Until, p.Before.Until + 21*86400e6}
	for i := range rapid.IntRange(1, 12).Draw(t, "sites") {
		p.Sites = append(p.Sites, Site{Name: fmt.Sprint(i), Road: Roads()[rapid.IntRange(0, 1).Draw(t, "road")]})
	}
	for range rapid.IntRange(1, 8).Draw(t, "slots") {
		p.Slots = append(p.Slots, Slot{rapid.IntRange(1, 7).Draw(t, "day"), rapid.IntRange(6, 20).Draw(t, "hour")})
	}
	slices.SortFunc(p.Slots, func(a, b Slot) int { return a.Weekday*24 + a.Hour - b.Weekday*24 - b.Hour })
	p.Slots = slices.Compact(p.Slots)
	for _, r := range Roads() {
		p.Wanted[r] = rapid.IntRange(0, 20).Draw(t, "wanted")
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "counters") {
		p.Counters = append(p.Counters, int64(i+1))
	}
	return p
}

// TestDraw: as many of each road as are wanted and there are, each once; the same for everybody; another site at the
// end of the list changes no lot of the others.
func TestDraw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := plans(t)
		seed := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		got := Draw(p, seed, "key")
		if !slices.Equal(got, Draw(p, seed, "key")) {
			t.Fatal("the same seed draws something else")
		}
		seen := map[[2]int]bool{}
		n := map[Road]int{}
		for _, d := range got {
			if seen[[2]int{d.Site, d.Slot}] {
				t.Fatalf("%v is drawn twice", d)
			}
			seen[[2]int{d.Site, d.Slot}] = true
			if road := p.Sites[d.Site].Road; d.Spare != (n[road] >= p.Wanted[road]) {
				t.Fatalf("%v: spare, as number %d of %s", d, n[road], road)
			}
			n[p.Sites[d.Site].Road]++
		}
		for _, r := range Roads() {
			there := 0
			for _, s := range p.Sites {
				if s.Road == r {
					there += len(p.Slots)
				}
			}
			if n[r] != min(there, 2*p.Wanted[r]) {
				t.Fatalf("%d places on %s roads", n[r], r)
			}
		}
		more := *p
		more.Sites = append(slices.Clone(p.Sites), Site{Name: "more", Road: CityRoad})
		order := func(list []Place) (out []Place) {
			for _, d := range list {
				if d.Site < len(p.Sites) && p.Sites[d.Site].Road == CityRoad {
					out = append(out, Place{Site: d.Site, Slot: d.Slot})
				}
			}
			return out
		}
		a, b := order(got), order(Draw(&more, seed, "key"))
		if n := min(len(a), len(b)); !slices.Equal(a[:n], b[:n]) {
			t.Fatalf("one more site changes the order of the others: %v, %v", a, b)
		}
	})
}

// TestFair: over many seeds each place comes up about as often.
func TestFair(t *testing.T) {
	t.Parallel()
	p := &Plan{Slots: []Slot{{1, 7}, {3, 8}, {5, 17}}, Wanted: map[Road]int{CityRoad: 4}}
	for i := range 4 {
		p.Sites = append(p.Sites, Site{Name: fmt.Sprint(i), Road: CityRoad})
	}
	n := map[[2]int]int{}
	const seeds = 6000
	for i := range seeds {
		for _, d := range Draw(p, [32]byte{byte(i), byte(i >> 8)}, "k") {
			if !d.Spare {
				n[[2]int{d.Site, d.Slot}]++
			}
		}
	}
	for place, k := range n {
		if k < seeds/3-200 || k > seeds/3+200 {
			t.Errorf("%v is drawn %d times of %d", place, k, seeds)
		}
	}
}

// TestTurns: each turn lies on its weekday and hour within its wave; nobody stands at two places at once.
func TestTurns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := plans(t)
		places := p.drawn([32]byte{7}, "key")
		for _, w := range Waves() {
			taken := map[Turn]bool{}
			for i := range places {
				d := &places[i]
				turn := d.Turn(w)
				if (turn == nil) != d.Spare {
					t.Fatalf("%+v has turn %v", d, turn)
				}
				if turn == nil {
					continue
				}
				if m := p.timed(p.Slots[d.Slot], w, turn.At); m != nil {
					t.Fatalf("the turn %v of %v is of another time: %v", turn, p.Slots[d.Slot], m)
				}
				if turn.Person != 0 && taken[*turn] {
					t.Fatalf("%d stands at two places at once", turn.Person)
				}
				taken[*turn] = true
			}
		}
	})
}

// TestTimed looks at the edges of an hour, a day, a wave. 2026-11-16 is a Monday.
func TestTimed(t *testing.T) {
	t.Parallel()
	p := &Plan{Before: Span{at(t, "2026-11-16 00:00"), at(t, "2026-11-30 00:00")},
		After: Span{at(t, "2026-12-07 00:00"), at(t, "2026-12-21 00:00")}}
	monday := Slot{1, 7}
	for _, c := range []struct {
		at   string
		slot Slot
		wave Wave
		want []Mark
	}{
		{"2026-11-16 07:00", monday, Before, nil},
		{"2026-11-16 06:45", monday, Before, nil},
		{"2026-11-16 06:44", monday, Before, []Mark{OtherHour}},
		{"2026-11-16 07:59", monday, Before, nil},
		{"2026-11-16 08:00", monday, Before, []Mark{OtherHour}},
		{"2026-11-23 07:10", monday, Before, nil}, // a week later is the same weekday and hour
		{"2026-11-17 07:10", monday, Before, []Mark{OtherDay}},
		{"2026-11-17 12:10", monday, Before, []Mark{OtherDay, OtherHour}},
		{"2026-11-30 07:10", monday, Before, []Mark{OtherDay}}, // behind the wave
		{"2026-11-16 07:00", monday, After, []Mark{OtherDay}},
		{"2026-12-07 07:00", monday, After, nil},
		{"2026-11-15 23:50", Slot{1, 0}, Before, nil},
	} {
		if got := p.timed(c.slot, c.wave, at(t, c.at)); !slices.Equal(got, c.want) {
			t.Errorf("%s for %v %s: %v, want %v", c.at, c.slot, c.wave, got, c.want)
		}
	}
}

// TestCells: each cell says what it is of.
func TestCells(t *testing.T) {
	t.Parallel()
	if n, m := len(Helmet.Cells()), len(Belt.Cells()); n != 10 || m != 12 {
		t.Errorf("%d and %d cells", n, m)
	}
	for _, k := range Kinds() {
		for i, c := range k.Cells() {
			v, s, wears := c.Parts()
			if CellOf(v, s, wears) != c || wears != (i%2 == 0) || !slices.Contains(k.Vehicles(), v) ||
				!slices.Contains(k.Seats(v), s) {
				t.Errorf("%s is %s %s %v", c, v, s, wears)
			}
		}
	}
	if v, _, _ := Cell("plate").Parts(); v != "" {
		t.Error("a cell of one word is something")
	}
}

// TestRedo: a draw by another seed is found out even where all of it fits that seed, and so is a place that is called
// out of turn.
func TestRedo(t *testing.T) {
	t.Parallel()
	seed, other := [32]byte{1}, [32]byte{2}
	s := &Stand{Planned: Planned{Plan: Plan{Slots: []Slot{{1, 7}, {3, 8}}, Wanted: map[Road]int{CityRoad: 3},
		Counters: []int64{5}, Before: Span{at(t, "2026-11-16 00:00"), at(t, "2026-11-30 00:00")},
		After: Span{at(t, "2026-12-07 00:00"), at(t, "2026-12-21 00:00")}}, Key: "k",
		Commitment: Commitment(seed, "k")}}
	for i := range 5 {
		s.Sites = append(s.Sites, Site{Name: fmt.Sprint(i), Road: CityRoad})
	}
	by := func(seed [32]byte) *Drawn { return &Drawn{hexed(seed), s.drawn(seed, s.Key)} }
	if what := s.redo(by(seed), 0); what != "" {
		t.Errorf("an honest draw: %s", what)
	}
	moved := by(seed)
	moved.Places[0], moved.Places[1] = moved.Places[1], moved.Places[0]
	less := by(seed)
	less.Places = less.Places[:5]
	for what, d := range map[string]*Drawn{"another seed": by(other), "no seed": {"zz", by(seed).Places},
		"another order": moved, "a spare place left out": less} {
		if s.redo(d, 0) == "" {
			t.Errorf("%s is not found out", what)
		}
	}
	s.Places = by(seed).Places
	now := at(t, "2026-11-17 10:00")
	for next, good := range map[int]bool{4: true, 5: false, 0: false, 1: false} {
		if what := s.redo(&Missed{Wave: Before, Place: 1, Next: next}, now); (what == "") != good {
			t.Errorf("calling place %d: %q", next, what)
		}
	}
	if what := s.redo(&Missed{Wave: After, Place: 1, Next: 4}, now); what == "" {
		t.Error("a place is called after the activity, where it has no pair")
	}
	if what := s.redo(&Missed{Wave: Before, Place: 9}, now); what == "" {
		t.Error("a place is missed that is none")
	}
}
