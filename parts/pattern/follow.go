package pattern

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
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
func (p *Patterns) Follower() ledger.Follower { return &follower{city: p.City} }

const followerName = "pattern.1"

// Name implements ledger.Follower.
func (*follower) Name() string { return followerName }

// Types implements ledger.Follower: all, since the instant of any event is what rows expire by.
func (*follower) Types() []string { return nil }

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
	w := &fold{city: f.city, events: tx, rows: stored{f.city, tx}, counts: f.counts, moved: map[int]int64{}}
	for _, e := range events {
		if !watched[e.Type] {
			continue
		}
		if err := w.one(ctx, e); err != nil {
			f.counts = nil
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	if err := putCounts(ctx, tx, f.city, w.moved); err != nil || len(events) == 0 {
		return err
	}
	return expire(ctx, tx, f.city, events[len(events)-1].At)
}

// putCounts raises the counters and forgets by how much.
func putCounts(ctx context.Context, tx *store.Tx, city int64, moved map[int]int64) error {
	for slot, n := range moved {
		if err := tx.Later(ctx, "INSERT INTO pattern_counts (city, slot, n) VALUES ($1, $2, $3) "+
			"ON CONFLICT (city, slot) DO UPDATE SET n = pattern_counts.n + excluded.n", city, slot, n); err != nil {
			return err
		}
	}
	clear(moved)
	return nil
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
			if err := (stored{city, tx}).put(ctx, r, nil); err != nil {
				return err
			}
		}
	}
}

// stored are the rows of the tables.
type stored struct {
	city int64
	tx   *store.Tx
}

const columns = "matter, until, struck, at, category, known, lat, lng, prints, place, head, whole, rare"

func scan(rows interface{ Scan(...any) error }) (*row, error) {
	r := &row{}
	var where, head, whole, rare []byte
	err := rows.Scan(&r.matter, &r.until, &r.struck, &r.at, &r.category, &r.known, &r.lat, &r.lng, &r.prints, &where,
		&head, &whole, &rare)
	for _, x := range []struct {
		from []byte
		to   *[]uint32
	}{{where, &r.text.Where}, {head, &r.text.Head}, {whole, &r.text.Whole}, {rare, &r.rare}} {
		list, ok := unpack(x.from)
		if err == nil && !ok {
			err = fmt.Errorf("the pieces of %d are cut off", r.matter)
		}
		*x.to = list
	}
	return r, err
}

func (s stored) get(ctx context.Context, matter int64) (*row, error) {
	r, err := scan(s.tx.QueryRow(ctx, "SELECT "+columns+" FROM pattern_matters WHERE city = $1 AND matter = $2",
		s.city, matter))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, store.Explain(err)
}

func (s stored) put(ctx context.Context, old, now *row) error {
	if err := s.side(ctx, old, now); err != nil || now == nil {
		return err
	}
	known := 0
	if now.known {
		known = 1
	}
	return s.tx.Later(ctx, `INSERT INTO pattern_matters (city, `+columns+
		`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (city, matter) DO UPDATE SET until = excluded.until, struck = excluded.struck, category = `+
		`excluded.category, rare = excluded.rare`,
		s.city, now.matter, now.until, now.struck, now.at, now.category, known, now.lat, now.lng, now.prints,
		pack(now.text.Where), pack(now.text.Head), pack(now.text.Whole), pack(now.rare))
}

// side keeps the two indexes that a row has beside it.
func (s stored) side(ctx context.Context, old, now *row) error {
	if old != nil && now != nil && slices.Equal(old.rare, now.rare) {
		return nil // neither place nor words of a report change
	}
	if old != nil {
		if err := s.drop(ctx, old, now == nil); err != nil {
			return err
		}
	}
	if now == nil {
		return nil
	}
	if now.known {
		if err := s.tx.Later(ctx, "INSERT INTO pattern_cells (city, cell, matter, lat, lng) "+
			"VALUES ($1, $2, $3, $4, $5) ON CONFLICT (city, cell, matter) DO NOTHING",
			s.city, cell(now.lat, now.lng), now.matter, now.lat, now.lng); err != nil {
			return err
		}
	}
	for _, g := range now.rare {
		if err := s.tx.Later(ctx, "INSERT INTO pattern_words (city, piece, matter) VALUES ($1, $2, $3) "+
			"ON CONFLICT (city, piece, matter) DO NOTHING", s.city, int64(g), now.matter); err != nil {
			return err
		}
	}
	return nil
}

// drop takes a row's index entries away, and the row too when all of it goes.
func (s stored) drop(ctx context.Context, old *row, all bool) error {
	for _, g := range old.rare {
		if err := s.tx.Later(ctx, "DELETE FROM pattern_words WHERE city = $1 AND piece = $2 AND matter = $3", s.city,
			int64(g), old.matter); err != nil {
			return err
		}
	}
	if !all {
		return nil
	}
	if old.known {
		if err := s.tx.Later(ctx, "DELETE FROM pattern_cells WHERE city = $1 AND cell = $2 AND matter = $3", s.city,
			cell(old.lat, old.lng), old.matter); err != nil {
			return err
		}
	}
	return s.tx.Later(ctx, "DELETE FROM pattern_matters WHERE city = $1 AND matter = $2", s.city, old.matter)
}
