package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// noter is a follower that writes down what it hears under its name, and remembers in which transactions.
type noter struct {
	name  string
	types []event.Type

	mu    sync.Mutex
	fail  error         // after it wrote
	pause time.Duration // how long it takes
	in    []*store.Tx
}

func (f *noter) Name() string { return f.name }

func (f *noter) Types() []event.Type { return f.types }

func (f *noter) Reset(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM noted WHERE city = $1 AND name = $2", city, f.name)
	return err
}

func (f *noter) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.in = append(f.in, tx)
	for _, e := range events {
		if err := tx.Later(ctx, "INSERT INTO noted (city, name, seq, type) VALUES ($1, $2, $3, $4)", city, f.name,
			e.Seq, e.Type); err != nil {
			return err
		}
	}
	time.Sleep(f.pause)
	return f.fail
}

func (f *noter) set(fail error, pause time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail, f.pause = fail, pause
}

// last is the transaction of its last slice, and how many it had.
func (f *noter) last() (*store.Tx, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.in) == 0 {
		return nil, 0
	}
	return f.in[len(f.in)-1], len(f.in)
}

func with(list ...*noter) func(*ledger.Options) {
	return func(o *ledger.Options) {
		for _, f := range list {
			o.Followers = append(o.Followers, f)
		}
	}
}

func noted(db *store.DB, name string) int64 {
	return number(db, "SELECT COUNT(*) FROM noted WHERE name = $1", name)
}

func cursorOf(t *testing.T, db *store.DB, name string) int64 {
	t.Helper()
	at, err := ledger.Cursor(t.Context(), db.Read(), city, name)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func say(t *testing.T, l *ledger.Ledger, types ...event.Type) {
	t.Helper()
	var drafts []ledger.Draft
	for _, typ := range types {
		drafts = append(drafts, draft(typ, 0, nil))
	}
	must(t, l, says(newID(t), 1, drafts...))
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for until := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("it never came to this: " + what)
		}
	}
}

// TestFollowersShare lets three followers at the head share a transaction in which one fails: the others' work stays,
// nothing of its own does. Once it works again it hears all it missed, and comes back.
func TestFollowersShare(t *testing.T) {
	db := openStore(t, storetest.DSN(t))
	a, bad, b := &noter{name: "a"}, &noter{name: "bad"}, &noter{name: "b"}
	l := openLedger(t, db, with(a, bad, b))
	shared := func() bool { // for one group
		say(t, l, "x")
		catchUp(t, l)
		x, _ := a.last()
		y, _ := bad.last()
		z, _ := b.last()
		return x == y && y == z
	}
	eventually(t, "all share a transaction", shared)
	before := l.Head().Seq
	bad.set(errPoison, 0)
	say(t, l, "x", "x")
	if err := l.CatchUp(t.Context(), "a", "b"); err != nil {
		t.Fatal(err)
	}
	if err := l.CatchUp(t.Context(), "bad"); !errors.Is(err, errPoison) {
		t.Fatalf("got %v", err)
	}
	x, _ := a.last()
	if y, _ := bad.last(); x != y {
		t.Error("it did not fail in the shared transaction")
	}
	for name, want := range map[string]int64{"a": before + 2, "b": before + 2, "bad": before} {
		if n, at := noted(db, name), cursorOf(t, db, name); n != want || at != want {
			t.Errorf("%s has %d rows and stands at %d, want %d", name, n, at, want)
		}
	}
	if lag := l.Lag(); lag["bad"].Events != 2 || !errors.Is(lag["bad"].Err, errPoison) || lag["a"].Err != nil {
		t.Errorf("lag %+v", lag)
	}
	bad.set(nil, 0)
	eventually(t, "it goes on", func() bool { return noted(db, "bad") == before+2 })
	eventually(t, "all share a transaction again", shared)
}

