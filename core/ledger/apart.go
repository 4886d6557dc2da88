package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"xiaohao/platform/store"
)

// errMoved says that another process, which has the lease by now, moved the follower.
var errMoved = errors.New("its cursor was moved")

// apart feeds one follower by itself: when the program starts, while it is behind, being made anew, slow or failing.
// A slice that fails is tried again after a while, the while growing. Near the head it goes back to the others, a slow
// one only after a slice that was quick; without the lease it goes back, too.
func (l *Ledger) apart(x *following, pause time.Duration) {
	defer l.wait.Done()
	ctx, retry := context.Background(), max(firstRetry, 2*pause)
	l.pause(pause, nil)
	for {
		select {
		case <-l.quit:
			return
		default:
		}
		if !l.Holds(LeaseFollow) {
			x.at = -1
			l.join(x)
			return
		}
		if x.at >= 0 && !x.slow && x.at >= l.Head().Seq-near {
			l.join(x)
			return
		}
		err := l.slice(ctx, x)
		switch {
		case errors.Is(err, errMoved):
			x.at = -1
			continue
		case errors.Is(err, ErrClosed):
			return
		case err != nil:
			x.fail(x.at, err)
			x.at = -1
			l.pause(retry, nil)
			retry = min(2*retry, lastRetry)
			continue
		}
		retry = firstRetry
		x.step(x.at, nil)
		if x.slow && x.at >= l.Head().Seq {
			l.idle(x.bell, nil)
		}
	}
}

// join brings a follower to the feed, whose turn may be what somebody waits for.
func (l *Ledger) join(x *following) {
	l.feed.back <- x
	l.feed.ring(true)
}

// slice applies the next events to a follower and moves it.
func (l *Ledger) slice(ctx context.Context, x *following) (err error) {
	if x.at < 0 {
		x.at, err = l.startOf(ctx, x)
		return err
	}
	events, err := l.next(ctx, x.at, x.size)
	if err != nil || len(events) == 0 {
		return err
	}
	to, events := last(events), x.wants.Of(events)
	var took time.Duration
	err = l.await(ctx, l.slices, func(ctx context.Context, tx *store.Tx) error {
		defer l.timed(&took)()
		have, err := cursor(ctx, tx, l.opts.City, x.Name(), tx.ForUpdate())
		if err != nil {
			return err
		}
		if have != x.at {
			return errMoved
		}
		if len(events) > 0 {
			if err := x.Apply(ctx, tx, events); err != nil {
				return err
			}
		}
		return setCursor(ctx, tx, l.opts.City, x.Name(), to)
	})
	if err != nil {
		x.size = max(1, x.size/2)
		return err
	}
	x.at, x.size = to, resized(x.size, took)
	if len(events) > 0 {
		x.slow = slow(took, len(events))
	}
	return nil
}

// ErrBeyond says that a follower's cursor names an event which has not happened. Nothing that follows would reach its
// tables, so it does not go on; xiaohao rebuild makes them anew.
var ErrBeyond = errors.New("its cursor stands beyond the ledger's end")

// beyond gives ErrBeyond unless another process appended what the cursor names.
func (l *Ledger) beyond(ctx context.Context, name string, at int64) error {
	head, err := End(ctx, l.db.Read(), l.opts.City)
	if err != nil || at <= head.Seq {
		return err
	}
	return fmt.Errorf("%w: %s", ErrBeyond, StandAt(name, at, head.Seq).Beyond(head.Seq))
}

// beyondHead is beyond, asked only where the program knows no event so far.
func (l *Ledger) beyondHead(ctx context.Context, name string, at int64) error {
	if at <= l.Head().Seq {
		return nil
	}
	return l.beyond(ctx, name, at)
}

// startOf reads the follower's cursor; a follower without one is reset and begins with the first event,
// and what it was called before is forgotten.
func (l *Ledger) startOf(ctx context.Context, x *following) (int64, error) {
	at, err := cursor(ctx, l.db.Read(), l.opts.City, x.Name(), "")
	if err == nil {
		err = l.beyondHead(ctx, x.Name(), at)
	}
	if err != nil {
		return -1, err // asked again: whoever cannot begin stands nowhere
	}
	if at >= 0 {
		return at, nil
	}
	return 0, l.await(ctx, l.slices, func(ctx context.Context, tx *store.Tx) error {
		if _, err := readHead(ctx, tx, l.opts.City, tx.ForUpdate()); err != nil {
			return err
		}
		if at, err := cursor(ctx, tx, l.opts.City, x.Name(), ""); err != nil || at >= 0 {
			return err // another process was faster; where it stands is asked again
		}
		if at, err := cursor(ctx, tx, l.opts.City, rebuilding, ""); err != nil || at >= 0 {
			return cmp.Or(err, ErrRebuild) // whoever rebuilds feeds it
		}
		if err := dropCursors(ctx, tx, l.opts.City, x.Follower); err != nil {
			return err
		}
		if err := x.Reset(ctx, tx); err != nil {
			return err
		}
		return setCursor(ctx, tx, l.opts.City, x.Name(), 0)
	})
}
