package views

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Figures are counts of matters. Which of Area, Unit, Category and Day is set says what they are figures of. They
// agree with the list under the same filter. Help matters are counted only where the caller names that kind.
type Figures struct {
	Area     area.Code `json:"area,omitzero"`
	Unit     int64     `json:"unit,omitempty"`
	Category string    `json:"category,omitempty"`
	Day      Day       `json:"day,omitzero"`

	Reported  int64 `json:"reported"`
	Declined  int64 `json:"declined"`
	Merged    int64 `json:"merged"`
	Listed    int64 `json:"listed"`
	Assigned  int64 `json:"assigned"`
	InHand    int64 `json:"in_hand"`
	Suspended int64 `json:"suspended"`
	Fixed     int64 `json:"fixed"`
	StruckOff int64 `json:"struck_off"`

	Total int64 `json:"total"`
	Open  int64 `json:"open"`

	Green  int64 `json:"green"` // lights only where Lights counts them
	Yellow int64 `json:"yellow"`
	Red    int64 `json:"red"`

	Struck int64 `json:"struck,omitempty"` // only in ByDay: how many were struck off on that day and still are
}

// at is the count of a state, nil for none.
func (f *Figures) at(s matter.State) *int64 {
	counts := [...]*int64{matter.Reported: &f.Reported, matter.Declined: &f.Declined, matter.Merged: &f.Merged,
		matter.Listed:   &f.Listed,
		matter.Assigned: &f.Assigned, matter.InHand: &f.InHand, matter.Suspended: &f.Suspended, matter.Fixed: &f.Fixed,
		matter.StruckOff: &f.StruckOff}
	if int(s) >= len(counts) {
		return nil
	}
	return counts[s]
}

func (f *Figures) of(s matter.State) int64 { return *f.at(s) }

// add counts n matters of a state.
func (f *Figures) add(s matter.State, n int64) {
	c := f.at(s)
	if c == nil {
		return
	}
	*c += n
	f.Total += n
	if s.Open() {
		f.Open += n
	}
}

// One is the count of one matter in a state.
func One(s matter.State) (f Figures) {
	f.add(s, 1)
	return f
}

// Add adds the counts of another one.
func (f *Figures) Add(g Figures) {
	for _, s := range matter.States() {
		f.add(s, g.of(s))
	}
	f.Green, f.Yellow, f.Red, f.Struck = f.Green+g.Green, f.Yellow+g.Yellow, f.Red+g.Red, f.Struck+g.Struck
}

// PublicKinds are the kinds that leaders' figures count.
func PublicKinds() []matter.Kind { return []matter.Kind{matter.Problem, matter.Task} }

// Lights gives the figures of some areas at an instant (µs), in their order, with the lights exact to the
// microsecond: whole days from the counters, the day that is running from an index, villages from their open matters.
func Lights(ctx context.Context, r store.Reader, city int64, kinds []matter.Kind, areas []area.Code,
	now calendar.Instant) ([]Figures, error) {
	q := figuresQuery{ctx: ctx, r: r, city: city, kinds: int64(maskOf(kinds)), now: now,
		at: make(map[area.Code]*Figures, len(areas))}
	var above, villages []area.Code
	for _, a := range areas {
		if q.at[a] != nil {
			continue
		}
		q.at[a] = &Figures{Area: a}
		if a.Level() == area.Village {
			villages = append(villages, a)
		} else {
			above = append(above, a)
		}
	}
	for _, list := range [][]area.Code{above, villages} {
		for part := range slices.Chunk(list, 1<<(len(inTexts)-1)) {
			if err := q.states(part); err != nil {
				return nil, fmt.Errorf("count by area: %w", err)
			}
		}
	}
	for part := range slices.Chunk(above, 1<<(len(inTexts)-1)) {
		if err := q.lights(part); err != nil {
			return nil, fmt.Errorf("count lights: %w", err)
		}
	}
	if err := q.near(villages); err != nil {
		return nil, fmt.Errorf("count lights of villages: %w", err)
	}
	out := make([]Figures, len(areas))
	for i, a := range areas {
		out[i] = *q.at[a]
	}
	return out, nil
}

type figuresQuery struct {
	ctx         context.Context
	r           store.Reader
	city, kinds int64
	now         calendar.Instant
	at          map[area.Code]*Figures
}

// inTexts are the statements of Lights for 1, 2, 4 … areas: few texts, so that they stay prepared.
var inTexts = func() (texts [9]struct{ states, lights string }) {
	for i := range texts {
		where := " FROM tallies WHERE city = $1 AND dim = $2 AND (CAST($3 AS BIGINT) >> kind) & 1 = 1 AND area IN (" +
			places(5, 1<<i) + ")"
		texts[i].states = "SELECT area, state, n" + where + " AND $4 = 0"
		texts[i].lights = "SELECT area, SUM(n), SUM(CASE WHEN key < $4 THEN n ELSE 0 END)" + where + " GROUP BY area"
	}
	return texts
}()

