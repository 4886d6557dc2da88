package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

func open(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestLaws(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.DB { return open(t, filepath.Join(t.TempDir(), "x.db")) })
}

func TestLawsOnAServer(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.DB { return open(t, storetest.ServerDSN(t)) })
}

func script(t *testing.T, db *store.DB, text string) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Script(t.Context(), text) }); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, r store.Reader, text string) (n int64) {
	t.Helper()
	if err := r.QueryRow(context.Background(), text).Scan(&n); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

func TestPath(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]string{"data/x.db": "data/x.db", "sqlite:data/x.db": "data/x.db",
		"/a b/x.db": "/a b/x.db"} {
		if got, err := store.Path(dsn); got != want || err != nil {
			t.Errorf("%q gave %q, %v", dsn, got, err)
		}
	}
	for _, dsn := range []string{"", "sqlite:", "postgres://u@h/d", "a\x00b"} {
		if _, err := store.Path(dsn); err == nil {
			t.Errorf("%q was taken", dsn)
		}
	}
}

func TestStrangePaths(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"with space", "what?mode=ro", "#hash", "100%25", "衡阳", "a&b=c", "semi;colon"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		db := open(t, filepath.Join(dir, "x.db"))
		script(t, db, "CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1)")
		if err := db.Backup(t.Context(), filepath.Join(dir, "copy.db"), nil); err != nil {
			t.Error(err)
		}
		for _, f := range []string{"x.db", "copy.db"} {
			if _, err := os.Stat(filepath.Join(dir, f)); err != nil {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}

func TestEngineSettings(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "x.db"))
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		var mode string
		if err := tx.QueryRow(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
			t.Errorf("journal mode %s, %v", mode, err)
		}
		if n := number(t, tx, "PRAGMA synchronous"); n != 2 {
			t.Errorf("synchronous = %d, want 2 (FULL)", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := number(t, db.Read(), "PRAGMA query_only"); n != 1 {
		t.Error("read connections can write")
	}
	var n int64
	err = db.Read().QueryRow(t.Context(), "CREATE TABLE a (n BIGINT) RETURNING 1").Scan(&n)
	if err == nil {
		t.Error("a reader wrote")
	}
}

func TestLocked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "xiaohao.db")
	first := open(t, path)
	_, err := store.Open(t.Context(), path, store.Options{})
	if !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) ||
		!strings.Contains(err.Error(), "xiaohao.lock") {
		t.Errorf("got %v", err)
	}
	first.Close()
	open(t, path)
}

func TestReadOnlyBesideWriter(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	db := open(t, path)
	script(t, db, "CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1)")
	look, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	script(t, db, "INSERT INTO a VALUES (2)")
	if n := number(t, look.Read(), "SELECT COUNT(*) FROM a"); n != 2 {
		t.Errorf("sees %d rows, want 2", n)
	}
	if err := look.Write(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("Write: %v", err)
	}
	look.Close()
	script(t, db, "INSERT INTO a VALUES (3)")
}

func TestReadOnlyAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	db := open(t, path)
	script(t, db, "CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1)")
	db.Close()
	look, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	if n := number(t, look.Read(), "SELECT COUNT(*) FROM a"); n != 1 {
		t.Errorf("sees %d rows", n)
	}
	if _, err := store.Open(t.Context(), path+"x", store.Options{ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// TestReadOnlyAfterKill looks at what kill -9 leaves: a database whose last commits are only in its log.
func TestReadOnlyAfterKill(t *testing.T) {
	t.Parallel()
	dir, left := t.TempDir(), t.TempDir()
	db := open(t, filepath.Join(dir, "x.db"))
	script(t, db, "CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1)")
	for _, name := range []string{"x.db", "x.db-wal"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(left, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look, err := store.Open(t.Context(), filepath.Join(left, "x.db"), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	if n := number(t, look.Read(), "SELECT COUNT(*) FROM a"); n != 1 {
		t.Errorf("sees %d rows", n)
	}
}

func TestNotADatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database at all\n", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, only := range []bool{false, true} {
		if _, err := store.Open(t.Context(), path, store.Options{ReadOnly: only}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("read only %v: %v", only, err)
		}
	}
	if _, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "nowhere", "x.db"), store.Options{}); err == nil {
		t.Error("opened in a directory that is not there")
	}
}

func TestCheckFindsDamage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	db := open(t, path)
	script(t, db, `CREATE TABLE a (n BIGINT, s TEXT); CREATE INDEX a_n ON a (n);
		WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5000) INSERT INTO a
		SELECT i, 'some text ' || i FROM c`)
	if err := db.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	db.Close()
	damage(t, path)
	db = open(t, path)
	if err := db.Check(t.Context()); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}

// damage overwrites a page in the middle of the file.
func damage(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(make([]byte, 4096), info.Size()/4096/2*4096); err != nil {
		t.Fatal(err)
	}
}

// TestNoSpace fills the database, and swallows the error: nothing of the abandoned transaction may stay, nothing
// after it may slip in.
func TestNoSpace(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "x.db"))
	script(t, db, "CREATE TABLE a (s TEXT)")
	limit := func(pages int64) error {
		return db.Write(t.Context(), func(tx *store.Tx) error {
			number(t, tx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
			return nil
		})
	}
	if err := limit(number(t, db.Read(), "PRAGMA page_count")); err != nil {
		t.Fatal(err)
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, _ = tx.Exec(t.Context(), "INSERT INTO a VALUES ($1)", "before")
		if _, err := tx.Exec(t.Context(), "INSERT INTO a VALUES ($1)",
			strings.Repeat("x", 100_000)); !errors.Is(err, store.ErrNoSpace) {
			t.Errorf("Exec: %v", err)
		}
		if _, err := tx.Exec(t.Context(), "INSERT INTO a VALUES ($1)", "after"); !errors.Is(err, store.ErrNoSpace) {
			t.Errorf("Exec afterwards: %v", err)
		}
		return nil
	})
	if !errors.Is(err, store.ErrNoSpace) {
		t.Errorf("Write: %v", err)
	}
	if n := number(t, db.Read(), "SELECT COUNT(*) FROM a"); n != 0 {
		t.Errorf("%d rows stayed", n)
	}
	if err := limit(1 << 30); err != nil {
		t.Fatal(err)
	}
	script(t, db, "INSERT INTO a VALUES ('later')")
}
