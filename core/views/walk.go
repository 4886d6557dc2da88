package views

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// maxAreas is how many areas a statement tells apart; with more of them the rows are asked one by one.
const maxAreas = 4

// narrow is what the statements leave out early. It never leaves out what plan.match takes.
type narrow struct {
	states, kinds  mask
	category       string
	severity       matter.Severity
	leadLo, leadHi int64            // both included
	idLo, idHi     int64            // both included
	nextLo, nextHi calendar.Instant // both included; while a light is on this is the deadline
	litLo, litHi   calendar.Instant // of the instant at which the light turns yellow; both included
	areas          []area.Code      // any of them; nil for everywhere
}

// anything leaves nothing out.
func anything() narrow {
	return narrow{states: ^mask(0), kinds: ^mask(0), leadHi: maxID, idHi: maxID, nextHi: maxAt, litHi: maxAt}
}

// lit leaves out what has not that light at an instant; the states are the plan's.
func (n narrow) lit(light matter.Light, now calendar.Instant) narrow {
	switch light {
	case matter.Red:
		n.nextHi, n.litLo = now-1, 1
	case matter.Yellow:
		n.nextLo, n.litLo, n.litHi = now, 1, now
	case matter.Green:
		n.litLo = now + 1
	}
	return n
}

// narrowed are the conditions on a table with placeholders from $n on: one text for every filter, so that it stays
// prepared.
func narrowed(table string, n int) string {
	const text = `(CAST(@ AS BIGINT) >> T.state) & 1 = 1 AND (CAST(@ AS BIGINT) >> T.kind) & 1 = 1 AND (@ = 1 OR ` +
		`T.category = @) AND T.severity BETWEEN @ AND @
AND T.lead BETWEEN @ AND @ AND +T.id BETWEEN @ AND @ AND +T.next BETWEEN @ AND @ AND +T.yellow BETWEEN @ AND @
AND (T.area BETWEEN @ AND @ OR T.area BETWEEN @ AND @ OR T.area BETWEEN @ AND @ OR T.area BETWEEN @ AND @)`
	var b strings.Builder
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "T.", table+"."), "@") {
		if b.Len() > 0 {
			b.WriteString("$" + itoa(n))
			n++
		}
		b.WriteString(part)
	}
	return b.String()
}

// args are the arguments of narrowed.
func (n narrow) args() []any {
	severityHi := int64(n.severity)
	if n.severity == 0 {
		severityHi = 99
	}
	a := []any{int64(n.states), int64(n.kinds), bit(n.category == ""), n.category, int64(n.severity), severityHi,
		n.leadLo, n.leadHi, n.idLo, n.idHi, n.nextLo, n.nextHi, n.litLo,
		n.litHi}
	list := n.areas
	if list == nil || len(list) > maxAreas {
		return append(a, int64(0), int64(maxID), int64(1), int64(0), int64(1), int64(0), int64(1), int64(0))
	}
	for i := range maxAreas {
		lo, hi := int64(1), int64(0) // holds nothing
		if i < len(list) {
			l, h := list[i].Range()
			lo, hi = int64(l), int64(h)
		}
		a = append(a, lo, hi)
	}
	return a
}

// A walk reads an index in order, piece by piece.
type walk struct {
	name   string
	look   string // columns of a piece
	bounds string // FROM … WHERE … ORDER BY …, with placeholders from $1 on
	n      int    // number of placeholders in bounds
	// conditions beside narrowed, and how to come from the piece to the matter when its columns are not in the index
	join  string
	give  string // rank, number, next, id
	found string
	last  string
	whole bool // found looks at all there is: when it gives less than was asked for, that is the end
}

// build makes the two statements: found gives what fits among the next entries, last says where the last of those
// entries lies.
func (w walk) build() walk {
	limit, table := "$"+itoa(w.n+1), "looked"
	if strings.Contains(w.join, "AS m") {
		table = "m"
	}
	w.found = "SELECT " + w.give + " FROM (SELECT " + w.look + " " + w.bounds + " LIMIT " + limit + ") AS looked" +
		w.join + narrowed(table, w.n+2)
	w.last = "SELECT " + w.give + " FROM (SELECT " + w.look + " " + w.bounds + " LIMIT 1 OFFSET " +
		limit + ") AS looked"
	return w
}

const (
	narrowColumns = "id, state, kind, category, severity, lead, area, next, yellow"
	joinMatter    = " CROSS JOIN matters AS m WHERE m.city = $1 AND m.id = looked.hid AND "
)

