package ledger

import (
	"context"
	"fmt"
	"time"

	"xiaohao/platform/store"
)

// waiting is a Request in the queue.
type waiting struct {
	Request
	ticket
	ctx    context.Context
	ready  chan struct{} // closed when answer and err are final
	answer Answer
	err    error
}

func (w *waiting) finish(a Answer, err error) {
	w.answer, w.err = a, err
	close(w.ready)
}

// answerWait is how long a command, or work on the writer's turn, waits for its answer, whatever the database does.
const answerWait = 12 * time.Second

// result waits until a piece of work is done and gives nil; then its outcome counts. Otherwise it gives the error of
// ctx, ErrClosed or store.ErrSlow when the writer will never do it, and store.ErrUnknown when the writer has it and is
// waited for no longer: it may be done or not.
func (l *Ledger) result(ctx context.Context, t *ticket, ready <-chan struct{}, limit <-chan time.Time) error {
	over, ended := ctx.Done(), l.ended
	for {
		select {
		case <-ready:
			return nil
		case <-over:
			if t.giveUp() {
				return ctx.Err()
			}
			over = nil
		case <-ended:
			// The writer may have done it with its last group, or never seen it.
			if t.giveUp() {
				return ErrClosed
			}
			ended = nil
		case <-limit:
			if t.giveUp() {
				return store.ErrSlow
			}
			return store.ErrUnknown
		}
	}
}

// Append executes a command once and answers when its events are durable.
//
// A command whose ctx ends before the writer has taken it is not executed. Afterwards it is executed and answered
// whatever ctx says; a caller that was told nothing, because its process died or because Options.Wait was over before
// the database answered (store.ErrUnknown), repeats the command with the same id.
// Besides what Decide gives, the errors are ErrClosed, ErrForeignCommand, ErrBadRequest, *PanicError, and those of
// package store: after ErrNoSpace nothing was written and the same id may be tried again. Only package desk calls it,
// and commands that build an empty city.
func (l *Ledger) Append(ctx context.Context, r Request) (Answer, error) {
	if r.ID.IsZero() || r.Decide == nil {
		return Answer{}, fmt.Errorf("%w: it needs an id and a decision", ErrBadRequest)
	}
	w := &waiting{Request: r, ctx: context.WithoutCancel(ctx), ready: make(chan struct{})}
	if err := l.enqueue(ctx, w); err != nil {
		return Answer{}, err
	}
	return l.outcome(ctx, w)
}

// Outcome is what became of one of several requests.
type Outcome struct {
	Answer
	Err error
}

// AppendAll executes several commands in their order, each on its own as Append does, and answers when all are
// durable. They share commits, so that many cost little more than one.
func (l *Ledger) AppendAll(ctx context.Context, list []Request) []Outcome {
	out := make([]Outcome, len(list))
	all := make([]*waiting, len(list))
	sent := 0
	collect := func() {
		for ; sent < len(list) && all[sent] != nil; sent++ {
			out[sent].Answer, out[sent].Err = l.outcome(ctx, all[sent])
		}
	}
	for i, r := range list {
		if r.ID.IsZero() || r.Decide == nil {
			collect()
			out[i].Err = fmt.Errorf("%w: it needs an id and a decision", ErrBadRequest)
			sent = i + 1
			continue
		}
		w := &waiting{Request: r, ctx: context.WithoutCancel(ctx), ready: make(chan struct{})}
		if err := l.enqueue(ctx, w); err != nil {
			collect()
			for ; i < len(list); i++ {
				out[i].Err = err
			}
			return out
		}
		all[i] = w
	}
	collect()
	return out
}

func (l *Ledger) enqueue(ctx context.Context, w *waiting) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	limit := time.NewTimer(l.opts.Wait)
	defer limit.Stop()
	select {
	case l.commands <- w:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.quit:
		return ErrClosed
	case <-limit.C:
		return store.ErrSlow
	}
}

// outcome waits for the answer to a command in the queue.
func (l *Ledger) outcome(ctx context.Context, w *waiting) (Answer, error) {
	limit := time.NewTimer(l.opts.Wait)
	defer limit.Stop()
	if err := l.result(ctx, &w.ticket, w.ready, limit.C); err != nil {
		return Answer{}, err
	}
	return w.answer, w.err
}

// PanicError is a panic in a Decide, a view or an Exclusive function, caught so that it harms nobody else.
type PanicError struct {
	Value any
	Stack []byte // for the operator
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }
