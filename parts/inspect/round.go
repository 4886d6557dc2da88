package inspect

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Open reveals the seed, draws the sample and sends people out. A supervisor of all the round's areas may, once.
func (x *Inspect) Open(ctx context.Context, caller org.Caller, id ledger.ID, round int64) error {
	b, seq, err := planOf(ctx, x.DB.Read(), x.City, round)
	if err != nil {
		return err
	}
	if seq == 0 {
		return fault.New(fault.Missing, "round_missing")
	}
	last, err := x.lastPairs(ctx)
	if err != nil {
		return err
	}
	o, err := x.assign(b, last)
	if err != nil {
		return err
	}
	_, err = x.keep(ctx, caller, id, desk.Fact{Type: OpenedType, Subject: round, Areas: b.Areas, Body: o},
		[]any{"open", round},
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) error {
			return x.turn(ctx, tx, round, StatePlanned)
		})
	if err != nil {
		return err
	}
	return x.Desk.Ledger().CatchUp(ctx, followerName)
}

// Close ends a round: its score stands, but for re-inspections. A supervisor of all its areas may; a round that was
// only planned is dropped by it.
func (x *Inspect) Close(ctx context.Context, caller org.Caller, id ledger.ID, round int64, reason string) error {
	b, seq, err := planOf(ctx, x.DB.Read(), x.City, round)
	if err != nil {
		return err
	}
	if seq == 0 {
		return fault.New(fault.Missing, "round_missing")
	}
	end := &Closed{Reason: matter.Clean(reason)}
	_, err = x.keep(ctx, caller, id, desk.Fact{Type: ClosedType, Subject: round, Areas: b.Areas, Body: end},
		[]any{"close", round, reason},
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) error {
			return x.turn(ctx, tx, round, StatePlanned, StateOpen)
		})
	if err != nil {
		return err
	}
	return x.Desk.Ledger().CatchUp(ctx, followerName)
}

// turn refuses a step of a round that is not in one of some states, by its events and not by the tables, which may lag.
func (x *Inspect) turn(ctx context.Context, r store.Reader, round int64, from ...int) error {
	state := StatePlanned
	types := []event.Type{OpenedType, ClosedType}
	err := ledger.EachOf(ctx, r, x.City, round, ledger.ToEnd, types, func(e ledger.Event) error {
		switch e.Type {
		case OpenedType:
			state = max(state, StateOpen)
		case ClosedType:
			state = StateClosed
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !slices.Contains(from, state) {
		return fault.New(fault.Conflict, "round_state", "state", "@round."+StateName(state))
	}
	return nil
}

// StateName is the state of a round as files and sentences have it.
func StateName(state int) string { return []string{"planned", "open", "closed"}[state] }

// lastPairs are who went together in the round that was opened last.
func (x *Inspect) lastPairs(ctx context.Context) ([]Pair, error) {
	var teams []Team
	at := -1
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var team int
		var person int64
		if err := rows.Scan(&team, &person); err != nil {
			return err
		}
		if team != at {
			teams, at = append(teams, Team{}), team
		}
		t := &teams[len(teams)-1]
		t.Members = append(t.Members, person)
		return nil
	}, `SELECT team, person FROM inspect_members WHERE city = $1 AND round = (SELECT id FROM inspect_rounds
		WHERE city = $1 AND opened > 0 ORDER BY opened DESC, id DESC LIMIT 1)
ORDER BY team, person`, x.City)
	var out []Pair
	for p := range PairsOf(teams) {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Pair) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return out, err
}

// Preview says what a plan would lead to, without recording it: how many points of each kind and area, and how many
// points each team gets. Which points chance picks is not told before the round is opened.
type Preview struct {
	Frame, Points int
	Kinds         []Tally
	Areas         []Tally
	Teams         []PreviewTeam
}

// Tally is a number of points.
type Tally struct {
	Kind       string
	Area       area.Code
	Frame, Got int
}

// PreviewTeam is one team of a preview.
type PreviewTeam struct {
	Members []int64
	Points  int
	Areas   []area.Code
}

// Preview makes one; the checks are those of Plan. For samples by lot it draws by the seed of an id that is thrown
// away: numbers of that size, not those points.
func (x *Inspect) Preview(ctx context.Context, id ledger.ID, p Plan) (*Preview, error) {
	if err := x.check(ctx, &p); err != nil {
		return nil, err
	}
	frame, err := x.Frame(ctx, p)
	if err != nil {
		return nil, err
	}
	last, err := x.lastPairs(ctx)
	if err != nil {
		return nil, err
	}
	b := &Planned{Sampling: p.Sampling, N: p.N, Pairs: p.Pairs, Inspectors: p.Inspectors,
		Key: id.String(), Frame: frame}
	o, err := x.assign(b, last)
	if err != nil {
		return nil, err
	}
	return tell(b, o), nil
}

func tell(b *Planned, o *Opened) *Preview {
	out := &Preview{Frame: len(b.Frame)}
	where := map[int64]Candidate{}
	kinds, areas := map[string]*Tally{}, map[area.Code]*Tally{}
	of := func(c Candidate) (*Tally, *Tally) {
		a := c.Area.Ancestor(area.Township)
		if kinds[c.Kind] == nil {
			kinds[c.Kind] = &Tally{Kind: c.Kind}
		}
		if areas[a] == nil {
			areas[a] = &Tally{Area: a}
		}
		return kinds[c.Kind], areas[a]
	}
	for _, c := range b.Frame {
		where[c.Point] = c
		k, a := of(c)
		k.Frame++
		a.Frame++
	}
	for _, t := range o.Teams {
		pt := PreviewTeam{Members: t.Members, Points: len(t.Points)}
		for _, p := range t.Points {
			k, a := of(where[p])
			k.Got++
			a.Got++
			out.Points++
			pt.Areas = append(pt.Areas, where[p].Area.Ancestor(area.Township))
		}
		slices.Sort(pt.Areas)
		pt.Areas = slices.Compact(pt.Areas)
		out.Teams = append(out.Teams, pt)
	}
	for _, k := range kinds {
		out.Kinds = append(out.Kinds, *k)
	}
	for _, a := range areas {
		out.Areas = append(out.Areas, *a)
	}
	slices.SortFunc(out.Kinds, func(a, b Tally) int { return cmp.Compare(a.Kind, b.Kind) })
	slices.SortFunc(out.Areas, func(a, b Tally) int { return cmp.Compare(a.Area, b.Area) })
	return out
}
