package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const plenty = math.MaxInt64

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *Store, text string) Hash {
	t.Helper()
	h, size, err := s.Put(t.Context(), strings.NewReader(text), plenty)
	if err != nil || size != int64(len(text)) || h != Hash(sha256.Sum256([]byte(text))) {
		t.Fatalf("Put(%.20q) = %s, %d, %v", text, h, size, err)
	}
	return h
}

// files lists every file below the directory of s, unfinished ones included.
func files(t *testing.T, s *Store) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(s.dir, path)
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestPutThenRead(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, text := range []string{"", "a", strings.Repeat("衡阳", 200_000)} {
		h := put(t, s, text)
		f, err := s.Open(h)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err != nil || string(got) != text {
			t.Errorf("read back %d bytes, %v; want %d", len(got), err, len(text))
		}
		if at, err := f.Seek(0, io.SeekStart); at != 0 || err != nil {
			t.Errorf("seek: %d, %v", at, err)
		}
		f.Close()
		if has, err := s.Has(h); !has || err != nil {
			t.Errorf("Has = %v, %v", has, err)
		}
		if err := s.Verify(h); err != nil {
			t.Error(err)
		}
	}
}

func TestLayout(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, "abc")
	put(t, s, "abc")
	want := []string{"ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
	if diff := cmp.Diff(want, files(t, s)); diff != "" {
		t.Error(diff)
	}
}

func TestSizeLimit(t *testing.T) {
	t.Parallel()
	s := open(t)
	body := strings.Repeat("x", 300_000)
	for _, c := range []struct {
		max int64
		ok  bool
	}{{300_000, true}, {300_001, true}, {299_999, false}, {1, false}, {0, false}, {-5, false}} {
		_, _, err := s.Put(t.Context(), strings.NewReader(body), c.max)
		if (err == nil) != c.ok || (!c.ok && !errors.Is(err, ErrTooLarge)) {
			t.Errorf("max %d: %v", c.max, err)
		}
	}
	if got := files(t, s); len(got) != 1 {
		t.Errorf("files: %v", got)
	}
}

// A body that breaks off, a caller that gives up and a disk that fills up leave nothing behind.
func TestFailureLeavesNothing(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	broken := io.MultiReader(strings.NewReader(strings.Repeat("x", 500_000)), iotest.ErrReader(io.ErrUnexpectedEOF))
	sly := iotest.ErrReader(syscall.ENOSPC) // the reader's own trouble is not that of our disk
	for name, c := range map[string]struct {
		ctx   context.Context
		r     io.Reader
		fault string
		want  error
		not   error
	}{
		"truncated":        {t.Context(), broken, "", io.ErrUnexpectedEOF, ErrNoSpace},
		"cancelled":        {gone, strings.NewReader("x"), "", context.Canceled, ErrNoSpace},
		"reader's ENOSPC":  {t.Context(), sly, "", syscall.ENOSPC, ErrNoSpace},
		"full at write":    {t.Context(), strings.NewReader("x"), "write", ErrNoSpace, nil},
		"full at sync":     {t.Context(), strings.NewReader("x"), "sync", ErrNoSpace, nil},
		"full at close":    {t.Context(), strings.NewReader("x"), "close", ErrNoSpace, nil},
		"full at creation": {t.Context(), strings.NewReader("x"), "create", ErrNoSpace, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			if c.fault != "" {
				s.create = fullDisk(c.fault)
			}
			_, _, err := s.Put(c.ctx, c.r, plenty)
			if !errors.Is(err, c.want) || (c.not != nil && errors.Is(err, c.not)) {
				t.Errorf("Put: %v", err)
			}
			if got := files(t, s); len(got) != 0 {
				t.Errorf("left behind: %v", got)
			}
		})
	}
}

// fullDisk makes files whose named step finds no space.
func fullDisk(step string) func(string) (staged, error) {
	return func(dir string) (staged, error) {
		if step == "create" {
			return nil, &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOSPC}
		}
		f, err := os.CreateTemp(dir, "put-*")
		return fullFile{f, step}, err
	}
}

type fullFile struct {
	*os.File
	step string
}

func (f fullFile) fail(step string, err error) error {
	if f.step == step {
		return &fs.PathError{Op: step, Path: f.Name(), Err: syscall.ENOSPC}
	}
	return err
}

func (f fullFile) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	return n, f.fail("write", err)
}
func (f fullFile) Sync() error  { return f.fail("sync", f.File.Sync()) }
func (f fullFile) Close() error { return f.fail("close", f.File.Close()) }

// While a body is still coming in, nobody sees any of it.
func TestUnfinishedIsInvisible(t *testing.T) {
	t.Parallel()
	s := open(t)
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, _, err := s.Put(t.Context(), pr, plenty)
		done <- err
	}()
	pw.Write([]byte("half"))
	count := func() (n int) {
		if err := s.Walk(func(Hash, int64) error { n++; return nil }); err != nil {
			t.Error(err)
		}
		return n
	}
	if n := count(); n != 0 {
		t.Errorf("%d blobs seen before the end", n)
	}
	if has, _ := s.Has(Hash(sha256.Sum256([]byte("half")))); has {
		t.Error("the first half is visible as a blob of its own")
	}
	pw.Write([]byte(" and half"))
	pw.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 1 {
		t.Errorf("%d blobs after the end", n)
	}
}

