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
// of ctx, ErrSource with the error that r gave; after any of them nothing is left behind. Bytes that are kept already
// are written again under the same name, which also mends a file that was damaged.
func (s *Store) Put(ctx context.Context, r io.Reader, most int64) (Hash, int64, error) {
	in, err := s.Stage(ctx, r, most)
	if err != nil {
		return Hash{}, 0, err
	}
	defer in.Drop()
	return in.Hash, in.Size, in.Keep()
}

// Incoming is bytes that lie on the disk and are not kept yet. Whoever has it ends with Drop, also after Keep.
type Incoming struct {
	Hash Hash
	Size int64 // bytes

	store *Store
	name  string
}

// Stage lays all of r beside what is kept, as it comes in, so that it takes no memory. Limits and errors are those of
// Put.
func (s *Store) Stage(ctx context.Context, r io.Reader, most int64) (*Incoming, error) {
	f, err := s.create(filepath.Join(s.dir, incoming))
	if err != nil {
		return nil, typed(fmt.Errorf("blob: put: %w", err))
	}
	h, size, err := fill(ctx, f, r, most)
	if closed := f.Close(); err == nil && closed != nil {
		err = typed(fmt.Errorf("blob: put: %w", closed))
	}
	if err != nil {
		_ = os.Remove(f.Name()) // what is left is swept later
		return nil, err
	}
	return &Incoming{Hash: h, Size: size, store: s, name: f.Name()}, nil
}

// Open gives the bytes for reading, before they are kept.
func (in *Incoming) Open() (io.ReadSeekCloser, error) {
	f, err := os.Open(in.name)
	if err != nil {
		return nil, fmt.Errorf("blob: read %s: %w", in.Hash, err)
	}
	return f, nil
}

// Keep gives the bytes their name. When it returns without an error, they survive a power loss.
func (in *Incoming) Keep() error {
	if err := in.store.place(in.name, in.Hash); err != nil {
		return typed(fmt.Errorf("blob: put %s: %w", in.Hash, err))
	}
	return nil
}

// Drop takes away what was not kept.
func (in *Incoming) Drop() { _ = os.Remove(in.name) }

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
			return Hash{}, 0, fmt.Errorf("%w: %w", ErrSource, readErr)
		}
	}
	if err := f.Chmod(0o400); err != nil {
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
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
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
