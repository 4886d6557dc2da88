package part

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Fold is what Refold folds again: a follower, or a view, with the steps of its tables.
type Fold struct {
	Follower ledger.Follower
	View     ledger.View
	Types    []event.Type // of the events that the view folds; nil for all. A follower says its own
	Steps    []store.Step
	Skip     []string // tables that are not folded from events
}

// foldSlice is how many events are folded in one transaction.
const foldSlice = 2000

// Refold proves a part's tables: it folds the events again in a database of its own, up to where the follower stands,
// and tells each row that is missing, too many or other than the events say. r should see one instant, as a Snapshot
// does. It fits whatever reads nothing but its events and its own tables.
func Refold(ctx context.Context, r store.Reader, city int64, f Fold, progress Progress, tell func(string)) error {
	dir, err := os.MkdirTemp("", "xiaohao-fold")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "fold.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx, f.Steps); err != nil {
		return err
	}
	if err := f.fold(ctx, r, db, city, progress); err != nil {
		return err
	}
	tables, err := store.Tables(ctx, db.Read())
	if err != nil {
		return err
	}
	for _, t := range tables {
		if strings.Contains(" "+strings.Join(f.Skip, " ")+" ", " "+t.Name+" ") {
			continue
		}
		if err := compare(ctx, r, db.Read(), city, t, tell); err != nil {
			return fmt.Errorf("compare %s: %w", t.Name, err)
		}
	}
	return nil
}

// fold applies the events to the empty tables.
func (f Fold) fold(ctx context.Context, r store.Reader, db *store.DB, city int64, progress Progress) error {
	upto, err := f.upto(ctx, r, city)
	if err != nil {
		return err
	}
	types := f.Types
	if f.Follower != nil {
		types = f.Follower.Types()
	}
	for at := int64(0); at < upto; {
		var events []ledger.Event
		err := ledger.EachType(ctx, r, city, at, foldSlice, types, func(e ledger.Event) error {
			if e.Seq <= upto {
				events = append(events, e)
			}
			return nil
		})
		if err != nil || len(events) == 0 {
			return err // what is missing the proof of the chain tells
		}
		if err := db.Write(ctx, func(tx *store.Tx) error { return f.apply(ctx, tx, events) }); err != nil {
			return err
		}
		at = events[len(events)-1].Seq
		if progress != nil {
			progress(at, upto)
		}
	}
	return nil
}

// upto is the last event that the tables know.
func (f Fold) upto(ctx context.Context, r store.Reader, city int64) (int64, error) {
	if f.Follower != nil {
		return ledger.Upto(ctx, r, city, f.Follower.Name())
	}
	head, err := ledger.End(ctx, r, city)
	return head.Seq, err
}

func (f Fold) apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	if f.Follower != nil {
		return f.Follower.Apply(ctx, tx, events)
	}
	f.View.Begin(tx)
	for _, e := range events {
		if err := f.View.Apply(ctx, tx, e); err != nil {
			return err
		}
	}
	return f.View.Flush(ctx, tx)
}

// line is a row of a table: its key, and all of it, as text.
type line struct{ key, all string }

// compare walks two tables in the order of their key.
func compare(ctx context.Context, have, want store.Reader, city int64, t store.Table, tell func(string)) error {
	a, err := linesOf(ctx, have, city, t)
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := linesOf(ctx, want, city, t)
	if err != nil {
		return err
	}
	defer b.Close()
	x, err := a.next()
	if err != nil {
		return err
	}
	y, err := b.next()
	if err != nil {
		return err
	}
	for x != nil || y != nil {
		before, behind := y == nil || x != nil && x.key < y.key, x == nil || y != nil && y.key < x.key
		switch {
		case before:
			tell(fmt.Sprintf("%s: the row %s is not what the events say", t.Name, x.all))
		case behind:
			tell(fmt.Sprintf("%s: the row %s is missing", t.Name, y.all))
		case x.all != y.all:
			tell(fmt.Sprintf("%s: the row %s should be %s", t.Name, x.all, y.all))
		}
		if !behind {
			if x, err = a.next(); err != nil {
				return err
			}
		}
		if !before {
			if y, err = b.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// lines reads a table row by row.
type lines struct {
	*sql.Rows
	keys    []int // places of the key's columns
	values  []any
	targets []any
}

// linesOf asks for a city's rows by their key. Both engines put texts in the order of their bytes.
func linesOf(ctx context.Context, r store.Reader, city int64, t store.Table) (*lines, error) {
	rows, err := r.Query(ctx, "SELECT "+strings.Join(t.Columns, ", ")+" FROM "+t.Name+" WHERE city = $1 ORDER BY "+
		strings.Join(t.Key, ", "), city)
	if err != nil {
		return nil, err
	}
	l := &lines{Rows: rows, values: make([]any, len(t.Columns)), targets: make([]any, len(t.Columns))}
	for i, c := range t.Columns {
		l.targets[i] = &l.values[i]
		for _, k := range t.Key {
			if k == c {
				l.keys = append(l.keys, i)
			}
		}
	}
	return l, nil
}

func (l *lines) next() (*line, error) {
	if !l.Next() {
		return nil, store.Explain(l.Err())
	}
	if err := l.Scan(l.targets...); err != nil {
		return nil, store.Explain(err)
	}
	var out line
	for i, v := range l.values {
		out.all += shown(v) + " "
		for _, k := range l.keys {
			if k == i {
				out.key += sortable(v) + "\x00"
			}
		}
	}
	return &out, nil
}

// shown is a value as text, the same for both engines.
func shown(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}

// sortable is a value of a key as a text in the order of the values.
func sortable(v any) string {
	if n, ok := v.(int64); ok {
		return fmt.Sprintf("%016x", uint64(n)^1<<63)
	}
	return shown(v)
}
