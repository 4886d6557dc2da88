package release

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// What is counted.
const (
	byState  = 1 // the key is the place of the state in org.Plains
	byDue    = 2 // ten minutes, see dueKey; of what is not fixed
	byStruck = 3 // the day, see dayKey
	inGroup  = 4 // all, of the city alone; the key is 0
)

// tally is the key of a row of public_tallies.
type tally struct {
	area, what, agreed, key int64
	category, source        string
}

// dotKey is the key of a row of public_dots.
type dotKey struct {
	size, y, x      int64
	category, plain string
}

// dotSum is what such a row holds.
type dotSum struct{ n, lat, lng, ids int64 }

// counts are rows of both tables, or by how much they change.
type counts struct {
	tallies map[tally]int64
	dots    map[dotKey]dotSum
}

func newCounts() counts { return counts{map[tally]int64{}, map[dotKey]dotSum{}} }

// add counts an entry; sign is 1, or -1 to take it off.
func (c counts) add(e entry, sign int64) {
	if e.plain == "" {
		return
	}
	count := func(area, what, key int64) {
		c.tallies[tally{area: area, what: what, key: key}] += sign
		c.tallies[tally{area, what, e.agreed, key, e.category, e.source}] += sign
	}
	for _, area := range areasOf(e) {
		count(area, byState, stateKey(org.Plain(e.plain)))
		if e.due > 0 {
			count(area, byDue, dueKey(calendar.Instant(e.due)))
		}
		if e.struck > 0 {
			count(area, byStruck, dayKey(calendar.Instant(e.struck)))
		}
	}
	c.tallies[tally{0, inGroup, e.agreed, 0, e.category, e.source}] += sign
	if e.cell == nowhere {
		return
	}
	for i, side := range sides {
		k := dotKey{size: int64(i), plain: e.plain}
		k.y, k.x = square(e.lat, e.lng, side)
		for _, k.category = range []string{"", e.category} {
			v := c.dots[k]
			c.dots[k] = dotSum{v.n + sign, v.lat + sign*e.lat, v.lng + sign*e.lng, v.ids + sign*e.matter}
		}
	}
}

// areasOf are the areas in which an entry counts: never below the township. A matter of a county itself counts once.
func areasOf(e entry) []int64 {
	if e.township == e.county {
		return []int64{0, e.county}
	}
	return []int64{0, e.county, e.township}
}

// stateKey is the place of a state in org.Plains, -1 for none.
func stateKey(s org.Plain) int64 {
	for i, p := range org.Plains() {
		if p == s {
			return int64(i)
		}
	}
	return -1
}

const (
	tenMinutes = 600 * 1_000_000
	day        = 24 * 3600 * 1_000_000
	eastOfUTC  = 8 * 3600 * 1_000_000 // China's clock
)

// dueKey is the ten minutes in which an instant lies.
func dueKey(at calendar.Instant) int64 { return int64(at) / tenMinutes }

// dayKey is the day in China, counted from 1970.
func dayKey(at calendar.Instant) int64 { return (int64(at) + eastOfUTC) / day }

// put changes the rows by what was counted.
func (c counts) put(ctx context.Context, tx *store.Tx, city int64) error {
	var rows [][]any
	for k, n := range c.tallies {
		if n != 0 {
			rows = append(rows, []any{city, k.area, k.what, k.category, k.source, k.agreed, k.key, n})
		}
	}
	err := tx.Rows(ctx, "INSERT INTO public_tallies (city, area, what, category, source, agreed, key, n) VALUES",
		`ON CONFLICT (city, area, what, category, source, agreed, key) DO UPDATE SET n = public_tallies.n + excluded.n`,
		rows)
	if err != nil {
		return err
	}
	for k, n := range c.tallies {
		if n >= 0 {
			continue
		}
		if err := tx.Later(ctx, `DELETE FROM public_tallies WHERE city = $1 AND area = $2 AND what = $3
			AND category = $4
			AND source = $5 AND agreed = $6 AND key = $7 AND n = 0`, city, k.area, k.what, k.category,
			k.source, k.agreed,
			k.key); err != nil {
			return err
		}
	}
	return c.putDots(ctx, tx, city)
}

func (c counts) putDots(ctx context.Context, tx *store.Tx, city int64) error {
	var rows [][]any
	for k, v := range c.dots {
		if v != (dotSum{}) {
			rows = append(rows, []any{city, k.size, k.category, k.y, k.x, k.plain, v.n, v.lat, v.lng, v.ids})
		}
	}
	err := tx.Rows(ctx, "INSERT INTO public_dots (city, size, category, y, x, plain, n, lat, lng, ids) VALUES",
		`ON CONFLICT (city, size, category, y, x, plain) DO UPDATE SET n = public_dots.n + excluded.n,
		lat = public_dots.lat + excluded.lat, lng = public_dots.lng + excluded.lng,
		ids = public_dots.ids + excluded.ids`, rows)
	if err != nil {
		return err
	}
	for k, v := range c.dots {
		if v.n >= 0 {
			continue
		}
		if err := tx.Later(ctx, `DELETE FROM public_dots WHERE city = $1 AND size = $2 AND category = $3 AND y = $4
			AND x = $5 AND plain = $6 AND n = 0`, city, k.size, k.category, k.y, k.x, k.plain); err != nil {
			return err
		}
	}
	return nil
}
