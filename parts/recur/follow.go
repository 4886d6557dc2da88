package recur

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

type follower struct{ city int64 }

const followerName = "recur.1"

var tables = []string{"recur_offs", "recur_marked", "recur_lists"}

// Follower keeps the tables; the ledger runs it.
func (x *Recur) Follower() ledger.Follower { return follower{x.City} }

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (follower) Types() []event.Type { return []event.Type{matter.TypePrefix} }

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// marking are the events that put a matter into the lists; whatever else happens to one that stands there is
// followed, too.
var marking = map[event.Type]bool{matter.TypeMarked: true, matter.TypeUnmarked: true, matter.TypeRootPlanned: true}

// Apply implements ledger.Follower.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	known, err := f.known(ctx, tx, events)
	if err != nil {
		return err
	}
	last := map[int64]*ledger.Event{} // of what stands in lists, or comes to
	for i, e := range events {
		if known[e.Subject] = known[e.Subject] || marking[e.Type]; known[e.Subject] {
			last[e.Subject] = &events[i]
		}
		if err := f.one(ctx, tx, e); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(last)) {
		if err := f.mark(ctx, tx, last[id]); err != nil {
			return fmt.Errorf("matter %d: %w", id, err)
		}
	}
	return nil
}

// known are the matters of the events that stand in lists already.
func (f follower) known(ctx context.Context, tx *store.Tx, events []ledger.Event) (map[int64]bool, error) {
	ids := map[int64]bool{}
	for _, e := range events {
		if e.Type.In(matter.TypePrefix) && e.Type != matter.TypeReported {
			ids[e.Subject] = true
		}
	}
	out := map[int64]bool{}
	var asked [][]any
	for id := range ids {
		asked = append(asked, []any{f.city, id})
	}
	if len(asked) == 0 {
		return out, nil
	}
	err := tx.Many(ctx, "SELECT matter FROM recur_marked WHERE city = $1 AND matter = $2", asked,
		func(_ int, rows *sql.Rows) error {
			for rows.Next() {
				var id int64
				if err := rows.Scan(&id); err != nil {
					return err
				}
				out[id] = true
			}
			return rows.Err()
		})
	return out, store.Explain(err)
}

func (f follower) one(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	switch e.Type {
	case matter.TypeStruckOff:
		m, err := views.Of(ctx, tx, &e)
		if err != nil {
			return err
		}
		for _, o := range absencesOf(m) {
			if err := tx.Later(ctx, `INSERT INTO recur_offs (city, sort, spot, struck, matter, ended, category, item,
				point, known, lat, lng) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (city, sort, spot, struck, matter) DO NOTHING`, f.city, o.sort, o.spot, o.struck, o.matter, o.ended,
				o.category, o.item, o.point, o.known, o.lat, o.lng); err != nil {
				return err
			}
		}
	case matter.TypeReopened:
		return tx.Later(ctx, "UPDATE recur_offs SET ended = $1 WHERE city = $2 AND matter = $3 AND ended = 0", e.At,
			f.city, e.Subject)
	}
	return nil
}

// mark writes what a matter is in the lists after an event.
func (f follower) mark(ctx context.Context, tx *store.Tx, e *ledger.Event) error {
	id := e.Subject
	m, err := views.Of(ctx, tx, e)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, "DELETE FROM recur_lists WHERE city = $1 AND matter = $2", f.city, id); err != nil {
		return err
	}
	// A matter that was marked once is followed for good: what became of it is known by its rows, and a split may
	// bring it back.
	if err := tx.Later(ctx, `INSERT INTO recur_marked (city, matter, marks, look) VALUES ($1, $2, $3, $4)
ON CONFLICT (city, matter) DO UPDATE SET marks = excluded.marks, look = excluded.look`, f.city, id,
		marked(m), m.CheckAt()); err != nil {
		return err
	}
	for _, l := range linesOf(m) {
		if err := tx.Later(ctx,
			"INSERT INTO recur_lists (city, node, list, open, rank, matter) VALUES ($1, $2, $3, $4, $5, $6)", f.city,
			l.node, l.list, l.open, l.rank, l.matter); err != nil {
			return err
		}
	}
	return nil
}
