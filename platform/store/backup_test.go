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

func TestRestore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "x.db"), filepath.Join(dir, "copy.db")
	db := open(t, path)
	script(t, db, pairs)
	if err := addPair(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(t.Context(), copied, nil); err != nil {
		t.Fatal(err)
	}
	if err := addPair(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), copied, path, true); !errors.Is(err, store.ErrLocked) {
		t.Errorf("over a running server: %v", err)
	}
	db.Close()
	if err := store.Restore(t.Context(), copied, path, false); !errors.Is(err, store.ErrExists) {
		t.Errorf("over a database: %v", err)
	}
	if err := store.Restore(t.Context(), copied, path, true); err != nil {
		t.Fatal(err)
	}
	count := func(path string, want int64) {
		t.Helper()
		db := open(t, path)
		defer db.Close()
		if n := number(t, db.Read(), "SELECT COUNT(*) FROM a"); n != want {
			t.Errorf("%s has %d rows, want %d", filepath.Base(path), n, want)
		}
	}
	count(path, 1)
	count(path+".replaced", 2)
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	if err := os.WriteFile(fresh+"-wal", []byte("left over"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), copied, fresh, false); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(fresh + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a log of another database stayed: %v", err)
	}
	count(fresh, 1)
}

// TestRestoreKeepsWhatAKilledServerLeft has a WAL file beside both databases: that of the old one must not be played
// into the new one.
func TestRestoreKeepsWhatAKilledServerLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "x.db"), filepath.Join(dir, "copy.db")
	db := open(t, filepath.Join(dir, "live.db"))
	script(t, db, pairs)
	if err := addPair(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(t.Context(), copied, nil); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if err := addPair(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	for _, end := range []string{"", "-wal"} { // as after kill -9
		data, err := os.ReadFile(filepath.Join(dir, "live.db"+end))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+end, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Restore(t.Context(), copied, path, true); err != nil {
		t.Fatal(err)
	}
	if n := number(t, open(t, path).Read(), "SELECT COUNT(*) FROM a"); n != 1 {
		t.Errorf("restored %d rows, want 1", n)
	}
	if n := number(t, open(t, path+".replaced").Read(), "SELECT COUNT(*) FROM a"); n != 6 {
		t.Errorf("set aside %d rows, want 6", n)
	}
}

func TestRestoreRefusesDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "x.db"), filepath.Join(dir, "copy.db")
	db := open(t, path)
	script(t, db, pairs)
	for range 20 {
		if err := addPair(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Backup(t.Context(), copied, nil); err != nil {
		t.Fatal(err)
	}
	db.Close()
	damage(t, copied)
	if err := store.Restore(t.Context(), copied, path, true); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("got %v", err)
	}
	if err := store.Restore(t.Context(), filepath.Join(dir, "nothing"), path, true); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if n := number(t, open(t, path).Read(), "SELECT COUNT(*) FROM a"); n != 20 {
		t.Errorf("the database now has %d rows", n)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part*")); len(left) > 0 {
		t.Errorf("left behind %v", left)
	}
}
