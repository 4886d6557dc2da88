package ledger

import (
	"context"
	"fmt"

	"xiaohao/store"
)

// BrokenError names the first event at which a ledger is not what it was.
type BrokenError struct {
	City, Seq int64
	What      string // for the operator, in English
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("the ledger of city %d is broken at event %d: %s", e.City, e.Seq, e.What)
}

// Verify proves a city's ledger.
func Verify(ctx context.Context, db *store.DB, city int64, progress func(done, total int64), visit func(Event) error) error {
	return nil
}
