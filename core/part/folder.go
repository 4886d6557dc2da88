package part

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Folder is a ledger.Follower whose tables are folded from events one by one, and from nothing else.
type Folder struct {
	City   int64
	Called string       // its name; a new meaning of the tables gets a new one: "umbrella.1"
	Asks   []event.Type // the types of events that it folds
	Tables []string     // what is emptied before they are folded anew
	Fold   func(ctx context.Context, tx *store.Tx, e ledger.Event) error
}

// Name implements ledger.Follower.
func (f Folder) Name() string { return f.Called }

// Types implements ledger.Follower.
func (f Folder) Types() []event.Type { return f.Asks }

// Reset implements ledger.Follower.
func (f Folder) Reset(ctx context.Context, tx *store.Tx) error {
	return empty(ctx, tx, f.City, f.Tables)
}

// Apply implements ledger.Follower.
func (f Folder) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for _, e := range events {
		for _, t := range f.Asks {
			if e.Type != t {
				continue
			}
			if err := f.Fold(ctx, tx, e); err != nil {
				return fmt.Errorf("event %d (%s): %w", e.Seq, e.Type, err)
			}
		}
	}
	return nil
}

// Kept is a ledger.View whose tables are folded from events one by one, each written when it comes; they are never
// behind the ledger. A city of an earlier program begins without a rebuild where it has none of the events that it asks
// for (ledger.Newcomer).
type Kept struct {
	City   int64
	Called string       // its name; a new meaning of the tables gets a new one: "umbrella.1"
	Asks   []event.Type // the types of events that it folds; with a dot at the end all that begin so
	Also   []event.Type // others that it folds, which mean nothing where there is none of those
	Tables []string     // what is emptied before they are folded anew
	Fold   func(ctx context.Context, tx *store.Tx, e ledger.Event) error
}

// Name implements ledger.View.
func (k Kept) Name() string { return k.Called }

// Types implements ledger.Newcomer.
func (k Kept) Types() []event.Type { return k.Asks }

// Reset implements ledger.View.
func (k Kept) Reset(ctx context.Context, tx *store.Tx) error { return empty(ctx, tx, k.City, k.Tables) }

// Begin implements ledger.View.
func (Kept) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (Kept) Flush(context.Context, *store.Tx) error { return nil }

// Apply implements ledger.View.
func (k Kept) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	asked := func(t event.Type) bool { return e.Type == t || strings.HasSuffix(string(t), ".") && e.Type.In(t) }
	if !slices.ContainsFunc(k.Asks, asked) && !slices.Contains(k.Also, e.Type) {
		return nil
	}
	if err := k.Fold(ctx, tx, e); err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func empty(ctx context.Context, tx *store.Tx, city int64, tables []string) error {
	for _, t := range tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", city); err != nil {
			return err
		}
	}
	return nil
}
