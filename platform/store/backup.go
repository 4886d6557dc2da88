package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
)

// backupStep is how many pages are copied between two looks at the context.
const backupStep = 1024

// Backup copies the database as it is at this instant into a new file at path while readers and writers go on; the
// WAL file grows meanwhile. The copy is complete and durable when it appears under its name, or it does not appear.
// It gives ErrExists when path is taken. progress, which may be nil, is told how many pages of how many are copied.
func (db *DB) Backup(ctx context.Context, path string, progress func(done, total int64)) error {
	if db.engine != SQLite {
		return fmt.Errorf("backup to %s: %w: a server's database is backed up by the server's own means, or moved "+
			"into a file", path, ErrUnsuited)
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("backup to %s: %w", path, ErrExists)
	}
	part := path + ".part"
	if err := removeAll(part, part+"-journal", part+"-wal", part+"-shm"); err != nil {
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	err := db.copyTo(ctx, part, progress)
	if err == nil {
		err = publish(part, path)
	}
	if err != nil {
		_ = removeAll(part, part+"-journal", part+"-wal", part+"-shm")
		return fmt.Errorf("backup to %s: %w", path, Explain(err))
	}
	return nil
}

// copyTo holds one read transaction for the whole copy, so that the engine never has to begin anew when somebody
// writes.
func (db *DB) copyTo(ctx context.Context, part string, progress func(done, total int64)) error {
	own, err := sql.Open("sqlite", address(db.path, "ro", defaultTimeout, append(db.way.pragmas, "query_only(1)")...)+
		db.way.words)
	if err != nil {
		return err
	}
	defer own.Close()
	conn, err := own.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	var n int64
	if err := conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master").Scan(&n); err != nil {
		return err
	}
	err = conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the engine cannot copy while running")
		}
		b, err := c.NewBackup(address(part, "rwc", time.Second))
		if err != nil {
			return err
		}
		return errors.Join(stepThrough(ctx, b, progress), b.Finish())
	})
	_, _ = conn.ExecContext(context.Background(), "ROLLBACK") // ends the read; there is nothing to take back
	return err
}

func stepThrough(ctx context.Context, b *sqlite.Backup, progress func(done, total int64)) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		more, err := b.Step(backupStep)
		if err != nil {
			return err
		}
		if progress != nil {
			total := int64(b.PageCount())
			progress(total-int64(b.Remaining()), total)
		}
		if !more {
			return nil
		}
	}
}

// publish makes a finished file durable and gives it its name.
func publish(part, path string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func removeAll(paths ...string) error {
	for _, p := range paths {
		if err := os.Remove(p); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
