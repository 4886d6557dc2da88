package ledger

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Alone is the right to do what only one may do at a time, in this process and in all others on the same database. It
// says how far that is, so that whoever waits can be told.
type Alone struct {
	l           *Ledger
	name        string
	done, total atomic.Int64
	rows        atomic.Int64
	end         sync.Once

	mu   sync.Mutex
	said Doing
}

// turns are those that are taken in this process.
type turns struct {
	mu    sync.Mutex
	taken map[string]*Alone
}

// AloneError says that another has the turn, and what he says of it. Percent is how far he is, -1 when he is in another
// process that did not say.
type AloneError struct {
	Name    string
	Percent int64
	Doing
}

func (e *AloneError) Error() string { return fmt.Sprintf("%s is being done, %d %%", e.Name, e.Percent) }

// Alone waits for a turn, at most so long. It gives a *AloneError when another has it still, or the error of the
// context. The turn must be ended. A process that was stopped for a while may find that its turn went to another: what
// is done must do no harm when it is done twice.
func (l *Ledger) Alone(ctx context.Context, name string, patience time.Duration) (*Alone, error) {
	t := &Alone{l: l, name: name}
	mine := false
	last := time.NewTimer(patience)
	defer last.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		if other := l.turns.take(name, t); other == nil && !mine {
			mine = true
			if l.db.Shared() {
				l.Yield(name, false)
			}
		}
		if mine && l.Holds(name) {
			return t, nil
		}
		select {
		case <-look.C:
			continue
		case <-ctx.Done():
		case <-last.C:
		}
		err := &AloneError{Name: name, Percent: -1}
		if mine {
			t.End()
		} else if other := l.turns.of(name); other != nil {
			err.Doing = other.doing()
			err.Percent = err.Doing.Percent()
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err.Percent < 0 {
			if d, there, no := l.Doing(ctx, name); no == nil && there && d.Since != 0 {
				err.Doing, err.Percent = d, d.Percent()
			}
		}
		return nil, err
	}
}

// At says how much of all is done.
func (t *Alone) At(done, total int64) {
	t.done.Store(done)
	t.total.Store(total)
}

// Rows says how many things were looked at.
func (t *Alone) Rows(n int64) { t.rows.Store(n) }

// End gives the turn to the next. It may be called again.
func (t *Alone) End() {
	t.end.Do(func() {
		t.l.turns.give(t.name)
		if t.l.db.Shared() {
			t.l.Yield(t.name, true)
		}
	})
}

// take gives the turn unless another has it, who is returned.
func (s *turns) take(name string, t *Alone) *Alone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.taken[name]; other != nil && other != t {
		return other
	}
	if s.taken == nil {
		s.taken = map[string]*Alone{}
	}
	s.taken[name] = t
	return nil
}

func (s *turns) of(name string) *Alone {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken[name]
}

func (s *turns) give(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.taken, name)
}
