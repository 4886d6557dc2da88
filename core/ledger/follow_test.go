package ledger_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

func catchUp(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := l.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestFollowerHearsAllOnce(t *testing.T) {
	t.Parallel()
	db, f := newStore(t), &listener{name: "heard"}
	follow := func(o *ledger.Options) { o.Followers = []ledger.Follower{f} }
	for round := range int64(3) {
		l := openLedger(t, db, follow)
		for range 300 {
			must(t, l, says(newID(t), 1, draft("a", 0, nil), draft("b", 0, nil)))
		}
		catchUp(t, l)
		if n, want := number(db, "SELECT COUNT(*) FROM heard"), 600*(round+1); n != want {
			t.Fatalf("heard %d events, want %d", n, want)
		}
		if lag := l.Lag()["heard"]; lag != (ledger.Lag{}) {
			t.Errorf("lag %+v after catching up", lag)
		}
		l.Close()
	}
}

func TestFollowerBeginsAnewUnderNewName(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	for _, name := range []string{"one", "two"} {
		l := openLedger(t, db, func(o *ledger.Options) { o.Followers = []ledger.Follower{&listener{name: name}} })
		must(t, l, says(newID(t), 1, draft("a", 0, nil)))
		catchUp(t, l)
		l.Close()
	}
	if n := number(db, "SELECT COUNT(*) FROM heard"); n != 2 {
		t.Errorf("heard %d events, want 2", n)
	}
}

// TestFollowerFails expects the failure in the lag, nothing half-written, and all events once it works again.
func TestFollowerFails(t *testing.T) {
	t.Parallel()
	db, f, c := newStore(t), &listener{name: "heard"}, &clock{at: 1_000_000}
	f.setFail(errPoison)
	l := openLedger(t, db, func(o *ledger.Options) { o.Followers, o.Now = []ledger.Follower{f}, c.now })
	must(t, l, says(newID(t), 1, draft("a", 0, nil), draft("b", 0, nil)))
	if err := l.CatchUp(t.Context()); !errors.Is(err, errPoison) || !strings.Contains(err.Error(), "heard") {
		t.Fatalf("got %v", err)
	}
	c.set(9_000_000)
	if lag := l.Lag()["heard"]; lag.Events != 2 || lag.Age < 7_900_000 || !errors.Is(lag.Err, errPoison) {
		t.Errorf("lag %+v", lag)
	}
	if n := number(db, "SELECT COUNT(*) FROM heard"); n != 0 {
		t.Errorf("%d rows of a failed slice", n)
	}
	f.setFail(nil)
	for l.Lag()["heard"].Events > 0 {
		runtime.Gosched()
	}
	if n := number(db, "SELECT COUNT(*) FROM heard"); n != 2 {
		t.Errorf("heard %d events, want 2", n)
	}
}

// TestFollowerMovedByAnother moves the cursor behind the follower's back: it notices before it writes, and goes on
// from there.
func TestFollowerMovedByAnother(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	l := openLedger(t, db, func(o *ledger.Options) { o.Followers = []ledger.Follower{&listener{name: "heard"}} })
	must(t, l, says(newID(t), 1, draft("a", 0, nil), draft("b", 0, nil)))
	catchUp(t, l)
	change(t, db, "DELETE FROM heard WHERE seq = 2")
	change(t, db, "UPDATE cursors SET seq = 1 WHERE name = 'heard'")
	must(t, l, says(newID(t), 1, draft("c", 0, nil)))
	catchUp(t, l)
	for l.Lag()["heard"].Events > 0 {
		runtime.Gosched()
	}
	if n := number(db, "SELECT COUNT(*) FROM heard"); n != 3 {
		t.Errorf("heard %d events, want 3", n)
	}
}

// TestFollowerIsNotStarved never lets the queue be empty, and expects the follower to go on.
func TestFollowerIsNotStarved(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	l := openLedger(t, db, func(o *ledger.Options) { o.Followers = []ledger.Follower{&listener{name: "heard"}} })
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var endless func() ledger.Request
	endless = func() ledger.Request {
		r := says(newID(t), 1)
		r.Decide = func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) {
			go func() { _, _ = l.Append(ctx, endless()) }()
			for l.Waiting() == 0 && ctx.Err() == nil {
				runtime.Gosched()
			}
			return []ledger.Draft{draft("a", 0, nil)}, nil
		}
		return r
	}
	must(t, l, endless())
	for range 3 {
		before, from := number(db, "SELECT COUNT(*) FROM heard"), l.Head().Seq
		for number(db, "SELECT COUNT(*) FROM heard") == before {
			if l.Head().Seq > from+50_000 {
				t.Fatal("nothing heard while 50,000 commands came")
			}
			time.Sleep(time.Millisecond)
		}
	}
}

