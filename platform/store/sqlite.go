package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
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

// openFile opens the embedded engine.
func (db *DB) openFile(ctx context.Context, opts Options) error {
	if opts.BusyTimeout <= 0 {
		opts.BusyTimeout = defaultTimeout
	}
	if opts.ReadOnly {
		file, err := os.Stat(db.path)
		if err != nil {
			return err
		}
		if opts.Untouched {
			if db.way = readingOf(db.path); db.way.frozen {
				db.seen = file
			}
		}
	} else if err := db.openWriter(ctx, opts); err != nil {
		return err
	}
	return db.openReaders(ctx, opts)
}

func (db *DB) openWriter(ctx context.Context, opts Options) (err error) {
	if db.lock, err = lockFile(lockPath(db.path)); err != nil {
		return err
	}
	db.writes, err = sql.Open("sqlite", address(db.path, "rwc", opts.BusyTimeout,
		"journal_mode(WAL)", "synchronous(FULL)",
		"secure_delete(fast)", // a key that was destroyed stands in no page any more
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
	db.session = newWriter(conn)
	return nil
}

func (db *DB) openReaders(ctx context.Context, opts Options) (err error) {
	pragmas := append(db.way.pragmas, "query_only(1)")
	if len(db.way.pragmas) == 0 { // that of the cache looks into the file, and the driver would put it first
		pragmas = append(pragmas, fmt.Sprintf("cache_size(-%d)", readerCache))
	}
	db.reads, err = sql.Open("sqlite", address(db.path, "ro", opts.BusyTimeout, pragmas...)+db.way.words)
	if err != nil {
		return err
	}
	db.reads.SetMaxOpenConns(readers)
	db.reads.SetMaxIdleConns(readers)
	db.read = newReads(db.reads, db.guard)
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

// Check reads the whole file and gives ErrCorrupt with what the engine found wrong in its pages and indexes.
//
// A PostgreSQL server looks after its pages itself (data checksums, amcheck): there it gives nil.
func (db *DB) Check(ctx context.Context) error {
	if db.engine != SQLite {
		return nil
	}
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
