package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Put stores all of r and gives its hash and its size in bytes. When it returns without an error, the bytes survive a
// power loss.
//
// most is the greatest size taken, in bytes; math.MaxInt64 takes anything. Errors: ErrTooLarge, ErrNoSpace, the error
// of ctx, the error that r gave (wrapped); after any of them nothing is left behind. Bytes that are kept already are
// written again under the same name, which also mends a file that was damaged.
func (s *Store) Put(ctx context.Context, r io.Reader, most int64) (Hash, int64, error) {
	f, err := s.create(filepath.Join(s.dir, incoming))
	if err != nil {
		return Hash{}, 0, typed(fmt.Errorf("blob: put: %w", err))
	}
	defer os.Remove(f.Name()) // does nothing once the file has moved to its place
	h, size, err := fill(ctx, f, r, most)
	if closed := f.Close(); err == nil && closed != nil {
		err = typed(fmt.Errorf("blob: put: %w", closed))
	}
	if err != nil {
		return Hash{}, 0, err
	}
	if err := s.place(f.Name(), h); err != nil {
		return Hash{}, 0, typed(fmt.Errorf("blob: put %s: %w", h, err))
	}
	return h, size, nil
}

// fill copies r to f and syncs it. Only the disk's own errors can become ErrNoSpace, never those of r.
func fill(ctx context.Context, f staged, r io.Reader, most int64) (Hash, int64, error) {
	sum, size, buf := sha256.New(), int64(0), make([]byte, 128<<10)
	for {
		if err := ctx.Err(); err != nil {
			return Hash{}, 0, fmt.Errorf("blob: put: %w", err)
		}
		n, readErr := r.Read(buf)
		if int64(n) > most-size {
			return Hash{}, 0, fmt.Errorf("%w: over %d bytes", ErrTooLarge, most)
		}
		size += int64(n)
		sum.Write(buf[:n])
		if _, err := f.Write(buf[:n]); err != nil {
			return Hash{}, 0, typed(fmt.Errorf("blob: put: %w", err))
		}
		if readErr == io.EOF {
			break
		}
		if readErr != nil {
			return Hash{}, 0, fmt.Errorf("blob: put: read: %w", readErr)
		}
	}
	if err := f.Chmod(0o440); err != nil {
		return Hash{}, 0, typed(fmt.Errorf("blob: put: %w", err))
	}
	if err := f.Sync(); err != nil {
		return Hash{}, 0, typed(fmt.Errorf("blob: put: %w", err))
	}
	return Hash(sum.Sum(nil)), size, nil
}

// place moves a finished file to its name and makes the name durable.
func (s *Store) place(from string, h Hash) error {
	to := s.path(h)
	folder := filepath.Dir(to)
	if err := os.Mkdir(folder, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	// The folder may have been made a moment ago by a process that died before syncing its parent: sync once for each
	// folder and process.
	if !s.synced[h[0]].Load() {
		if err := syncDir(s.dir); err != nil {
			return err
		}
		s.synced[h[0]].Store(true)
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncDir(folder)
}
