package store

import (
	"fmt"
	"os"
	"runtime"
)

// reading is how the embedded engine reads a file.
type reading struct {
	frozen  bool   // nobody is expected to write meanwhile
	words   string // of the driver's address
	pragmas []string
}

// readingOf finds a way to read a file that makes no file beside it. The engine's own way needs the index of the
// write-ahead log as a file, and makes both where they are missing, even to read. So:
//   - a file that a program has open is read by that program's index;
//   - a log that was left behind, as in a copy, is read with an index in memory; that takes the engine's exclusive
//     mode, and so a way to the file that locks nothing;
//   - without a log the file is read as one that does not change, which Untouched proves afterwards.
//
// Source: SQLite's documentation, "Write-Ahead Logging", sections "Read-Only Databases" and "Use of WAL Without
// Shared-Memory".
func readingOf(path string) reading {
	log, err := os.Stat(path + "-wal")
	if err != nil || log.Size() == 0 {
		return reading{frozen: true, words: "&immutable=1"}
	}
	if _, err := os.Stat(path + "-shm"); err == nil && held(lockPath(path)) {
		return reading{}
	}
	unlocked := "&vfs=unix-none"
	if runtime.GOOS == "windows" {
		unlocked = "&vfs=win32-none"
	}
	return reading{frozen: true, words: unlocked, pragmas: []string{"locking_mode(EXCLUSIVE)"}}
}

// held says whether a program has a lock.
func held(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	if err := lockNow(f); err != nil {
		return true
	}
	_ = unlock(f) // closing it would do
	return false
}

// Untouched gives ErrLocked when somebody wrote into a database that was opened as Options.Untouched says while it was
// read: what was read is then of no one moment. It asks once the reading is over.
func (db *DB) Untouched() error {
	if db.seen == nil {
		return nil
	}
	now, err := os.Stat(db.path)
	if err != nil {
		return err
	}
	log, err := os.Stat(db.path + "-wal")
	_, shared := os.Stat(db.path + "-shm")
	if now.Size() != db.seen.Size() || !now.ModTime().Equal(db.seen.ModTime()) ||
		err == nil && log.Size() > 0 && shared == nil && held(lockPath(db.path)) {
		return fmt.Errorf("%w: it was written while it was read; read it again", ErrLocked)
	}
	return nil
}
