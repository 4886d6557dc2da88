package views

import (
	"cmp"
	"context"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The dimensions; their numbers stand in the database.
const (
	byArea     = 1 // area at every level × state
	byCategory = 2 // area down to townships × category (word), if it has one × state
	byDay      = 3 // area down to townships × day reported (key) × state
	byUnit     = 4 // area 0 × lead unit (key) × state
	byDue      = 5 // area down to townships × day on which the light turns red (key), only while it is on
	byWarn     = 6 // area down to townships × day on which it turns yellow (key), only while it is on
	byStruck   = 7 // area down to townships × day struck off (key), as it stands: a reopened matter is taken out
)

// cell is one counter.
type cell struct {
	dim   int64
	area  area.Code
	kind  matter.Kind
	key   int64
	word  string
	state matter.State
}

func (a cell) compare(b cell) int {
	return cmp.Or(cmp.Compare(a.dim, b.dim), cmp.Compare(a.area, b.area), cmp.Compare(a.kind, b.kind),
		cmp.Compare(a.key, b.key),
		cmp.Compare(a.word, b.word), cmp.Compare(a.state, b.state))
}

// lit says whether the light is on, with the first instant at which it is yellow and the first at which it is red, in
// µs.
func lit(m *matter.Matter) (yellow, red calendar.Instant, on bool) {
	if m.State != matter.Assigned && m.State != matter.InHand || m.Due == 0 || m.Paused() {
		return 0, 0, false
	}
	return min(m.Warn, m.Due+1), m.Due + 1, true
}

// cells calls add for every counter in which the matter counts.
func cells(m *matter.Matter, add func(cell)) {
	yellow, red, on := lit(m)
	for l := area.City; l <= m.Area.Level(); l++ {
		c := cell{dim: byArea, area: m.Area.Ancestor(l), kind: m.Kind, state: m.State}
		add(c)
		if l > area.Township {
			continue
		}
		if on {
			d := cell{dim: byDue, area: c.area, kind: m.Kind, key: int64(DayOf(red))}
			add(d)
			d.dim, d.key = byWarn, int64(DayOf(yellow))
			add(d)
		}
		if m.Category != "" {
			c.dim, c.word = byCategory, m.Category
			add(c)
		}
		c.dim, c.word, c.key = byDay, "", int64(DayOf(m.ReportedAt))
		add(c)
		if m.State == matter.StruckOff {
			add(cell{dim: byStruck, area: c.area, kind: m.Kind, key: int64(DayOf(m.StruckAt))})
		}
	}
	if m.Lead != 0 {
		add(cell{dim: byUnit, kind: m.Kind, key: m.Lead, state: m.State})
	}
}

// tallies gathers what changed in a transaction.
type tallies struct{ delta map[cell]int64 }

func (t *tallies) change(old, now *matter.Matter) {
	if t.delta == nil {
		t.delta = map[cell]int64{}
	}
	if old != nil {
		cells(old, func(c cell) { t.delta[c]-- })
	}
	cells(now, func(c cell) { t.delta[c]++ })
}

const (
	addTally = `INSERT INTO tallies (city, dim, area, kind, key, word, state, n) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (city, dim, area, kind, key, word, state) DO UPDATE SET n = tallies.n + excluded.n`
	dropTally = `DELETE FROM tallies WHERE city = $1 AND dim = $2 AND area = $3 AND kind = $4 AND key = $5
		AND word = $6 AND state = $7 AND n = 0`
)

// flush writes the changed counters in the order of their key: neighbours lie on one page, and several processes lock
// in one order.
func (t *tallies) flush(ctx context.Context, tx *store.Tx, city int64) error {
	changed := make([]cell, 0, len(t.delta))
	for c, n := range t.delta {
		if n != 0 {
			changed = append(changed, c)
		}
	}
	slices.SortFunc(changed, cell.compare)
	for _, c := range changed {
		n := t.delta[c]
		key := []any{city, c.dim, int64(c.area), int64(c.kind), c.key, c.word, int64(c.state)}
		if err := tx.Later(ctx, addTally, append(key, n)...); err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		if err := tx.Later(ctx, dropTally, key...); err != nil {
			return err
		}
	}
	clear(t.delta)
	return nil
}
