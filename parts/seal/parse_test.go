package seal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
	"xiaohao/parts/seal"
)

// three seals of a small city, each following the one before.
func three(t testing.TB, algorithm string) (*town, []seal.Seal) {
	w := newTown(t, ledger.SM3)
	w.algorithm = algorithm
	var out []seal.Seal
	for range 3 {
		w.happen(4)
		w.now = w.now.Plus(hour)
		out = append(out, w.make())
	}
	return w, out
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestParse(t *testing.T) {
	t.Parallel()
	_, s := three(t, seal.SM2)
	for name, file := range map[string]string{
		"array":   string(seal.JSON(s)),
		"marked":  "\xEF\xBB\xBF" + text(s) + "\r\n",
		"lines":   text(s[0]) + "\n" + text(s[1]) + "\r\n\n" + text(s[2]),
		"objects": text(s[0]) + text(s[1]) + text(s[2]),
	} {
		if got, err := seal.Parse(strings.NewReader(file)); err != nil || !cmp.Equal(got, s) {
			t.Errorf("%s: %v %s", name, err, cmp.Diff(got, s))
		}
	}
	if got, err := seal.Parse(strings.NewReader(text(s[1]))); err != nil || !cmp.Equal(got, s[1:2]) {
		t.Errorf("one: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	_, s := three(t, seal.Ed25519)
	good := text(s[1])
	for _, c := range []struct {
		file string
		n    int
		kind error
	}{
		{"", 1, seal.ErrForm},
		{"[]", 1, seal.ErrForm},
		{"no json", 1, seal.ErrForm},
		{"null", 1, seal.ErrVersion},
		{"[1]", 1, seal.ErrForm},
		{"{}", 1, seal.ErrVersion},
		{good + "\n" + strings.Replace(good, `"version":1`, `"version":2`, 1), 2, seal.ErrVersion},
		{strings.Replace(good, `"version":1`, `"version":1.0`, 1), 1, seal.ErrVersion},
		{good + good[:40], 2, seal.ErrForm},
		{strings.Replace(good, `"city":4304`, `"city":-4304`, 1), 1, seal.ErrForm},
		{strings.Replace(good, `"city":4304`, `"city":"4304"`, 1), 1, seal.ErrForm},
		{strings.Replace(good, `"from":5`, `"from":9`, 1), 1, seal.ErrForm},
		{strings.Replace(good, `"from":5`, `"from":1`, 1), 1, seal.ErrForm}, // the first has no seal before it
		{strings.Replace(good, `"city"`, `"town"`, 1), 1, seal.ErrForm},
		{strings.Replace(good, `"scheme":"sm3"`, `"scheme":"md5"`, 1), 1, seal.ErrForm},
		{strings.Replace(good, `"algorithm":"ed25519"`, `"algorithm":"sm2"`, 1), 1, seal.ErrForm},
		{strings.Replace(good, s[1].Hash, strings.ToUpper(s[1].Hash), 1), 1, seal.ErrForm},
		{strings.Replace(good, s[1].Root, s[1].Root[2:], 1), 1, seal.ErrForm},
		{strings.Replace(good, s[1].Signature, `x`, 1), 1, seal.ErrForm},
	} {
		var f *seal.FileError
		if _, err := seal.Parse(strings.NewReader(c.file)); !errors.Is(err, c.kind) ||
			!errors.As(err, &f) || f.N != c.n {
			t.Errorf("%.90s: got %v, want %q in seal %d", c.file, err, c.kind, c.n)
		}
	}
}

// TestAltered alters each part of the statement, signatures, and whose seal it is: each is refused by its kind.
func TestAltered(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{seal.SM2, seal.Ed25519} {
		w, s := three(t, algorithm)
		_, others := three(t, algorithm)
		for name, c := range map[string]struct {
			alter func(x *seal.Seal)
			kind  error
		}{
			"hash":      {func(x *seal.Seal) { x.Hash = s[0].Hash }, seal.ErrSignature},
			"instant":   {func(x *seal.Seal) { x.At++ }, seal.ErrSignature},
			"prev":      {func(x *seal.Seal) { x.Prev = s[0].Hash }, seal.ErrSignature},
			"root":      {func(x *seal.Seal) { x.Root = s[0].Root }, seal.ErrSignature},
			"seq":       {func(x *seal.Seal) { x.Seq++ }, seal.ErrSignature},
			"city":      {func(x *seal.Seal) { x.City++ }, seal.ErrSignature},
			"scheme":    {func(x *seal.Seal) { x.Scheme = ledger.SHA256 }, seal.ErrSignature},
			"signature": {func(x *seal.Seal) { x.Signature = s[0].Signature }, seal.ErrSignature},
			"key":       {func(x *seal.Seal) { x.Key = others[0].Key }, seal.ErrSignature},
			"voucher": {func(x *seal.Seal) {
				x.Voucher = &seal.Voucher{Algorithm: algorithm, Key: others[0].Key, Signature: others[0].Signature}
			}, seal.ErrSignature},
			"version": {func(x *seal.Seal) { x.Version = 2 }, seal.ErrVersion},
			"swapped": {func(x *seal.Seal) { *x = others[1] }, seal.ErrKey},
		} {
			x := s[1]
			c.alter(&x)
			all := w.outside(s[0], x, s[2])
			if len(all) != 1 || !errors.Is(all[0], c.kind) {
				t.Errorf("%s %s: got %v, want %q", algorithm, name, all, c.kind)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	w, s := three(f, seal.SM2)
	f.Add([]byte(text(s)))
	f.Add([]byte(text(s[0]) + "\n" + text(s[1])))
	p, err := w.book.Proof(w.ctx, 6)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(text(p)))
	f.Add([]byte(`[{"version":1,"city":4304,"voucher":{}}]`))
	w.ledger.Close() // its writer would blur which input reached what
	f.Fuzz(func(t *testing.T, file []byte) {
		if got, err := seal.Parse(bytes.NewReader(file)); err == nil {
			again, err := seal.Parse(bytes.NewReader(seal.JSON(got)))
			if err != nil || !cmp.Equal(got, again) {
				t.Fatalf("what was read does not come back: %v %s", err, cmp.Diff(got, again))
			}
			for i := range got {
				_ = got[i].Verify()
			}
		}
		if p, err := seal.ParseProof(bytes.NewReader(file)); err == nil {
			_ = seal.VerifyProof(p)
		}
	})
}
