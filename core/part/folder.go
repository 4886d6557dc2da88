package part

import (
	"context"
	"fmt"

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
	for _, t := range f.Tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", f.City); err != nil {
			return err
		}
	}
	return nil
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
