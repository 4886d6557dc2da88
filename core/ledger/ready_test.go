package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// readyBecomes asks until the answer is another one than it was; an answer serves for a moment.
func readyBecomes(t *testing.T, l *ledger.Ledger, want error) {
	t.Helper()
	var err error
	for range 40 {
		if err = l.Ready(t.Context()); errors.Is(err, want) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("ready says %v, want %v", err, want)
}

// TestReadyOnAFullDisk: once a command found no room, no small write that still fits says that commands can be taken.
func TestReadyOnAFullDisk(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	if db.Engine() != store.SQLite {
		return // see e2e: TestDiskFull
	}
	l := openLedger(t, db, nil)
	limit := func(pages int64) {
		err := l.Exclusive(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var n int64
			return tx.QueryRow(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	readyBecomes(t, l, nil)
	limit(number(db, "PRAGMA page_count"))
	readyBecomes(t, l, nil) // a small command would still be taken
	if _, err := l.Append(t.Context(), says(newID(t), 1, draft("a", 0, strings.Repeat("大", 50_000)))); !errors.Is(err,
		store.ErrNoSpace) || fault.Of(err).Kind != fault.NoSpace {
		t.Fatalf("got %v", err)
	}
	readyBecomes(t, l, store.ErrNoSpace)
	limit(1 << 30)
	readyBecomes(t, l, nil)
	if n := number(db, "SELECT COUNT(*) FROM leases"); n != 0 {
		t.Errorf("looking left %d rows", n)
	}
}

// TestAnswersWithinABound: a writer that hangs, whatever holds it, keeps nobody waiting. What it never took is refused
// for certain; what it has may be done, and is done once.
func TestAnswersWithinABound(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	l := openLedger(t, db, func(o *ledger.Options) { o.Wait = 200 * time.Millisecond })
	release := make(chan struct{})
	hung := says(newID(t), 1, draft("a", 0, nil))
	decide := hung.Decide
	hung.Decide = func(ctx context.Context, tx *store.Tx, now calendar.Instant) ([]ledger.Draft, error) {
		<-release
		return decide(ctx, tx, now)
	}
	taken := make(chan error, 1)
	began := time.Now()
	go func() { _, err := l.Append(context.Background(), hung); taken <- err }()
	time.Sleep(20 * time.Millisecond)
	second := says(newID(t), 1, draft("b", 0, nil))
	if _, err := l.Append(t.Context(), second); !errors.Is(err, store.ErrSlow) {
		t.Errorf("behind a command that hangs: %v", err)
	}
	if err := l.Exclusive(t.Context(), func(context.Context, *store.Tx) error { return nil }); !errors.Is(err,
		store.ErrSlow) {
		t.Errorf("other work behind it: %v", err)
	}
	if err := <-taken; !errors.Is(err, store.ErrUnknown) || time.Since(began) > 5*time.Second {
		t.Errorf("the command itself: %v after %v", err, time.Since(began))
	}
	close(release)
	if a := must(t, l, hung); a.First != 1 || !a.Repeated {
		t.Errorf("given again: %+v", a)
	}
	if a := must(t, l, second); a.First != 2 || a.Repeated {
		t.Errorf("what was refused, given again: %+v", a)
	}
}
