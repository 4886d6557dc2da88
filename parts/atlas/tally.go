package atlas

import (
	"context"
	"database/sql"
	"strconv"

	"xiaohao/loop/area"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// square is the side of a tally's square, ten-millionths of a degree: two kilometres.
const square = 200_000

// coarse says whether tallies can answer: the squares that are asked for are no smaller than theirs, and nothing
// narrows but what they know.
func (q Query) coarse(side int64) bool {
	return side >= square && !q.Led && q.Unit == 0 && q.Category == "" && q.Severity == 0 && q.IDs == nil &&
		(q.Scope.All || len(q.Scope.Units) == 0 && q.Scope.Person == 0)
}

// tallied counts from the tallies. A tally belongs to the asked square that its middle lies in, and to the box if any
// of it does.
func (x *Atlas) tallied(ctx context.Context, q Query, b place.Box, side int64) ([]Cell, error) {
	south, west := place.Place{Lat: b.South, Lng: b.West}.E7()
	north, east := place.Place{Lat: b.North, Lng: b.East}.E7()
	w := &where{args: []any{x.City, (south + 900000000) / square, (north + 900000000) / square,
		(west + 1800000000) / square, (east + 1800000000) / square, side}}
	q.narrow(w)
	return x.cells(ctx, `SELECT (y * 200000 + 100000) / $6, (x * 200000 + 100000) / $6, CAST(SUM(n) AS BIGINT),
		CAST(SUM(lat) AS BIGINT), CAST(SUM(lng) AS BIGINT), CAST(SUM(ids) AS BIGINT) FROM spot_tallies
WHERE city = $1 AND y BETWEEN $2 AND $3 AND x BETWEEN $4 AND $5`+w.text+
		` GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT `+strconv.Itoa(MaxCells), w.args)
}

// many is from how many matters on a box to the next two kilometres is good enough.
const many = 5000

// tallyBounds is a box that holds all the matters, and how many they are; it is made of whole squares.
func (x *Atlas) tallyBounds(ctx context.Context, q Query) (b place.Box, n int64, err error) {
	w := &where{args: []any{x.City}}
	q.narrow(w)
	var v [5]sql.NullInt64
	err = x.DB.Lagging().QueryRow(ctx,
		"SELECT MIN(y), MIN(x), MAX(y), MAX(x), CAST(SUM(n) AS BIGINT) FROM spot_tallies WHERE city = $1"+w.text,
		w.args...).
		Scan(&v[0], &v[1], &v[2], &v[3], &v[4])
	low := place.FromE7(v[0].Int64*square-900000000, v[1].Int64*square-1800000000, 0)
	high := place.FromE7((v[2].Int64+1)*square-900000000, (v[3].Int64+1)*square-1800000000, 0)
	return place.Box{South: low.Lat, West: low.Lng, North: high.Lat, East: high.Lng}, v[4].Int64, err
}

// counters is Heat from the dashboard's counters by area. They hold each area with all below it; what lies in an area
// and in none below it is the rest.
func (x *Atlas) counters(ctx context.Context, q Query, size int64) (map[area.Code]int64, error) {
	w := &where{args: []any{x.City, size}, closed: true}
	q.narrow(w)
	all := map[area.Code]int64{}
	err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var a area.Code
		var n int64
		err := rows.Scan(&a, &n)
		all[a] = n
		return err
	}, "SELECT area, CAST(SUM(n) AS BIGINT) FROM tallies WHERE city = $1 AND dim = 1 AND area % $2 = 0"+w.text+
		" GROUP BY area", w.args...)
	out := map[area.Code]int64{}
	for a, n := range all {
		out[a] += n
		if up := a.Parent(); up != a && all[up] != 0 {
			out[up] -= n
		}
	}
	for a, n := range out {
		if n == 0 {
			delete(out, a)
		}
	}
	return out, err
}