var (
	stateWalk = walk{name: "state", look: narrowColumns, n: 5, join: " WHERE ", give: "0, '', next, id",
		bounds: "FROM matters WHERE city = $1 AND state = $2 AND (next, id) > ($3, $4) AND next <= $5 " +
			"ORDER BY next, id"}.build()
	unledWalk = walk{name: "unled", look: narrowColumns, n: 5, join: " WHERE lead = 0 AND ", give: "0, '', next, id",
		bounds: "FROM matters WHERE city = $1 AND state = $2 AND (next, id) > ($3, $4) AND next <= $5 " +
			"ORDER BY next, id"}.build()
	newWalk = walk{name: "new", look: narrowColumns, n: 3, join: " WHERE ", give: "0, '', 0, id",
		bounds: "FROM matters WHERE city = $1 AND id < $2 AND id >= $3 ORDER BY id DESC"}.build()
	stateNewWalk = walk{name: "state new", look: narrowColumns, n: 4, join: " WHERE ", give: "0, '', 0, id",
		bounds: "FROM matters WHERE city = $1 AND state = $2 AND id < $3 AND id >= $4 ORDER BY id DESC"}.build()
	numberWalk = walk{name: "number", look: "number, " + narrowColumns, n: 3, join: " WHERE ", give: "0, number, 0, id",
		bounds: "FROM matters WHERE city = $1 AND number <> '' AND (number, id) < ($2, $3) " +
			"ORDER BY number DESC, id DESC"}.build()
	unnumberedWalk = walk{name: "unnumbered", look: "number, " + narrowColumns, n: 3, join: " WHERE number = '' AND ",
		give:   "0, '', 0, id",
		bounds: "FROM matters WHERE city = $1 AND id < $2 AND id >= $3 ORDER BY id DESC"}.build()
	leafWalk = walk{name: "leaf", look: narrowColumns, n: 5, join: " WHERE ", give: "0, '', next, id",
		bounds: "FROM matters WHERE city = $1 AND open = $2 AND area = $3 AND (next, id) > ($4, $5) " +
			"ORDER BY next, id"}.build()
	unitsWalk = walk{name: "units", look: "unit, next AS hnext, id AS hid, part", n: 5,
		join: joinMatter + "part = 1 AND ", give: "unit, '', hnext, hid",
		bounds: "FROM holders WHERE city = $1 AND open = $2 AND (unit, next, id) > ($3, $4, $5) " +
			"ORDER BY unit, next, id"}.build()
	unitWalk = walk{name: "unit", look: "next AS hnext, id AS hid, part", n: 5, join: joinMatter,
		give: "0, '', hnext, hid",
		bounds: "FROM holders WHERE city = $1 AND open = $2 AND unit = $3 AND (next, id) > ($4, $5) " +
			"ORDER BY next, id"}.build()
	caseWalk = walk{name: "case", look: "next AS hnext, id AS hid", n: 5, join: joinMatter,
		give: "0, '', hnext, hid",
		bounds: "FROM case_members WHERE city = $1 AND open = $2 AND person = $3 AND (next, id) > ($4, $5) " +
			"ORDER BY next, id"}.build()
)

// The walks of an area have no index in their order: the engine sorts the area's entries and keeps the first of them.
var areaWalks = map[string]walk{
	SortNext: sortedWalk("area", "0, '', next, id", "(next, id) > ($5, $6) AND ", "next, id"),
	SortNew:  sortedWalk("area new", "0, '', 0, id", "$5 = 0 AND +id < $6 AND ", "id DESC"),
}

// sortedWalk finds and sorts in one: what it looked at is what it found.
func sortedWalk(name, give, after, sorted string) walk {
	return walk{name: name, n: 6, whole: true, found: "SELECT " + give +
		" FROM matters WHERE city = $1 AND open = $2 AND area BETWEEN $3 AND $4 AND " +
		strings.ReplaceAll(after+narrowed("matters", 8), "matters.", "") + " ORDER BY " + sorted + " LIMIT $7"}
}

// walks lists them for the tests of their plans.
var walks = []walk{areaWalks[SortNext], areaWalks[SortNew], stateWalk, unledWalk, newWalk, stateNewWalk, numberWalk,
	unnumberedWalk, leafWalk, unitsWalk, unitWalk, caseWalk}

// stream starts a walk behind a place. args gives the arguments of the bounds for a place.
func (l *listing) stream(w walk, n narrow, rank int64, from entry, args func(at entry) []any) *stream {
	return &stream{at: from, size: l.bounds.first, more: func(ctx context.Context, s *stream) (int, error) {
		bound := append(args(s.at), int64(s.size))
		seen := 0
		err := store.Each(ctx, l.r, func(rows *sql.Rows) error {
			var e entry
			err := rows.Scan(&e.rank, &e.number, &e.next, &e.id)
			e.rank = max(e.rank, rank)
			s.buf = append(s.buf, e)
			seen++
			return err
		}, w.found, append(slices.Clone(bound), n.args()...)...)
		if err != nil {
			return 0, err
		}
		slices.SortFunc(s.buf, l.order.compare)
		if seen == s.size {
			s.at = s.buf[seen-1]
			return seen, nil
		}
		if w.whole {
			s.done = true
			return seen, nil
		}
		bound[len(bound)-1] = int64(s.size - 1)
		at, ok, err := l.place(ctx, w.last, rank, bound)
		if !ok {
			s.done = true
			return s.size / 2, err
		}
		s.at = at
		return s.size, nil
	}}
}

// place reads one entry.
func (l *listing) place(ctx context.Context, text string, rank int64, args []any) (e entry, ok bool, err error) {
	err = store.Each(ctx, l.r, func(rows *sql.Rows) error {
		ok = true
		return rows.Scan(&e.rank, &e.number, &e.next, &e.id)
	}, text, args...)
	e.rank = max(e.rank, rank)
	return e, ok, err
}