// TestSlowFollowerLeaves expects that a slow follower hinders nobody, and comes back when it is quick again.
func TestSlowFollowerLeaves(t *testing.T) {
	db := openStore(t, storetest.DSN(t))
	quick, slow := &noter{name: "quick"}, &noter{name: "slow"}
	l := openLedger(t, db, func(o *ledger.Options) {
		with(quick, slow)(o)
		o.Now = func() calendar.Instant { return calendar.Of(time.Now()) }
	})
	shared := func() bool {
		say(t, l, "x")
		catchUp(t, l)
		x, _ := quick.last()
		y, _ := slow.last()
		return x == y
	}
	eventually(t, "they share a transaction", shared)
	slow.set(nil, 60*time.Millisecond)
	eventually(t, "the slow one leaves", func() bool { return !shared() })
	for range 5 {
		if shared() {
			t.Error("a slow one came back")
		}
	}
	slow.set(nil, 0)
	eventually(t, "the slow one comes back", shared)
	if a, b := noted(db, "quick"), noted(db, "slow"); a != b || a != l.Head().Seq {
		t.Errorf("%d and %d rows of %d events", a, b, l.Head().Seq)
	}
}

// TestTypes gives followers what they asked for and nothing else, and moves those that asked for nothing of it within
// a second, without a call for each.
func TestTypes(t *testing.T) {
	db := openStore(t, storetest.DSN(t))
	exact, kind := &noter{name: "exact", types: []event.Type{"b", "matter.x"}},
		&noter{name: "kind", types: []event.Type{"matter."}}
	none := &noter{name: "none", types: []event.Type{}}
	l := openLedger(t, db, with(exact, kind, none))
	say(t, l, "a", "b", "matter.x", "matter.y", "matters.z")
	catchUp(t, l)
	for name, want := range map[string]int64{"exact": 2, "kind": 2, "none": 0} {
		if n, at := noted(db, name), cursorOf(t, db, name); n != want || at != 5 {
			t.Errorf("%s heard %d of %d events, stands at %d", name, n, want, at)
		}
	}
	eventually(t, "all are with the others", func() bool { return l.Home() == 3 })
	_, calls := exact.last()
	began := time.Now()
	say(t, l, "a", "c")
	eventually(t, "the cursors move though nobody wants anything", func() bool {
		return cursorOf(t, db, "exact") == 7 && cursorOf(t, db, "kind") == 7 && cursorOf(t, db, "none") == 7
	})
	if took := time.Since(began); took > 3*time.Second { // a second, on a busy machine more
		t.Errorf("it took %s", took)
	}
	if _, again := exact.last(); again != calls {
		t.Error("it was called for nothing")
	}
	say(t, l, "c")
	catchUp(t, l)
	if at := cursorOf(t, db, "none"); at != 8 {
		t.Errorf("CatchUp answered while the cursor was at %d", at)
	}
}

// TestFreshFromMemory counts how often events are read for followers at the head: never.
func TestFreshFromMemory(t *testing.T) {
	db := openStore(t, storetest.FileDSN(t))
	for range 2 {
		l := openLedger(t, db, with(&noter{name: "a"}, &noter{name: "b", types: []event.Type{"x"}}))
		catchUp(t, l)
		eventually(t, "both are with the reader", func() bool { return l.Home() == 2 })
		before := l.FollowerReads()
		for n := range 50 {
			say(t, l, "x", "y")
			if n%10 == 0 {
				catchUp(t, l)
			}
		}
		catchUp(t, l)
		if n := l.FollowerReads() - before; n != 0 {
			t.Errorf("events were read %d times", n)
		}
		l.Close()
	}
	if a, b := noted(db, "a"), noted(db, "b"); a != 200 || b != 100 {
		t.Errorf("heard %d and %d", a, b)
	}
}

