package ledger_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const city = 4304

// clock is a settable clock.
type clock struct {
	mu sync.Mutex
	at calendar.Instant
}

func (c *clock) now() calendar.Instant {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at++
	return c.at
}

func (c *clock) set(at calendar.Instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func openStore(t testing.TB, path string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(context.Background(), append(ledger.Steps(),
		store.Step{Part: "test", N: 1, SQL: testViews})); err != nil {
		t.Fatal(err)
	}
	return db
}

func newStore(t testing.TB) *store.DB { return openStore(t, storetest.DSN(t)) }

func openLedger(t testing.TB, db *store.DB, change func(*ledger.Options)) *ledger.Ledger {
	t.Helper()
	opts := ledger.Options{City: city, Now: (&clock{at: 1_000_000}).now}
	if change != nil {
		change(&opts)
	}
	l, err := ledger.Open(context.Background(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

func newID(t testing.TB) ledger.ID {
	t.Helper()
	id, err := ledger.NewID(1_700_000_000_000_000, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// says is a request that appends these drafts.
func says(id ledger.ID, actor int64, drafts ...ledger.Draft) ledger.Request {
	return ledger.Request{ID: id, Actor: actor, Decide: func(context.Context, *store.Tx,
		calendar.Instant) ([]ledger.Draft, error) {
		return drafts, nil
	}}
}

func draft(typ event.Type, subject int64, body any) ledger.Draft {
	return ledger.Draft{Type: typ, Subject: subject, Body: body}
}

func must(t testing.TB, l *ledger.Ledger, r ledger.Request) ledger.Answer {
	t.Helper()
	a, err := l.Append(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const testViews = `
CREATE TABLE counts (city BIGINT NOT NULL, type TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (city, type));
CREATE TABLE heard (city BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (city, seq));
CREATE TABLE noted (city BIGINT NOT NULL, name TEXT NOT NULL, seq BIGINT NOT NULL, type TEXT NOT NULL,
	PRIMARY KEY (city, name, seq));
CREATE TABLE notes (city BIGINT NOT NULL, note TEXT NOT NULL);
`

func TestAppendAnswers(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	l := openLedger(t, db, nil)
	id := newID(t)
	first := must(t, l, says(id, 7, draft("reported", ledger.New, map[string]string{"text": "井盖 <缺失> & 破损"}),
		draft("listed", ledger.Same, nil)))
	if want := (ledger.Answer{First: 1, Last: 2, Subject: 1, At: 1_000_001}); first != want {
		t.Errorf("got %+v, want %+v", first, want)
	}
	again := must(t, l, says(id, 7, draft("something else", ledger.New, nil)))
	if first.Repeated = true; again != first {
		t.Errorf("repeat got %+v, want %+v", again, first)
	}
	second := must(t, l, says(newID(t), 8, draft("unit.set", ledger.None, nil), draft("assigned", 1, 5),
		draft("split", ledger.New, 6)))
	if want := (ledger.Answer{First: 3, Last: 5, Subject: 0, At: 1_000_003}); second.First != want.First ||
		second.Last != want.Last || second.Subject != 0 {
		t.Errorf("got %+v, want %+v", second, want)
	}
	events, err := l.EventsFrom(t.Context(), db.Read(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		got = append(got, fmt.Sprintln(e.Seq, e.Subject, e.Actor, e.Type, string(e.Body)))
	}
	want := []string{"1 1 7 reported {\"text\":\"井盖 <缺失> & 破损\"}\n", "2 1 7 listed null\n", "3 0 8 unit.set null\n",
		"4 1 8 assigned 5\n", "5 5 8 split 6\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	ofOne, err := l.Events(t.Context(), db.Read(), 1, 1, 10)
	if err != nil || len(ofOne) != 2 || ofOne[0].Seq != 2 || ofOne[1].Seq != 4 {
		t.Errorf("Events(1) = %v, %v", ofOne, err)
	}
	if h := l.Head(); h.Seq != 5 || h.Hash != events[4].Hash || h.Scheme != ledger.SM3 || h.At != events[4].At {
		t.Errorf("head %+v", h)
	}
	if err := verify(db); err != nil {
		t.Error(err)
	}
}

func TestAppendRefuses(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	l := openLedger(t, db, nil)
	used := newID(t)
	must(t, l, says(used, 7, draft("reported", ledger.New, nil)))
	no := errors.New("not in this state")
	tests := []struct {
		name string
		req  ledger.Request
		want error
	}{
		{"no id", says(ledger.ID{}, 1, draft("a", 0, nil)), ledger.ErrBadRequest},
		{"no decision", ledger.Request{ID: newID(t)}, ledger.ErrBadRequest},
		{"somebody else's id", says(used, 8), ledger.ErrForeignCommand},
		{"decided against", ledger.Request{ID: newID(t),
			Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) { return nil, no }}, no},
		{"no type", says(newID(t), 1, draft("", 0, nil)), ledger.ErrBadRequest},
		{"long type", says(newID(t), 1, draft(event.Type(strings.Repeat("x", 65)), 0, nil)), ledger.ErrBadRequest},
		{"type with a blank", says(newID(t), 1, draft("a b", 0, nil)), ledger.ErrBadRequest},
		{"subject to come", says(newID(t), 1, draft("a", 99, nil)), ledger.ErrBadRequest},
		{"same as nothing", says(newID(t), 1, draft("a", ledger.Same, nil)), ledger.ErrBadRequest},
		{"second draft bad", says(newID(t), 1, draft("a", 0, nil), draft("", 0, nil)), ledger.ErrBadRequest},
		{"body no JSON", says(newID(t), 1, draft("a", 0, json.RawMessage("{"))), ledger.ErrBadRequest},
		{"body a channel", says(newID(t), 1, draft("a", 0, make(chan int))), ledger.ErrBadRequest},
		{"body too long", says(newID(t), 1, draft("a", 0, strings.Repeat("x", ledger.MaxBody))), ledger.ErrBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := l.Append(t.Context(), tt.req); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if h := l.Head().Seq; h != 1 || number(db, "SELECT COUNT(*) FROM events") != 1 ||
				number(db, "SELECT COUNT(*) FROM commands") != 1 {
				t.Errorf("something was written; head %d", h)
			}
		})
	}
}

func TestAppendNothingToDo(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	l := openLedger(t, db, nil)
	id := newID(t)
	if a := must(t, l, says(id, 1)); a.First != 0 || a.Repeated {
		t.Errorf("got %+v", a)
	}
	if a := must(t, l, says(id, 1, draft("a", 0, nil))); a.First != 1 || a.Repeated {
		t.Errorf("the id was remembered: %+v", a)
	}
}

func TestPanicHarmsOnlyItself(t *testing.T) {
	t.Parallel()
	l := openLedger(t, newStore(t), nil)
	_, err := l.Append(t.Context(), ledger.Request{ID: newID(t),
		Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) { panic("oh") }})
	var p *ledger.PanicError
	if !errors.As(err, &p) || p.Value != "oh" || len(p.Stack) == 0 {
		t.Errorf("got %v", err)
	}
	must(t, l, says(newID(t), 1, draft("a", 0, nil)))
}

func TestClockSetBack(t *testing.T) {
	t.Parallel()
	db, c := newStore(t), &clock{at: 5_000_000}
	l := openLedger(t, db, func(o *ledger.Options) { o.Now = c.now })
	a := must(t, l, says(newID(t), 1, draft("a", 0, nil)))
	c.set(10)
	b := must(t, l, says(newID(t), 1, draft("a", 0, nil)))
	if b.At != a.At {
		t.Errorf("the second is at %d, the first at %d", b.At, a.At)
	}
	if err := verify(db); err != nil {
		t.Error(err)
	}
}

// blocked makes the writer wait until release is called; what is appended meanwhile forms one group.
func blocked(t *testing.T, l *ledger.Ledger) (release func()) {
	t.Helper()
	entered, leave := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- l.Exclusive(context.Background(), func(context.Context, *store.Tx) error {
			close(entered)
			<-leave
			return nil
		})
	}()
	<-entered
	return func() {
		close(leave)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// together appends all requests so that they come into one group, in this order.
func together(t *testing.T, l *ledger.Ledger, reqs ...ledger.Request) ([]ledger.Answer, []error) {
	t.Helper()
	release := blocked(t, l)
	answers, errs := make([]ledger.Answer, len(reqs)), make([]error, len(reqs))
	var wg sync.WaitGroup
	for i, r := range reqs {
		wg.Add(1)
		before := l.Waiting()
		go func() {
			defer wg.Done()
			answers[i], errs[i] = l.Append(context.Background(), r)
		}()
		for l.Waiting() == before {
			runtime.Gosched()
		}
	}
	release()
	wg.Wait()
	return answers, errs
}

func TestGroupSeesItself(t *testing.T) {
	t.Parallel()
	db, v := newStore(t), &counter{name: "counts"}
	l := openLedger(t, db, func(o *ledger.Options) { o.Views = []ledger.View{v} })
	var saw int64
	looks := says(newID(t), 1)
	looks.Decide = func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]ledger.Draft, error) {
		return []ledger.Draft{draft("looked", 0, nil)}, tx.QueryRow(ctx, "SELECT COUNT(*) FROM events").Scan(&saw)
	}
	same := newID(t)
	begun := v.begun
	answers, errs := together(t, l, says(same, 3, draft("a", 0, nil)), looks, says(same, 3, draft("b", 0, nil)),
		says(same, 4, draft("b", 0, nil)))
	if v.begun != begun+1 {
		t.Fatalf("%d transactions, want one", v.begun-begun)
	}
	if saw != 1 {
		t.Errorf("the second command saw %d events, want 1", saw)
	}
	if answers[2].First != 1 || !answers[2].Repeated || errs[2] != nil ||
		!errors.Is(errs[3], ledger.ErrForeignCommand) {
		t.Errorf("repeats in a group: %+v %v, %v", answers[2], errs[2], errs[3])
	}
	if n := number(db, "SELECT SUM(n) FROM counts"); n != 2 {
		t.Errorf("the view counted %d events, want 2", n)
	}
}

func TestPoisonedCommandHurtsNobodyElse(t *testing.T) {
	t.Parallel()
	writesAndRefuses := ledger.Request{Decide: func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]ledger.Draft, error) {
		if _, err := tx.Exec(ctx, "INSERT INTO notes (city, note) VALUES ($1, 'half')", city); err != nil {
			return nil, err
		}
		return nil, errPoison
	}}
	for name, bad := range map[string]ledger.Request{
		"view fails":         says(ledger.ID{}, 1, draft("poison", 0, nil)),
		"view panics":        says(ledger.ID{}, 1, draft("panic", 0, nil)),
		"writes and refuses": writesAndRefuses,
	} {
		t.Run(name, func(t *testing.T) {
			db := newStore(t)
			l := openLedger(t, db, func(o *ledger.Options) {
				o.Views = []ledger.View{&counter{name: "counts", poison: "poison", panics: "panic"}}
			})
			bad.ID = newID(t)
			writes := says(newID(t), 1)
			writes.Decide = func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]ledger.Draft, error) {
				_, err := tx.Exec(ctx, "INSERT INTO notes (city, note) VALUES ($1, 'whole')", city)
				return []ledger.Draft{draft("b", 0, nil)}, err
			}
			_, errs := together(t, l, says(newID(t), 1, draft("a", 0, nil)), bad, writes)
			var p *ledger.PanicError
			if errs[0] != nil || errs[2] != nil || !(errors.Is(errs[1], errPoison) || errors.As(errs[1], &p)) {
				t.Errorf("errors %v", errs)
			}
			if n := number(db, "SELECT SUM(n) FROM counts"); n != 2 {
				t.Errorf("the view counted %d, want 2", n)
			}
			if n, m := number(db, "SELECT COUNT(*) FROM notes WHERE note = 'whole'"),
				number(db, "SELECT COUNT(*) FROM notes"); n != 1 || m != 1 {
				t.Errorf("%d side rows, %d of them right", m, n)
			}
			if err := verify(db); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNoSpaceAndBack(t *testing.T) {
	t.Parallel()
	db := openStore(t, storetest.FileDSN(t)) // a server's disk cannot be filled here; its error is told by its code
	l := openLedger(t, db, nil)
	limit := func(pages int64) {
		err := l.Exclusive(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var n int64
			return tx.QueryRow(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(number(db, "PRAGMA page_count"))
	big := strings.Repeat("大", 50_000)
	id := newID(t)
	_, errs := together(t, l, says(newID(t), 1, draft("a", 0, "small")), says(id, 1, draft("a", 0, big)))
	for _, err := range errs {
		if !errors.Is(err, store.ErrNoSpace) {
			t.Errorf("got %v, want ErrNoSpace", err)
		}
	}
	if n := number(db, "SELECT COUNT(*) FROM events"); n != 0 || l.Head().Seq != 0 {
		t.Errorf("%d events, head %d", n, l.Head().Seq)
	}
	limit(1 << 30)
	if a := must(t, l, says(id, 1, draft("a", 0, big))); a.First != 1 || a.Repeated {
		t.Errorf("after space came back: %+v", a)
	}
	if err := verify(db); err != nil {
		t.Error(err)
	}
}

func TestCancelledBeforeItsTurn(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	l := openLedger(t, db, nil)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := l.Append(gone, says(newID(t), 1, draft("a", 0, nil))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	release := blocked(t, l)
	going, cancel := context.WithCancel(context.Background())
	failed := make(chan error, 1)
	go func() {
		_, err := l.Append(going, says(newID(t), 1, draft("a", 0, nil)))
		failed <- err
	}()
	for l.Waiting() == 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	release()
	must(t, l, says(newID(t), 1, draft("b", 0, nil)))
	if n := number(db, "SELECT COUNT(*) FROM events WHERE type = 'a'"); n != 0 {
		t.Error("a command given up was executed")
	}
}

func TestCancelledAfterItsTurnIsAnswered(t *testing.T) {
	t.Parallel()
	l := openLedger(t, newStore(t), nil)
	ctx, cancel := context.WithCancel(context.Background())
	r := says(newID(t), 1)
	r.Decide = func(inner context.Context, _ *store.Tx, _ calendar.Instant) ([]ledger.Draft, error) {
		cancel()
		return []ledger.Draft{draft("a", 0, nil)}, inner.Err()
	}
	if a, err := l.Append(ctx, r); err != nil || a.First != 1 {
		t.Errorf("got %+v, %v", a, err)
	}
}
