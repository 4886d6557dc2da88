package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"xiaohao/loop/fault"
	"xiaohao/platform/store"
	"xiaohao/platform/store/pgtest"
	"xiaohao/platform/store/storetest"
)

// TestUnsuited wants each database that would not do to be refused, with the reason.
func TestUnsuited(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t)
	loose := s.Database("loose", "UTF8", "C")
	s.Do("postgres", "ALTER DATABASE loose SET synchronous_commit = off")
	s.Do("postgres", "CREATE DATABASE sorted TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'")
	for code, dsn := range map[string]string{
		"database_collation": s.DSN("sorted"),
		"database_encoding":  s.Database("latin", "LATIN1", "C"),
		"database_unsafe":    loose,
		"database_address":   "postgres://x:geheim@h:port/x",
	} {
		db, err := store.Open(t.Context(), dsn, store.Options{})
		if err == nil {
			db.Close()
		}
		if !errors.Is(err, store.ErrUnsuited) || fault.Code(err) != code {
			t.Errorf("%s: %v", code, err)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("the password is in %v", err)
		}
	}
	for _, collate := range []string{"C", "C.UTF-8"} {
		db, err := store.Open(t.Context(), s.Database(strings.ToLower(strings.ReplaceAll(collate, ".UTF-8", "u")),
			"UTF8", collate), store.Options{})
		if err != nil {
			t.Fatalf("%s: %v", collate, err)
		}
		db.Close()
	}
}

// TestAway takes the server away and gives it back: what is asked meanwhile is refused quickly, and afterwards all is
// as before.
func TestAway(t *testing.T) {
	s := pgtest.Start(t)
	db := open(t, s.Database("x", "UTF8", "C"))
	script(t, db, "CREATE TABLE things (n BIGINT NOT NULL)")
	put := func(n int64) error {
		return db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Later(t.Context(), "INSERT INTO things (n) VALUES ($1)", n)
		})
	}
	if err := put(1); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	began := time.Now()
	for range 5 {
		if err := put(2); !errors.Is(err, store.ErrAway) && !errors.Is(err, store.ErrUnknown) {
			t.Errorf("write: %v", err)
		}
		var n int
		if err := store.Explain(db.Read().QueryRow(t.Context(),
			"SELECT COUNT(*) FROM things").Scan(&n)); !errors.Is(err, store.ErrAway) {
			t.Errorf("read: %v", err)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("ten refusals took %v", took)
	}
	s.Restart()
	s.Until("a write goes through", func() error { return put(3) })
	if n := number(t, db.Read(), "SELECT COUNT(*) FROM things"); n != 2 {
		t.Errorf("%d rows", n)
	}
}

// TestBoundsAreOfTheTransaction wants the bounds of waiting to be set inside each transaction: only there a cluster
// hands them on to the nodes where the rows are. Patient work has none.
func TestBoundsAreOfTheTransaction(t *testing.T) {
	t.Parallel()
	db := open(t, storetest.ServerDSN(t))
	for _, c := range []struct {
		ctx  context.Context
		want string
	}{{t.Context(), "5s 30s 20s local"}, {store.Patient(t.Context()), "0 0 0 local"},
		{t.Context(), "5s 30s 20s local"}} {
		var got string
		if err := db.Write(c.ctx, func(tx *store.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT concat_ws(' ', current_setting('lock_timeout'), "+
				"current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'), "+
				"current_setting('citus.propagate_set_commands'))").Scan(&got)
		}); err != nil || got != c.want {
			t.Errorf("%q, want %q, %v", got, c.want, err)
		}
	}
}

