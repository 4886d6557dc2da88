package ledger_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/platform/store/storetest"
)

// TestOneTurnAtATime lets many take one turn, on PostgreSQL in two programs: never do two of them have it, each gets
// it in the end, and whoever does not wait is told how far the other is.
func TestOneTurnAtATime(t *testing.T) {
	t.Parallel()
	ctx, dsn := context.Background(), storetest.DSN(t)
	db := openStore(t, dsn)
	programs := []*ledger.Ledger{openLedger(t, db, nil)}
	if db.Shared() {
		programs = append(programs, openLedger(t, openStore(t, dsn), nil))
	}
	var wait sync.WaitGroup
	var inside atomic.Int32
	for i := range 4 {
		wait.Go(func() {
			turn, err := programs[i%len(programs)].Alone(ctx, "import", time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			if n := inside.Add(1); n != 1 {
				t.Errorf("%d have the turn", n)
			}
			time.Sleep(20 * time.Millisecond)
			inside.Add(-1)
			turn.End()
		})
	}
	wait.Wait()
	turn, err := programs[0].Alone(ctx, "import", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	turn.At(3, 10)
	for i, l := range programs {
		_, err := l.Alone(ctx, "import", 50*time.Millisecond)
		var taken *ledger.AloneError
		if !errors.As(err, &taken) || taken.Percent != []int64{30, -1}[i] {
			t.Errorf("program %d: %v", i, err)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := programs[0].Alone(stopped, "import", time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
	if other, err := programs[0].Alone(ctx, "something else", time.Minute); err != nil {
		t.Error(err)
	} else {
		other.End()
	}
	turn.End()
	turn.End()
}
