package ledger

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"xiaohao/platform/store"
)

const (
	sidesAtOnce = 64 // Exclusive calls that share one commit
	// a follower waits no longer than this for its slice, however many commands wait
	sliceDue     = 250 * time.Millisecond
	sliceIdle    = 2 * time.Millisecond // how long nothing else must have come before a slice is taken early
	gatherRounds = 4                    // times the writer lets callers run before it closes a group
)

// ticket is a place in the writer's queue: its caller gives up or the writer takes it, whichever is first.
type ticket struct{ state atomic.Int32 }

const (
	queued int32 = iota
	taken
	givenUp
)

func (t *ticket) take() bool   { return t.state.CompareAndSwap(queued, taken) }
func (t *ticket) giveUp() bool { return t.state.CompareAndSwap(queued, givenUp) }

// side is a piece of work on the writer's turn that is no command.
type side struct {
	ticket
	ctx   context.Context
	fn    func(context.Context, *store.Tx) error
	ready chan struct{} // closed when err is final
	err   error
}

func (s *side) finish(err error) {
	s.err = err
	close(s.ready)
}

// Exclusive runs fn in a transaction on the writer's turn, so that side tables (sessions, uploads, credentials) never
// fight with commands for the engine's one writer. What fn wrote is durable when Exclusive gives nil and gone when it
// gives an error. It must not call Append or Exclusive. When ctx ends before its turn comes fn is not run. Errors:
// what fn gave, ErrClosed, *PanicError, those of package store; after store.ErrUnknown fn may have been run or run yet.
func (l *Ledger) Exclusive(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return l.await(ctx, l.sides, fn)
}

// await has fn run on the writer's turn. Work in sides has somebody who waits for an answer, and no longer than
// Options.Wait; a slice of a follower takes as long as it takes.

func (l *Ledger) await(ctx context.Context, queue chan<- *side, fn func(context.Context, *store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var limit <-chan time.Time
	if queue == l.sides {
		t := time.NewTimer(l.opts.Wait)
		defer t.Stop()
		limit = t.C
	}
	s := &side{ctx: context.WithoutCancel(ctx), fn: fn, ready: make(chan struct{})}
	select {
	case queue <- s:
	case <-ctx.Done():
		return ctx.Err()
	case <-l.quit:
		return ErrClosed
	case <-limit:
		return store.ErrSlow
	}
	if err := l.result(ctx, &s.ticket, s.ready, limit); err != nil {
		return err
	}
	return s.err
}

// run is the writer: the one goroutine that takes turns. Commands go first, side work follows every group, and a
// follower's slice waits until nothing else came for sliceIdle, but not longer than sliceDue.
func (l *Ledger) run() {
	defer close(l.ended)
	due := time.NewTicker(sliceDue)
	defer due.Stop()
	idle := time.NewTimer(sliceIdle)
	defer idle.Stop()
	var slices chan *side // nil while others go first
	for {
		select {
		case <-l.quit:
			return // whoever still waits sees that the writer has ended
		case w := <-l.commands:
			l.commit(l.gather(w))
			l.sideWork(nil)
			slices = nil
			idle.Reset(sliceIdle)
		case s := <-l.sides:
			l.sideWork(s)
			slices = nil
			idle.Reset(sliceIdle)
		case <-idle.C:
			slices = l.slices
		case s := <-slices:
			l.alone(s)
		case <-due.C:
			select {
			case s := <-l.slices:
				l.alone(s)
			default:
			}
		}
	}
}

// gather takes the commands that wait behind the first. Callers who were just answered get a moment to come back with
// their next command: without it groups of one and of many would alternate.
func (l *Ledger) gather(first *waiting) []*waiting {
	all := append(make([]*waiting, 0, l.opts.Group), first)
	for round := 0; len(all) < l.opts.Group; {
		select {
		case w := <-l.commands:
			all = append(all, w)
			continue
		default:
		}
		if round++; round > gatherRounds {
			break
		}
		runtime.Gosched()
	}
	return all
}

// sideWork runs first, if there is one, and the other side work that waits, in one transaction; each has a savepoint
// of its own.
func (l *Ledger) sideWork(first *side) {
	var all []*side
	if first != nil && first.take() {
		all = append(all, first)
	}
	for len(all) < sidesAtOnce {
		select {
		case s := <-l.sides:
			if s.take() {
				all = append(all, s)
			}
			continue
		default:
		}
		break
	}
	l.runSides(all)
}

// alone runs a follower's slice in a transaction of its own.
func (l *Ledger) alone(s *side) {
	if s.take() {
		l.runSides([]*side{s})
	}
}

func (l *Ledger) runSides(all []*side) {
	if len(all) == 0 {
		return
	}
	errs := make([]error, len(all))
	failed := l.db.Write(context.Background(), func(tx *store.Tx) error {
		for i, s := range all {
			step := func() error { return guard(func() error { return s.fn(s.ctx, tx) }) }
			if len(all) == 1 {
				return step()
			}
			errs[i] = tx.Savepoint(step)
		}
		return nil
	})
	l.presence.wrote(failed, false)
	for i, s := range all {
		if failed != nil {
			errs[i] = failed
		}
		s.finish(errs[i])
	}
}
