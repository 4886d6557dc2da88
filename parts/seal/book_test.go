package seal_test

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/seal"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const (
	code = int64(4304)
	hour = 3600 * 1_000_000
	noon = calendar.Instant(1795492800e6) // 2026-11-24 12:00 in China, that is 04:00 in Greenwich
)

// town is a city's ledger with its book of seals, and a clock to turn.
type town struct {
	t         testing.TB
	ctx       context.Context
	db        *store.DB
	ledger    *ledger.Ledger
	book      *seal.Book
	now       calendar.Instant
	algorithm string
	keys      string
	n         uint64
}

func newTown(t testing.TB, hash string) *town {
	t.Helper()
	dir := t.TempDir()
	w := &town{t: t, ctx: context.Background(), now: noon, algorithm: seal.SM2, keys: filepath.Join(dir, "seal.key")}
	var err error
	if w.db, err = store.Open(w.ctx, storetest.DSN(t), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	err = w.db.Migrate(w.ctx, append(ledger.Steps(), seal.Steps()...))
	if err != nil {
		t.Fatal(err)
	}
	clock := func() calendar.Instant { return w.now }
	if w.ledger, err = ledger.Open(w.ctx, w.db, ledger.Options{City: code, Hash: hash, Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.ledger.Close() })
	w.book = seal.New(seal.Config{City: code, DB: w.db, Keys: seal.KeyFile(w.keys), Algorithm: func() string {
		return w.algorithm
	}, Now: clock, Writer: w.ledger})
	return w
}

// happen appends n events.
func (w *town) happen(n int) {
	w.t.Helper()
	for n > 0 {
		some := min(n, 500)
		n -= some
		w.n++
		var id ledger.ID
		binary.BigEndian.PutUint64(id[:], w.n)
		_, err := w.ledger.Append(w.ctx, ledger.Request{ID: id,
			Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) {
				var out []ledger.Draft
				for i := range some {
					out = append(out, ledger.Draft{Type: "happened", Body: map[string]int{"n": i}})
				}
				return out, nil
			}})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *town) make() seal.Seal {
	w.t.Helper()
	s, err := w.book.Make(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *town) change(text string, args ...any) {
	w.t.Helper()
	err := w.db.Write(w.ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(w.ctx, storetest.Words(tx.Engine(), text), args...)
		if err == nil && n == 0 {
			err = errors.New("no row changed")
		}
		return err
	})
	if err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
}

func (w *town) own() (all []error) {
	w.t.Helper()
	if err := seal.Own(w.ctx, w.db.Read(), code, nil, func(err error) { all = append(all, err) }); err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *town) outside(seals ...seal.Seal) (all []error) {
	w.t.Helper()
	if err := seal.Outside(w.ctx, w.db.Read(), code, seals, nil, nil,
		func(err error) { all = append(all, err) }); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// only wants one fault of a kind.
func only(t testing.TB, all []error, kind error) {
	t.Helper()
	var b *seal.BrokenError
	if len(all) != 1 || !errors.Is(all[0], kind) || !errors.As(all[0], &b) {
		t.Errorf("got %v, want %q once", all, kind)
	}
}

func TestMake(t *testing.T) {
	t.Parallel()
	w := newTown(t, ledger.SM3)
	if _, err := w.book.Make(w.ctx); fault.Code(err) != "seal_empty" {
		t.Errorf("a ledger without events: %v", err)
	}
	w.happen(3)
	one := w.make()
	head := w.ledger.Head()
	if one.Seq != 3 || one.From != 1 || one.Prev != "" || one.Hash != hex.EncodeToString(head.Hash[:]) ||
		one.At != noon || one.Algorithm != seal.SM2 || one.Scheme != ledger.SM3 {
		t.Errorf("got %+v", one)
	}
	w.now = w.now.Plus(hour)
	if again := w.make(); !cmp.Equal(one, again) {
		t.Errorf("nothing happened, but another seal was made: %s", cmp.Diff(one, again))
	}
	w.happen(2)
	two := w.make()
	if two.Seq != 5 || two.From != 4 || two.Prev != one.Digest() || two.Key != one.Key || two.Voucher != nil {
		t.Errorf("got %+v", two)
	}
	if list, err := w.book.List(w.ctx, 0, 9); err != nil || !cmp.Equal(list, []seal.Seal{two, one}) {
		t.Errorf("list: %v %v", list, err)
	}
	if list, err := w.book.List(w.ctx, 5, 9); err != nil || !cmp.Equal(list, []seal.Seal{one}) {
		t.Errorf("list before 5: %v %v", list, err)
	}
	if all := append(w.own(), w.outside(two, one)...); len(all) > 0 {
		t.Errorf("nothing was altered, but %v", all)
	}
	if s, err := os.Stat(w.keys); err != nil || s.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v %v", s.Mode(), err)
	}
}

// TestDaily ticks through three days in China, with several callers at once, a clock set back, and a day on which
// nothing happens.
func TestDaily(t *testing.T) {
	t.Parallel()
	w := newTown(t, ledger.SHA256)
	daily := func(want int64) {
		t.Helper()
		var wait sync.WaitGroup
		var mu sync.Mutex
		var made []int64
		for range 4 {
			wait.Go(func() {
				s, fresh, err := w.book.Daily(w.ctx)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				} else if fresh {
					made = append(made, s.Seq)
				}
			})
		}
		wait.Wait()
		if want == 0 && len(made) > 0 || want > 0 && !cmp.Equal(made, []int64{want}) {
			t.Errorf("at %d: seals of %v, want %d", w.now, made, want)
		}
	}
	daily(0) // no event yet
	w.happen(1)
	daily(1)
	w.happen(1)
	w.now = noon + 12*hour - 1
	daily(0)
	w.now++ // midnight in China
	daily(2)
	w.happen(1)
	w.now = w.now.Plus(-6 * hour) // the clock is set back into a day that has its seal
	daily(0)
	w.now = noon + 24*hour
	daily(0)
	w.now = noon + 36*hour
	daily(3)
	w.now = noon + 60*hour
	daily(0) // nothing happened
	w.happen(1)
	daily(4)
}

