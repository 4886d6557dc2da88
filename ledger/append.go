package ledger

import (
	"context"
	"fmt"
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

// Append executes a command once and answers when its events are durable.
//
// A command whose ctx ends before the writer has taken it is not executed. Afterwards it is executed and answered whatever ctx says; a caller
// that was told nothing, because its process died, repeats the command with the same id. Besides what Decide gives, the errors are ErrClosed,
// ErrForeignCommand, ErrBadRequest, *PanicError, and those of package store: after ErrNoSpace nothing was written and the same id may be
// tried again. Only package desk calls it, and commands that build an empty city.
func (l *Ledger) Append(ctx context.Context, r Request) (Answer, error) {
	if r.ID.IsZero() || r.Decide == nil {
		return Answer{}, fmt.Errorf("%w: it needs an id and a decision", ErrBadRequest)
	}
	w := &waiting{Request: r, ctx: context.WithoutCancel(ctx), ready: make(chan struct{})}
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	select {
	case l.commands <- w:
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	case <-l.quit:
		return Answer{}, ErrClosed
	}
	select {
	case <-w.ready:
	case <-ctx.Done():
		if w.giveUp() {
			return Answer{}, ctx.Err()
		}
		<-w.ready
	case <-l.ended:
		// The writer may have answered it with its last group, or never seen it.
		if w.giveUp() {
			return Answer{}, ErrClosed
		}
		<-w.ready
	}
	return w.answer, w.err
}

// PanicError is a panic in a Decide, a view or an Exclusive function, caught so that it harms nobody else.
type PanicError struct {
	Value any
	Stack []byte // for the operator
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }
