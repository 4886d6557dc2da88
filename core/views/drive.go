package views

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// How a list is driven. Streams that follow an index in the list's own order read only what the page shows; where the
// order has no index, the few entries there are get collected and sorted; where there are too many to collect,
// everything is walked and the rows are asked one by one.
type bounds struct {
	near    int // entries of an area that the engine sorts for a page, sooner than merge what the areas below it hold
	leaves  int // areas whose entries are merged
	sort    int // entries of an area that the engine sorts for a page when it holds more areas than that
	collect int // entries that are read and sorted here; five times as many where nothing says how many there are
	own     int // matters whose texts are read one by one rather than asked of the index
	units   int // units whose entries are merged
	work    int // index entries that a page looks at; a row that is read and thrown away counts as rowCost of them
	first   int // entries the first piece of a stream looks at
	last    int // entries its largest piece looks at
}

// usual are the bounds of every list. Tests narrow them to see each way taken.
var usual = bounds{near: 2000, leaves: 40, sort: 20_000, collect: 4000, own: 1000, units: 200, work: 50_000,
	first: 64, last: 4096}

const rowCost = 5

// errWide says that there are too many entries to collect.
var errWide = errors.New("too many entries to collect")

// streams chooses the indexes. Streams of different parts of a scope may give the same matter; the merge makes it one.
func (l *listing) streams(ctx context.Context) ([]*stream, error) {
	n, err := l.narrow(ctx)
	if err != nil {
		return nil, err
	}
	if l.plan.states == 0 || l.plan.kinds == 0 {
		return nil, nil
	}
	out, err := l.targeted(ctx, n)
	if errors.Is(err, errWide) {
		n.areas = l.plan.areas
		return l.walked(n), nil
	}
	return out, err
}

