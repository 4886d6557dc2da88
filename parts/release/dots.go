package release

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// Bounds are a piece of the map, WGS-84 degrees.
type Bounds = place.Box

// Dot is what lies in one square of the map: the middle of its matters, and how many they are. A single one is named.
type Dot struct {
	Lat, Lng float64
	N        int
	Matter   int64 // of a single one, as are those below
	State    org.Plain
	Category string
	Title    string
}

const (
	mostSquares = 64  // of a size, side by side on the map that is drawn from them
	fewRows     = 500 // that a map so small that no square is small enough is drawn from
)

// Dots are the public matters of a piece of the map, those that lie close together as one, the fullest first. The
// squares are as large as it takes to give no more than limit of them. Of the filter Category, Plain and Open narrow;
// the box does the rest.
func (x *Releases) Dots(ctx context.Context, b Bounds, f Filter, limit int) ([]Dot, error) {
	f.Area = 0
	if !b.Valid() || limit <= 0 || len(f.states()) == 0 {
		return nil, nil
	}
	shut, err := x.shutGroups(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range shut {
		if f.Category == "" || f.Category == g.category {
			return x.lately(ctx, b, f, limit)
		}
	}
	height, width := micro(b.North)-micro(b.South), micro(b.East)-micro(b.West)
	if max(height, width) < sides[0]*mostSquares/8 {
		if out, ok, err := x.close(ctx, b, f, limit); ok || err != nil {
			return out, err
		}
	}
	size := 0
	for size < len(sides)-1 && max(height, width)/sides[size] >= mostSquares {
		size++
	}
	return x.squares(ctx, b, f, size, limit)
}

// close are the dots of a small box, made of its matters themselves; ok is false when they are too many for that.
func (x *Releases) close(ctx context.Context, b Bounds, f Filter, limit int) (out []Dot, ok bool, err error) {
	spots, err := x.spots(ctx, b, f, fewRows+1)
	if err != nil || len(spots) > fewRows {
		return nil, false, err
	}
	ids := make([]int64, len(spots))
	for i, s := range spots {
		ids[i] = s.matter
	}
	there, err := x.these(ctx, ids)
	list := make([]org.Public, len(ids))
	for i, id := range ids {
		list[i] = there[id] // without a place where the gate is shut
	}
	return gathered(list, b, limit), true, err
}

// squares are dots from the counters of a size.
func (x *Releases) squares(ctx context.Context, b Bounds, f Filter, size, limit int) ([]Dot, error) {
	side := sides[size]
	high, wide := (micro(b.North)-micro(b.South))/side+1, (micro(b.East)-micro(b.West))/side+1
	times := int64(1)
	for (high/times+1)*(wide/times+1) > int64(limit) {
		times++
	}
	by := strconv.FormatInt(times, 10)
	text, args := squaresText("y / "+by+", x / "+by+`, CAST(SUM(n) AS BIGINT), CAST(SUM(lat) AS BIGINT),
		CAST(SUM(lng) AS BIGINT), CAST(SUM(ids) AS BIGINT)`, " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT "+
		strconv.Itoa(limit), x.City, size, f, b)
	var out []Dot
	var ids []int64
	err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var row, column, n, lat, lng, id int64
		if err := rows.Scan(&row, &column, &n, &lat, &lng, &id); err != nil || n <= 0 {
			return err
		}
		d := Dot{Lat: float64(lat/n) / 1e6, Lng: float64(lng/n) / 1e6, N: int(n)}
		if n == 1 {
			d.Matter = id
			ids = append(ids, id)
		}
		out = append(out, d)
		return nil
	}, text, args...)
	if err != nil {
		return nil, err
	}
	there, err := x.these(ctx, ids)
	out = slices.DeleteFunc(out, func(d Dot) bool { return d.N == 1 && there[d.Matter].Lat == nil })
	for i, d := range out {
		if d.N == 1 {
			out[i] = single(there[d.Matter])
		}
	}
	return out, err
}

// single is the dot of one matter that has a place.
func single(p org.Public) Dot {
	return Dot{Lat: *p.Lat, Lng: *p.Lng, N: 1, Matter: p.Matter, State: p.State, Category: p.Category, Title: p.Title}
}

// squaresText is a question about the counted squares of a size that a box touches.
func squaresText(columns, then string, city int64, size int, f Filter, b Bounds) (string, []any) {
	south, west, north, east := corners(b)
	lowY, lowX := square(south, west, sides[size])
	highY, highX := square(north, east, sides[size])
	args := []any{city, int64(size), f.Category, lowX, highX}
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	rows := "BETWEEN " + bind(lowY) + " AND " + bind(highY)
	if highY-lowY < 2*mostSquares {
		// row by row: each is a stretch of the index, and what lies beside the box is not read
		var list []int64
		for y := lowY; y <= highY; y++ {
			list = append(list, y)
		}
		args = args[:5]
		rows = "IN (" + listed(list, bind) + ")"
	}
	return "SELECT " + columns + ` FROM public_dots WHERE city = $1 AND size = $2 AND category = $3 AND y ` + rows +
		" AND x BETWEEN $4 AND $5 AND plain IN (" + wanted(f.states(), bind) + ")" + then, args
}

// lately are the dots of what changed last, read one by one through the gate: while the policy shuts some of what the
// counters hold, the map is rather thin than wrong.
func (x *Releases) lately(ctx context.Context, b Bounds, f Filter, limit int) ([]Dot, error) {
	f.Behind = Place{}
	page, err := x.List(ctx, f, fewRows)
	return gathered(page.Matters, b, limit), err
}

// gathered puts those of some matters that lie close together in a box into one dot.
func gathered(list []org.Public, b Bounds, limit int) (out []Dot) {
	across := 1
	for (across+1)*(across+1) <= limit {
		across++
	}
	rows, columns := max(b.North-b.South, 1e-6)/float64(across), max(b.East-b.West, 1e-6)/float64(across)
	at := map[[2]int]int{}
	for _, p := range list {
		if p.Lat == nil || p.Lng == nil || !b.Contains(*p.Lat, *p.Lng) {
			continue
		}
		k := [2]int{min(int((*p.Lat-b.South)/rows), across-1), min(int((*p.Lng-b.West)/columns), across-1)}
		i, ok := at[k]
		if !ok {
			at[k] = len(out)
			out = append(out, single(p))
			continue
		}
		d, n := out[i], float64(out[i].N)
		out[i] = Dot{Lat: (d.Lat*n + *p.Lat) / (n + 1), Lng: (d.Lng*n + *p.Lng) / (n + 1), N: d.N + 1}
	}
	slices.SortStableFunc(out, func(a, b Dot) int { return b.N - a.N })
	return out
}