// TestBehindReadsOnce lets followers begin on a ledger that has events: what is too old for memory is read once for
// all that are near each other.
func TestBehindReadsOnce(t *testing.T) {
	db := openStore(t, storetest.FileDSN(t))
	l := openLedger(t, db, nil)
	for range 40 {
		say(t, l, "x", "y")
	}
	l.Close()
	l = openLedger(t, db, with(&noter{name: "a"}, &noter{name: "b"}, &noter{name: "c"}))
	catchUp(t, l)
	for _, name := range []string{"a", "b", "c"} {
		if n := noted(db, name); n != 80 {
			t.Errorf("%s heard %d", name, n)
		}
	}
}

// TestRecent asks the memory for what was put into it, with a gap, and beyond its bounds.
func TestRecent(t *testing.T) {
	group := func(from, to int64) (out []ledger.Event) {
		for s := from; s <= to; s++ {
			out = append(out, ledger.Event{Seq: s})
		}
		return out
	}
	seqs := func(events []ledger.Event) (out []int64) {
		for _, e := range events {
			out = append(out, e.Seq)
		}
		return out
	}
	var r ledger.Recent
	for _, g := range [][]ledger.Event{group(3, 5), nil, group(6, 6), group(9, 12)} {
		r.Add(g)
	}
	for _, c := range []struct {
		after int64
		limit int
		want  []int64
	}{{0, 9, nil}, {1, 9, nil}, {2, 9, []int64{3, 4, 5, 6}}, {2, 2, []int64{3, 4}}, {3, 9, []int64{4, 5, 6}},
		{4, 2, []int64{5, 6}}, {5, 9, []int64{6}}, {6, 9, nil}, {7, 9, nil}, {8, 9, []int64{9, 10, 11, 12}},
		{11, 9, []int64{12}}, {12, 9, nil}, {99, 9, nil}} {
		if got := seqs(r.After(c.after, c.limit)); !slices.Equal(got, c.want) {
			t.Errorf("after %d, %d at most: %v, want %v", c.after, c.limit, got, c.want)
		}
	}
	for s := int64(13); s < 40_000; s += 100 {
		r.Add(group(s, s+99))
	}
	if r.After(8, 1) != nil || len(r.After(39_000, 5000)) != 1012 {
		t.Errorf("the oldest %d, of the newest %d", len(r.After(8, 1)), len(r.After(39_000, 5000)))
	}
}

// TestSharedFollowers lets two processes append while the lease of following goes to and fro: each follower hears each
// event of its types once.
func TestSharedFollowers(t *testing.T) {
	dsn := storetest.ServerDSN(t)
	types := [][]event.Type{nil, {"x"}, {"y.", "x"}, {"never"}}
	var ls []*ledger.Ledger
	var dbs []*store.DB
	for range 2 {
		db := openStore(t, dsn)
		var list []*noter
		for i, types := range types {
			list = append(list, &noter{name: fmt.Sprint("f", i), types: types})
		}
		dbs, ls = append(dbs, db), append(ls, openLedger(t, db, with(list...)))
	}
	for n := range 60 {
		l := ls[n%2]
		say(t, l, "x", "y.1")
		if n%15 == 7 { // whoever has the lease gives it up for a while
			ls[n/15%2].Yield(ledger.LeaseFollow, true)
			ls[1-n/15%2].Yield(ledger.LeaseFollow, false)
			time.Sleep(300 * time.Millisecond)
		}
	}
	for _, l := range ls {
		l.Yield(ledger.LeaseFollow, false)
	}
	eventually(t, "both know the end", func() bool { return ls[0].Head().Seq == 120 && ls[1].Head().Seq == 120 })
	for _, l := range ls {
		catchUp(t, l)
	}
	for i, want := range []int64{120, 60, 120, 0} {
		name := fmt.Sprint("f", i)
		if n, at := noted(dbs[0], name), cursorOf(t, dbs[1], name); n != want || at != 120 {
			t.Errorf("%s heard %d, want %d; stands at %d", name, n, want, at)
		}
	}
}
