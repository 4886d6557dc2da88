package storetest_test

import (
	"context"
	"errors"
	"testing"

	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestMade copies a database twice: it is made once, and what one test writes the other does not see.
func TestMade(t *testing.T) {
	t.Parallel()
	step := store.Step{Part: "test", N: 1, SQL: "CREATE TABLE things (city BIGINT NOT NULL PRIMARY KEY)"}
	times := 0
	made := storetest.Once(func(ctx context.Context, dsn string) error {
		times++
		db, err := store.Open(ctx, dsn, store.Options{})
		if err != nil {
			return err
		}
		return errors.Join(db.Migrate(ctx, []store.Step{step}), put(ctx, db, 1), db.Close())
	})
	for range 2 {
		db, err := store.Open(t.Context(), made.DSN(t), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := put(t.Context(), db, 2); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.Read().QueryRow(t.Context(), "SELECT COUNT(*) FROM things").Scan(&n); err != nil || n != 2 {
			t.Errorf("%d rows, want the one that was made and the one of this copy: %v", n, err)
		}
	}
	if times != 1 && !storetest.OnServer() {
		t.Errorf("made %d times", times)
	}
}

func put(ctx context.Context, db *store.DB, city int64) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO things (city) VALUES ($1)", city)
		return err
	})
}

// TestDrawn follows what .ci/run sets.
func TestDrawn(t *testing.T) {
	if testing.Short() {
		return // then it is always the least
	}
	for whole, want := range map[string]int{"1": 50, "": 10} {
		t.Setenv(storetest.Whole, whole)
		if n := storetest.Drawn(50, 10, 5); n != want {
			t.Errorf("%s=%q draws %d, want %d", storetest.Whole, whole, n, want)
		}
	}
}