func TestConcurrentPutOfSameBytes(t *testing.T) {
	t.Parallel()
	s := open(t)
	other, err := Open(s.dir) // as a second process would
	if err != nil {
		t.Fatal(err)
	}
	body := bytes.Repeat([]byte("same"), 100_000)
	want := Hash(sha256.Sum256(body))
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			st := s
			if i%2 == 1 {
				st = other
			}
			h, _, err := st.Put(t.Context(), bytes.NewReader(body), plenty)
			if err != nil || h != want {
				t.Errorf("Put: %s, %v", h, err)
				return
			}
			if err := st.Verify(h); err != nil { // visible to its writer, whole, whatever the others are doing
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := files(t, s); len(got) != 1 {
		t.Errorf("files: %v", got)
	}
}

func TestVerifyNamesDamage(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func([]byte) []byte{
		"one bit":   func(b []byte) []byte { b[7] ^= 1; return b },
		"truncated": func(b []byte) []byte { return b[:len(b)-1] },
		"longer":    func(b []byte) []byte { return append(b, 0) },
		"empty":     func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			h := put(t, s, "evidence of a mended road")
			sound := put(t, s, "another")
			path := s.path(h)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage(b), 0o600); err != nil {
				t.Fatal(err)
			}
			var bad *CorruptError
			if err := s.Verify(h); !errors.As(err, &bad) || bad.Hash != h || bad.Path != path ||
				!strings.Contains(err.Error(), path) {
				t.Errorf("Verify: %v", err)
			}
			if err := s.Verify(sound); err != nil {
				t.Errorf("its neighbour: %v", err)
			}
			put(t, s, "evidence of a mended road")
			if err := s.Verify(h); err != nil {
				t.Errorf("not mended by storing it again: %v", err)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	s := open(t)
	h := put(t, s, "to be forgotten")
	for range 2 {
		if err := s.Delete(h); err != nil {
			t.Fatal(err)
		}
	}
	if has, err := s.Has(h); has || err != nil {
		t.Errorf("Has = %v, %v", has, err)
	}
	if _, err := s.Open(h); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), h.String()) {
		t.Errorf("Open: %v", err)
	}
	if err := s.Verify(h); !errors.Is(err, ErrNotFound) {
		t.Errorf("Verify: %v", err)
	}
}

func TestWalk(t *testing.T) {
	t.Parallel()
	s := open(t)
	want := map[Hash]int64{}
	for i := range 300 {
		want[put(t, s, strings.Repeat("w", i))] = int64(i)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "e3", "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	got, last := map[Hash]int64{}, ""
	err := s.Walk(func(h Hash, size int64) error {
		if h.String() <= last {
			t.Errorf("%s after %s", h, last)
		}
		got[h], last = size, h.String()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	stop, calls := errors.New("enough"), 0
	if err := s.Walk(func(Hash, int64) error { calls++; return stop }); !errors.Is(err, stop) || calls != 1 {
		t.Errorf("Walk went on: %d calls, %v", calls, err)
	}
	if err := s.Walk(func(Hash, int64) error { return fs.SkipAll }); err != nil {
		t.Errorf("SkipAll: %v", err)
	}
}

func TestOpenSweepsOnlyOldLeftovers(t *testing.T) {
	t.Parallel()
	s := open(t)
	kept := put(t, s, "kept")
	now := time.Now()
	for name, age := range map[string]time.Duration{"put-dead": 2 * time.Hour, "put-alive": 50 * time.Minute,
		"put-future": -3 * time.Hour} {
		path := filepath.Join(s.dir, incoming, name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(s.path(kept), now, now.Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.dir); err != nil {
		t.Fatal(err)
	}
	text := kept.String()
	want := []string{text[:2] + "/" + text[2:], "tmp/put-alive", "tmp/put-future"}
	if diff := cmp.Diff(want, files(t, s)); diff != "" {
		t.Error(diff)
	}
}

func TestOpenRefusesAFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("Open: %v", err)
	}
}

func TestHashText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash"))
		b, err := json.Marshal(map[Hash]Hash{h: h})
		if err != nil {
			t.Fatal(err)
		}
		var back map[Hash]Hash
		if err := json.Unmarshal(b, &back); err != nil || back[h] != h || len(back) != 1 {
			t.Fatalf("%s came back as %v, %v", b, back, err)
		}
	})
	good := strings.Repeat("0a", 32)
	for _, bad := range []string{"", good[1:], good + "0", strings.ToUpper(good), "../" + good[3:],
		strings.Repeat("g", 64), good[:63] + "\x00"} {
		before := Hash{1}
		h := before
		if err := h.UnmarshalText([]byte(bad)); !errors.Is(err, ErrHash) || h != before {
			t.Errorf("%q: %v, %s", bad, err, h)
		}
	}
	if h, err := ParseHash(good); err != nil || h.String() != good || h.IsZero() || !(Hash{}).IsZero() {
		t.Errorf("ParseHash(%s) = %s, %v", good, h, err)
	}
}
