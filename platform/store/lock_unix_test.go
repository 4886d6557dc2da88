//go:build unix

package store

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestLockIsGivenBack: a lock that was given back is free, even while a process being started still holds a copy of
// the open file, as it does between its fork and its own program.
func TestLockIsGivenBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.lock")
	first, err := lockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	inherited, err := unix.Dup(int(first.f.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(inherited)
	if err := first.release(); err != nil {
		t.Fatal(err)
	}
	again, err := lockFile(path)
	if err != nil {
		t.Fatalf("given back and not free: %v", err)
	}
	if err := again.release(); err != nil {
		t.Error(err)
	}
}
