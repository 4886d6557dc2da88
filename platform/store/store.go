// Package store keeps rows safely and knows no domain.
//
// It owns the database: opening it, write transactions that take turns within a process, reads that never wait for a
// write, migrations, and copies made while running. Two engines stand behind it: one file of SQLite, for one process,
// and PostgreSQL, for any number of them. It is the only package that names a database driver. It never knows what a
// row means, never writes an event (that is package ledger), and never starts a transaction that nobody asked for.
//
// Invariants:
//   - What Write has committed survives kill -9 and power loss: SQLite with WAL and synchronous=FULL, PostgreSQL with
//     synchronous_commit.
//   - A DB of SQLite opened for writing holds its directory's lock: a second process gets ErrLocked at once, with the
//     holder's process number.
//   - There is one write transaction at a time in a process; Write calls take turns. Between processes on PostgreSQL
//     nothing is held but rows.
//   - Reads go to other connections that cannot write; a Snapshot sees one instant.
//   - SQL has $1…$N placeholders; instants are BIGINT microseconds, booleans SMALLINT, so that one text serves all
//     engines. Where it cannot, a caller asks for the Engine.
//   - After an error that made the engine abandon a transaction, nothing more of that transaction is executed.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"
	"time"
)

// Engine says which database keeps the rows.
type Engine int

// The engines.
const (
	SQLite Engine = iota
	Postgres
)

func (e Engine) String() string {
	if e == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Options says how to open. The zero value opens for writing.
type Options struct {
	BusyTimeout time.Duration // SQLite: wait for a lock held by another connection; 0 means ten seconds
	// for looking at a database that a running server holds: no lock is taken and Write gives ErrReadOnly
	ReadOnly bool
	// SQLite, with ReadOnly: also where nothing may be written, such as a copy in a folder without write permission,
	// and no file is made beside the database; see Untouched
	Untouched bool
	Lagging   string // PostgreSQL: the address of a standby for reads that may lag; "" for none
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine  Engine
	path    string // SQLite
	only    bool
	seen    fs.FileInfo   // SQLite, of a file that is read as if nobody could write it
	way     reading       // SQLite, how the file is read
	lock    *fileLock     // SQLite
	turn    chan struct{} // holds one token; whoever has it may write
	writes  *sql.DB       // SQLite
	session session
	reads   *sql.DB
	read    *reads
	lagging *lagging // PostgreSQL with a standby
	closed  atomic.Bool
	guard   *guard // in tests
}

// EngineOf says which engine a DSN names: "postgres://…" or "postgresql://…", and SQLite for all others.
func EngineOf(dsn string) Engine {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return Postgres
	}
	return SQLite
}

// Path reads a DSN, "sqlite:PATH" or a bare path, and gives the path of the database file.
func Path(dsn string) (string, error) {
	path := strings.TrimPrefix(dsn, "sqlite:")
	if path == "" || strings.ContainsRune(path, 0) || strings.Contains(path, "://") {
		return "", fmt.Errorf("database address %q is none of postgres://…, sqlite:PATH and a path", Redacted(dsn))
	}
	return path, nil
}

// Open opens the database that dsn names. A file of SQLite is made if it is not there (its directory must exist); a
// database of PostgreSQL must be there. It gives ErrLocked when another process has the file open for writing,
// ErrCorrupt when the file is not a database, ErrUnsuited when the server's version, encoding, collation or settings
// do not do, ErrAway when no server answers.
func Open(ctx context.Context, dsn string, opts Options) (*DB, error) {
	db := &DB{engine: EngineOf(dsn), only: opts.ReadOnly, turn: make(chan struct{}, 1), guard: newGuard()}
	db.turn <- struct{}{}
	var err error
	if db.engine == Postgres {
		err = db.openServer(ctx, dsn, opts)
	} else if db.path, err = Path(dsn); err != nil {
		return nil, err
	} else {
		err = db.openFile(ctx, opts)
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open %s: %w", Redacted(strings.TrimPrefix(dsn, "sqlite:")), Explain(err))
	}
	return db, nil
}

// Path is the database file; "" for a server's database.
func (db *DB) Path() string { return db.path }

// Engine says what keeps the rows.
func (db *DB) Engine() Engine { return db.engine }

// Shared says whether other processes may write into the same database.
func (db *DB) Shared() bool { return db.engine == Postgres }

// ReadOnly says whether the database was opened only to look.
func (db *DB) ReadOnly() bool { return db.only }

// Close waits for a running Write, then closes everything and gives the lock back. Closing twice is harmless.
func (db *DB) Close() error {
	if !db.closed.CompareAndSwap(false, true) {
		return nil
	}
	<-db.turn // never given back: later writes see closed
	close(db.turn)
	var first error
	keep := func(err error) {
		if first == nil && err != nil {
			first = Explain(err)
		}
	}
	if db.lagging != nil {
		db.lagging.close()
	}
	if db.read != nil {
		db.read.close()
	}
	if db.reads != nil {
		keep(db.reads.Close())
	}
	if db.session != nil {
		db.session.close()
	}
	if db.writes != nil {
		keep(db.writes.Close())
	}
	if db.lock != nil {
		keep(db.lock.release())
	}
	return first
}
