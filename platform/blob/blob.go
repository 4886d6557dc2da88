// Package blob keeps bytes on disk under the name of their own SHA-256.
//
// It owns one directory: "ab/cdef…" (the first byte of the hash, then the other 31, in lower-case hex) for what is
// kept, "tmp" for what is on its way in. It never knows what the bytes mean, who may see them, or which record points
// at them.
//
// Invariants:
//   - a name outside tmp is there only when all its bytes are on the disk (file synced, then renamed, then the
//     directory synced);
//   - a name never changes its content: the content is the name, and Verify proves it;
//   - storing the same bytes twice, also at once and from several processes, leaves one file.
package blob

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// Sentinels for errors.Is; what is returned also names the hash or the limit.
var (
	ErrNotFound = errors.New("blob: not found")
	ErrTooLarge = errors.New("blob: larger than allowed")
	ErrNoSpace  = errors.New("blob: no space left on the disk")
	ErrSource   = errors.New("blob: what was to be kept could not be read")
)

// CorruptError says that the file at Path does not hold the bytes its name promises.
type CorruptError struct {
	Hash Hash   // what the name promises
	Got  Hash   // what the bytes hash to
	Path string // the file, for the operator
}

// Error names the file.
func (e *CorruptError) Error() string {
	return fmt.Sprintf("blob: %s is damaged: its bytes hash to %s", e.Path, e.Got)
}

const (
	incoming = "tmp"     // folder of unfinished files
	leftover = time.Hour // an unfinished file older than this belongs to a process that died
)

// Store is a directory of blobs. It is safe for use by many goroutines, and the directory by many processes.
type Store struct {
	dir    string
	synced [256]atomic.Bool                 // this process has made the fan-out folder durable
	create func(dir string) (staged, error) // makes an unfinished file; tests put a full disk here
	space  func(dir string) (free, size int64, err error)
}

// staged is an unfinished file.
type staged interface {
	io.WriteCloser
	Name() string
	Sync() error
	Chmod(fs.FileMode) error
}

// Open makes the directory where it is missing and removes unfinished files that are over an hour old. Age is
// measured by the clock of the file system itself, so that a wrong system clock removes nothing that is still being
// written.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir, create: func(dir string) (staged, error) { return os.CreateTemp(dir, "put-*") },
		space: space}
	if err := os.MkdirAll(filepath.Join(dir, incoming), 0o700); err != nil {
		return nil, typed(fmt.Errorf("blob: open %s: %w", dir, err))
	}
	if err := s.sweep(); err != nil {
		return nil, typed(fmt.Errorf("blob: open %s: %w", dir, err))
	}
	return s, nil
}

// At is the directory as it lies there, to read from: nothing in it is made or removed.
func At(dir string) *Store { return &Store{dir: dir} }

// Open gives the bytes of h for reading; they are not checked on the way (that is Verify). ErrNotFound when there are
// none.
func (s *Store) Open(h Hash) (io.ReadSeekCloser, error) {
	f, err := os.Open(s.path(h))
	if err != nil {
		return nil, missing(h, err)
	}
	return f, nil
}

// Has tells whether h is kept.
func (s *Store) Has(h Hash) (bool, error) {
	_, err := os.Stat(s.path(h))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("blob: look for %s: %w", h, err)
	}
	return true, nil
}

// Verify reads all bytes of h again: *CorruptError when they are not what the name says, ErrNotFound when the file is
// gone.
func (s *Store) Verify(h Hash) error {
	f, err := os.Open(s.path(h))
	if err != nil {
		return missing(h, err)
	}
	defer f.Close()
	got, err := hashAll(f)
	if err != nil {
		return fmt.Errorf("blob: verify %s: %w", s.path(h), err)
	}
	if got != h {
		return &CorruptError{Hash: h, Got: got, Path: s.path(h)}
	}
	return nil
}

// Delete removes h for good; one that is not there is no error. The caller answers for nobody pointing at it any more.
func (s *Store) Delete(h Hash) error {
	err := os.Remove(s.path(h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("blob: delete %s: %w", h, err)
	}
	return syncDir(filepath.Dir(s.path(h)))
}

// Walk calls fn with every blob and its size in bytes, ordered by hash, until fn returns an error, which Walk then
// returns (fs.SkipAll ends it without one). Files whose name is no hash are passed over. A blob deleted meanwhile may
// be left out.
func (s *Store) Walk(fn func(h Hash, size int64) error) error {
	for first := range 256 {
		err := s.walkFolder(fmt.Sprintf("%02x", first), fn)
		if errors.Is(err, fs.SkipAll) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) walkFolder(folder string, fn func(Hash, int64) error) error {
	entries, err := os.ReadDir(filepath.Join(s.dir, folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("blob: walk: %w", err)
	}
	for _, e := range entries {
		h, err := ParseHash(folder + e.Name())
		if err != nil || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("blob: walk: %w", err)
		}
		if err := fn(h, info.Size()); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes what dead processes left in tmp. The present moment is the mtime of a file made right now.
func (s *Store) sweep() error {
	dir := filepath.Join(s.dir, incoming)
	probe, err := os.CreateTemp(dir, "now-*")
	if err != nil {
		return err
	}
	defer os.Remove(probe.Name())
	defer probe.Close()
	now, err := probe.Stat()
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || now.ModTime().Sub(info.ModTime()) <= leftover {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (s *Store) path(h Hash) string {
	t := h.String()
	return filepath.Join(s.dir, t[:2], t[2:])
}

func missing(h Hash, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", ErrNotFound, h)
	}
	return fmt.Errorf("blob: open %s: %w", h, err)
}

// typed marks an error of the disk being full (or the quota used up) as ErrNoSpace and keeps its cause.
func typed(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return err
}

// syncDir makes the names in a directory durable. Windows has no such call, and does not need it.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
