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
// A command whose ctx ends before the writer has taken it is not executed. Afterwards it is executed and answered
// whatever ctx says; a caller that was told nothing, because its process died, repeats the command with the same id.
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
	select {
	case l.commands <- w:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.quit:
		return ErrClosed
	}
}

// outcome waits for the answer to a command in the queue.
func (l *Ledger) outcome(ctx context.Context, w *waiting) (Answer, error) {
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
