package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// fileLock is an open file that the operating system has locked for this process; it is let go when the process ends,
// however it ends.
type fileLock struct{ f *os.File }

// lockPath is the lock beside a database: DIR/xiaohao.db has DIR/xiaohao.lock.
func lockPath(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".lock"
}

// lockFile takes the lock or gives ErrLocked with the process that has it.
func lockFile(path string) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockNow(f); err != nil {
		f.Close()
		if holder, _ := os.ReadFile(path); len(holder) > 0 && len(holder) < 100 {
			return nil, fmt.Errorf("%w (process %s, %s)", ErrLocked, strings.TrimSpace(string(holder)), path)
		}
		return nil, fmt.Errorf("%w (%s)", ErrLocked, path)
	}
	// The number is only for the message above; without it the lock holds all the same, even on a full disk.
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt([]byte(fmt.Sprintf("%d\n", os.Getpid())), 0)
	}
	return &fileLock{f}, nil
}

// release gives the lock back. Closing alone is not enough: a process that this one is starting at the same moment
// holds a copy of every open file until it runs its own program, and with it the lock. The file stays: removing it
// would let two processes lock two files of one name.
func (l *fileLock) release() error { return errors.Join(unlock(l.f), l.f.Close()) }
