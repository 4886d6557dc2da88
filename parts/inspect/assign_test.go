package inspect

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/parts/secondlook"
)

// places are two counties with three townships each and a village in the first.
var places = []area.Code{430405001000, 430405002000, 430405003000, 430406001000, 430406002000,
	430406003000, 430405001001}

func drawRotation(rt *rapid.T) Rotation {
	r := Rotation{Seed: drawSeed(rt), Name: "r", Pairs: rapid.Bool().Draw(rt, "pairs"), Last: map[Pair]bool{}}
	homes := append([]area.Code{430405000000, 430406000000, 0}, places...)
	for i := range rapid.IntRange(1, 13).Draw(rt, "people") {
		p := Inspector{Person: int64(i + 1)}
		if h := rapid.SampledFrom(homes).Draw(rt, "home"); h != 0 {
			p.Homes = append(p.Homes, h)
		}
		r.Inspectors = append(r.Inspectors, p)
	}
	for i := range rapid.IntRange(0, 60).Draw(rt, "stops") {
		r.Stops = append(r.Stops, Stop{int64(100 + i), rapid.SampledFrom(places).Draw(rt, "area")})
	}
	return r
}

// TestRotationNeverBreaks draws organisations and rounds: each point goes to exactly one team, nobody inspects what
// he belongs to, loads are as even as they can be, and the same input in another order gives the same teams.
func TestRotationNeverBreaks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRotation(rt)
		teams, err := Assign(r)
		var nobody *NobodyError
		if errors.As(err, &nobody) {
			free := slices.ContainsFunc(r.Inspectors, func(i Inspector) bool { return !i.belongs(nobody.Area) })
			if free != nobody.Pairs {
				rt.Fatalf("%v, but somebody free: %v", err, free)
			}
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		who := map[int64]Inspector{}
		for _, i := range r.Inspectors {
			who[i.Person] = i
		}
		checkTeams(rt, r, teams, who)
		mixed := r
		mixed.Stops, mixed.Inspectors = slices.Clone(r.Stops), slices.Clone(r.Inspectors)
		g := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "mix"), 1))
		g.Shuffle(len(mixed.Stops), func(i, j int) { mixed.Stops[i], mixed.Stops[j] = mixed.Stops[j], mixed.Stops[i] })
		g.Shuffle(len(mixed.Inspectors), func(i, j int) {
			mixed.Inspectors[i], mixed.Inspectors[j] = mixed.Inspectors[j], mixed.Inspectors[i]
		})
		again, err := Assign(mixed)
		if d := cmp.Diff(teams, again); err != nil || d != "" {
			rt.Fatalf("another order: %v\n%s", err, d)
		}
	})
}

func checkTeams(rt *rapid.T, r Rotation, teams []Team, who map[int64]Inspector) {
	where := map[int64]area.Code{}
	for _, s := range r.Stops {
		where[s.Point] = s.Area
	}
	may := func(t Team, a area.Code) bool {
		return !slices.ContainsFunc(t.Members, func(p int64) bool { return who[p].belongs(a) })
	}
	points, people := map[int64]int{}, map[int64]int{}
	for _, t := range teams {
		for _, p := range t.Members {
			people[p]++
		}
		for _, p := range t.Points {
			points[p]++
			if !may(t, where[p]) {
				rt.Fatalf("team %v inspects its own %s", t.Members, where[p])
			}
		}
	}
	if len(points) != len(r.Stops) || len(people) != len(r.Inspectors) {
		rt.Fatalf("%d points of %d, %d people of %d", len(points), len(r.Stops), len(people), len(r.Inspectors))
	}
	for _, n := range points {
		if n != 1 {
			rt.Fatal("a point was given out twice")
		}
	}
	everywhere := true
	for _, x := range teams {
		for _, y := range teams {
			if len(x.Points) < len(y.Points)+2 {
				continue
			}
			for _, p := range x.Points { // no single move may make it more even
				if may(y, where[p]) {
					rt.Fatalf("team %v has %d points, team %v %d, and could take %d", x.Members, len(x.Points),
						y.Members, len(y.Points), p)
				}
			}
		}
		for _, a := range where {
			everywhere = everywhere && may(x, a)
		}
	}
	if n := spread(teams); everywhere && n > 1 {
		rt.Fatalf("everybody may go everywhere, but loads differ by %d", n)
	}
}

func spread(teams []Team) int {
	lo, hi := 1<<30, 0
	for _, t := range teams {
		lo, hi = min(lo, len(t.Points)), max(hi, len(t.Points))
	}
	return hi - lo
}

