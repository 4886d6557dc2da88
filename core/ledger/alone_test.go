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
	turn.Rows(7)
	turn.Say("王小燕", "people", 42)
	for i, l := range programs {
		var taken *ledger.AloneError
		for range 100 { // another program knows as soon as the lease was renewed
			_, err := l.Alone(ctx, "import", 50*time.Millisecond)
			if taken = nil; !errors.As(err, &taken) {
				t.Fatalf("program %d: %v", i, err)
			}
			if taken.Since == 42 {
				break
			}
		}
		d, there, err := l.Doing(ctx, "import")
		if want := (ledger.Doing{By: "王小燕", What: "people", Since: 42, Done: 3, Total: 10, Rows: 7}); err != nil ||
			taken.Percent != 30 || taken.Doing != want || !there || d != want {
			t.Errorf("program %d: %+v %+v %v", i, taken, d, err)
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
	for i, l := range programs {
		for n := 0; ; n++ {
			if d, there, err := l.Doing(ctx, "import"); err != nil || n > 100 {
				t.Fatalf("program %d: after the end: %+v %v", i, d, err)
			} else if !there {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}