// TestMigrateTogether lets several programs migrate at once: each step is made once.
func TestMigrateTogether(t *testing.T) {
	t.Parallel()
	dsn := storetest.ServerDSN(t)
	steps := []store.Step{{Part: "test", N: 1, SQL: "CREATE TABLE one (n BIGINT NOT NULL); INSERT INTO one (n) " +
		"VALUES (1)"}}
	for v := 2; v <= 8; v++ {
		steps = append(steps, store.Step{Part: "test", N: v, SQL: "INSERT INTO one (n) VALUES (1)"})
	}
	var wait sync.WaitGroup
	for range 6 {
		db := open(t, dsn)
		wait.Go(func() {
			if err := db.Migrate(context.Background(), steps); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	db := open(t, dsn)
	if n := number(t, db.Read(), "SELECT SUM(n) FROM one"); n != 8 {
		t.Errorf("8 steps were made %d times", n)
	}
	if err := db.Current(t.Context(), steps[:7]); !errors.Is(err, store.ErrSchemaNewer) {
		t.Errorf("an older program: %v", err)
	}
	if err := db.Current(t.Context(), append(steps, store.Step{Part: "test", N: 9})); !errors.Is(err,
		store.ErrSchemaOlder) {
		t.Errorf("a newer program: %v", err)
	}
}

// TestCollisions lets two processes take each other's rows in turn: one of them is told by the server to give way,
// and tries again.
func TestCollisions(t *testing.T) {
	t.Parallel()
	dsn := storetest.ServerDSN(t)
	a, b := open(t, dsn), open(t, dsn)
	script(t, a, "CREATE TABLE sums (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO sums (id, n) "+
		"VALUES (1, 0), (2, 0)")
	var wait sync.WaitGroup
	for i, db := range []*store.DB{a, b} {
		wait.Go(func() {
			for range 25 {
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					for _, id := range [][]int{{1, 2}, {2, 1}}[i] {
						if _, err := tx.Exec(context.Background(),
							"UPDATE sums SET n = n + 1 WHERE id = $1", id); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n := number(t, a.Read(), "SELECT SUM(n) FROM sums"); n != 100 {
		t.Errorf("%d, want 100", n)
	}
}

// TestLagging reads from a standby while it keeps up and from the primary when it does not.
func TestLagging(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t)
	dsn := s.Database("x", "UTF8", "C")
	standby := s.Standby("second")
	db, err := store.Open(t.Context(), dsn, store.Options{Lagging: standby.DSN("x")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	where := func() string {
		var n string
		if err := db.Lagging().QueryRow(t.Context(), "SELECT CAST(inet_server_port() AS TEXT)").Scan(&n); err != nil {
			return err.Error()
		}
		return n
	}
	until := func(dsn, what string) {
		s.Until(what, func() error {
			if port := where(); !strings.Contains(dsn, ":"+port+"/") {
				return fmt.Errorf("asked %s", port)
			}
			return nil
		})
	}
	until(standby.DSN("x"), "the standby is asked")
	standby.Kill()
	until(dsn, "the primary is asked instead")
}

// TestServerErrors tells a server's errors by their codes.
func TestServerErrors(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]error{"53100": store.ErrNoSpace, "40001": store.ErrLocked,
		"40P01": store.ErrLocked, "23505": store.ErrDuplicate,
		"57P01": store.ErrAway, "25006": store.ErrAway, "08006": store.ErrAway, "XX001": store.ErrCorrupt,
		"55P03": store.ErrLocked} {
		if err := store.Explain(&pgconn.PgError{Code: code}); !errors.Is(err, want) {
			t.Errorf("%s is %v", code, err)
		}
	}
}

// TestSettle: the pages that were just filled are known to be seen by all, which an index needs to answer alone.
func TestSettle(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t)
	db, err := store.Open(t.Context(), s.Database("x", "UTF8", "C"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Script(t.Context(), "CREATE TABLE things (city BIGINT, id BIGINT, PRIMARY KEY (city, id)); "+
			"INSERT INTO things SELECT 1, n FROM generate_series(1, 10000) AS n")
	}); err != nil {
		t.Fatal(err)
	}
	pages := func() (visible, rows int64) {
		if err := db.Read().QueryRow(t.Context(),
			"SELECT relallvisible, CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'things'").Scan(&visible,
			&rows); err != nil {
			t.Fatal(err)
		}
		return visible, rows
	}
	if visible, _ := pages(); visible != 0 {
		t.Fatalf("%d pages are known without being looked at", visible)
	}
	if err := db.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if visible, rows := pages(); visible == 0 || rows != 10000 {
		t.Errorf("%d pages and %d rows are known", visible, rows)
	}
}
