package release

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// follower keeps the tables. A row is made of the matter's events up to the last one that it has seen, so that it
// does not hang on when it was made; counters and words follow the rows.
type follower struct{ city int64 }

const followerName = "release.1"

// Follower keeps the tables; the ledger runs it.
func (x *Releases) Follower() ledger.Follower { return follower{x.City} }

// Follower keeps the tables of a city where nobody works.
func Follower(city int64) ledger.Follower { return follower{city} }

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (follower) Types() []event.Type { return []event.Type{typePrefix, matter.TypePrefix} }

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, table := range []string{"public_matters", "public_tallies", "public_dots", "public_versions", "releases"} {
		if err := tx.Later(ctx, "DELETE FROM "+table+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return resetWords(ctx, tx, f.city)
}

// Apply implements ledger.Follower. Of a matter that nobody ever asked to let out nothing is kept, and nothing is read
// but that.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	touched, begun := map[int64]int64{}, map[int64]bool{} // the last event of each matter
	for _, e := range events {
		if f.ours(e.Type) {
			touched[e.Subject] = e.Seq
			begun[e.Subject] = begun[e.Subject] || e.Type.In(typePrefix)
		}
	}
	var ask []int64
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if !begun[id] {
			ask = append(ask, id)
		}
	}
	for part := range slices.Chunk(ask, pieces) {
		if err := f.begun(ctx, tx, part, begun); err != nil {
			return err
		}
	}
	var list []int64
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if begun[id] {
			list = append(list, id)
		}
	}
	for part := range slices.Chunk(list, pieces) {
		if err := f.renew(ctx, tx, part, touched); err != nil {
			return err
		}
	}
	return nil
}

// renew puts the rows of some matters as the last event of each says, and what follows from them.
func (f follower) renew(ctx context.Context, tx *store.Tx, ids []int64, last map[int64]int64) error {
	c, was, seq := newCounts(), map[int64]entry{}, int64(0)
	if err := f.before(ctx, tx, ids, func(e entry) {
		was[e.matter] = e
		c.add(e, -1)
	}); err != nil {
		return err
	}
	for _, id := range ids {
		t, err := fold(ctx, tx, f.city, id, last[id])
		if err != nil {
			return err
		}
		if err := f.put(ctx, tx, t); err != nil {
			return err
		}
		var now entry
		if t.Shown != nil {
			now = publicOf(t).entry
			c.add(now, 1)
		}
		if err := f.word(ctx, tx, was[id], now, t); err != nil {
			return err
		}
		seq = max(seq, t.last)
	}
	if err := c.put(ctx, tx, f.city); err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO public_versions (city, seq) VALUES ($1, $2) ON CONFLICT (city) DO UPDATE SET
		seq = CASE WHEN excluded.seq > public_versions.seq THEN excluded.seq ELSE public_versions.seq END`, f.city, seq)
}

// word puts the words of a matter where they may have changed.
func (f follower) word(ctx context.Context, tx *store.Tx, was, now entry, t told) error {
	if was.plain == "" && now.plain == "" {
		return nil
	}
	return putWords(ctx, tx, f.city, t.Matter, wordsOf(now, t.Shown))
}

func (follower) ours(t event.Type) bool { return t.In(typePrefix) || t.In(matter.TypePrefix) }

// pieces is how many matters are asked for at once.
const pieces = 128

// begun marks those of some matters that have a row.
func (f follower) begun(ctx context.Context, tx store.Reader, ids []int64, into map[int64]bool) error {
	text, args := within("SELECT matter FROM releases WHERE city = $1 AND matter IN", f.city, ids)
	return store.Each(ctx, tx, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		into[id] = true
		return err
	}, text, args...)
}
