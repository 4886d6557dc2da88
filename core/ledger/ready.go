package ledger

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

const (
	readyFresh = 500 * time.Millisecond // so long one answer of Ready serves all who ask
	readyWait  = 6 * time.Second        // so long an attempt may take; a lock is waited for no longer than that
	lookWait   = 5 * time.Second        // so long a server may take to tell the head
	fullLook   = 16 << 10               // bytes that an attempt writes after a disk was full
)

var _ = fault.Learn(func(err error) *fault.Error {
	if errors.Is(err, ErrClosed) || errors.Is(err, ErrRebuild) {
		return fault.New(fault.Busy, "try_again").By(err)
	}
	return nil
})

// presence is what a ledger knows of its database beside the rows: whether commands can be taken, whether it is there.
type presence struct {
	mu   sync.Mutex
	last *attempt    // running or fresh; nil for none
	full atomic.Bool // a write found no room, and none has gone through since

	there context.Context // ends when a server's database does not answer
	gone  context.CancelCauseFunc
}

// attempt is one try to write.
type attempt struct {
	ended chan struct{} // closed when err is final
	err   error
}

func newPresence() *presence {
	p := &presence{}
	p.there, p.gone = context.WithCancelCause(context.Background())
	return p
}

// There is a context that ends while the database does not answer, with the cause; then ask again for the next one.
func (l *Ledger) There() context.Context {
	l.presence.mu.Lock()
	defer l.presence.mu.Unlock()
	return l.presence.there
}

// answered notes what became of a look at the head.
func (p *presence) answered(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	away := errors.Is(err, store.ErrAway) || errors.Is(err, context.DeadlineExceeded)
	switch known := p.there.Err() != nil; {
	case away && !known:
		p.gone(store.ErrAway)
	case !away && known:
		p.there, p.gone = context.WithCancelCause(context.Background())
	}
}

// wrote notes what became of a write. Whoever found no room is believed until as much was written again.
func (p *presence) wrote(err error, much bool) {
	switch {
	case errors.Is(err, store.ErrNoSpace):
		p.full.Store(true)
	case err == nil && much:
		p.full.Store(false)
	}
}

// Ready says whether a command could be taken now, by doing what one does: it locks the head row, writes, and commits,
// and leaves nothing. It answers within readyWait; who ask at the same time share one attempt. Errors: those of package
// store, ErrClosed, ErrRebuild.
func (l *Ledger) Ready(ctx context.Context) error {
	if there := l.There(); there.Err() != nil {
		return context.Cause(there)
	}
	x := l.attempt()
	limit := time.NewTimer(readyWait)
	defer limit.Stop()
	select {
	case <-x.ended:
		return x.err
	case <-ctx.Done():
		return ctx.Err()
	case <-limit.C:
		return store.ErrSlow
	}
}

// attempt gives the running one, or the last one while it is fresh, or begins one.
func (l *Ledger) attempt() *attempt {
	p := l.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last != nil {
		return p.last
	}
	x := &attempt{ended: make(chan struct{})}
	p.last = x
	go func() {
		x.err = l.tryToWrite()
		close(x.ended)
		time.AfterFunc(readyFresh, p.forget)
	}()
	return x
}

// forget lets the next who asks make an attempt of his own.
func (p *presence) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = nil
}

// tryToWrite puts a row that nobody looks at and takes it away again. Where a write found no room it is a big one: a
// small one finds room in a page that is there.
func (l *Ledger) tryToWrite() error {
	full := l.presence.full.Load()
	holder := l.leases.holder
	if full {
		b := make([]byte, fullLook/2)
		_, _ = rand.Read(b) // never fails
		holder = hex.EncodeToString(b)
	}
	ctx, cancel := context.WithTimeout(context.Background(), readyWait)
	defer cancel()
	err := l.await(ctx, l.slices, func(ctx context.Context, tx *store.Tx) error {
		if _, err := readHead(ctx, tx, l.opts.City, tx.ForUpdate()); err != nil {
			return err
		}
		if err := l.refuseWhileRebuilding(ctx, tx); err != nil {
			return err
		}
		name := "ready " + l.leases.holder
		err := tx.Later(ctx, "INSERT INTO leases (city, name, holder, until) VALUES ($1, $2, $3, 0) "+
			"ON CONFLICT (city, name) DO UPDATE SET holder = excluded.holder", l.opts.City, name, holder)
		if err != nil {
			return err
		}
		return tx.Later(ctx, "DELETE FROM leases WHERE city = $1 AND name = $2", l.opts.City, name)
	})
	l.presence.wrote(err, full)
	return err
}
