package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/platform/store"
)

// pairs makes two tables that are always written together.
const pairs = `CREATE TABLE a (n BIGINT NOT NULL, fill TEXT); CREATE TABLE b (n BIGINT NOT NULL, fill TEXT)`

func addPair(ctx context.Context, db *store.DB) error {
	fill := strings.Repeat("x", 30_000)
	return db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO a SELECT COUNT(*), $1 FROM a", fill); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO b SELECT COUNT(*), $1 FROM b", fill)
		return err
	})
}

// TestBackupWhileWriting copies under a steady stream of writes: the copy is of one instant, and the writes go on
// while it is made.
func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "x.db"))
	script(t, db, pairs)
	for range 300 {
		if err := addPair(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(dir, "copy.db")
	var calls int
	var done, total int64
	err := db.Backup(t.Context(), copied, func(d, n int64) {
		calls, done, total = calls+1, d, n
		if _, err := os.Stat(copied); err == nil {
			t.Error("the copy has its name before it is complete")
		}
		for range 3 {
			if err := addPair(t.Context(), db); err != nil {
				t.Fatal(err)
			}
		}
	})
	if err != nil || calls < 2 || done != total {
		t.Fatalf("backup: %v, %d steps, %d of %d pages", err, calls, done, total)
	}
	made := open(t, copied)
	if err := made.Check(t.Context()); err != nil {
		t.Error(err)
	}
	a, b := number(t, made.Read(), "SELECT COUNT(*) FROM a"), number(t, made.Read(), "SELECT COUNT(*) FROM b")
	if a != 300 || b != 300 {
		t.Errorf("the copy has %d and %d rows, want 300 and 300", a, b)
	}
	if n := number(t, db.Read(), "SELECT COUNT(*) FROM a"); n != int64(300+3*calls) {
		t.Errorf("the database has %d rows", n)
	}
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "x.db"))
	script(t, db, pairs)
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(t.Context(), taken, nil); !errors.Is(err, store.ErrExists) {
		t.Errorf("got %v", err)
	}
	if got, _ := os.ReadFile(taken); string(got) != "mine" {
		t.Error("the file was overwritten")
	}
	if err := db.Backup(t.Context(), filepath.Join(dir, "nowhere", "copy"), nil); err == nil {
		t.Error("copied into a directory that is not there")
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Backup(gone, filepath.Join(dir, "copy"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "copy*")); len(left) > 0 {
		t.Errorf("left behind %v", left)
	}
}
