package seal

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Proof shows that an entry stands under a seal: its hash, the siblings on the way to the seal's root, the nearest
// first, and the seal.
type Proof struct {
	Version int      `json:"version"`
	Seq     int64    `json:"seq"`
	Hash    string   `json:"hash"`
	Path    []string `json:"path"`
	Seal    Seal     `json:"seal"`
}

// Entry is what a resident is told of his report: its place in the ledger, its fingerprint, and the seal that covers
// it, nil until the next one.
type Entry struct {
	Seq  int64
	Hash string
	Seal *Seal
}

// ForMatter is the entry of a matter's first event, whose number is the matter's id. It reads two rows. The error is
// *fault.Error seal_no_entry when there is no such event. The caller has asked whether the reader may know of the
// matter.
func (b *Book) ForMatter(ctx context.Context, matter int64) (Entry, error) {
	hash, err := b.hash(ctx, matter)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Seq: matter, Hash: hash}
	s, ok, err := b.Covering(ctx, matter)
	if ok && s.From <= matter {
		e.Seal = &s
	}
	return e, err
}

func (b *Book) hash(ctx context.Context, seq int64) (hash string, err error) {
	err = ledger.Hashes(ctx, b.DB.Read(), b.City, seq-1, seq, func(_ int64, h [32]byte) error {
		hash = hex.EncodeToString(h[:])
		return nil
	})
	var missing *ledger.BrokenError
	if errors.As(err, &missing) || err == nil && hash == "" {
		return "", fault.New(fault.Missing, "seal_no_entry", "n", seq).By(err)
	}
	return hash, err
}

// Proof makes the proof of an entry. It reads one block of hashes, however many the seal covers. Errors: *fault.Error
// seal_no_entry, seal_unsealed (no seal covers it yet), seal_rewritten (the ledger is not what the seal says).
func (b *Book) Proof(ctx context.Context, seq int64) (Proof, error) {
	hash, err := b.hash(ctx, seq)
	if err != nil {
		return Proof{}, err
	}
	s, ok, err := b.Covering(ctx, seq)
	if err != nil {
		return Proof{}, err
	}
	if !ok || s.From > seq {
		return Proof{}, fault.New(fault.Missing, "seal_unsealed", "n", seq)
	}
	p := Proof{Version: Version, Seq: seq, Hash: hash, Path: []string{}, Seal: s}
	path, err := b.path(ctx, seq, s)
	if err != nil {
		return Proof{}, err
	}
	for _, n := range path {
		p.Path = append(p.Path, hex.EncodeToString(n[:]))
	}
	if err := VerifyProof(p); err != nil {
		return Proof{}, fault.New(fault.Conflict, "seal_rewritten", "n", s.Seq).By(err)
	}
	return p, nil
}

// path goes from the leaf to the root of its block, and from there along the row of blocks.
func (b *Book) path(ctx context.Context, seq int64, s Seal) ([]node, error) {
	h, err := ledger.NewHash(s.Scheme)
	if err != nil {
		return nil, err
	}
	x := hasher{h}
	blocks, err := b.blocks(ctx, s)
	if err != nil {
		return nil, err
	}
	block := (seq - s.From) / blockSize
	first := s.From + block*blockSize
	var leaves []node
	err = ledger.Hashes(ctx, b.DB.Read(), b.City, first-1, min(first+blockSize-1, s.Seq),
		func(_ int64, hash [32]byte) error {
			leaves = append(leaves, x.leaf(hash))
			return nil
		})
	var missing *ledger.BrokenError
	if errors.As(err, &missing) {
		return nil, fault.New(fault.Conflict, "seal_rewritten", "n",
			s.Seq).By(broken(s.Seq, ErrCut, "%s", missing.Error()))
	}
	if err != nil {
		return nil, err
	}
	up, err := x.path(int(seq-first), leaves)
	if err != nil {
		return nil, err
	}
	along, err := x.path(int(block), blocks)
	return append(up, along...), err
}

// blocks reads the row of blocks of a seal.
func (b *Book) blocks(ctx context.Context, s Seal) ([]node, error) {
	return readBlocks(ctx, b.DB.Read(), b.City, s)
}

func readBlocks(ctx context.Context, r store.Reader, city int64, s Seal) ([]node, error) {
	var raw []byte
	err := r.QueryRow(ctx, "SELECT blocks FROM seals WHERE city = $1 AND seq = $2", city, s.Seq).Scan(&raw)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read seal: %w", store.Explain(err))
	}
	if want := (s.Seq-s.From)/blockSize + 1; int64(len(raw)) != 32*want {
		return nil, broken(s.Seq, ErrRow, "%d bytes of blocks, not %d", len(raw), 32*want)
	}
	out := make([]node, 0, len(raw)/32)
	for ; len(raw) > 0; raw = raw[32:] {
		out = append(out, node(raw))
	}
	return out, nil
}

// VerifyProof proves that an entry with this hash stands under the seal, and that the seal's signature is its key's.
// It asks no database, and whether the key is the city's it cannot say: compare it with a published one. The error is
// a *BrokenError.
func VerifyProof(p Proof) error {
	if err := p.check(); err != nil {
		return err
	}
	if err := p.Seal.Verify(); err != nil {
		return err
	}
	h, err := ledger.NewHash(p.Seal.Scheme)
	if err != nil {
		return err
	}
	x := hasher{h}
	path := make([]node, len(p.Path))
	for i, text := range p.Path {
		path[i] = bytes32(text)
	}
	got, ok := x.climb(x.leaf(bytes32(p.Hash)), p.Seq-p.Seal.From, p.Seal.Seq-p.Seal.From+1, path)
	if !ok || got != bytes32(p.Seal.Root) {
		return broken(p.Seal.Seq, ErrPath, "entry %d", p.Seq)
	}
	if p.Seq == p.Seal.Seq && p.Hash != p.Seal.Hash {
		return broken(p.Seal.Seq, ErrHash, "entry %d", p.Seq)
	}
	return nil
}

func (p *Proof) check() error {
	if p.Version != Version {
		return broken(p.Seal.Seq, ErrVersion, "%d; this program knows %d", p.Version, Version)
	}
	if err := p.Seal.check(); err != nil {
		return err
	}
	if p.Seq < p.Seal.From || p.Seq > p.Seal.Seq {
		return broken(p.Seal.Seq, ErrPath, "the seal covers entries %d to %d, not %d", p.Seal.From, p.Seal.Seq, p.Seq)
	}
	if !isHex(p.Hash, 32, 32) || len(p.Path) > 64 {
		return broken(p.Seal.Seq, ErrForm, "hash or path")
	}
	for _, text := range p.Path {
		if !isHex(text, 32, 32) {
			return broken(p.Seal.Seq, ErrForm, "path")
		}
	}
	return nil
}

// bytes32 reads hex whose form was checked.
func bytes32(text string) (out node) {
	_, _ = hex.Decode(out[:], []byte(text)[:min(len(text), 64)])
	return out
}
