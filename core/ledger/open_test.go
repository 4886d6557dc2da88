package ledger_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

func TestClosed(t *testing.T) {
	db := newStore(t)
	l := openLedger(t, db, nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				if _, err := l.Append(context.Background(), says(newID(t), 1, draft("a", 0, nil))); err != nil {
					if !errors.Is(err, ledger.ErrClosed) {
						t.Errorf("got %v", err)
					}
					return
				}
			}
		}()
	}
	for l.Head().Seq < 50 {
		runtime.Gosched()
	}
	l.Close()
	l.Close()
	wg.Wait()
	if err := l.Exclusive(t.Context(), func(context.Context, *store.Tx) error { return nil }); !errors.Is(err,
		ledger.ErrClosed) {
		t.Errorf("Exclusive: %v", err)
	}
	if err := verify(db); err != nil {
		t.Error(err)
	}
}

func TestExclusive(t *testing.T) {
	db := newStore(t)
	l := openLedger(t, db, nil)
	write := func(note string, err error) func(context.Context, *store.Tx) error {
		return func(ctx context.Context, tx *store.Tx) error {
			if _, e := tx.Exec(ctx, "INSERT INTO notes (city, note) VALUES ($1, $2)", city, note); e != nil {
				return e
			}
			if note == "panics" {
				panic(note)
			}
			return err
		}
	}
	release := blocked(t, l)
	var wg sync.WaitGroup
	for note, fails := range map[string]error{"one": nil, "two": nil, "fails": errPoison, "panics": nil} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := l.Exclusive(context.Background(), write(note, fails))
			if bad := note == "fails" || note == "panics"; (err != nil) != bad {
				t.Errorf("%s: %v", note, err)
			}
		}()
	}
	for l.WaitingSides() < 4 {
		runtime.Gosched()
	}
	release()
	wg.Wait()
	if n, m := number(db, "SELECT COUNT(*) FROM notes"),
		number(db, "SELECT COUNT(*) FROM notes WHERE note IN ('one', 'two')"); n != 2 || m != 2 {
		t.Errorf("%d notes, %d right", n, m)
	}
}

func TestOpenRefuses(t *testing.T) {
	db, _ := filled(t, 3, ledger.SM3)
	now := (&clock{}).now
	tests := []struct {
		name string
		opts ledger.Options
		want error
	}{
		{"other hash", ledger.Options{City: city, Now: now, Hash: ledger.SHA256}, ledger.ErrOtherScheme},
		{"unknown hash", ledger.Options{City: city, Now: now, Hash: "md5"}, ledger.ErrBadScheme},
		{"no clock", ledger.Options{City: city}, ledger.ErrBadRequest},
		{"no city", ledger.Options{Now: now}, ledger.ErrBadRequest},
		{"two views of one name", ledger.Options{City: city, Now: now,
			Views: []ledger.View{&counter{name: "a"}, &counter{name: "a"}}}, ledger.ErrBadRequest},
		{"new view", ledger.Options{City: city, Now: now, Views: []ledger.View{&counter{name: "counts"}}},
			ledger.ErrRebuild},
		{"new view of types that are there", ledger.Options{City: city, Now: now,
			Views: []ledger.View{typed{&counter{name: "x"}, []event.Type{"step0"}}}}, ledger.ErrRebuild},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ledger.Open(t.Context(), db, tt.opts); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// typed is a view that says what it folds.
type typed struct {
	*counter
	types []event.Type
}

func (v typed) Types() []event.Type { return v.types }

// TestNewcomer: a view of types of which the ledger holds none begins by itself, and its cursor is no fault before.
func TestNewcomer(t *testing.T) {
	db, _ := filled(t, 3, ledger.SM3)
	opts := ledger.Options{City: city, Now: (&clock{}).now,
		Views: []ledger.View{typed{&counter{name: "x"}, []event.Type{"new."}}}}
	tell := func(s string) { t.Error(s) }
	if _, err := ledger.Stands(t.Context(), db.Read(), opts, nil, tell); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := ledger.Stands(t.Context(), db.Read(), opts, nil, tell); err != nil {
		t.Fatal(err)
	}
}
