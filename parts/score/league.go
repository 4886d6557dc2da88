package score

import (
	"cmp"
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// LeagueKind is who is compared with each other. There is none for villages.
type LeagueKind string

// The leagues.
const (
	Counties  LeagueKind = "counties"  // of the city
	Townships LeagueKind = "townships" // of the city or of a county
	Bureaus   LeagueKind = "bureaus"   // units of the city itself
	Units     LeagueKind = "units"     // units of one county itself
)

// Leagues lists the kinds.
func Leagues() []LeagueKind { return []LeagueKind{Counties, Townships, Bureaus, Units} }

// League is a table of those who can be compared, best first; those with too few rounds stand behind, unranked.
type League struct {
	Kind    LeagueKind
	Within  area.Code
	Period  Period
	Rows    []Standing
	Policy  Rule
	Frozen  []Frozen
	Running bool
}

// Standing is one row of a league.
type Standing struct {
	Scope   Scope
	Rank    int // from 1; the same for the same score; 0 unranked
	Before  int // rank in the period before; 0 unranked
	Result  Result
	Figures []Figure
}

// Moved is by how many places it went up since the period before; ok is false when either has no rank.
func (s Standing) Moved() (places int, ok bool) {
	return s.Before - s.Rank, s.Before > 0 && s.Rank > 0
}

// League compares the counties, the townships, the city's units or a county's units. within is a county for Units, a
// county or the city for Townships, and the city or nothing for the others; else fault.Invalid "league_within". An
// unknown kind is fault.Invalid "league_kind".
func (s *Score) League(ctx context.Context, kind LeagueKind, within area.Code, p Period) (out League, err error) {
	whom, err := s.members(kind, within)
	if err != nil {
		return League{}, err
	}
	err = s.db.Snapshot(ctx, func(r store.Reader) error {
		f, err := s.frame(ctx, r, p)
		if err != nil {
			return err
		}
		out = League{Kind: kind, Within: within, Period: p, Policy: f.rule, Running: f.today < p.To()}
		for _, m := range p.months() {
			if x, is := f.frozen[m]; is {
				out.Frozen = append(out.Frozen, x.Frozen)
			}
		}
		if out.Rows, err = f.standings(ctx, r, whom); err != nil {
			return err
		}
		before, err := s.frame(ctx, r, p.Prev())
		if err != nil {
			return err
		}
		last, err := before.standings(ctx, r, whom)
		ranks := make(map[Scope]int, len(last))
		for _, x := range last {
			ranks[x.Scope] = x.Rank
		}
		for i := range out.Rows {
			out.Rows[i].Before = ranks[out.Rows[i].Scope]
		}
		return err
	})
	return out, wrap("read the league", err)
}

// members lists who is compared. An area or unit that is no more is among them: it may have rounds in the period.
func (s *Score) members(kind LeagueKind, within area.Code) ([]Scope, error) {
	o, city := s.org(), area.Code(s.city*1e8)
	if within == 0 {
		within = city
	}
	wrong := fault.New(fault.Invalid, "league_within").On("within")
	switch {
	case !slices.Contains(Leagues(), kind):
		return nil, fault.New(fault.Invalid, "league_kind", "kind", string(kind)).On("kind")
	case !city.Contains(within), kind == Units && within.Level() != area.County,
		kind == Townships && within.Level() > area.County,
		(kind == Counties || kind == Bureaus) && within != city:
		return nil, wrong
	}
	var out []Scope
	switch kind {
	case Counties:
		out = below(o, city, area.County)
	case Townships:
		out = below(o, within, area.Township)
	default:
		for _, u := range o.Units(within) {
			if u.Area == within {
				out = append(out, Scope{Unit: u.ID})
			}
		}
	}
	return out, nil
}

// below lists the areas of a level within another.
func below(o *org.Org, within area.Code, l area.Level) []Scope {
	var out []Scope
	for _, a := range o.Tree().All() {
		if a.Code.Level() == l && within.Contains(a.Code) {
			out = append(out, Scope{Area: a.Code})
		}
	}
	return out
}

// standings scores and ranks. Those who are no more and had nothing to do are left out.
func (f *frame) standings(ctx context.Context, r store.Reader, whom []Scope) ([]Standing, error) {
	if len(whom) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(whom))
	var scope int64
	for i, w := range whom {
		scope, ids[i] = w.key()
	}
	sums, err := f.s.sums(ctx, r, scope, ids, f.plan)
	if err != nil {
		return nil, err
	}
	var out []Standing
	for i, w := range whom {
		t := sums[ids[i]]
		if t.Counts == (Counts{}) && t.notDue == 0 && f.s.former(w) {
			continue
		}
		out = append(out, Standing{Scope: w, Result: score(f.policy.Assessment, &t.Counts),
			Figures: figures(&t.Counts, t.notDue)})
	}
	rank(out)
	return out, nil
}

func (s *Score) former(w Scope) bool {
	if w.Unit != 0 {
		u, ok := s.org().Unit(w.Unit)
		return !ok || u.Former
	}
	a, ok := s.org().Tree().Get(w.Area)
	return !ok || a.Former
}

// rank sorts by score and numbers the rows; equal scores share a rank, and the next one is as many places down as
// there are above it.
func rank(rows []Standing) {
	unranked := func(s *Standing) bool { return s.Result.None || s.Result.Small() }
	slices.SortStableFunc(rows, func(a, b Standing) int {
		order := cmp.Compare(bit(unranked(&a)), bit(unranked(&b)))
		if order == 0 && !unranked(&a) {
			order = cmp.Compare(b.Result.Value, a.Result.Value)
		}
		return cmp.Or(order, cmp.Compare(a.Scope.Area, b.Scope.Area), cmp.Compare(a.Scope.Unit, b.Scope.Unit))
	})
	for i := range rows {
		switch {
		case unranked(&rows[i]):
			rows[i].Rank = 0
		case i > 0 && rows[i-1].Result.Value == rows[i].Result.Value:
			rows[i].Rank = rows[i-1].Rank
		default:
			rows[i].Rank = i + 1
		}
	}
}
