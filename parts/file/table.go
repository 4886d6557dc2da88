package file

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// view keeps the table; it is never behind the ledger.
type view struct{ city int64 }

// Name implements ledger.View.
func (view) Name() string { return "file.1" }

// Types implements ledger.Newcomer: a city of an earlier program begins without a rebuild.
func (view) Types() []event.Type { return []event.Type{typePrefix} }

// Reset implements ledger.View.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	return tx.Later(ctx, "DELETE FROM file_kept WHERE city = $1", v.city)
}

// Begin implements ledger.View.
func (view) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (view) Flush(context.Context, *store.Tx) error { return nil }

// Apply implements ledger.View.
func (v view) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	if e.Type != KeptType && e.Type != WithdrawnType {
		return nil
	}
	if err := v.write(ctx, tx, e); err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func (v view) write(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	f := &File{}
	if e.Type != KeptType {
		var err error
		if f, err = get(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := f.fold(e); err != nil {
		return err
	}
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	gone := 0
	if f.Withdrawn {
		gone = 1
	}
	return tx.Later(ctx, `INSERT INTO file_kept (city, id, part, subject, hash, person, at, withdrawn, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (city, id) DO UPDATE SET withdrawn = excluded.withdrawn, body = excluded.body`, v.city, f.ID,
		f.On.Part, f.On.ID, f.Hash, f.Person, int64(f.At), gone, string(body))
}

// get reads a file, also in a transaction. It gives fault.Missing "files_gone".
func get(ctx context.Context, r store.Reader, city, id int64) (*File, error) {
	f := &File{}
	return f, part.Document(r.QueryRow(ctx, "SELECT body FROM file_kept WHERE city = $1 AND id = $2", city, id), f,
		func() error { return fault.New(fault.Missing, "files_gone") })
}

// MostOn is how many files may hang on one thing.
const MostOn = 200

// on are the files of a thing that are shown, the oldest first.
func on(ctx context.Context, r store.Reader, city int64, o On) (out []File, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var f File
		err := json.Unmarshal([]byte(body), &f)
		out = append(out, f)
		return err
	}, `SELECT body FROM file_kept WHERE city = $1 AND part = $2 AND subject = $3 AND withdrawn = 0 ORDER BY id
		LIMIT 201`, city, o.Part, o.ID)
	return out, err
}

// count is how many files of a matter are shown, for a decision that policy asks them for.
func (x *Files) count(ctx context.Context, r store.Reader, id int64) (n int, err error) {
	err = r.QueryRow(ctx, `SELECT COUNT(*) FROM file_kept WHERE city = $1 AND part = $2 AND subject = $3
		AND withdrawn = 0`, x.City, OnMatter, id).Scan(&n)
	return n, store.Explain(err)
}

// known says whether a file in the store belongs to any event of this part.
func (x *Files) known(ctx context.Context, r store.Reader, hash string) (bool, error) {
	var n int
	err := r.QueryRow(ctx, "SELECT COUNT(*) FROM file_kept WHERE city = $1 AND hash = $2", x.City, hash).Scan(&n)
	return n > 0, store.Explain(err)
}

// today counts what a person uploaded since the day began.
func (x *Files) today(ctx context.Context, r store.Reader, person int64, now calendar.Instant) (n int, err error) {
	t := now.Time().In(calendar.China())
	y, m, d := t.Date()
	begun := calendar.Of(time.Date(y, m, d, 0, 0, 0, 0, calendar.China()))
	err = r.QueryRow(ctx, "SELECT COUNT(*) FROM file_kept WHERE city = $1 AND person = $2 AND at >= $3", x.City,
		person, int64(begun)).Scan(&n)
	return n, store.Explain(err)
}
