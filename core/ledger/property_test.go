package ledger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

var errRefused = errors.New("refused")

// attempt is one Append of a plan; several may share an id.
type attempt struct {
	id      int
	actor   int64
	drafts  int
	refuses bool
	poison  bool
}

// TestAnyPlan lets random commands, repeats, strangers' repeats, refusals and poisoned commands run together, twice
// over a reopened ledger.
func TestAnyPlan(t *testing.T) {
	t.Parallel()
	plan := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) attempt {
		return attempt{
			id:      rapid.IntRange(0, 20).Draw(rt, "id"),
			actor:   rapid.Int64Range(1, 2).Draw(rt, "actor"),
			drafts:  rapid.IntRange(1, 3).Draw(rt, "drafts"),
			refuses: rapid.IntRange(0, 4).Draw(rt, "refuses") == 0,
			poison:  rapid.IntRange(0, 9).Draw(rt, "poison") == 0,
		}
	}), 1, 60)
	rapid.Check(t, func(rt *rapid.T) {
		path := storetest.DSN(t)
		p := &plays{ids: map[int]ledger.ID{}, first: map[int]ledger.Answer{}, actor: map[int]int64{}}
		for i := range 21 {
			p.ids[i] = newID(t)
		}
		group := rapid.IntRange(1, 8).Draw(rt, "group")
		for round := range 2 {
			db := openStore(t, path)
			l := openLedger(t, db, func(o *ledger.Options) {
				o.Group = group
				o.Views = []ledger.View{&counter{name: "counts", poison: "poison"}}
			})
			p.play(rt, l, plan.Draw(rt, fmt.Sprint("plan ", round)))
			l.Close()
			p.check(rt, db)
			db.Close()
		}
	})
}

// plays is what has been answered so far.
type plays struct {
	ids map[int]ledger.ID

	mu    sync.Mutex
	first map[int]ledger.Answer
	actor map[int]int64
}

func (p *plays) play(rt *rapid.T, l *ledger.Ledger, plan []attempt) {
	var wg sync.WaitGroup
	todo := make(chan attempt)
	for range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for a := range todo {
				answer, err := l.Append(context.Background(), p.request(a))
				p.answered(rt, a, answer, err)
			}
		}()
	}
	for _, a := range plan {
		todo <- a
	}
	close(todo)
	wg.Wait()
}

func (p *plays) request(a attempt) ledger.Request {
	return ledger.Request{ID: p.ids[a.id], Actor: a.actor,
		Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) {
			if a.refuses {
				return nil, errRefused
			}
			var drafts []ledger.Draft
			for i := range a.drafts {
				drafts = append(drafts, draft("done", ledger.New, i))
			}
			if a.poison {
				drafts = append(drafts, draft("poison", ledger.New, nil))
			}
			return drafts, nil
		}}
}

// answered holds each answer against those before it for the same id.
func (p *plays) answered(rt *rapid.T, a attempt, answer ledger.Answer, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		before, again := p.first[a.id]
		answer.Repeated = false
		if again && answer != before {
			rt.Errorf("command %d was answered %+v and %+v", a.id, before, answer)
		}
		if again && p.actor[a.id] != a.actor {
			rt.Errorf("command %d of %d was answered to %d", a.id, p.actor[a.id], a.actor)
		}
		p.first[a.id], p.actor[a.id] = answer, a.actor
	case errors.Is(err, errRefused) && a.refuses, errors.Is(err, errPoison) && a.poison,
		errors.Is(err, ledger.ErrForeignCommand):
	default:
		rt.Errorf("%+v: %v", a, err)
	}
}

// check proves that the database holds exactly what was answered.
func (p *plays) check(rt *rapid.T, db *store.DB) {
	if err := verify(db); err != nil {
		rt.Error(err)
	}
	events := int64(0)
	for id, a := range p.first {
		events += a.Last - a.First + 1
		n := number(db, "SELECT COUNT(*) FROM events WHERE command = $1 AND seq BETWEEN $2 AND $3", p.key(id),
			a.First, a.Last)
		if n != a.Last-a.First+1 {
			rt.Errorf("command %d has %d events, answered was %+v", id, n, a)
		}
	}
	if n := number(db, "SELECT COUNT(*) FROM events"); n != events {
		rt.Errorf("%d events, answered were %d", n, events)
	}
	if n := number(db, "SELECT COALESCE(SUM(n), 0) FROM counts"); n != events {
		rt.Errorf("the view counted %d of %d events", n, events)
	}
}

func (p *plays) key(id int) []byte { k := p.ids[id]; return k[:] }

// crashDSN tells the test binary that it is the child to be killed.
const crashDSN = "XIAOHAO_CRASH_DSN"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(crashDSN); dsn != "" {
		appendForever(dsn)
	}
	os.Exit(m.Run())
}

// appendForever prints the id of each command that was answered, until it is killed.
func appendForever(dsn string) {
	t := &testing.T{}
	db := openStore(t, dsn)
	l := openLedger(t, db, func(o *ledger.Options) { o.Views = []ledger.View{&counter{name: "counts"}} })
	for i := range 16 {
		go func() {
			for {
				id := newID(t)
				if _, err := l.Append(context.Background(),
					says(id, int64(i), draft("a", 0, reportBody), draft("b", 0, nil))); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(2)
				}
				fmt.Println(id)
			}
		}()
	}
	select {}
}

// TestKilled kills a process that appends and expects every command it was answered, once, and an unbroken ledger.
func TestKilled(t *testing.T) {
	t.Parallel()
	dsn := storetest.DSN(t)
	answered := map[string]bool{}
	for round := range 6 {
		child := exec.Command(os.Args[0], "-test.run=NONE")
		child.Env = append(os.Environ(), crashDSN+"="+dsn)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines, n := bufio.NewScanner(out), 0
		for lines.Scan() {
			answered[lines.Text()] = true
			if n++; n == 1 {
				time.AfterFunc(time.Duration(30+20*round)*time.Millisecond, func() { _ = child.Process.Kill() })
			}
		}
		if err := child.Wait(); err == nil || n == 0 {
			t.Fatalf("round %d: the child ended by itself after %d answers (%v)", round, n, err)
		}
		proveAll(t, dsn, answered)
	}
}

func proveAll(t *testing.T, path string, answered map[string]bool) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := verify(db); err != nil {
		t.Fatal(err)
	}
	for text := range answered {
		id, err := ledger.ParseID(text)
		if err != nil {
			continue // the last line was cut by the kill
		}
		if n := number(db, "SELECT COUNT(*) FROM events WHERE city = $1 AND seq BETWEEN (SELECT first FROM commands "+
			"WHERE city = $1 AND id = $2) AND (SELECT last FROM commands WHERE city = $1 AND id = $2)", city,
			id[:]); n != 2 {
			t.Errorf("answered command %s has %d events, want 2", id, n)
		}
	}
	if n, m := number(db, "SELECT SUM(n) FROM counts"), number(db, "SELECT COUNT(*) FROM events"); n != m {
		t.Errorf("the view counted %d of %d events", n, m)
	}
}
