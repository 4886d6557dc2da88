package ledger

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sort"
	"sync/atomic"
	"time"

	"xiaohao/platform/store"
)

// idleMove is how long the cursors may stand behind events that no follower asked for, while nobody waits.
const idleMove = 900 * time.Millisecond

// bell tells a loop that there are events, or that somebody waits.
type bell struct {
	wake chan struct{} // has room for one: there are new events
	rush chan struct{} // has room for one: somebody waits for the head, do not let events gather
}

func newBell() bell { return bell{wake: make(chan struct{}, 1), rush: make(chan struct{}, 1)} }

func (b bell) ring(hurry bool) {
	if hurry {
		select {
		case b.rush <- struct{}{}:
		default:
		}
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// idle waits until the bell rings or something is due, and lets events gather unless somebody waits. It says whether
// somebody does, or it is due.
func (l *Ledger) idle(b bell, due <-chan time.Time) (hurry bool) {
	select {
	case <-b.wake:
	case <-due:
		return true
	case <-l.quit:
		return false
	}
	t := time.NewTimer(sliceDelay)
	defer t.Stop()
	select {
	case <-t.C:
	case <-b.rush:
		return true
	case <-l.quit:
	}
	return false
}

// feed is the one reader of a ledger. Only its goroutine looks at the fields without a channel.
type feed struct {
	bell
	back chan *following // those that come to it, or come back; has room for all
	home []*following    // those that share its transactions, in the order of Options.Followers
	size int             // most events of the next turn; follows the time that turns take
	many atomic.Int32    // how many are home, for tests

	due <-chan time.Time // tells when the cursors must move for events that nobody asked for; nil while there are none
}

// take lets those in that came back.
func (f *feed) take() {
	for {
		select {
		case x := <-f.back:
			f.home = append(f.home, x)
			slices.SortFunc(f.home, func(a, b *following) int { return cmp.Compare(a.place, b.place) })
		default:
			return
		}
	}
}

// follow feeds the followers until the ledger closes.
func (l *Ledger) follow() {
	defer l.wait.Done()
	ctx, f, hurry := context.Background(), l.feed, false
	for {
		select {
		case <-l.quit:
			return
		default:
		}
		f.take()
		if !l.Holds(LeaseFollow) {
			l.look(ctx)
			continue
		}
		for _, x := range slices.Clone(f.home) {
			if x.at < 0 {
				l.leave(x, 0) // it finds out where it stands
			}
		}
		f.many.Store(int32(len(f.home)))
		more := l.turn(ctx, hurry)
		if hurry = false; !more {
			hurry = l.idle(f.bell, f.due)
		}
	}
}

// leave lets a follower go on by itself after a pause.
func (l *Ledger) leave(x *following, pause time.Duration) {
	l.feed.home = slices.DeleteFunc(l.feed.home, func(y *following) bool { return y == x })
	l.wait.Add(1)
	go l.apart(x, pause)
}

// look notes how far the process that has the lease moved the followers, and waits a little.
func (l *Ledger) look(ctx context.Context) {
	if home := l.feed.home; len(home) > 0 {
		at, err := cursors(ctx, l.db.Read(), l.opts.City, namesOf(home), "")
		for _, x := range home {
			x.at = -1
			seq := at[x.Name()]
			if wrong := l.beyondHead(ctx, x.Name(), seq); err == nil && wrong != nil {
				x.fail(seq, wrong)
				continue
			}
			x.step(seq, err)
		}
	}
	l.pause(cursorWait, nil)
}

func namesOf(list []*following) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.Name()
	}
	return out
}

// share is what a follower gets of a turn, and what came of it.
type share struct {
	*following
	events []Event
	took   time.Duration
	err    error
}

// turn reads the next events once and hands them to all followers that share the transaction. It says whether there
// were more.
func (l *Ledger) turn(ctx context.Context, hurry bool) (more bool) {
	f := l.feed
	if hurry {
		f.due = nil
	}
	if len(f.home) == 0 {
		return false
	}
	from := slices.MinFunc(f.home, func(a, b *following) int { return cmp.Compare(a.at, b.at) }).at
	head := l.Head().Seq
	events, err := l.next(ctx, from, f.size)
	if err != nil {
		l.part(f.home, err)
		return true
	}
	if len(events) == 0 {
		return false
	}
	for i := range events {
		if events[i].memo == nil { // read for this turn only
			events[i].memo = &memo{}
		}
	}
	to := last(events)
	shares, wanted := f.shares(events)
	if !wanted && !hurry && len(events) < f.size {
		if f.due == nil {
			f.due = time.After(idleMove)
		}
		return false
	}
	var took time.Duration
	err = l.await(ctx, l.slices, func(ctx context.Context, tx *store.Tx) error {
		defer l.timed(&took)()
		return l.deal(ctx, tx, shares, to)
	})
	f.due = nil
	if errors.Is(err, ErrClosed) {
		return false
	}
	if err != nil {
		l.part(f.home, err)
		return true
	}
	f.size = max(leastTurn, resized(f.size, took))
	if head-to > near {
		f.size = max(farTurn, f.size)
	}
	for i := range shares {
		l.settle(&shares[i], to, took)
	}
	return to < head
}

