package score

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/platform/store"
)

// cell names one row of score_counts.
type cell struct {
	scope, grain, waiting, period, id int64
}

func (a cell) compare(b cell) int {
	return cmp.Or(cmp.Compare(a.scope, b.scope), cmp.Compare(a.grain, b.grain), cmp.Compare(a.waiting, b.waiting),
		cmp.Compare(a.period, b.period), cmp.Compare(a.id, b.id))
}

func (c cell) key(city int64) []any {
	return []any{city, c.scope, c.grain, c.waiting, c.period, c.id}
}

// beside says whether two cells differ in nothing but whose they are.
func (c cell) beside(d cell) bool {
	d.id = c.id
	return c == d
}

// entry names one row of score_lists.
type entry struct {
	scope, id, day, matter, round int64
}

func (a entry) compare(b entry) int {
	return cmp.Or(cmp.Compare(a.scope, b.scope), cmp.Compare(a.id, b.id), cmp.Compare(a.day, b.day),
		cmp.Compare(a.matter, b.matter), cmp.Compare(a.round, b.round))
}

// shown is what a row of score_lists says.
type shown struct{ area, flags int64 }

// cells calls fn for each cell in which the round counts.
func (f *File) cells(r *Round, fn func(cell)) {
	d := r.Day()
	each := func(scope, id int64) {
		c := cell{scope: scope, grain: byDay, waiting: bit(r.Waiting()), period: int64(d), id: id}
		fn(c)
		c.grain, c.period = byMonth, monthOf(d)
		fn(c)
	}
	f.areaLevels(func(l area.Level, a area.Code) { each(int64(l), int64(a)) })
	for _, u := range r.Units() {
		each(unitScope, u)
	}
}

// sum calls add for every sum that the file's rounds are part of.
func (f *File) sum(add func(cell, *Counts)) {
	for i := range f.Rounds {
		r := &f.Rounds[i]
		if !f.counted(r) {
			continue
		}
		c := r.Counts()
		f.cells(r, func(at cell) { add(at, &c) })
	}
}

// list calls add for every list that the file's rounds stand in.
func (f *File) list(matter int64, add func(entry, shown)) {
	for i := range f.Rounds {
		r := &f.Rounds[i]
		if !f.counted(r) {
			continue
		}
		at, s := entry{day: int64(r.Day()), matter: matter, round: int64(i + 1)}, shown{f.Area, r.flags()}
		f.areaLevels(func(l area.Level, a area.Code) {
			if l < area.Village {
				at.scope, at.id = int64(l), int64(a)
				add(at, s)
			}
		})
		for _, u := range r.Units() {
			at.scope, at.id = unitScope, u
			add(at, s)
		}
	}
}

// flushCounts writes changed sums in the order of their key: neighbours lie on one page.
func flushCounts(ctx context.Context, tx *store.Tx, city int64, delta map[cell]*Counts) error {
	keys := make([]cell, 0, len(delta))
	for k, c := range delta {
		if *c != (Counts{}) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, cell.compare)
	sums, err := countsOf(ctx, tx, city, keys)
	if err != nil {
		return fmt.Errorf("read counts: %w", err)
	}
	rows := make([][]any, 0, len(keys))
	for i, k := range keys {
		if sums[i].add(delta[k], 1); sums[i] != (Counts{}) {
			rows = append(rows, append(k.key(city), sums[i].pack()))
		} else if err := tx.Later(ctx, dropCounts, k.key(city)...); err != nil { // a row of zeros goes
			return fmt.Errorf("write counts: %w", err)
		}
	}
	if err := tx.Rows(ctx, putCounts, thenCounts, rows); err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	return nil
}

// someIDs is how many rows of one scope, grain and period one question reads.
const someIDs = 16

// countsOf reads the sums of some cells, which are in their order; a cell without a row has zeros.
func countsOf(ctx context.Context, tx *store.Tx, city int64, keys []cell) ([]Counts, error) {
	sums := make([]Counts, len(keys))
	for from := 0; from < len(keys); {
		first, to := keys[from], from
		var ids []int64
		for to < len(keys) && len(ids) < someIDs && keys[to].beside(first) {
			ids = append(ids, keys[to].id)
			to++
		}
		text, args := getCounts, first.key(city)
		if len(ids) > 1 {
			text, args = getSome, padded(args[:5], ids, someIDs)
		}
		err := store.Each(ctx, tx, func(rows *sql.Rows) error {
			var id int64
			var packed []byte
			if err := rows.Scan(&id, &packed); err != nil {
				return err
			}
			i, _ := slices.BinarySearch(ids, id)
			return sums[from+i].unpack(packed)
		}, text, args...)
		if err != nil {
			return nil, err
		}
		from = to
	}
	return sums, nil
}

// flushLists writes what changed between two states of the lists.
func flushLists(ctx context.Context, tx *store.Tx, city int64, old, now map[entry]shown) error {
	keys := make([]entry, 0, len(old)+len(now))
	for k, was := range old {
		if is, stays := now[k]; !stays || is != was {
			keys = append(keys, k)
		}
	}
	for k := range now {
		if _, was := old[k]; !was {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, entry.compare)
	var rows [][]any
	for _, k := range keys {
		key := []any{city, k.scope, k.id, k.day, k.matter, k.round}
		if s, stays := now[k]; stays {
			rows = append(rows, append(key, s.area, s.flags))
		} else if err := tx.Later(ctx, dropList, key...); err != nil {
			return fmt.Errorf("write lists: %w", err)
		}
	}
	if err := tx.Rows(ctx, putLists, thenLists, rows); err != nil {
		return fmt.Errorf("write lists: %w", err)
	}
	return nil
}
