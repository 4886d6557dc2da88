package atlas

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// Query says which matters are counted, and for whom. IDs, when it is not nil, narrows to matters found by other means.
type Query struct {
	Scope    org.Scope
	Kinds    []matter.Kind
	States   []matter.State
	Led      bool // only what has a lead unit
	Area     area.Code
	Unit     int64
	Category string
	Severity matter.Severity
	IDs      []int64
}

// Cell is what lies in one square of a grid. Place is the middle of its matters; ID is the matter when there is only
// one.
type Cell struct {
	Place place.Place
	N     int64
	ID    int64
}

// MaxCells is the most squares that are given; the fullest come first.
const MaxCells = 400

// Cells counts the matters of a box in squares whose sides are so many ten-millionths of a degree. Squares of two
// kilometres and more are counted from tallies where the query lets them, and then to the next two kilometres around
// the box.
func (x *Atlas) Cells(ctx context.Context, q Query, b place.Box, side int64) ([]Cell, error) {
	if q.coarse(side) {
		return x.tallied(ctx, q, b, side)
	}
	south, west := place.Place{Lat: b.South, Lng: b.West}.E7()
	north, east := place.Place{Lat: b.North, Lng: b.East}.E7()
	w := &where{args: []any{x.City, south, north, west, east, max(side, 1)}}
	q.narrow(w)
	return x.cells(ctx, `SELECT (lat + 900000000) / $6, (lng + 1800000000) / $6, COUNT(*), CAST(SUM(lat) AS BIGINT),
		CAST(SUM(lng) AS BIGINT), CAST(SUM(id) AS BIGINT) FROM spots
WHERE city = $1 AND known = 1 AND lat BETWEEN $2 AND $3 AND lng BETWEEN $4 AND $5`+w.text+
		` GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT `+strconv.Itoa(MaxCells), w.args)
}

// Bounds is the smallest box that holds all the matters, or of thousands one that is up to two kilometres larger. n
// is how many have coordinates; with none the box means nothing.
func (x *Atlas) Bounds(ctx context.Context, q Query) (b place.Box, n int64, err error) {
	if q.coarse(square) {
		if b, n, err := x.tallyBounds(ctx, q); err != nil || n == 0 || n > many {
			return b, n, err
		}
	}
	w := &where{args: []any{x.City}}
	q.narrow(w)
	var v [4]sql.NullInt64
	err = x.DB.Lagging().QueryRow(ctx,
		"SELECT MIN(lat), MIN(lng), MAX(lat), MAX(lng), COUNT(*) FROM spots WHERE city = $1 AND known = 1"+w.text,
		w.args...).
		Scan(&v[0], &v[1], &v[2], &v[3], &n)
	low, high := place.FromE7(v[0].Int64, v[1].Int64, 0), place.FromE7(v[2].Int64, v[3].Int64, 0)
	return place.Box{South: low.Lat, West: low.Lng, North: high.Lat, East: high.Lng}, n, err
}

// Heat counts the matters by the areas of a level, with those that lie in none of them under the area above. Matters
// without coordinates count too.
func (x *Atlas) Heat(ctx context.Context, q Query, l area.Level) (map[area.Code]int64, error) {
	size := map[area.Level]int64{area.County: 1e6, area.Township: 1e3, area.Village: 1}[l]
	if size == 0 {
		size = 1e8
	}
	if q.coarse(square) {
		return x.counters(ctx, q, size)
	}
	w := &where{args: []any{x.City, size}}
	q.narrow(w)
	out := map[area.Code]int64{}
	err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var a, n int64
		err := rows.Scan(&a, &n)
		out[area.Code(a*size)] += n
		return err
	}, "SELECT area / $2, COUNT(*) FROM matters WHERE city = $1"+w.text+" GROUP BY 1", w.args...)
	return out, err
}

// where is a condition under way, behind that of the city.
type where struct {
	text   string
	args   []any
	closed bool // the table has no column that says whether a matter is open
}

// list binds values and gives their places: "$3, $4".
func list[T any](w *where, values []T, bind func(T) any) string {
	marks := make([]string, len(values))
	for i, v := range values {
		w.args = append(w.args, bind(v))
		marks[i] = "$" + strconv.Itoa(len(w.args))
	}
	return strings.Join(marks, ", ")
}

func number[T ~int | ~uint8 | ~int64](v T) any { return int64(v) }

func (w *where) and(text string) { w.text += " AND " + text }

// narrow writes the query as a condition on the columns that spots and matters have in common.
func (q Query) narrow(w *where) {
	if len(q.States) == 0 || len(q.Kinds) == 0 || q.Scope.Nothing() {
		w.and("1 = 0")
		return
	}
	if !w.closed {
		w.and(open(q.States))
	}
	if len(q.States) < len(matter.States()) {
		w.and("state IN (" + list(w, q.States, number[matter.State]) + ")")
	}
	if len(q.Kinds) < len(matter.Kinds()) {
		w.and("kind IN (" + list(w, q.Kinds, number[matter.Kind]) + ")")
	}
	if q.Led {
		w.and("lead > 0")
	}
	if q.Area != 0 {
		w.and(subtree(w, q.Area))
	}
	if q.Unit != 0 {
		w.and("lead = " + list(w, []int64{q.Unit}, number[int64]))
	}
	if q.Category != "" {
		w.and("category = " + list(w, []string{q.Category}, func(s string) any { return s }))
	}
	if q.Severity != 0 {
		w.and("severity = " + list(w, []matter.Severity{q.Severity}, number[matter.Severity]))
	}
	if q.IDs != nil {
		w.and("id IN (" + list(w, append(slices.Clone(q.IDs), 0), number[int64]) + ")")
	}
	q.seen(w)
}

// open names both values of the column when both are wanted, so that an index which has it can be gone through.
func open(states []matter.State) string {
	open := map[bool]bool{}
	for _, s := range states {
		open[s.Open()] = true
	}
	switch {
	case !open[false]:
		return "open = 1"
	case !open[true]:
		return "open = 0"
	}
	return "open IN (0, 1)"
}

func subtree(w *where, a area.Code) string {
	lo, hi := a.Range()
	w.args = append(w.args, int64(lo), int64(hi))
	n := len(w.args)
	return "area BETWEEN $" + strconv.Itoa(n-1) + " AND $" + strconv.Itoa(n)
}

// seen writes what the caller sees, as org.Scope.Match says it; like a list, it leaves out what was only drawn for a
// second look.
func (q Query) seen(w *where) {
	s := q.Scope
	if s.All {
		return
	}
	var or []string
	help := strconv.Itoa(int(matter.Help))
	for _, a := range s.Areas {
		or = append(or, "kind <> "+help+" AND "+subtree(w, a))
	}
	if s.Member != 0 {
		or = append(or, "kind = "+help+" AND id IN (SELECT id FROM case_members WHERE city = $1 AND open IN (0, 1) "+
			"AND person = "+list(w, []int64{s.Member}, number[int64])+")")
	}
	if len(s.Units) > 0 {
		or = append(or, "kind <> "+help+" AND id IN (SELECT id FROM holders WHERE city = $1 AND open IN (0, 1) "+
			"AND unit IN ("+list(w, s.Units, number[int64])+"))")
	}
	if s.Person != 0 {
		or = append(or, "id IN (SELECT id FROM matters WHERE city = $1 AND reporter > 0 AND reporter = "+
			list(w, []int64{s.Person}, number[int64])+")")
	}
	if len(or) == 0 {
		w.and("1 = 0")
		return
	}
	w.and("(" + strings.Join(or, " OR ") + ")")
}
