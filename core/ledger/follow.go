package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"xiaohao/platform/store"
)

// A slice is what a follower does on one turn of the writer. Its size follows the time it takes.
const (
	firstSlice = 64
	maxSlice   = 2048
	sliceLong  = 25_000                 // microseconds: a slice that took longer is halved
	sliceShort = 8_000                  // microseconds: a slice that took less is doubled
	sliceDelay = 100 * time.Millisecond // events gather this long, so that each commit does not cost another one
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// Lag says how far a follower is behind.
type Lag struct {
	Events int64 // not yet applied
	Age    int64 // microseconds since the first of them happened; 0 when there is none
	Err    error // why its last slice failed; nil when it did not
}

// following is a Follower at work.
type following struct {
	Follower
	wake chan struct{} // has room for one: there are new events, or somebody waits
	rush chan struct{} // has room for one: somebody waits for the head, do not let events gather
	size int

	mu    sync.Mutex
	seq   int64 // applied and committed
	err   error
	moved chan struct{} // closed at the next step or failure
}

func (f *following) nudge(hurry bool) {
	if hurry {
		select {
		case f.rush <- struct{}{}:
		default:
		}
	}
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// step notes what a slice came to.
func (f *following) step(seq int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seq, f.err = max(f.seq, seq), err
	if f.moved != nil {
		close(f.moved)
		f.moved = nil
	}
}

func (f *following) state() (seq int64, moved <-chan struct{}, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.moved == nil {
		f.moved = make(chan struct{})
	}
	return f.seq, f.moved, f.err
}

// follow feeds one follower until the ledger closes. A slice that fails is tried again after a while, the while
// growing.
func (l *Ledger) follow(f *following) {
	defer l.wait.Done()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	retry := firstRetry
	at := int64(-1) // unknown: the cursor is read first
	for {
		if !l.Holds(LeaseFollow) {
			at = -1
			if l.look(ctx, f) {
				return
			}
			continue
		}
		n, next, err := l.sliceOf(ctx, f, at)
		switch {
		case errors.Is(err, errMoved):
			at, err = -1, nil
			continue
		case errors.Is(err, ErrClosed):
			return
		case err != nil:
			f.step(0, fmt.Errorf("follower %s after event %d: %w", f.Name(), next, err))
			at = -1
			l.pause(retry, nil)
			retry = min(2*retry, lastRetry)
		default:
			at, retry = next, firstRetry
			f.step(at, nil)
		}
		if n > 0 || err != nil {
			select {
			case <-l.quit:
				return
			default:
			}
			continue
		}
		select {
		case <-f.wake:
		case <-l.quit:
			return
		}
		l.pause(sliceDelay, f.rush)
	}
}

// errMoved says that another process, which has the lease by now, moved the follower.
var errMoved = errors.New("its cursor was moved")

// look notes how far the process that has the lease moved the follower, and waits a little. It says whether the
// ledger was closed.
func (l *Ledger) look(ctx context.Context, f *following) (closed bool) {
	at, err := cursor(ctx, l.db.Read(), l.opts.City, f.Name(), "")
	f.step(max(0, at), err)
	l.pause(cursorWait, nil)
	select {
	case <-l.quit:
		return true
	default:
		return false
	}
}

// sliceOf applies the events after at and gives how many they were and where the follower now stands.
func (l *Ledger) sliceOf(ctx context.Context, f *following, at int64) (n int, next int64, err error) {
	if at < 0 {
		at, err = l.startOf(ctx, f)
		if err != nil {
			return 0, at, err
		}
	}
	events, err := l.EventsFrom(ctx, l.db.Read(), at, f.size)
	if err != nil || len(events) == 0 {
		return 0, at, err
	}
	next = events[len(events)-1].Seq
	var took int64
	err = l.await(ctx, l.slices, func(ctx context.Context, tx *store.Tx) error {
		began := l.opts.Now()
		have, err := cursor(ctx, tx, l.opts.City, f.Name(), tx.ForUpdate())
		if err != nil {
			return err
		}
		if have != at {
			return errMoved
		}
		if err := f.Apply(ctx, tx, events); err != nil {
			return err
		}
		err = setCursor(ctx, tx, l.opts.City, f.Name(), next)
		took = l.opts.Now() - began
		return err
	})
	if err != nil {
		f.size = max(1, f.size/2)
		return 0, at, err
	}
	if took > sliceLong {
		f.size = max(1, f.size/2)
	} else if took < sliceShort {
		f.size = min(maxSlice, 2*f.size)
	}
	return len(events), next, nil
}

// startOf reads the follower's cursor; a follower without one is reset and begins with the first event.
func (l *Ledger) startOf(ctx context.Context, f *following) (int64, error) {
	at, err := cursor(ctx, l.db.Read(), l.opts.City, f.Name(), "")
	if err != nil || at >= 0 {
		return at, err
	}
	return 0, l.await(ctx, l.slices, func(ctx context.Context, tx *store.Tx) error {
		if _, err := readHead(ctx, tx, l.opts.City, tx.ForUpdate()); err != nil {
			return err
		}
		if at, err := cursor(ctx, tx, l.opts.City, f.Name(), ""); err != nil || at >= 0 {
			return err // another process was faster; where it stands is asked again
		}
		if at, err := cursor(ctx, tx, l.opts.City, rebuilding, ""); err != nil || at >= 0 {
			return cmp.Or(err, ErrRebuild) // whoever rebuilds feeds it
		}
		if err := f.Reset(ctx, tx); err != nil {
			return err
		}
		return setCursor(ctx, tx, l.opts.City, f.Name(), 0)
	})
}

// Lag says of each follower how far it is behind the head.
func (l *Ledger) Lag() map[string]Lag {
	out := map[string]Lag{}
	head := l.Head()
	for _, f := range l.following {
		seq, _, err := f.state()
		lag := Lag{Events: max(0, head.Seq-seq), Err: err}
		if lag.Events > 0 {
			next, err := l.EventsFrom(context.Background(), l.db.Read(), seq, 1)
			if err == nil && len(next) == 1 {
				lag.Age = max(0, l.opts.Now()-next[0].At)
			}
		}
		out[f.Name()] = lag
	}
	return out
}

// CatchUp waits until the followers of some names, or without a name all of them, have applied the events there are
// now, and gives the error of one that fails. Whoever answers a person names the followers he reads.
func (l *Ledger) CatchUp(ctx context.Context, names ...string) error {
	head := l.Head().Seq
	for _, f := range l.following {
		if len(names) > 0 && !slices.Contains(names, f.Name()) {
			continue
		}
		for {
			seq, moved, err := f.state()
			if seq >= head {
				break
			}
			if err != nil {
				return err
			}
			f.nudge(true)
			select {
			case <-moved:
			case <-ctx.Done():
				return ctx.Err()
			case <-l.quit:
				return ErrClosed
			}
		}
	}
	return nil
}
