// Package store keeps rows safely and knows no domain.
//
// It owns the database file: opening it, one write transaction at a time, reads that never wait for a write, migrations, and copies made while
// running. It is the only package that names a database driver. It never knows what a row means, never writes an event (that is package ledger),
// and never starts a transaction that nobody asked for.
//
// Invariants:
//   - A DB opened for writing holds its directory's lock: a second process gets ErrLocked at once, with the holder's process number.
//   - There is one write connection; Write calls take turns. What Write has committed survives kill -9 and power loss (WAL, synchronous=FULL).
//   - Reads go to other connections that cannot write (query_only); a Snapshot sees one instant.
//   - SQL has $1…$N placeholders and no engine's dialect; instants are BIGINT microseconds, booleans SMALLINT, so that one text serves all engines.
//   - After an error that made the engine abandon a transaction, nothing more of that transaction is executed.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the embedded engine; named nowhere else
)

const (
	readers        = 4                // read connections
	writerCache    = 16384            // KiB of page cache of the write connection
	readerCache    = 4096             // KiB of page cache of each read connection
	checkpoint     = 2000             // pages of WAL that make the writer copy them into the database
	walLimit       = 64 << 20         // bytes that an emptied WAL file may keep on disk
	defaultTimeout = 10 * time.Second // how long SQLite waits for a lock before it says busy
)

// Options says how to open. The zero value opens for writing.
type Options struct {
	BusyTimeout time.Duration // wait for a lock held by another connection; 0 means ten seconds
	ReadOnly    bool          // for looking at a database that a running server holds: no lock is taken and Write gives ErrReadOnly
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	path   string
	only   bool
	lock   *fileLock
	turn   chan struct{} // holds one token; whoever has it may write
	writes *sql.DB
	write  *writer
	reads  *sql.DB
	read   *reads
	closed atomic.Bool
}

// Path reads a DSN, "sqlite:PATH" or a bare path, and gives the path of the database file.
func Path(dsn string) (string, error) {
	path := strings.TrimPrefix(dsn, "sqlite:")
	if path == "" || strings.ContainsRune(path, 0) || strings.Contains(path, "://") {
		return "", fmt.Errorf("database address %q is neither sqlite:PATH nor a path", dsn)
	}
	return path, nil
}

// Open opens the database that dsn names and makes it if it is not there (its directory must exist).
// It gives ErrLocked when another process has it open for writing, ErrCorrupt when the file is not a database.
func Open(ctx context.Context, dsn string, opts Options) (*DB, error) {
	path, err := Path(dsn)
	if err != nil {
		return nil, err
	}
	if opts.BusyTimeout <= 0 {
		opts.BusyTimeout = defaultTimeout
	}
	db := &DB{path: path, only: opts.ReadOnly, turn: make(chan struct{}, 1)}
	db.turn <- struct{}{}
	if opts.ReadOnly {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("open %s: %w", path, err)
		}
	} else if err := db.openWriter(ctx, opts); err != nil {
		db.Close()
		return nil, fmt.Errorf("open %s: %w", path, Explain(err))
	}
	if err := db.openReaders(ctx, opts); err != nil {
		db.Close()
		return nil, fmt.Errorf("open %s: %w", path, Explain(err))
	}
	return db, nil
}

func (db *DB) openWriter(ctx context.Context, opts Options) (err error) {
	if db.lock, err = lockFile(lockPath(db.path)); err != nil {
		return err
	}
	db.writes, err = sql.Open("sqlite", address(db.path, "rwc", opts.BusyTimeout,
		"journal_mode(WAL)", "synchronous(FULL)",
		fmt.Sprintf("cache_size(-%d)", writerCache),
		fmt.Sprintf("wal_autocheckpoint(%d)", checkpoint),
		fmt.Sprintf("journal_size_limit(%d)", walLimit)))
	if err != nil {
		return err
	}
	db.writes.SetMaxOpenConns(1)
	conn, err := db.writes.Conn(ctx)
	if err != nil {
		return err
	}
	var mode string
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if !strings.EqualFold(mode, "wal") {
		return fmt.Errorf("the file system does not allow a write-ahead log (journal mode is %s)", mode)
	}
	db.write = newWriter(conn)
	return nil
}

func (db *DB) openReaders(ctx context.Context, opts Options) (err error) {
	db.reads, err = sql.Open("sqlite", address(db.path, "ro", opts.BusyTimeout, "query_only(1)", fmt.Sprintf("cache_size(-%d)", readerCache)))
	if err != nil {
		return err
	}
	db.reads.SetMaxOpenConns(readers)
	db.reads.SetMaxIdleConns(readers)
	db.read = newReads(db.reads)
	var n int64
	return db.reads.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master").Scan(&n)
}

// address is the driver's DSN for a file, opened with mode rwc or ro and these pragmas.
func address(path, mode string, busy time.Duration, pragmas ...string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	v := url.Values{}
	v.Set("mode", mode)
	v.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busy.Milliseconds()))
	v.Add("_pragma", "temp_store(memory)")
	v.Add("_pragma", "foreign_keys(0)")
	for _, p := range pragmas {
		v.Add("_pragma", p)
	}
	file := filepath.ToSlash(abs)
	if !strings.HasPrefix(file, "/") {
		file = "/" + file // C:/data is written file:///C:/data
	}
	return (&url.URL{Scheme: "file", Path: file, RawQuery: v.Encode()}).String()
}

// Path is the database file.
func (db *DB) Path() string { return db.path }

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
	if db.read != nil {
		db.read.close()
	}
	if db.reads != nil {
		keep(db.reads.Close())
	}
	if db.write != nil {
		db.write.close()
	}
	if db.writes != nil {
		keep(db.writes.Close())
	}
	if db.lock != nil {
		keep(db.lock.release())
	}
	return first
}

// Check reads the whole file and gives ErrCorrupt with what the engine found wrong in its pages and indexes.
func (db *DB) Check(ctx context.Context) error {
	return Explain(checkPages(ctx, db.reads))
}

func checkPages(ctx context.Context, d *sql.DB) error {
	rows, err := d.QueryContext(ctx, "PRAGMA integrity_check(5)")
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		found = append(found, s)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(found) == 1 && found[0] == "ok" {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrCorrupt, strings.Join(found, "; "))
}
