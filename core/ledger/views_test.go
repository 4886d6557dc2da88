package ledger_test

import (
	"context"
	"errors"
	"sync"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// counter counts events by type; it gathers in memory and writes at the end of each group.
type counter struct {
	name     string
	poison   event.Type // an event of this type makes Apply fail
	panics   event.Type // and of this one makes it panic
	gathered map[event.Type]int64
	begun    int
}

func (v *counter) Name() string { return v.name }

func (v *counter) Reset(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM counts WHERE city = $1", city)
	return err
}

func (v *counter) Begin(*store.Tx) { v.gathered = map[event.Type]int64{}; v.begun++ }

func (v *counter) Apply(_ context.Context, _ *store.Tx, e ledger.Event) error {
	switch e.Type {
	case v.poison:
		return errPoison
	case v.panics:
		panic("cannot count this")
	}
	v.gathered[e.Type]++
	return nil
}

func (v *counter) Flush(ctx context.Context, tx *store.Tx) error {
	for typ, n := range v.gathered {
		_, err := tx.Exec(ctx, `INSERT INTO counts (city, type, n) VALUES ($1, $2, $3)
			ON CONFLICT (city, type) DO UPDATE SET n = counts.n + excluded.n`, city, typ, n)
		if err != nil {
			return err
		}
	}
	return nil
}

var errPoison = errors.New("poisoned")

// listener is a follower that writes down every sequence number it hears; hearing one twice would break the key.
type listener struct {
	name  string
	types []event.Type

	mu   sync.Mutex
	fail error
}

func (f *listener) Name() string { return f.name }

func (f *listener) Types() []event.Type { return f.types }

func (f *listener) Reset(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM heard WHERE city = $1", city)
	return err
}

func (f *listener) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for _, e := range events {
		if _, err := tx.Exec(ctx, "INSERT INTO heard (city, seq) VALUES ($1, $2)", city, e.Seq); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fail
}

func (f *listener) setFail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = err
}

// number reads one number.
func number(db *store.DB, sql string, args ...any) int64 {
	var n int64
	if err := db.Read().QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		panic(err)
	}
	return n
}
