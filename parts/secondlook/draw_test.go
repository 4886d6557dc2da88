package secondlook

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

func candidates(n int) []Candidate {
	var out []Candidate
	for i := range n {
		out = append(out, Candidate{Matter: int64(1000 + i), Seq: int64(5000 + 3*i), Unit: int64(1 + i%7),
			Area: 430405001001, Verifier: 90, Units: []int64{int64(1 + i%7)}})
	}
	return out
}

// TestNobodySteers says that a matter's lot is its own: order, and what else was struck off, change nothing for it.
func TestNobodySteers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		seed := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "seed"))
		all := candidates(rapid.IntRange(1, 300).Draw(rt, "n"))
		share := func(unit int64) int { return int(unit) * 6 }
		first := Draw(seed, "2026-W40", all, share, 0, nil)
		mixed := slices.Clone(all)
		rand.New(rand.NewPCG(1, rapid.Uint64().Draw(rt, "mix"))).Shuffle(len(mixed), func(i, j int) {
			mixed[i], mixed[j] = mixed[j], mixed[i]
		})
		if again := Draw(seed, "2026-W40", mixed, share, 0, nil); !slices.Equal(first, again) {
			rt.Fatalf("another order draws %v, not %v", again, first)
		}
		gone := rapid.IntRange(0, len(all)-1).Draw(rt, "left out")
		less := Draw(seed, "2026-W40", slices.Delete(slices.Clone(all), gone, gone+1), share, 0, nil)
		want := slices.DeleteFunc(slices.Clone(first), func(d Drawn) bool { return d.Matter == all[gone].Matter })
		if !slices.Equal(less, want) {
			rt.Fatalf("leaving one out changes the others: %v, want %v", less, want)
		}
	})
}

func TestShare(t *testing.T) {
	t.Parallel()
	all := candidates(400)
	for _, percent := range []int{0, 5, 10, 50, 100} {
		n := 0
		for s := range 200 {
			n += len(Draw([32]byte{byte(s), byte(s >> 8), 7}, "2026-W40", all,
				func(int64) int { return percent }, 0, nil))
		}
		if got := float64(n) / float64(200*len(all)) * 100; got < float64(percent)-.5 || got > float64(percent)+.5 {
			t.Errorf("%d%% draws %.2f%%", percent, got)
		}
	}
	if got := Draw([32]byte{1}, "2026-W40", all[:3], func(int64) int { return 0 }, 2, nil); len(got) != 2 {
		t.Errorf("at least two: %v", got)
	}
}

func TestElsewhere(t *testing.T) {
	t.Parallel()
	c := Candidate{Matter: 1, Seq: 2, Unit: 10, Area: 430405001001, Verifier: 5, Units: []int64{10, 11}}
	for _, x := range []struct {
		what string
		p    Inspector
		want bool
	}{
		{"another county", Inspector{Person: 1, Areas: []area.Code{430406000000}}, true},
		{"the whole city", Inspector{Person: 1, Areas: []area.Code{430400000000}}, true},
		{"the same county", Inspector{Person: 1, Areas: []area.Code{430405000000}}, false},
		{"a township of it", Inspector{Person: 1, Areas: []area.Code{430405002000}}, false},
		{"who struck it off", Inspector{Person: 5, Areas: []area.Code{430400000000}}, false},
		{"a unit that had a part", Inspector{Person: 1, Areas: []area.Code{430406000000}, Units: []int64{11}}, false},
	} {
		if got := elsewhere(x.p, c); got != x.want {
			t.Errorf("%s: %v", x.what, got)
		}
		if d := Draw([32]byte{3}, "2026-W40", []Candidate{c}, func(int64) int { return 100 }, 0,
			[]Inspector{x.p}); (d[0].Person == x.p.Person) != x.want {
			t.Errorf("%s: %v", x.what, d)
		}
	}
}

func TestWeeks(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"2026-01-01 00:00": "2026-W01", "2025-12-29 00:00": "2026-W01",
		"2025-12-28 23:59": "2025-W52", "2026-10-04 23:59": "2026-W40", "2026-10-05 00:00": "2026-W41",
		"2027-01-03 12:00": "2026-W53"} {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.China())
		if err != nil {
			t.Fatal(err)
		}
		if got := Week(calendar.Of(at)); got != want {
			t.Errorf("%s is in %s, want %s", s, got, want)
		}
		if m := monday(calendar.Of(at)); m.Weekday() != time.Monday || m.After(at) || at.Sub(m) >= 7*24*time.Hour ||
			Week(calendar.Of(m)) != want {
			t.Errorf("the week of %s begins %s", s, m)
		}
	}
}

// TestRedo says that an altered draw is found out, whatever is altered.
func TestRedo(t *testing.T) {
	t.Parallel()
	all := candidates(200)
	seed := Seed([]byte("secret"), 4304, "2026-W40")
	commitment := Commitment(seed, "2026-W40")
	good := Made{Week: "2026-W40", Seed: hexed(seed), Share: 5, More: 10, Least: 1, Units: map[int64]int{3: 1},
		Candidates: len(all), Digest: Digest(all)}
	good.Drawn = Draw(seed, good.Week, all, good.share, good.Least, nil)
	if got := good.redo(commitment, all); got != nil {
		t.Fatalf("an honest draw: %q", got)
	}
	for what, alter := range map[string]func(*Made){
		"another seed":        func(m *Made) { m.Seed = hexed(Seed([]byte("other"), 4304, m.Week)) },
		"no seed":             func(m *Made) { m.Seed = "00" },
		"a matter spared":     func(m *Made) { m.Drawn = m.Drawn[1:] },
		"a matter put in":     func(m *Made) { m.Drawn = append(slices.Clone(m.Drawn), Drawn{Matter: 9}) },
		"a smaller share":     func(m *Made) { m.Share = 1 },
		"a unit spared":       func(m *Made) { m.Units = nil },
		"candidates left out": func(m *Made) { m.Digest = Digest(all[1:]); m.Candidates-- },
	} {
		m := good
		if alter(&m); m.redo(commitment, all) == nil {
			t.Errorf("%s is not found out", what)
		}
	}
}
