package ledger

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Several processes may write one city's ledger where the engine is shared. The head row orders them; what each of
// them keeps in memory follows the head; and what only one of them should do at a time is shared out by leases.
const (
	// how long another process's events may go unseen by a process that writes nothing
	watchPause = 100 * time.Millisecond
	leaseLife  = 10 * time.Second       // after this a lease that was not renewed is anybody's
	leasePause = 3 * time.Second        // between renewals
	cursorWait = 200 * time.Millisecond // between looks at how far the process that has the lease moved a follower
)

// LeaseFollow is the lease of moving the followers; those of jobs have their names.
const LeaseFollow = "follow"

// advance notes a newer head.
func (l *Ledger) advance(h Head) {
	for old := l.head.Load(); old == nil || h.Seq > old.Seq; old = l.head.Load() {
		if l.head.CompareAndSwap(old, &h) {
			break
		}
	}
	for _, x := range l.following {
		x.ring(false)
	}
	l.feed.ring(false)
}

// caughtUp tells whoever keeps something in memory what other processes wrote: the events after from, up to to.
func (l *Ledger) caughtUp(ctx context.Context, r store.Reader, from, to int64) error {
	if l.opts.Caught == nil {
		return nil
	}
	return guard(func() error { return l.opts.Caught(ctx, r, from, to) })
}

// watch looks for what other processes wrote.
func (l *Ledger) watch() {
	defer l.wait.Done()
	for {
		l.pause(watchPause, nil)
		select {
		case <-l.quit:
			return
		default:
		}
		ctx, cancel := context.WithTimeout(context.Background(), lookWait)
		h, err := readHead(ctx, l.db.Read(), l.opts.City, "")
		cancel()
		l.presence.answered(err)
		ctx = context.Background()
		if err != nil || h == nil {
			continue // the next look may fare better; commands say by themselves what is wrong
		}
		if known := l.Head().Seq; h.Seq > known && l.caughtUp(ctx, l.db.Read(), known, h.Seq) == nil {
			l.advance(*h)
		}
	}
}

// leases are those that this process wants, and whether it has them.
type leases struct {
	holder string
	wake   chan struct{}

	mu     sync.Mutex
	wanted map[string]bool
	parked map[string]bool // given up for now: another process may have them
}

func newLeases() *leases {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return &leases{holder: hex.EncodeToString(b[:]), wake: make(chan struct{}, 1), wanted: map[string]bool{},
		parked: map[string]bool{}}
}

// Holds says whether this process is the one that should do what the lease stands for, now and for some seconds.
// Where no other process can be, it always is. The first time it is asked it begins to apply for the lease. What is
// done under a lease must do no harm when it is done twice: a process that was stopped for a while may not know yet
// that its lease went to another.
func (l *Ledger) Holds(name string) bool {
	if !l.db.Shared() {
		return true
	}
	l.leases.mu.Lock()
	defer l.leases.mu.Unlock()
	held, known := l.leases.wanted[name]
	held = held && !l.leases.parked[name]
	if !known {
		l.leases.wanted[name] = false
		select {
		case l.leases.wake <- struct{}{}:
		default:
		}
	}
	return held
}

// Yield gives a lease up for now, or applies for it again: whoever cannot do what it stands for lets another process.
func (l *Ledger) Yield(name string, up bool) {
	l.leases.mu.Lock()
	l.leases.parked[name] = up
	l.leases.mu.Unlock()
	select {
	case l.leases.wake <- struct{}{}:
	default:
	}
}

// keepLeases renews what this process holds and applies for what it wants; when the ledger closes it gives back what
// it has.
func (l *Ledger) keepLeases() {
	defer l.wait.Done()
	for {
		names := l.leases.names()
		held := make([]bool, len(names))
		ctx, cancel := context.WithTimeout(context.Background(), leaseLife)
		// It has a transaction of its own: beside other work its rows would be locked after some and before others.
		err := l.await(ctx, l.slices, func(ctx context.Context, tx *store.Tx) (err error) {
			for i, name := range names {
				if l.leases.given(name) {
					if err = l.giveUp(ctx, tx, name); err != nil {
						return err
					}
					continue
				}
				if held[i], err = l.apply(ctx, tx, name); err != nil {
					return err
				}
			}
			return nil
		})
		cancel()
		for i, name := range names {
			l.leases.set(name, held[i] && err == nil)
		}
		l.pause(leasePause, l.leases.wake)
		select {
		case <-l.quit:
			return
		default:
		}
	}
}

// names are the leases that this process wants, in order: every process locks their rows in the same one. Otherwise two
// of them would wait for each other.
func (s *leases) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.wanted))
}

func (s *leases) given(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.parked[name]
}

func (s *leases) set(name string, held bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanted[name] = held
}

// apply takes or renews a lease unless another process has it. The server's clock decides, since those of the
// processes may differ.
func (l *Ledger) apply(ctx context.Context, tx *store.Tx, name string) (bool, error) {
	var now calendar.Instant
	if err := tx.QueryRow(ctx,
		"SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)").Scan(&now); err != nil {
		return false, store.Explain(err)
	}
	n, err := tx.Exec(ctx, `INSERT INTO leases (city, name, holder, until, note) VALUES ($1, $2, $3, $4, $6)
		ON CONFLICT (city, name) DO UPDATE SET holder = excluded.holder, until = excluded.until, note = excluded.note
		WHERE leases.holder = excluded.holder OR leases.until < $5`,
		l.opts.City, name, l.leases.holder, now.Add(leaseLife), now, l.note(name))
	return n == 1, err
}

// giveUp lets a lease go if this process has it.
func (l *Ledger) giveUp(ctx context.Context, tx *store.Tx, name string) error {
	_, err := tx.Exec(ctx, "DELETE FROM leases WHERE city = $1 AND name = $2 AND holder = $3", l.opts.City, name,
		l.leases.holder)
	return err
}

// release gives the leases back so that others need not wait for their end.
func (l *Ledger) release() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = l.db.Write(ctx, func(tx *store.Tx) error { // what fails here ends by itself
		for _, name := range l.leases.names() {
			if err := l.giveUp(ctx, tx, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// refuseWhileRebuilding keeps this process from writing while another one makes the views anew.
func (l *Ledger) refuseWhileRebuilding(ctx context.Context, tx *store.Tx) error {
	if tx.Engine() == store.SQLite {
		return nil // the file's lock does
	}
	at, err := cursor(ctx, tx, l.opts.City, rebuilding, "")
	if err != nil {
		return err
	}
	if at >= 0 {
		return fmt.Errorf("%w: a rebuild is at event %d", ErrRebuild, at)
	}
	return nil
}
