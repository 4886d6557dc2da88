package ledger

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A slice is what followers do on one turn of the writer. Its size follows the time it takes.
const (
	firstSlice = 64
	leastTurn  = 256  // events that are shared out at once, however long it takes
	farTurn    = 1024 // the same while the followers are far behind: the more at once, the sooner they are there
	maxSlice   = 2048
	sliceLong  = 25 * time.Millisecond  // a slice that took longer is halved
	verySlow   = 100 * time.Millisecond // a follower that took longer leaves the shared transaction at once
	sliceShort = 8 * time.Millisecond   // a slice that took less is doubled
	sliceDelay = 250 * time.Millisecond // events gather this long: many at once cost much less than one by one
	// events behind the head from which on a follower shares the others' transaction
	near       = maxSlice
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// Lag says how far a follower is behind.
type Lag struct {
	Events int64 // not yet applied
	Age    int64 // microseconds since the first of them happened; 0 when there is none
	Err    error // why its last slice failed; nil when it did not
}

// following is a Follower at work. It belongs either to the feed or to a goroutine of its own (apart), and whoever has
// it may look at the fields above mu.
type following struct {
	Follower
	bell
	wants Wants
	place int   // in Options.Followers
	at    int64 // where it stands; -1 while that must be read first
	size  int   // most events of its next slice when it is apart
	slow  bool  // its last slice took too long

	mu    sync.Mutex
	seq   int64 // applied and committed
	err   error
	moved chan struct{} // closed at the next step or failure
}

// step notes what a slice came to.
func (x *following) step(seq int64, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.seq, x.err = max(x.seq, seq), err
	if x.moved != nil {
		close(x.moved)
		x.moved = nil
	}
}

// fail notes that it could not go on from a place.
func (x *following) fail(at int64, err error) {
	x.step(0, fmt.Errorf("follower %s after event %d: %w", x.Name(), at, err))
}

func (x *following) state() (seq int64, moved <-chan struct{}, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.moved == nil {
		x.moved = make(chan struct{})
	}
	return x.seq, x.moved, x.err
}

// startFollowers begins to feed the followers.
func (l *Ledger) startFollowers() {
	l.feed = &feed{bell: newBell(), back: make(chan *following, len(l.opts.Followers)), size: firstSlice}
	for i, f := range l.opts.Followers {
		x := &following{Follower: f, bell: newBell(), wants: WantsOf(f), place: i, at: -1, size: firstSlice}
		l.following = append(l.following, x)
		l.feed.back <- x
	}
	if len(l.following) > 0 {
		l.wait.Add(1)
		go l.follow()
	}
}

// Lag says of each follower how far it is behind the head.
func (l *Ledger) Lag() map[string]Lag {
	out := map[string]Lag{}
	head := l.Head()
	for _, x := range l.following {
		seq, _, err := x.state()
		lag := Lag{Events: max(0, head.Seq-seq), Err: err}
		if lag.Events > 0 {
			next, err := l.next(context.Background(), seq, 1)
			if err == nil && len(next) == 1 {
				lag.Age = max(0, l.opts.Now().Since(next[0].At))
			}
		}
		out[x.Name()] = lag
	}
	return out
}

// CatchUp waits until the followers of some names, or without a name all of them, have applied the events there are
// now, and gives the error of one that fails. Whoever answers a person names the followers he reads.
func (l *Ledger) CatchUp(ctx context.Context, names ...string) error {
	head := l.Head().Seq
	for _, x := range l.following {
		if len(names) > 0 && !slices.Contains(names, x.Name()) {
			continue
		}
		for {
			seq, moved, err := x.state()
			if seq >= head {
				break
			}
			if err != nil {
				return err
			}
			x.ring(true)
			l.feed.ring(true)
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
