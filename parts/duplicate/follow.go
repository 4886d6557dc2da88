package duplicate

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

// follower keeps the tables. It remembers the counters between slices, and reads them anew when the table does not
// say the same number of texts: another program moved them, or a slice was taken back.
type follower struct {
	city   int64
	counts *alike.Counts
}

// Follower keeps the tables; the ledger runs it.
func (p *Duplicates) Follower() ledger.Follower { return &follower{city: p.City} }

const followerName = "pattern.1"

// Name implements ledger.Follower.
func (*follower) Name() string { return followerName }

// Types implements ledger.Follower: all, since the instant of any event is what rows expire by.
func (*follower) Types() []event.Type { return nil }

var tables = []string{"pattern_matters", "pattern_cells", "pattern_words", "pattern_counts"}

// Reset implements ledger.Follower.
func (f *follower) Reset(ctx context.Context, tx *store.Tx) error {
	f.counts = nil
	for _, t := range tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements ledger.Follower.
func (f *follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	if err := f.current(ctx, tx); err != nil {
		return err
	}
	rows := &stored{city: f.city, tx: tx}
	w := &fold{city: f.city, events: tx, rows: rows, counts: f.counts, moved: map[int]int64{}}
	for _, e := range events {
		if !watched[e.Type] {
			continue
		}
		if err := w.one(ctx, e); err != nil {
			f.counts = nil
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	if err := cmp.Or(rows.flush(ctx), putCounts(ctx, tx, f.city, w.moved)); err != nil || len(events) == 0 {
		return err
	}
	return expire(ctx, tx, f.city, events[len(events)-1].At)
}

// putCounts raises the counters and forgets by how much.
func putCounts(ctx context.Context, tx *store.Tx, city int64, moved map[int]int64) error {
	rows := make([][]any, 0, len(moved))
	for _, slot := range slices.Sorted(maps.Keys(moved)) {
		rows = append(rows, []any{city, slot, moved[slot]})
	}
	clear(moved)
	return tx.Rows(ctx, "INSERT INTO pattern_counts (city, slot, n) VALUES",
		"ON CONFLICT (city, slot) DO UPDATE SET n = pattern_counts.n + excluded.n", rows)
}

func (f *follower) current(ctx context.Context, tx *store.Tx) error {
	var n int64
	err := tx.QueryRow(ctx, "SELECT n FROM pattern_counts WHERE city = $1 AND slot = $2", f.city, texts).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return store.Explain(err)
	}
	if f.counts != nil && f.counts.Texts == n {
		return nil
	}
	f.counts, err = readCounts(ctx, tx, f.city)
	return err
}

// expire takes away the rows whose time is over.
func expire(ctx context.Context, tx *store.Tx, city int64, now calendar.Instant) error {
	for {
		var gone []*row
		list, err := tx.Query(ctx, "SELECT matter, known, lat, lng, rare FROM pattern_matters WHERE city = $1 "+
			"AND until <= $2 ORDER BY until LIMIT 500", city, now)
		err = store.Rows(list, err, func(rows *sql.Rows) error {
			r, rare := &row{}, []byte(nil)
			err := rows.Scan(&r.matter, &r.known, &r.lat, &r.lng, &rare)
			r.rare, _ = unpack(rare)
			gone = append(gone, r)
			return err
		})
		if err != nil || len(gone) == 0 {
			return err
		}
		for _, r := range gone {
			if err := (&stored{city: city, tx: tx}).put(ctx, r, nil); err != nil {
				return err
			}
		}
	}
}