// cells reads squares: where, how many, the sums of their coordinates and ids.
func (x *Atlas) cells(ctx context.Context, text string, args []any) ([]Cell, error) {
	var out []Cell
	err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var row, column, n, lat, lng, ids int64
		if err := rows.Scan(&row, &column, &n, &lat, &lng, &ids); err != nil {
			return err
		}
		c := Cell{Place: place.FromE7(lat/n, lng/n, place.WGS84), N: n}
		if n == 1 {
			c.ID = ids
		}
		out = append(out, c)
		return nil
	}, text, args...)
	return out, err
}

// counted is what a tally is kept by.
type counted struct{ y, x, area, kind, state, open int64 }

// sums is what a tally holds, or by how much it changes.
type sums struct{ n, lat, lng, ids int64 }

// shift is the change of the tallies by some matters that lie elsewhere or are something else now.
type shift map[counted]sums

func (f shift) add(s spot, sign int64) {
	if s.known == 0 {
		return
	}
	k := counted{(s.lat + 900000000) / square, (s.lng + 1800000000) / square, s.area, s.kind, s.state, s.open}
	v := f[k]
	f[k] = sums{v.n + sign, v.lat + sign*s.lat, v.lng + sign*s.lng, v.ids + sign*s.id}
}

func (f shift) put(ctx context.Context, tx *store.Tx, city int64) error {
	for k, v := range f {
		if v == (sums{}) {
			continue
		}
		err := tx.Later(ctx, `INSERT INTO spot_tallies (city, y, x, area, kind, state, open, n, lat, lng, ids)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (city, y, x, area, kind, state) DO UPDATE SET n = spot_tallies.n + excluded.n,
lat = spot_tallies.lat + excluded.lat, lng = spot_tallies.lng + excluded.lng,
ids = spot_tallies.ids + excluded.ids`, city, k.y, k.x, k.area, k.kind, k.state, k.open, v.n, v.lat, v.lng, v.ids)
		if err != nil {
			return err
		}
		if v.n >= 0 {
			continue
		}
		err = tx.Later(ctx, "DELETE FROM spot_tallies WHERE city = $1 AND y = $2 AND x = $3 AND area = $4 "+
			"AND kind = $5 AND state = $6 AND n = 0", city, k.y, k.x, k.area, k.kind, k.state)
		if err != nil {
			return err
		}
	}
	return nil
}

// before are the rows of some matters as they stand, to be taken out of the tallies.
func before(ctx context.Context, tx *store.Tx, city int64, ids []int64, fn func(spot)) error {
	return store.Each(ctx, tx, func(rows *sql.Rows) error {
		var s spot
		err := rows.Scan(&s.id, &s.point, &s.open, &s.known, &s.lat, &s.lng, &s.kind, &s.state, &s.severity,
			&s.category, &s.area, &s.lead)
		if err != nil {
			return err
		}
		fn(s)
		return nil
	}, inText("SELECT "+spotColumns+" FROM spots WHERE city = $1 AND id IN", len(ids)), args(city, ids)...)
}

// checkTallies compares the tallies with the positions they count.
func checkTallies(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	have, want := map[counted]sums{}, shift{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var k counted
		var v sums
		err := rows.Scan(&k.y, &k.x, &k.area, &k.kind, &k.state, &k.open, &v.n, &v.lat, &v.lng, &v.ids)
		have[k] = v
		return err
	}, "SELECT y, x, area, kind, state, open, n, lat, lng, ids FROM spot_tallies WHERE city = $1", city)
	if err != nil {
		return err
	}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		s := spot{known: 1}
		err := rows.Scan(&s.id, &s.lat, &s.lng, &s.area, &s.kind, &s.state, &s.open)
		want.add(s, 1)
		return err
	}, "SELECT id, lat, lng, area, kind, state, open FROM spots WHERE city = $1 AND known = 1 AND open IN (0, 1)", city)
	wrong := 0
	for k, v := range want {
		if have[k] != v {
			wrong++
		}
		delete(have, k)
	}
	if wrong += len(have); wrong > 0 {
		tell("spot_tallies: " + strconv.Itoa(wrong) + " squares do not count what lies in them")
	}
	return err
}