func TestTwoBooks(t *testing.T) {
	t.Parallel()
	w := newTown(t, ledger.SM3)
	w.happen(10)
	w.make()
	w.happen(10)
	other := seal.New(w.book.Config)
	var wait sync.WaitGroup
	for _, b := range []*seal.Book{w.book, other} {
		wait.Go(func() {
			if _, err := b.Make(w.ctx); err != nil && fault.Code(err) != "seal_twice" {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if list, err := w.book.List(w.ctx, 0, 9); err != nil || len(list) != 2 {
		t.Errorf("%d seals, want 2: %v", len(list), err)
	}
	if all := w.own(); len(all) > 0 {
		t.Error(all)
	}
}

// TestNewKey changes the algorithm, loses the key, and lets a stranger seal.
func TestNewKey(t *testing.T) {
	t.Parallel()
	w := newTown(t, ledger.SM3)
	next := func() seal.Seal { w.happen(2); return w.make() }
	one := next()
	w.algorithm = seal.Ed25519
	two := next()
	if two.Algorithm != seal.Ed25519 || two.Voucher == nil || two.Voucher.Key != one.Key || two.Verify() != nil {
		t.Fatalf("got %+v", two)
	}
	three := next()
	w.algorithm = seal.SM2
	four := next()
	if three.Voucher != nil || three.Key != two.Key || four.Key == one.Key || four.Voucher == nil {
		t.Errorf("got %+v and %+v", three, four)
	}
	// With all of them, and with a gap that the city's own seals fill.
	for _, some := range [][]seal.Seal{{one, two, three, four}, {one, four}, {one, three}, {one}, {four}} {
		if all := append(w.own(), w.outside(some...)...); len(all) > 0 {
			t.Errorf("%d seals: %v", len(some), all)
		}
	}
	if err := os.Remove(w.keys); err != nil {
		t.Fatal(err)
	}
	five := next()
	if five.Voucher != nil || five.Key == four.Key {
		t.Errorf("got %+v", five)
	}
	only(t, w.outside(four), seal.ErrKey) // the city's own newer seal is a stranger's
	if all := append(w.own(), w.outside(five)...); len(all) > 0 {
		t.Error(all)
	}
	if all := w.outside(four, five); len(all) != 2 || !errors.Is(all[0], seal.ErrKey) {
		t.Errorf("got %v", all)
	}
	if err := os.WriteFile(w.keys, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.happen(1)
	if _, err := w.book.Make(w.ctx); fault.Code(err) != "seal_key_broken" {
		t.Errorf("got %v", err)
	}
}

// TestAlteredRows alters the city's own copy: each column, and two rows swapped.
func TestAlteredRows(t *testing.T) {
	t.Parallel()
	w := newTown(t, ledger.SM3)
	for range 3 {
		w.happen(3)
		w.make()
	}
	for _, c := range []struct{ text, back string }{
		{"UPDATE seals SET at = at + 1 WHERE seq = 6", "UPDATE seals SET at = at - 1 WHERE seq = 6"},
		{"UPDATE seals SET seq = 60 WHERE seq = 9", "UPDATE seals SET seq = 9 WHERE seq = 60"},
		{"UPDATE seals SET city = 1 WHERE seq = 9", "UPDATE seals SET city = 4304 WHERE seq = 9"},
		{"UPDATE seals SET body = body || ' ' WHERE seq = 3", "UPDATE seals SET body = trim(body) WHERE seq = 3"},
		{"UPDATE seals SET blocks = substr(blocks, 2) || X'00' WHERE seq = 9", ""},
	} {
		w.change(c.text)
		if all := w.own(); len(all) == 0 {
			t.Errorf("not seen: %s", c.text)
		}
		if c.back != "" {
			w.change(c.back)
			if all := w.own(); len(all) > 0 {
				t.Fatal(all)
			}
		}
	}
	w.change("UPDATE seals SET seq = CASE seq WHEN 3 THEN -6 ELSE -3 END WHERE seq IN (3, 6)")
	w.change("UPDATE seals SET seq = -seq WHERE seq < 0")
	if all := w.own(); len(all) < 2 || !errors.Is(all[0], seal.ErrRow) {
		t.Errorf("swapped: %v", all)
	}
}

// TestForgery alters events and the head row as one would who has the whole database.
func TestForgery(t *testing.T) {
	t.Parallel()
	w := newTown(t, ledger.SM3)
	w.happen(5)
	one := w.make()
	w.happen(5)
	two := w.make()
	w.happen(1)
	hash := strings.Repeat("ab", 32)
	w.change("UPDATE events SET hash = x'" + hash + "' WHERE seq = 10")
	only(t, w.outside(one, two), seal.ErrHash)
	if _, err := w.book.Make(w.ctx); fault.Code(err) != "seal_rewritten" || !errors.Is(err, seal.ErrHash) {
		t.Errorf("a forged ledger was sealed: %v", err)
	}
	w.change("UPDATE events SET hash = x'" + two.Hash + "' WHERE seq = 10")
	w.change("UPDATE events SET hash = x'" + hash + "' WHERE seq = 8")
	only(t, w.outside(one, two), seal.ErrRoot)
	w.change("DELETE FROM events WHERE seq = 8")
	only(t, w.outside(one, two), seal.ErrCut)
	w.change("DELETE FROM events WHERE seq > 7")
	w.change("UPDATE heads SET seq = 7")
	only(t, w.outside(one, two), seal.ErrCut)
	if all := w.outside(one); len(all) != 0 {
		t.Error(all) // before it nothing was altered
	}
	if _, err := w.book.Make(w.ctx); fault.Code(err) != "seal_rewritten" || !errors.Is(err, seal.ErrCut) {
		t.Errorf("a ledger cut off was sealed: %v", err)
	}
}

func TestProof(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{ledger.SM3, ledger.SHA256} {
		w := newTown(t, scheme)
		w.happen(7)
		w.make()
		w.happen(2300)
		s := w.make()
		w.happen(1)
		for _, seq := range []int64{1, 4, 7, 8, 1031, 1032, 2055, 2056, 2306, 2307} {
			p, err := w.book.Proof(w.ctx, seq)
			if err != nil {
				t.Fatal(err)
			}
			if err := seal.VerifyProof(p); err != nil || p.Seq != seq {
				t.Errorf("%d: %v", seq, err)
			}
			p.Seq = seq%7 + s.From
			if p.Seq != seq && !errors.Is(seal.VerifyProof(p), seal.ErrPath) {
				t.Errorf("the proof of %d proves %d", seq, p.Seq)
			}
		}
		if _, err := w.book.Proof(w.ctx, 2308); fault.Code(err) != "seal_unsealed" {
			t.Errorf("not sealed yet: %v", err)
		}
		for _, seq := range []int64{0, -1, 2309} {
			if _, err := w.book.Proof(w.ctx, seq); fault.Code(err) != "seal_no_entry" {
				t.Errorf("%d: %v", seq, err)
			}
		}
		e, err := w.book.ForMatter(w.ctx, 9)
		if err != nil || e.Seal == nil || e.Seal.Seq != s.Seq || len(e.Hash) != 64 {
			t.Errorf("got %+v %v", e, err)
		}
		if e, err := w.book.ForMatter(w.ctx, 2308); err != nil || e.Seal != nil || e.Hash == "" {
			t.Errorf("got %+v %v", e, err)
		}
		w.change("UPDATE events SET hash = x'" + strings.Repeat("00", 32) + "' WHERE seq = 20")
		if _, err := w.book.Proof(w.ctx, 20); fault.Code(err) != "seal_rewritten" {
			t.Errorf("a proof of a forged entry: %v", err)
		}
	}
}

func ExampleSeal_Statement() {
	s := seal.Seal{Version: 1, City: 4304, Seq: 2, Hash: "aa", At: 5, From: 1, Root: "bb", Scheme: "sm3",
		Algorithm: "sm2", Key: "04"}
	fmt.Printf("%s", s.Statement())
	// Output:
	// xiaohao-seal/1
	// city 4304
	// seq 2
	// hash aa
	// at 5
	// from 1
	// root bb
	// scheme sm3
	// algorithm sm2
	// key 04
	// prev -
}

// TestLastSealGone: a seal that is taken out is missed, the last one and the only one as well, and so is the row that
// names it.
func TestLastSealGone(t *testing.T) {
	t.Parallel()
	w := newTown(t, ledger.SM3)
	w.happen(3)
	w.make()
	w.change("DELETE FROM seals")
	only(t, w.own(), seal.ErrLast)
	w.change("DELETE FROM seal_last")
	w.happen(2)
	w.make()
	w.happen(2)
	last := w.make()
	w.change("DELETE FROM seals WHERE seq = $1", last.Seq)
	only(t, w.own(), seal.ErrLast)
	w.change("DELETE FROM seal_last")
	only(t, w.own(), seal.ErrLast)
}
