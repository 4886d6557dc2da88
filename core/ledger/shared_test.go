package ledger_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// several opens ledgers of one city on one server, each with a connection of its own, as processes have.
func several(t *testing.T, dsn string, n int, change func(i int, o *ledger.Options)) (ls []*ledger.Ledger,
	dbs []*store.DB) {
	t.Helper()
	for i := range n {
		db := openStore(t, dsn)
		dbs = append(dbs, db)
		ls = append(ls, openLedger(t, db, func(o *ledger.Options) {
			o.Views = []ledger.View{&counter{name: "counts"}}
			o.Followers = []ledger.Follower{&listener{name: "heard"}}
			if change != nil {
				change(i, o)
			}
		}))
	}
	return ls, dbs
}

// TestSharedWriters lets three writers append to one city at once, each command given to all three. Each is executed
// once, the numbers have no gap, the follower hears each event once although its mover changes, and what others wrote
// is told.
func TestSharedWriters(t *testing.T) {
	t.Parallel()
	var told atomic.Int64
	ls, dbs := several(t, storetest.ServerDSN(t), 3, func(i int, o *ledger.Options) {
		if i == 2 {
			o.Caught = func(_ context.Context, _ store.Reader, from, to int64) error { told.Add(to - from); return nil }
		}
	})
	const each, workers = 40, 6
	var mu sync.Mutex
	first := map[ledger.ID]ledger.Answer{}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for range each {
				r := says(newID(t), int64(w), draft("a", 0, reportBody), draft("b", ledger.Same, nil))
				for i := range ls {
					a, err := ls[(i+w)%len(ls)].Append(context.Background(), r)
					if err != nil {
						t.Error(err)
						return
					}
					a.Repeated = false
					mu.Lock()
					if before, ok := first[r.ID]; ok && before != a {
						t.Errorf("command %s was answered %+v, then %+v", r.ID, before, a)
					}
					first[r.ID] = a
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	const events = each * workers * 2
	if n := number(dbs[0], "SELECT COUNT(*) FROM events"); n != events {
		t.Errorf("%d events, want %d", n, events)
	}
	for _, l := range ls {
		catchUp(t, l)
	}
	ls[0].Close() // whoever moved the follower may be gone now: another one goes on
	must(t, ls[1], says(newID(t), 1, draft("c", 0, nil)))
	for until := time.Now().Add(30 * time.Second); number(dbs[1],
		"SELECT COUNT(*) FROM heard") != events+1; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("heard %d events, want %d", number(dbs[1], "SELECT COUNT(*) FROM heard"), events+1)
		}
	}
	if n := number(dbs[1], "SELECT COUNT(DISTINCT seq) FROM heard"); n != events+1 {
		t.Errorf("heard %d different events", n)
	}
	for told.Load() < events/2 { // about two of three commands were others'
		time.Sleep(10 * time.Millisecond)
	}
	if err := verify(dbs[1]); err != nil {
		t.Error(err)
	}
}

// TestSharedCities lets two cities in one database be written at once: neither sees or waits for the other.
func TestSharedCities(t *testing.T) {
	t.Parallel()
	dsn := storetest.ServerDSN(t)
	var wg sync.WaitGroup
	for _, c := range []int64{4304, 4305} {
		db := openStore(t, dsn)
		l := openLedger(t, db, func(o *ledger.Options) { o.City = c })
		wg.Go(func() {
			for range 100 {
				if _, err := l.Append(context.Background(), says(newID(t), c, draft("a", 0, nil))); err != nil {
					t.Error(err)
				}
			}
			if seq := l.Head().Seq; seq != 100 {
				t.Errorf("city %d is at %d", c, seq)
			}
			if err := ledger.Verify(context.Background(), db, c, nil, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestSharedRebuild lets a rebuild begin while another process may write: from then on that one is refused until the
// rebuild has gone through.
func TestSharedRebuild(t *testing.T) {
	t.Parallel()
	dsn := storetest.ServerDSN(t)
	ls, dbs := several(t, dsn, 1, nil)
	for range 20 {
		must(t, ls[0], says(newID(t), 1, draft("a", 0, nil)))
	}
	opts := ledger.Options{City: city, Now: func() calendar.Instant { return 1 },
		Views:     []ledger.View{&counter{name: "counts"}},
		Followers: []ledger.Follower{&listener{name: "heard"}}}
	stopped, stop := context.WithCancel(t.Context())
	refused := false
	err := ledger.Rebuild(stopped, openStore(t, dsn), opts, func(done, total int64) {
		_, err := ls[0].Append(context.Background(), says(newID(t), 1, draft("a", 0, nil)))
		refused = errors.Is(err, ledger.ErrRebuild)
		stop()
	})
	_ = err // it may have been through before it could be stopped
	if !refused {
		t.Error("a command was taken while the views were made anew")
	}
	if err := ledger.Rebuild(t.Context(), openStore(t, dsn), opts, nil); err != nil {
		t.Fatal(err)
	}
	must(t, ls[0], says(newID(t), 1, draft("a", 0, nil)))
	if err := verify(dbs[0]); err != nil {
		t.Error(err)
	}
}
