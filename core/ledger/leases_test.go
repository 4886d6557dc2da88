package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/platform/store/pgtest"
)

// TestLeasesDoNotCross lets two programs of two cities apply for the leases of thirty jobs again and again, at the
// same time. The server must never find that two of them wait for each other, each lease has one holder, and a program
// that ends gives back what it had.
func TestLeasesDoNotCross(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t)
	dsn := s.Database("x", "UTF8", "C")
	const jobs, rounds = 30, 40
	cities := map[int64][]*ledger.Ledger{}
	for _, c := range []int64{4304, 4305} {
		for range 2 {
			l := openLedger(t, openStore(t, dsn), func(o *ledger.Options) { o.City = c })
			cities[c] = append(cities[c], l)
		}
	}
	var wait sync.WaitGroup
	for _, ls := range cities {
		for _, l := range ls {
			wait.Go(func() {
				for n := range jobs {
					l.Holds(fmt.Sprint("job", n))
				}
				for range rounds {
					l.Yield("nothing", false) // it applies for all of them now
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
	}
	wait.Wait()
	for _, ls := range cities {
		s.Until("each lease has one holder", func() error { return heldOnce(ls, jobs) })
		ls[0].Close()
		s.Until("the other program has all leases", func() error { return heldOnce(ls[1:], jobs) })
		ls[1].Close()
	}
	var left, deadlocks int
	if err := s.Ask("x", &left, "SELECT COUNT(*) FROM leases"); err != nil || left != 0 {
		t.Errorf("%d leases were not given back, %v", left, err)
	}
	time.Sleep(1100 * time.Millisecond) // a server's process tells what it counted once a second
	if err := s.Ask("x", &deadlocks, "SELECT deadlocks FROM pg_stat_database WHERE datname = 'x'"); err != nil ||
		deadlocks > 0 {
		t.Errorf("the server found %d circles of programs that wait for each other, %v", deadlocks, err)
	}
}

// heldOnce says which lease is held by none of the ledgers, or by several.
func heldOnce(ls []*ledger.Ledger, jobs int) error {
	for n := range jobs {
		held := 0
		for _, l := range ls {
			if l.Holds(fmt.Sprint("job", n)) {
				held++
			}
		}
		if held != 1 {
			return fmt.Errorf("job %d is held by %d programs", n, held)
		}
	}
	return nil
}
