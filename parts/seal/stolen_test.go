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
