package store

import (
	"os"

	"golang.org/x/sys/windows"
)

// lockNow locks a byte far behind the process number, so that others can still read it.
func lockNow(f *os.File) error {
	at := windows.Overlapped{OffsetHigh: 1}
	return windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
}

// unlock gives that byte back.
func unlock(f *os.File) error {
	at := windows.Overlapped{OffsetHigh: 1}
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at)
}

// syncDir has nothing to do: a rename is durable with the file system's own journal.
func syncDir(string) error { return nil }
