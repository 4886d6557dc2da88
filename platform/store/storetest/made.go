package storetest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"xiaohao/platform/store"
)

// Made is a database that is made once for all tests of a package, and copied for each that asks: a copy of a file
// takes a moment, its tables do not. On a server, which copies no file, it is made anew each time.
type Made struct {
	make func(ctx context.Context, dsn string) error
	once sync.Once
	err  error
	file []byte
}

// Once is a database that make fills, which must close it.
func Once(make func(ctx context.Context, dsn string) error) *Made { return &Made{make: make} }

// Migrated is a database that has these steps and no rows.
func Migrated(steps func() []store.Step) *Made {
	return Once(func(ctx context.Context, dsn string) error {
		db, err := store.Open(ctx, dsn, store.Options{})
		if err != nil {
			return err
		}
		if err := db.Migrate(ctx, steps()); err != nil {
			_ = db.Close()
			return err
		}
		return db.Close()
	})
}

// DSN is the address of a copy, which is gone when the test ends.
func (m *Made) DSN(t testing.TB) string {
	t.Helper()
	if OnServer() {
		dsn := ServerDSN(t)
		if err := m.make(context.Background(), dsn); err != nil {
			t.Fatal(err)
		}
		return dsn
	}
	m.once.Do(func() {
		path := filepath.Join(t.TempDir(), "made.db")
		if m.err = m.make(context.Background(), "sqlite:"+path); m.err != nil {
			return
		}
		if _, err := os.Stat(path + "-wal"); err == nil {
			t.Errorf("%s was not closed by who made it", path)
		}
		m.file, m.err = os.ReadFile(path)
	})
	if m.err != nil {
		t.Fatal(m.err)
	}
	dsn := FileDSN(t)
	if err := os.WriteFile(strings.TrimPrefix(dsn, "sqlite:"), m.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dsn
}
