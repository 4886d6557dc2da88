package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/parts/seal"
)

// TestStolenKey lets somebody sign, with the city's key, what the city would not.
func TestStolenKey(t *testing.T) {
	t.Parallel()
	w, s := three(t, seal.SM2)
	thief := seal.KeyFile(w.keys)
	sign := func(x seal.Seal, alter func(*seal.Seal)) seal.Seal {
		t.Helper()
		alter(&x)
		seal.SignWith(thief, &x)
		if err := x.Verify(); err != nil {
			t.Fatal(err)
		}
		return x
	}
	for name, c := range map[string]struct {
		alter func(x *seal.Seal)
		kind  error
	}{
		"another city":   {func(x *seal.Seal) { x.City++ }, seal.ErrCity},
		"another scheme": {func(x *seal.Seal) { x.Scheme = ledger.SHA256 }, seal.ErrScheme},
		"another hash":   {func(x *seal.Seal) { x.Hash = s[0].Hash }, seal.ErrHash},
		"another root":   {func(x *seal.Seal) { x.Root = s[0].Root }, seal.ErrRoot},
		"a gap":          {func(x *seal.Seal) { x.From++ }, seal.ErrOrder},
		"the future":     {func(x *seal.Seal) { x.Seq += 100 }, seal.ErrCut},
	} {
		t.Run(name, func(t *testing.T) {
			x := sign(s[1], c.alter)
			only(t, w.outside(s[0], x), c.kind)
			w.change("UPDATE seals SET body = $1 WHERE seq = 8", text(x))
			if all := w.own(); len(all) == 0 || !errors.Is(all[0], c.kind) && x.Seq == 8 {
				t.Errorf("the city's own: %v, want %q", all, c.kind)
			}
			w.change("UPDATE seals SET body = $1 WHERE seq = 8", text(s[1]))
		})
	}

	x := sign(s[1], func(x *seal.Seal) { x.Prev = s[0].Hash })
	w.change("UPDATE seals SET body = $1 WHERE seq = 8", text(x))
	if all := w.own(); len(all) != 2 || !errors.Is(all[0], seal.ErrOrder) {
		t.Errorf("another seal before it: %v", all)
	}
	w.change("UPDATE seals SET body = $1 WHERE seq = 8", text(s[1]))

	v := s[1]
	seal.VouchWith(seal.KeyFile(filepath.Join(t.TempDir(), "key")), &v)
	w.change("UPDATE seals SET body = $1 WHERE seq = 8", text(v))
	only(t, w.own(), seal.ErrKey)
	w.change("UPDATE seals SET body = $1 WHERE seq = 8", text(s[1]))
	only(t, w.outside(s[0], sign(s[1], func(x *seal.Seal) { x.Hash = s[2].Hash })), seal.ErrHash)
	if all := w.own(); len(all) > 0 {
		t.Error(all)
	}
}

// TestLostKey loses the key file, makes another and seals: that is a lost key. A seal that somebody else made with a
// key of his own is a forgery.
func TestLostKey(t *testing.T) {
	t.Parallel()
	w, s := three(t, seal.SM2)
	owned := func() (lost []int64, told []error) {
		keys, err := seal.KeyFile(w.keys).Public()
		if err != nil {
			t.Fatal(err)
		}
		lost, err = seal.Owned(w.ctx, w.db.Read(), code, keys, func(err error) { told = append(told, err) })
		if err != nil {
			t.Fatal(err)
		}
		return lost, told
	}
	if lost, told := owned(); len(lost)+len(told) > 0 {
		t.Errorf("nothing was lost: %v %v", lost, told)
	}
	if err := os.Remove(w.keys); err != nil {
		t.Fatal(err)
	}
	if lost, told := owned(); len(lost)+len(told) > 0 {
		t.Errorf("without a key nothing can be said: %v %v", lost, told)
	}
	w.happen(2)
	fresh := w.make()
	if lost, told := owned(); len(lost) != 1 || lost[0] != fresh.From || len(told) > 0 || len(w.own()) > 0 {
		t.Errorf("a lost key: %v %v", lost, told)
	}
	keys, _ := seal.KeyFile(w.keys).Public()
	var outside []error
	if err := seal.Outside(w.ctx, w.db.Read(), code, s[:1], keys, nil,
		func(err error) { outside = append(outside, err) }); err != nil {
		t.Fatal(err)
	}
	only(t, outside, seal.ErrLost)
	stranger := seal.KeyFile(filepath.Join(t.TempDir(), "key"))
	seal.SignWith(stranger, &fresh)
	w.change("UPDATE seals SET body = $1 WHERE seq = $2", text(fresh), fresh.Seq)
	w.change("UPDATE seal_last SET digest = $1", fresh.Digest())
	if lost, told := owned(); len(lost) > 0 || len(told) == 0 || !errors.Is(told[0], seal.ErrKey) {
		t.Errorf("a forged seal: %v %v", lost, told)
	}
}

// TestStolenProof takes a proof that is right in itself and alters what the seal says of its last entry.
func TestStolenProof(t *testing.T) {
	t.Parallel()
	w, s := three(t, seal.Ed25519)
	p, err := w.book.Proof(w.ctx, 8)
	if err != nil {
		t.Fatal(err)
	}
	receipt := func(p seal.Proof) (all []error) {
		if err := seal.Receipt(w.ctx, w.db.Read(), code, p, func(err error) { all = append(all, err) }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	if all := receipt(p); len(all) > 0 {
		t.Fatal(all)
	}
	q := p
	q.Seal.Hash = s[0].Hash
	seal.SignWith(seal.KeyFile(w.keys), &q.Seal)
	only(t, receipt(q), seal.ErrHash)
	q = p
	q.Seal.City = 4301
	seal.SignWith(seal.KeyFile(w.keys), &q.Seal)
	only(t, receipt(q), seal.ErrCity)
	q = p
	q.Seal.Signature = s[0].Signature
	only(t, receipt(q), seal.ErrSignature)
	w.change("UPDATE events SET hash = x'" + strings.Repeat("00", 32) + "' WHERE seq = 8")
	only(t, receipt(p), seal.ErrHash)
	w.change("DELETE FROM events WHERE seq = 8")
	only(t, receipt(p), seal.ErrCut)
}

// TestOldSeals proves that a seal and a proof of the first version hold as long as there is a version 1. The SM2
// signature there also passes openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678.
func TestOldSeals(t *testing.T) {
	t.Parallel()
	f, err := os.Open(filepath.Join("testdata", "seals.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seals, err := seal.Parse(f)
	if err != nil || len(seals) != 2 {
		t.Fatal(len(seals), err)
	}
	for _, s := range seals {
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
	}
	if seals[1].Prev != seals[0].Digest() || seals[1].Voucher == nil {
		t.Error("the second does not follow the first")
	}
	g, err := os.Open(filepath.Join("testdata", "proof.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	p, err := seal.ParseProof(g)
	if err == nil {
		err = seal.VerifyProof(p)
	}
	if err != nil {
		t.Error(err)
	}
}