func TestRebuild(t *testing.T) {
	t.Parallel()
	db, v, f := newStore(t), &counter{name: "counts"}, &listener{name: "heard"}
	change1 := func(o *ledger.Options) { o.Views, o.Followers = []ledger.View{v}, []ledger.Follower{f} }
	l := openLedger(t, db, change1)
	var drafts []ledger.Draft
	for range 50 {
		drafts = append(drafts, draft("a", 0, nil), draft("b", 0, nil))
	}
	for range 50 {
		must(t, l, says(newID(t), 1, drafts...))
	}
	catchUp(t, l)
	l.Close()
	change(t, db, "UPDATE counts SET n = 1")
	change(t, db, "DELETE FROM heard")

	opts := ledger.Options{City: city, Now: (&clock{}).now}
	change1(&opts)
	gone, cancel := context.WithCancel(context.Background())
	err := ledger.Rebuild(gone, db, opts, func(done, _ int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted rebuild: %v", err)
	}
	if _, err := ledger.Open(t.Context(), db, opts); !errors.Is(err, ledger.ErrRebuild) {
		t.Fatalf("open after an interrupted rebuild: %v", err)
	}
	var done, total int64
	if err := ledger.Rebuild(t.Context(), db, opts, func(d, n int64) { done, total = d, n }); err != nil {
		t.Fatal(err)
	}
	if done != 5000 || total != 5000 {
		t.Errorf("progress ended at %d of %d", done, total)
	}
	if a, b, h := number(db, "SELECT n FROM counts WHERE type = 'a'"),
		number(db, "SELECT n FROM counts WHERE type = 'b'"), number(db, "SELECT COUNT(*) FROM heard"); a != 2500 ||
		b != 2500 || h != 5000 {
		t.Errorf("rebuilt: %d a, %d b, %d heard", a, b, h)
	}
	l = openLedger(t, db, change1)
	must(t, l, says(newID(t), 1, draft("a", 0, nil)))
	catchUp(t, l)
	if a, h := number(db, "SELECT n FROM counts WHERE type = 'a'"),
		number(db, "SELECT COUNT(*) FROM heard"); a != 2501 || h != 5001 {
		t.Errorf("after the rebuild: %d a, %d heard", a, h)
	}
}

func TestReplayElsewhere(t *testing.T) {
	t.Parallel()
	db, _ := filled(t, 30, ledger.SM3)
	scratch := newStore(t)
	opts := ledger.Options{City: city, Now: (&clock{}).now, Views: []ledger.View{&counter{name: "counts"}}}
	if err := ledger.Replay(t.Context(), db, scratch, opts, nil); err != nil {
		t.Fatal(err)
	}
	if n := number(scratch, "SELECT SUM(n) FROM counts"); n != 60 {
		t.Errorf("replayed %d events, want 60", n)
	}
	if n := number(db, "SELECT COUNT(*) FROM counts"); n != 0 {
		t.Errorf("the source has %d view rows", n)
	}
}

func TestReplayNamesTheGap(t *testing.T) {
	t.Parallel()
	db, _ := filled(t, 30, ledger.SM3)
	change(t, db, "DELETE FROM events WHERE seq = 7")
	opts := ledger.Options{City: city, Now: (&clock{}).now}
	if seq, _ := brokenAt(t, ledger.Rebuild(t.Context(), db, opts, nil)); seq != 7 {
		t.Errorf("named %d", seq)
	}
}

var _ ledger.Follower = (*listener)(nil)

// TestTwoCities runs two cities on one database.
func TestTwoCities(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	a := openLedger(t, db, nil)
	b := openLedger(t, db, func(o *ledger.Options) { o.City, o.Hash = 4301, ledger.SHA256 })
	id := newID(t)
	must(t, a, says(id, 1, draft("a", 0, nil)))
	if got := must(t, b, says(id, 1, draft("a", 0, nil))); got.First != 1 || got.Repeated {
		t.Errorf("the other city's command was taken for a repeat: %+v", got)
	}
	for _, c := range []int64{city, 4301} {
		if err := ledger.Verify(t.Context(), db, c, nil, nil); err != nil {
			t.Error(err)
		}
	}
}

// mute leaves the table that it would share with another listener as it is.
type mute struct{ *listener }

func (mute) Reset(context.Context, *store.Tx) error { return nil }

// TestCatchUpOfOne expects that who waits for one follower does not wait for another, which cannot go on, and does
// not wait while events gather.
func TestCatchUpOfOne(t *testing.T) {
	db, good, bad := newStore(t), &listener{name: "heard"}, &listener{name: "deaf"}
	bad.setFail(errPoison)
	l := openLedger(t, db, func(o *ledger.Options) { o.Followers = []ledger.Follower{mute{bad}, good} })
	var slow int
	for n := range 20 {
		must(t, l, says(newID(t), 1, draft("a", 0, nil)))
		began := time.Now()
		if err := l.CatchUp(t.Context(), "heard"); err != nil {
			t.Fatal(err)
		}
		if time.Since(began) > 50*time.Millisecond {
			slow++
		}
		if got := number(db, "SELECT COUNT(*) FROM heard"); got != int64(n+1) {
			t.Fatalf("heard %d events, want %d", got, n+1)
		}
	}
	if slow > 10 {
		t.Errorf("%d of 20 waited for events to gather", slow)
	}
	if err := l.CatchUp(t.Context(), "deaf"); err == nil {
		t.Error("the one that cannot go on went on")
	}
}
