package ledger_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"sync"
	"testing"

	"xiaohao/ledger"
	"xiaohao/store"
)

const city = 4304

// clock is a settable clock.
type clock struct {
	mu sync.Mutex
	at int64
}

func (c *clock) now() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at++
	return c.at
}

func (c *clock) set(at int64) {
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
	if err := db.Migrate(context.Background(), []store.Migration{{Version: 1, Name: "ledger", SQL: ledger.Schema}, {Version: 2, Name: "test views", SQL: testViews}}); err != nil {
		t.Fatal(err)
	}
	return db
}

func newStore(t testing.TB) *store.DB { return openStore(t, filepath.Join(t.TempDir(), "x.db")) }

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
	return ledger.Request{ID: id, Actor: actor, Decide: func(context.Context, *store.Tx, int64) ([]ledger.Draft, error) { return drafts, nil }}
}

func draft(typ string, subject int64, body any) ledger.Draft {
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
CREATE TABLE notes (city BIGINT NOT NULL, note TEXT NOT NULL);
`