// The edges count the lights that turn on the day that is running, by the areas of a level ($7 is the size of their
// subtrees).
const (
	redEdge = `SELECT area / $7, COUNT(*) FROM matters WHERE city = $1 AND (CAST($2 AS BIGINT) >> kind) & 1 = 1
		AND area BETWEEN $3 AND $4
AND state IN (5, 6) AND +yellow > 0 AND next BETWEEN CAST($5 AS BIGINT) - 1 AND CAST($6 AS BIGINT) - 1 GROUP BY 1`
	yellowEdge = `SELECT area / $7, COUNT(*) FROM matters WHERE city = $1 AND (CAST($2 AS BIGINT) >> kind) & 1 = 1
		AND area BETWEEN $3 AND $4
AND yellow > 0 AND yellow BETWEEN $5 AND $6 GROUP BY 1`
	// litText lists the lights of an area; while a light is on, the next step is the deadline.
	litText = `SELECT area, next, yellow FROM matters WHERE city = $1 AND open = 1 AND area BETWEEN $2 AND $3
		AND (CAST($4 AS BIGINT) >> kind) & 1 = 1 AND +yellow > 0`
)

func padded(areas []area.Code, args ...any) (int, []any) {
	size := bits.Len(uint(len(areas) - 1))
	for _, a := range areas {
		args = append(args, int64(a))
	}
	for i := len(areas); i < 1<<size; i++ {
		args = append(args, int64(-1))
	}
	return size, args
}

func (q figuresQuery) states(areas []area.Code) error {
	size, args := padded(areas, q.city, int64(byArea), q.kinds, int64(0))
	return store.Each(q.ctx, q.r, func(rows *sql.Rows) error {
		var a area.Code
		var s, n int64
		err := rows.Scan(&a, &s, &n)
		q.at[a].add(matter.State(s), n)
		return err
	}, inTexts[size].states, args...)
}

// lights counts yellow and red together first: what has turned yellow and not ended is one of them.
func (q figuresQuery) lights(areas []area.Code) error {
	past := func(dim int64, fn func(f *Figures, all, past int64)) error {
		size, args := padded(areas, q.city, dim, q.kinds, int64(DayOf(q.now)))
		return store.Each(q.ctx, q.r, func(rows *sql.Rows) error {
			var a area.Code
			var all, past int64
			err := rows.Scan(&a, &all, &past)
			fn(q.at[a], all, past)
			return err
		}, inTexts[size].lights, args...)
	}
	if err := past(byDue, func(f *Figures, all, past int64) { f.Green, f.Red = all, past }); err != nil {
		return err
	}
	if err := past(byWarn, func(f *Figures, _, past int64) { f.Yellow = past }); err != nil {
		return err
	}
	if err := q.edge(redEdge, areas, func(f *Figures, n int64) { f.Red += n }); err != nil {
		return err
	}
	if err := q.edge(yellowEdge, areas, func(f *Figures, n int64) { f.Yellow += n }); err != nil {
		return err
	}
	for _, a := range areas {
		f := q.at[a]
		f.Yellow, f.Green = f.Yellow-f.Red, f.Green-f.Yellow
	}
	return nil
}

// span is the range of codes that holds some areas, and the deepest level among them.
func span(areas []area.Code) (lo, hi area.Code, deepest area.Level) {
	for i, a := range areas {
		l, h := a.Range()
		if i == 0 {
			lo, hi = l, h
		}
		lo, hi, deepest = min(lo, l), max(hi, h), max(deepest, a.Level())
	}
	return lo, hi, deepest
}

func (q figuresQuery) edge(text string, areas []area.Code, fn func(*Figures, int64)) error {
	lo, hi, deepest := span(areas)
	size := map[area.Level]area.Code{area.County: 1e6, area.Township: 1e3}[deepest]
	if size == 0 {
		size = 1e8
	}
	asked := make(map[area.Code]bool, len(areas))
	for _, a := range areas {
		asked[a] = true
	}
	return store.Each(q.ctx, q.r, func(rows *sql.Rows) error {
		var a area.Code
		var n int64
		if err := rows.Scan(&a, &n); err != nil {
			return err
		}
		for l := area.City; l <= deepest; l++ {
			if up := (a * size).Ancestor(l); asked[up] && up.Level() == l {
				fn(q.at[up], n)
			}
		}
		return nil
	}, text, q.city, q.kinds, int64(lo), int64(hi), DayOf(q.now).Start(), q.now, int64(size))
}

