package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"xiaohao/platform/store"
)

func txEnds(t *testing.T, db *store.DB) {
	var kept *store.Tx
	if err := db.Write(t.Context(), func(tx *store.Tx) error { kept = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := insert(kept, 1, "x"); err == nil {
		t.Error("Exec worked")
	}
	if _, err := kept.Query(t.Context(), "SELECT id FROM things WHERE city = $1", 1); err == nil {
		t.Error("Query worked")
	}
	var n int64
	if err := kept.QueryRow(t.Context(), "SELECT COUNT(*) FROM things").Scan(&n); err == nil {
		t.Error("QueryRow worked")
	}
	if err := kept.Savepoint(func() error { return nil }); err == nil {
		t.Error("Savepoint worked")
	}
	want(t, db.Read())
}

func turns(t *testing.T, db *store.DB) {
	entered, leave, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- db.Write(context.Background(), func(tx *store.Tx) error {
			close(entered)
			<-leave
			return insert(tx, 1, "x")
		})
	}()
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := db.Write(ctx, func(tx *store.Tx) error { return insert(tx, 2, "x") }); !errors.Is(err, context.Canceled) {
		t.Errorf("the second did not wait: %v", err)
	}
	close(leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
	write(t, db, 3)
	want(t, db.Read(), 1, 3)
}

func closed(t *testing.T, db *store.DB) {
	write(t, db, 1)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if err := db.Write(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Write: %v", err)
	}
	if _, err := db.Read().Query(t.Context(), "SELECT 1"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Query: %v", err)
	}
	if err := db.Snapshot(t.Context(), func(store.Reader) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Snapshot: %v", err)
	}
}

var steps = []store.Step{
	{Part: "test", N: 1, SQL: "CREATE TABLE one (n BIGINT NOT NULL); INSERT INTO one (n) VALUES (1);"},
	{Part: "test", N: 2, SQL: "INSERT INTO one (n) VALUES (2)"},
	{Part: "test", N: 3, SQL: "INSERT INTO one (n) VALUES (3)"},
}

func sumOfOne(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	if err := db.Read().QueryRow(t.Context(), "SELECT SUM(n) FROM one").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func version(t *testing.T, db *store.DB) int {
	t.Helper()
	v, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v.Count()
}

func migrate(t *testing.T, db *store.DB) {
	if v := version(t, db); v != 0 {
		t.Errorf("a new database has schema %d", v)
	}
	for _, list := range [][]store.Step{steps[:2], steps[:2], steps, steps} {
		if err := db.Migrate(t.Context(), list); err != nil {
			t.Fatal(err)
		}
	}
	if n := sumOfOne(t, db); n != 6 || version(t, db) != 3 {
		t.Errorf("sum %d, version %d", n, version(t, db))
	}
}

func migrateFails(t *testing.T, db *store.DB) {
	bad := append(append([]store.Step{}, steps[:1]...),
		store.Step{Part: "test", N: 2, SQL: "INSERT INTO one (n) VALUES (100); INSERT INTO nowhere (n) VALUES (1)"})
	if err := db.Migrate(t.Context(), bad); err == nil {
		t.Error("a bad step went through")
	}
	if n := sumOfOne(t, db); n != 1 || version(t, db) != 1 {
		t.Errorf("sum %d, version %d", n, version(t, db))
	}
	if err := db.Migrate(t.Context(), steps); err != nil {
		t.Error(err)
	}
}

func migrateNewer(t *testing.T, db *store.DB) {
	if err := db.Migrate(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), steps[:2]); !errors.Is(err, store.ErrSchemaNewer) {
		t.Errorf("got %v", err)
	}
	if n := sumOfOne(t, db); n != 6 || version(t, db) != 3 {
		t.Errorf("sum %d, version %d", n, version(t, db))
	}
}

func migrateNumbers(t *testing.T, db *store.DB) {
	if err := db.Migrate(t.Context(), steps[1:]); err == nil {
		t.Error("a list that begins with 2 was taken")
	}
	if v := version(t, db); v != 0 {
		t.Errorf("version %d", v)
	}
}

func writesCounted(t *testing.T, db *store.DB) {
	write(t, db, 1)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		ids(t, tx)
		var n int64
		if err := tx.QueryRow(t.Context(), "  select COUNT(*) FROM things").Scan(&n); err != nil {
			return err
		}
		if tx.Writes() != 0 {
			t.Errorf("%d writes after reading", tx.Writes())
		}
		if err := insert(tx, 2, "x"); err != nil {
			return err
		}
		if err := tx.QueryRow(t.Context(), "UPDATE things SET name = 'y' WHERE city = $1 AND id = $2 RETURNING id", 1,
			1).Scan(&n); err != nil {
			return err
		}
		if tx.Writes() != 2 {
			t.Errorf("%d writes, want 2", tx.Writes())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func manyTexts(t *testing.T, db *store.DB) {
	write(t, db, 1)
	for i := range 700 {
		text := fmt.Sprintf("SELECT id + %d FROM things WHERE city = $1", i)
		var n, m int64
		if err := db.Read().QueryRow(t.Context(), text, 1).Scan(&n); err != nil {
			t.Fatal(err)
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.QueryRow(t.Context(), text, 1).Scan(&m) })
		if err != nil || n != int64(i+1) || m != n {
			t.Fatalf("text %d: %d and %d, %v", i, n, m, err)
		}
	}
}