// TestPairsChange makes ten rounds: with four or more people who may go anywhere nobody goes twice in a row with the
// same.
func TestPairsChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := 2 * rapid.IntRange(2, 12).Draw(rt, "pairs")
		r := Rotation{Seed: drawSeed(rt), Pairs: true}
		for i := range n {
			r.Inspectors = append(r.Inspectors, Inspector{Person: int64(i + 1)})
		}
		for round := range 10 {
			r.Name = string(rune('a' + round))
			teams, err := Assign(r)
			if err != nil {
				rt.Fatal(err)
			}
			now := PairsOf(teams)
			for p := range now {
				if r.Last[p] {
					rt.Fatalf("round %d: %v again", round, p)
				}
			}
			r.Last = now
		}
	})
}

// TestEvenAlongChains says that a point reaches an idle team through one in between: the first may give only to the
// second, the second to the third.
func TestEvenAlongChains(t *testing.T) {
	t.Parallel()
	const a, b, c = area.Code(430405001000), area.Code(430405002000), area.Code(430405003000)
	r := Rotation{Inspectors: []Inspector{{1, []area.Code{b, c}}, {2, []area.Code{c}}, {3, []area.Code{a}}}}
	for i := range 6 {
		r.Stops = append(r.Stops, Stop{int64(i + 1), a})
	}
	for i := range 3 {
		r.Stops = append(r.Stops, Stop{int64(i + 10), b})
	}
	teams, err := Assign(r)
	if err != nil || spread(teams) != 0 {
		t.Errorf("%+v %v", teams, err)
	}
}

// TestNobody names the area that nobody may inspect.
func TestNobody(t *testing.T) {
	t.Parallel()
	stops := []Stop{{1, 430405001001}}
	for _, x := range []struct {
		name   string
		pairs  bool
		people []Inspector
		want   *NobodyError
	}{
		{"no inspectors", false, nil, &NobodyError{Area: 430405001001}},
		{"the county's own", false, []Inspector{{1, []area.Code{430405000000}}}, &NobodyError{Area: 430405001001}},
		{"one of each pair", true, []Inspector{{1, []area.Code{430405000000}}, {2, nil}},
			&NobodyError{430405001001, true}},
		{"alone it is allowed", false, []Inspector{{1, []area.Code{430405000000}}, {2, nil}}, nil},
		{"below him", false, []Inspector{{1, []area.Code{430405001000}}}, &NobodyError{Area: 430405001001}},
		{"above him", false, []Inspector{{1, []area.Code{430405001001}}}, &NobodyError{Area: 430405001000}},
		{"the village next door", false, []Inspector{{1, []area.Code{430405001002}}}, nil},
	} {
		where := stops
		if x.want != nil {
			where = []Stop{{1, x.want.Area}}
		}
		_, err := Assign(Rotation{Pairs: x.pairs, Inspectors: x.people, Stops: where})
		var got *NobodyError
		errors.As(err, &got)
		if d := cmp.Diff(x.want, got); d != "" {
			t.Errorf("%s: %s", x.name, d)
		}
	}
}

// TestLastTwoChange says that two who are left over and went together last time change with a pair made before.
func TestLastTwoChange(t *testing.T) {
	t.Parallel()
	teams, repeats := pairs([]Inspector{{1, nil}, {2, nil}, {3, nil}, {4, nil}}, map[Pair]bool{{3, 4}: true})
	if repeats != 0 || len(teams) != 2 {
		t.Errorf("%d repeats in %d teams", repeats, len(teams))
	}
}

// TestRedo says that a round which was not drawn as its events say is found out.
func TestRedo(t *testing.T) {
	t.Parallel()
	seed := [32]byte{1}
	b := &Planned{Key: "k", Sampling: Random, N: 5, Inspectors: []int64{1, 2, 3}}
	for i := range 20 {
		b.Frame = append(b.Frame, Candidate{Point: int64(i + 1), Area: 430405001000, Kind: "market"})
	}
	b.Commitment, b.Digest = secondlook.Commitment(seed, b.name()), FrameDigest(b.Frame)
	o := &Opened{Seed: hex.EncodeToString(seed[:])}
	var err error
	if o.Teams, err = Draw(b, o, seed); err != nil || len(b.redo(o)) != 0 {
		t.Fatalf("an honest round: %v %q", err, b.redo(o))
	}
	for name, change := range map[string]func(b *Planned, o *Opened){
		"another seed":       func(_ *Planned, o *Opened) { o.Seed = strings.Repeat("00", 32) },
		"another commitment": func(b *Planned, _ *Opened) { b.Commitment = "x" },
		"a point left out":   func(b *Planned, _ *Opened) { b.Frame = b.Frame[1:] },
		"more points":        func(b *Planned, _ *Opened) { b.N = 6 },
		"points changed over": func(_ *Planned, o *Opened) {
			o.Teams[0].Points, o.Teams[1].Points = o.Teams[1].Points, o.Teams[0].Points
		},
		"nobody's team": func(_ *Planned, o *Opened) { o.Teams = o.Teams[1:] },
	} {
		pb, po := *b, *o
		po.Teams = slices.Clone(o.Teams)
		if change(&pb, &po); len(pb.redo(&po)) == 0 {
			t.Errorf("%s was not found out", name)
		}
	}
}