// near counts the lights of villages from their open matters, which are few.
func (q figuresQuery) near(villages []area.Code) error {
	if len(villages) == 0 {
		return nil
	}
	lo, hi, _ := span(villages)
	return store.Each(q.ctx, q.r, func(rows *sql.Rows) error {
		var a area.Code
		var due, yellow calendar.Instant
		if err := rows.Scan(&a, &due, &yellow); err != nil {
			return err
		}
		f := q.at[a]
		switch {
		case f == nil || a.Level() != area.Village:
		case due < q.now:
			f.Red++
		case yellow <= q.now:
			f.Yellow++
		default:
			f.Green++
		}
		return nil
	}, litText, q.city, int64(lo), int64(hi), q.kinds)
}

// ByCategory counts an area's matters by category; the area must be a city, a county or a township. Sorted by category.
func ByCategory(ctx context.Context, r store.Reader, city int64, kinds []matter.Kind, a area.Code) ([]Figures, error) {
	at := map[string]*Figures{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var word string
		var s, n int64
		err := rows.Scan(&word, &s, &n)
		f := at[word]
		if f == nil {
			f = &Figures{Area: a, Category: word}
			at[word] = f
		}
		f.add(matter.State(s), n)
		return err
	}, "SELECT word, state, n FROM tallies WHERE city = $1 AND dim = $2 AND area = $3 "+
		"AND (CAST($4 AS BIGINT) >> kind) & 1 = 1",
		city, int64(byCategory), int64(a), int64(maskOf(kinds)))
	if err != nil {
		return nil, fmt.Errorf("count by category: %w", err)
	}
	rest, err := uncategorised(ctx, r, city, kinds, a, at)
	if err != nil {
		return nil, fmt.Errorf("count by category: %w", err)
	}
	if rest.Total > 0 {
		at[""] = &rest
	}
	return sorted(at, func(a, b Figures) int { return cmp.Compare(a.Category, b.Category) }), nil
}

// uncategorised is what is left of an area's matters when those with a category are taken away.
func uncategorised(ctx context.Context, r store.Reader, city int64, kinds []matter.Kind, a area.Code,
	at map[string]*Figures) (Figures, error) {
	q := figuresQuery{ctx: ctx, r: r, city: city, kinds: int64(maskOf(kinds)), at: map[area.Code]*Figures{a: {Area: a}}}
	if err := q.states([]area.Code{a}); err != nil {
		return Figures{}, err
	}
	rest := *q.at[a]
	for _, f := range at {
		for _, s := range matter.States() {
			rest.add(s, -f.of(s))
		}
	}
	return rest, nil
}

// ByUnit counts the matters of lead units, in the order of the units.
func ByUnit(ctx context.Context, r store.Reader, city int64, kinds []matter.Kind, units []int64) ([]Figures, error) {
	out := make([]Figures, len(units))
	for i, u := range units {
		f := &out[i]
		f.Unit = u
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var s, n int64
			err := rows.Scan(&s, &n)
			f.add(matter.State(s), n)
			return err
		}, "SELECT state, n FROM tallies WHERE city = $1 AND dim = $2 AND area = 0 AND kind IN (1, 2, 3) "+
			"AND (CAST($3 AS BIGINT) >> kind) & 1 = 1 AND key = $4",
			city, int64(byUnit), int64(maskOf(kinds)), u)
		if err != nil {
			return nil, fmt.Errorf("count by unit: %w", err)
		}
	}
	return out, nil
}

// ByDay counts an area's matters by the day they were reported, both ends included, days without any left out; Struck
// counts by the day of the strike-off. The area must be a city, a county or a township.
func ByDay(ctx context.Context, r store.Reader, city int64, kinds []matter.Kind, a area.Code,
	from, to Day) ([]Figures, error) {
	at := map[Day]*Figures{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var dim, s, n int64
		var d Day
		err := rows.Scan(&dim, &d, &s, &n)
		f := at[d]
		if f == nil {
			f = &Figures{Area: a, Day: d}
			at[d] = f
		}
		if dim == byStruck {
			f.Struck += n
			return err
		}
		f.add(matter.State(s), n)
		return err
	}, `SELECT dim, key, state, n FROM tallies WHERE city = $1 AND dim IN (3, 7) AND area = $2 AND kind IN (1, 2, 3)
		AND (CAST($3 AS BIGINT) >> kind) & 1 = 1
AND key BETWEEN $4 AND $5`, city, int64(a), int64(maskOf(kinds)), int64(from), int64(to))
	if err != nil {
		return nil, fmt.Errorf("count by day: %w", err)
	}
	return sorted(at, func(a, b Figures) int { return cmp.Compare(a.Day, b.Day) }), nil
}

func sorted[K comparable](at map[K]*Figures, compare func(a, b Figures) int) []Figures {
	out := make([]Figures, 0, len(at))
	for _, f := range at {
		out = append(out, *f)
	}
	slices.SortFunc(out, compare)
	return out
}
