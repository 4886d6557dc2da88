package storetest

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"xiaohao/platform/store"
)

// Disposable, set to 1, says that the server is thrown away when the tests are over: then what is copied may stay
// there.
const Disposable = "XIAOHAO_POSTGRES_DISPOSABLE"

// Made is a database that is made once for all tests of a package, and copied for each that asks: a copy takes a
// moment, its tables do not. On a server that is not disposable it is made anew each time.
type Made struct {
	make func(ctx context.Context, dsn string) error

	once sync.Once // a test may ask for a file where the others have a server
	err  error
	file []byte // of SQLite

	served sync.Once
	wrong  error
	name   string // of the database on a server
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
		return m.onServer(t)
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

// onServer gives a copy on the server that the environment names.
func (m *Made) onServer(t testing.TB) string {
	t.Helper()
	base, err := url.Parse(os.Getenv(Server))
	if err != nil || base.Host == "" || os.Getenv(Disposable) != "1" {
		dsn := ServerDSN(t)
		if err := m.make(context.Background(), dsn); err != nil {
			t.Fatal(err)
		}
		return dsn
	}
	dsn := func(name string) string {
		u := *base
		u.Path = "/" + name
		return u.String()
	}
	m.served.Do(func() {
		m.name = randomName(t)
		if m.wrong = onServer("CREATE DATABASE " + m.name + " TEMPLATE template0"); m.wrong == nil {
			m.wrong = m.make(context.Background(), dsn(m.name))
		}
	})
	if m.wrong != nil {
		t.Fatal(m.wrong)
	}
	name := randomName(t)
	if err := onServer("CREATE DATABASE " + name + " TEMPLATE " + m.name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := onServer("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Log(err)
		}
	})
	return dsn(name)
}