// shares says who gets what of some events, and whether anybody asked for any.
func (f *feed) shares(events []Event) (out []share, wanted bool) {
	for _, x := range f.home {
		if x.at < last(events) {
			i := sort.Search(len(events), func(i int) bool { return events[i].Seq > x.at })
			s := share{following: x, events: x.wants.Of(events[i:])}
			out, wanted = append(out, s), wanted || len(s.events) > 0
		}
	}
	return out, wanted
}

// deal is the shared transaction: each follower's work stands inside a savepoint, and the cursors of all whose
// work was done, or who had none to do, move in one statement.
func (l *Ledger) deal(ctx context.Context, tx *store.Tx, shares []share, to int64) error {
	names := make([]string, len(shares))
	for i := range shares {
		names[i] = shares[i].Name()
	}
	at, err := cursors(ctx, tx, l.opts.City, names, tx.ForUpdate())
	if err != nil {
		return err
	}
	names = names[:0]
	for i := range shares {
		s := &shares[i]
		s.err, s.took = nil, 0
		if have, ok := at[s.Name()]; !ok || have != s.at {
			s.err = errMoved
			continue
		}
		if len(s.events) > 0 {
			took := l.timed(&s.took)
			s.err = tx.Savepoint(func() error {
				return guard(func() error { return s.Apply(ctx, tx, s.events) })
			})
			took()
		}
		if s.err == nil {
			names = append(names, s.Name())
		}
	}
	return moveCursors(ctx, tx, l.opts.City, names, to)
}

// settle notes what came of a share of a turn that took so long. Whoever failed or was moved leaves, and whoever
// was slow twice in a row, or very slow once, and took more than a quarter of the turn: where all are slow the machine
// is busy.
func (l *Ledger) settle(s *share, to int64, turn time.Duration) {
	x := s.following
	switch {
	case errors.Is(s.err, errMoved):
		x.at = -1
		l.leave(x, 0)
	case s.err != nil:
		x.fail(x.at, s.err)
		l.leave(x, firstRetry)
	default:
		x.at = to
		x.step(to, nil)
		switch {
		case len(s.events) == 0:
		case !slow(s.took, len(s.events)) || s.took <= turn/4:
			x.slow = false
		case x.slow || s.took > verySlow:
			x.slow = true
			l.leave(x, 0)
		default:
			x.slow = true // once may be the machine
		}
	}
}

// part lets everybody go on by himself after the shared work failed as a whole: if it is one's fault, the others do
// not suffer from it any more, and if it is the database's, each tries again after a while.
func (l *Ledger) part(home []*following, err error) {
	for _, x := range slices.Clone(home) {
		x.fail(x.at, err)
		l.leave(x, firstRetry)
	}
}

// next gives up to limit events after a place: from memory while they are fresh, else from the database.
func (l *Ledger) next(ctx context.Context, at int64, limit int) ([]Event, error) {
	if at >= l.Head().Seq {
		return nil, nil
	}
	if events := l.recent.after(at, limit); len(events) > 0 {
		return events, nil
	}
	l.reads.Add(1)
	return l.EventsFrom(ctx, l.db.Read(), at, limit)
}

// timed begins to measure; what it gives notes how long it took.
func (l *Ledger) timed(took *time.Duration) func() {
	began := l.opts.Now()
	return func() { *took = time.Duration(l.opts.Now().Since(began)) * time.Microsecond }
}

// slow says whether a follower took too long: more than sliceLong, or, for many events, for each firstSlice of them.
func slow(took time.Duration, events int) bool {
	return took > sliceLong*time.Duration(max(1, events/firstSlice))
}

// resized is the size of the next slice when one took so long.
func resized(size int, took time.Duration) int {
	if took > sliceLong {
		return max(1, size/2)
	}
	if took < sliceShort {
		return min(maxSlice, 2*size)
	}
	return size
}
