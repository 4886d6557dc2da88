package release

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// Nearby is a public matter and how far it is from where somebody stands.
type Nearby struct {
	org.Public
	Metres int // of complaints near a home from the middle of a square of some 500 metres
}

// reaches are how far from a place is looked, in metres, one after the other until there are enough.
var reaches = [...]float64{150, 500, 1500, 5000}

// mostNear is how many places of one reach are looked at; squares so full are looked at from the nearest reach on.
const mostNear = 20_000

// spot is a place of the index, and how far it is.
type spot struct {
	matter, lat, lng int64
	metres           float64
}

// Near are the public matters around a place (WGS-84 degrees), the nearest first. It looks at wider and wider boxes
// until there are enough, up to 5 km. Of the filter Category, Plain and Open narrow.
func (x *Releases) Near(ctx context.Context, lat, lng float64, f Filter, limit int) ([]Nearby, error) {
	if place.Check(lat, lng) != nil || limit <= 0 || len(f.states()) == 0 {
		return nil, nil
	}
	for i, reach := range reaches {
		last := i == len(reaches)-1
		box := place.Around(lat, lng, reach)
		if !last {
			n, err := x.lie(ctx, box, f, i)
			if err != nil {
				return nil, err
			}
			if n < limit {
				continue
			}
		}
		spots, err := x.spots(ctx, box, f, mostNear)
		if err != nil {
			return nil, err
		}
		for j := range spots {
			s := &spots[j]
			s.metres = place.Distance(lat, lng, float64(s.lat)/1e6, float64(s.lng)/1e6)
		}
		spots = slices.DeleteFunc(spots, func(s spot) bool { return s.metres > reach })
		if len(spots) < limit && !last {
			continue
		}
		slices.SortFunc(spots, func(a, b spot) int {
			return cmp.Or(cmp.Compare(a.metres, b.metres), cmp.Compare(b.matter, a.matter))
		})
		out, err := x.nearest(ctx, lat, lng, spots, limit)
		if err != nil || len(out) == limit || last {
			return out, err
		}
	}
	return nil, nil
}

// nearest are the first of some places that the gate lets through.
func (x *Releases) nearest(ctx context.Context, lat, lng float64, spots []spot, limit int) (out []Nearby, err error) {
	spots = spots[:min(len(spots), limit+skips)]
	for len(spots) > 0 && len(out) < limit {
		n := min(len(spots), limit-len(out))
		ids := make([]int64, n)
		for i, s := range spots[:n] {
			ids[i] = s.matter
		}
		there, err := x.these(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if p, ok := there[id]; ok && p.Lat != nil && p.Lng != nil {
				out = append(out, Nearby{p, int(math.Round(place.Distance(lat, lng, *p.Lat, *p.Lng)))})
			}
		}
		spots = spots[n:]
	}
	slices.SortStableFunc(out, func(a, b Nearby) int { return cmp.Compare(a.Metres, b.Metres) })
	return out, nil
}

// lie counts what lies in a box, from the squares of the map; those at its edge count whole.
func (x *Releases) lie(ctx context.Context, b place.Box, f Filter, reach int) (n int, err error) {
	size := min(reach/2, middle)
	text, args := squaresText("CAST(COALESCE(SUM(n), 0) AS BIGINT)", "", x.City, size, f, b)
	err = x.DB.Lagging().QueryRow(ctx, text, args...).Scan(&n)
	return n, store.Explain(err)
}

// corners are the edges of a box in millionths of a degree.
func corners(b place.Box) (south, west, north, east int64) {
	return micro(b.South), micro(b.West), micro(b.North), micro(b.East)
}

// spots are the places of what lies in a box that is not larger than the farthest reach.
func (x *Releases) spots(ctx context.Context, b place.Box, f Filter, most int) (out []spot, err error) {
	cells, err := x.cells(ctx, b, f)
	if err != nil || len(cells) == 0 {
		return nil, err
	}
	text, args := spotsText(b, f, x.City, cells, most)
	err = store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var s spot
		err := rows.Scan(&s.matter, &s.lat, &s.lng)
		out = append(out, s)
		return err
	}, text, args...)
	return out, err
}

// cells are the squares of the middle size in which a box has something; none for a box that is too large. Few are
// given as they are.
func (x *Releases) cells(ctx context.Context, b place.Box, f Filter) (out []int64, err error) {
	south, west, north, east := corners(b)
	lowY, lowX := square(south, west, sides[middle])
	highY, highX := square(north, east, sides[middle])
	n := (highY - lowY + 1) * (highX - lowX + 1)
	if n > mostCells {
		return nil, nil
	}
	if n > fewCells {
		text, args := squaresText("y, x", " GROUP BY 1, 2", x.City, middle, f, b)
		err = store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
			var row, column int64
			err := rows.Scan(&row, &column)
			out = append(out, row*columns+column)
			return err
		}, text, args...)
		return out, err
	}
	for row := lowY; row <= highY; row++ {
		for column := lowX; column <= highX; column++ {
			out = append(out, row*columns+column)
		}
	}
	return out, nil
}

// spotsText is the question for the places in some squares.
func spotsText(b place.Box, f Filter, city int64, cells []int64, most int) (string, []any) {
	south, west, north, east := corners(b)
	args := []any{city, south, north, west, east, int64(most)}
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	and := ""
	if f.Category != "" {
		and = " AND category = " + bind(f.Category)
	}
	return `SELECT matter, lat, lng FROM public_matters WHERE city = $1` + and + ` AND cell >= 0 AND cell IN (` +
		listed(cells, bind) + ") AND plain IN (" + wanted(f.states(), bind) + `) AND lat BETWEEN $2 AND $3 AND
		lng BETWEEN $4 AND $5 LIMIT $6`, args
}

// wanted binds states.
func wanted(states []org.Plain, bind func(any) string) string {
	marks := make([]string, len(states))
	for i, s := range states {
		marks[i] = bind(string(s))
	}
	return strings.Join(marks, ", ")
}

// listed binds numbers, some of them twice, so that there are few texts whatever their number.
func listed(list []int64, bind func(any) string) string {
	marks := make([]string, 1<<bits.Len(uint(max(1, len(list)-1))))
	for i := range marks {
		marks[i] = bind(list[min(i, len(list)-1)])
	}
	return strings.Join(marks, ", ")
}

// mostCells is how many squares of the middle size the farthest reach covers, with some to spare in the north.
const mostCells = 1024

// fewCells are looked into without asking first whether there is anything.
const fewCells = 16