func (l *listing) targeted(ctx context.Context, n narrow) ([]*stream, error) {
	p := &l.plan
	switch {
	case p.Text != "":
		return l.found(ctx, n)
	case p.Mine == MineReported:
		return l.collected(ctx, n, reporterEntries, l.scope.Person)
	case p.Mine == MineFollowed:
		return l.collected(ctx, n, followedEntries, l.scope.Person)
	case p.Unit != 0:
		return l.ofUnits(ctx, n, []int64{p.Unit}, 1)
	}
	if l.scope.All {
		return l.ofAreas(ctx, n, p.areas)
	}
	var out []*stream
	add := func(s []*stream, err error) error {
		out = append(out, s...)
		return err
	}
	if areas := within(p.areas, l.scope.Reaches()); len(areas) > 0 {
		if err := add(l.ofAreas(ctx, n, areas)); err != nil {
			return nil, err
		}
	}
	if len(l.scope.Units) > 0 {
		n := n
		n.areas = p.areas
		if err := add(l.ofUnits(ctx, n, l.scope.Units, 0)); err != nil {
			return nil, err
		}
	}
	if l.scope.Person != 0 {
		if err := add(l.collected(ctx, n, reporterEntries, l.scope.Person)); err != nil {
			return nil, err
		}
	}
	if l.scope.Member != 0 && l.plan.kinds.has(uint8(matter.Help)) {
		if err := add(l.onCases(ctx, n)); err != nil {
			return nil, err
		}
	}
	if l.scope.Matter != 0 {
		if err := add(l.collected(ctx, n, idEntries, l.scope.Matter, l.scope.Matter)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ofAreas are the matters of some areas; nil is everywhere.
func (l *listing) ofAreas(ctx context.Context, n narrow, areas []area.Code) ([]*stream, error) {
	n.areas = areas
	if days, err := l.daysFew(ctx, n); err != nil || days {
		if err != nil {
			return nil, err
		}
		return l.collected(ctx, n, idEntries, n.idLo, n.idHi)
	}
	if len(areas) == 0 {
		return l.walked(n), nil
	}
	var classes []int64
	for _, o := range []int64{1, 0} {
		if n.states&classMask(o) != 0 {
			classes = append(classes, o)
		}
	}
	if out, err := l.ofLeaves(ctx, n, areas, classes); err != nil || out != nil {
		return out, err
	}
	most := l.bounds.collect
	if l.all {
		most *= 2
	} else if _, ok := areaWalks[l.order.sort]; ok {
		most = l.bounds.sort
	}
	few, err := l.areasFew(ctx, areas, classes, int64(most))
	if err != nil || !few {
		return l.walked(n), err
	}
	var out []*stream
	for _, a := range areas {
		lo, hi := a.Range()
		for _, o := range classes {
			if w, ok := areaWalks[l.order.sort]; ok && !l.all {
				out = append(out, l.stream(w, n, 0, l.from, func(at entry) []any {
					return []any{l.city, o, int64(lo), int64(hi), at.next, at.id}
				}))
				continue
			}
			s, err := l.collected(ctx, n, areaEntries, o, int64(lo), int64(hi))
			if err != nil {
				return nil, err
			}
			out = append(out, s...)
		}
	}
	return out, nil
}

// ofLeaves are the matters of some areas by what is due first, a stream for each area that matters were reported in;
// nil where that is not the way.
func (l *listing) ofLeaves(ctx context.Context, n narrow, areas []area.Code, classes []int64) ([]*stream, error) {
	if l.order.sort != SortNext || l.all {
		return nil, nil
	}
	if few, err := l.areasFew(ctx, areas, classes, int64(l.bounds.near)); err != nil || few {
		return nil, err
	}
	var out []*stream
	for _, a := range areas {
		lo, hi := a.Range()
		left, leaves := l.bounds.leaves*len(classes)-len(out), 0
		err := store.Each(ctx, l.r, func(rows *sql.Rows) error {
			var leaf int64
			if err := rows.Scan(&leaf); err != nil {
				return err
			}
			leaves++
			for _, o := range classes {
				out = append(out, l.stream(leafWalk, n, 0, l.from, func(at entry) []any {
					return []any{l.city, o, leaf, at.next, at.id}
				}))
			}
			return nil
		}, leavesText, l.city, int64(byArea), int64(lo), int64(hi), int64(left+1))
		if err != nil || leaves*len(classes) > left {
			return nil, err
		}
	}
	return out, nil
}

// leavesText are the areas in a range that have ever had a matter, those above them among them.
const leavesText = "SELECT DISTINCT area FROM tallies WHERE city = $1 AND dim = $2 AND area BETWEEN $3 AND $4 LIMIT $5"

func classMask(open int64) mask {
	if open == 1 {
		return maskOf(openStates)
	}
	return maskOf(closedStates)
}

// areasFew asks the counters whether some areas have no more entries than that.
func (l *listing) areasFew(ctx context.Context, areas []area.Code, classes []int64, most int64) (bool, error) {
	var total int64
	for _, a := range areas {
		for _, o := range classes {
			n, err := one(ctx, l.r, "SELECT COALESCE(SUM(n), 0) FROM tallies WHERE city = $1 AND dim = $2 "+
				"AND area = $3 AND (CAST($4 AS BIGINT) >> state) & 1 = 1",
				l.city, int64(byArea), int64(a), int64(classMask(o)))
			if total += n; err != nil || total > most {
				return false, err
			}
		}
	}
	return true, nil
}

// daysFew asks whether the days of the filter hold few enough matters to be collected.
func (l *listing) daysFew(ctx context.Context, n narrow) (bool, error) {
	if l.plan.From == 0 && l.plan.To == 0 || l.order.sort == SortNew {
		return false, nil
	}
	count, err := one(ctx, l.r,
		"SELECT COUNT(*) FROM (SELECT 1 FROM matters WHERE city = $1 AND id BETWEEN $2 AND $3 LIMIT $4) AS days",
		l.city, n.idLo, n.idHi, int64(l.bounds.collect+1))
	return count <= int64(l.bounds.collect), err
}

// ofUnits are the matters held by some units; part 1 is only as lead unit.
func (l *listing) ofUnits(ctx context.Context, n narrow, units []int64, part int64) ([]*stream, error) {
	if len(units) > l.bounds.units {
		return nil, errWide
	}
	var out []*stream
	for _, u := range units {
		for _, o := range []int64{1, 0} {
			if n.states&classMask(o) == 0 {
				continue
			}
			if l.order.sort == SortNext {
				out = append(out, l.stream(unitWalk, n, 0, l.from, func(at entry) []any {
					return []any{l.city, o, u, at.next, at.id}
				}))
				continue
			}
			s, err := l.collected(ctx, n, unitEntries, o, u, part)
			if err != nil {
				return nil, err
			}
			out = append(out, s...)
		}
	}
	return out, nil
}

// onCases are the cases that the caller is on.
func (l *listing) onCases(ctx context.Context, n narrow) (out []*stream, err error) {
	n.areas = l.plan.areas
	for _, o := range []int64{1, 0} {
		if n.states&classMask(o) == 0 {
			continue
		}
		if l.order.sort == SortNext {
			out = append(out, l.stream(caseWalk, n, 0, l.from, func(at entry) []any {
				return []any{l.city, o, l.scope.Member, at.next, at.id}
			}))
			continue
		}
		s, err := l.collected(ctx, n, caseEntries, o, l.scope.Member)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	return out, nil
}

// walked are the streams over everything, in the order of the list.
func (l *listing) walked(n narrow) []*stream {
	switch l.order.sort {
	case SortNew:
		return l.byNewest(n)
	case SortNumber:
		from := l.from
		if from.rank < 0 {
			from = entry{number: "\U0010FFFF", id: maxID}
		}
		rest := l.newest(unnumberedWalk, n, noRank)
		if l.from.rank >= noRank {
			return []*stream{rest}
		}
		return []*stream{rest, l.stream(numberWalk, n, 0, from, func(at entry) []any {
			return []any{l.city, at.number, at.id}
		})}
	case SortUnit:
		return l.byUnit(n)
	}
	return l.byState(stateWalk, n, 0)
}

// newest walks backwards through the ids.
func (l *listing) newest(w walk, n narrow, rank int64) *stream {
	from := l.from
	if from.rank < rank {
		from = entry{rank: rank, id: maxID}
	}
	from.rank = rank
	return l.stream(w, n, rank, from, func(at entry) []any { return []any{l.city, min(at.id, n.idHi+1), n.idLo} })
}

// byNewest walks backwards through the ids: of everything, or of each state that the list shows where it leaves some
// out. A state that few are in would otherwise be sought among all there ever were.
func (l *listing) byNewest(n narrow) []*stream {
	if l.plan.states == maskOf(matter.States()) {
		return []*stream{l.newest(newWalk, n, 0)}
	}
	var out []*stream
	for _, s := range l.plan.stateList() {
		out = append(out, l.stream(stateNewWalk, n, 0, l.from, func(at entry) []any {
			return []any{l.city, int64(s), min(at.id, n.idHi+1), n.idLo}
		}))
	}
	return out
}

// byState walks the states that the list shows, each by what is due first.
func (l *listing) byState(w walk, n narrow, rank int64) []*stream {
	from, upper := l.from, calendar.Instant(maxAt)
	if from.rank < rank {
		from = entry{rank: rank}
	}
	from.rank = rank
	// While a light is on, the next step is the unit's deadline.
	switch l.plan.Light {
	case matter.Red:
		upper = l.now - 1
	case matter.Green, matter.Yellow:
		if from.next < l.now {
			from = entry{rank: rank, next: l.now - 1, id: maxID}
		}
	}
	var out []*stream
	for _, s := range l.plan.stateList() {
		out = append(out, l.stream(w, n, rank, from, func(at entry) []any {
			return []any{l.city, int64(s), at.next, at.id, upper}
		}))
	}
	return out
}

// byUnit walks all units, then what has none.
func (l *listing) byUnit(n narrow) []*stream {
	var out []*stream
	if !l.plan.led {
		out = l.byState(unledWalk, n, noRank)
	}
	if l.from.rank >= noRank {
		return out
	}
	for _, o := range []int64{1, 0} {
		if n.states&classMask(o) != 0 {
			out = append(out, l.stream(unitsWalk, n, 0, l.from, func(at entry) []any {
				return []any{l.city, o, at.rank, at.next, at.id}
			}))
		}
	}
	return out
}

// The statements that collect: rank, number, next and id of some matters, as many as can be collected and one more.
const (
	entryColumns = "SELECT m.id, m.next, m.lead, m.number FROM "
	// where the number does not sort: it is in no index
	unnumberedEntryColumns = "SELECT m.id, m.next, m.lead, '' FROM "
)

var (
	areaEntries     = collection("matters AS m WHERE city = $1 AND open = $2 AND area BETWEEN $3 AND $4", 4)
	idEntries       = collection("matters AS m WHERE city = $1 AND id BETWEEN $2 AND $3", 3)
	reporterEntries = collection("matters AS m WHERE city = $1 AND reporter = $2 AND reporter > 0", 2)
	followedEntries = collection("followers AS h CROSS JOIN matters AS m WHERE h.city = $1 AND person = $2 AND "+
		"m.city = $1 AND m.id = h.id", 2)
	unitEntries = collection("holders AS h CROSS JOIN matters AS m WHERE h.city = $1 AND h.open = $2 AND unit = "+
		"$3 AND ($4 = 0 OR part = $4) AND m.city = $1 AND m.id = h.id", 4)
	caseEntries = collection("case_members AS h CROSS JOIN matters AS m WHERE h.city = $1 AND h.open = $2 AND "+
		"person = $3 AND m.city = $1 AND m.id = h.id", 3)
	askEntries = collection("matters AS m WHERE city = $1 AND ask = $2 AND ask > 0", 2)
)

// collections lists them for the tests of their plans.
var collections = map[string]string{"area": areaEntries, "id": idEntries, "reporter": reporterEntries,
	"followed": followedEntries,
	"unit":     unitEntries, "ask": askEntries, "case": caseEntries}

func collection(from string, args int) string {
	return entryColumns + from + " AND " + narrowed("m", args+1) + " LIMIT " + itoa(5*usual.collect)
}

// collected reads entries and sorts them; errWide when there are too many.
func (l *listing) collected(ctx context.Context, n narrow, text string, args ...any) ([]*stream, error) {
	if l.order.sort != SortNumber {
		text = unnumberedEntryColumns + strings.TrimPrefix(text, entryColumns)
	}
	var list []entry
	all := append([]any{l.city}, args...)
	seen := 0
	err := store.Each(ctx, l.r, func(rows *sql.Rows) error {
		var r Row
		if err := rows.Scan(&r.ID, &r.Next, &r.Lead, &r.Number); err != nil {
			return store.Explain(err)
		}
		list = append(list, l.order.of(&r))
		if seen++; seen >= 5*l.bounds.collect {
			return errWide
		}
		return nil
	}, text, append(all, n.args()...)...)
	if err != nil {
		return nil, err
	}
	l.merge.work -= seen
	return []*stream{fixed(l.order, l.from, list)}, nil
}
