package seal

import (
	"errors"
	"fmt"
	"hash"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
)

// node is the hash of a leaf or of a subtree.
type node = [32]byte

// hasher makes the nodes of a tree, as RFC 6962 does but with the hash of the ledger's scheme; it is the library's
// merkle.LogHasher. It serves one goroutine.
type hasher struct{ hash.Hash }

// Leaves and nodes begin with different bytes, so that no subtree can be passed off as an event.
const (
	leafKind = 0
	joinKind = 1
)

func (h hasher) leaf(event node) node { return node(h.HashLeaf(event[:])) }

// HashLeaf is the leaf of an event's hash.
func (h hasher) HashLeaf(event []byte) []byte { return h.sum(leafKind, event, nil) }

// HashChildren is the node above two nodes.
func (h hasher) HashChildren(left, right []byte) []byte { return h.sum(joinKind, left, right) }

// EmptyRoot is the root of no leaves, which no seal has.
func (h hasher) EmptyRoot() []byte {
	h.Reset()
	return h.Sum(nil)
}

func (h hasher) sum(kind byte, a, b []byte) []byte {
	h.Reset()
	h.Write([]byte{kind})
	h.Write(a)
	h.Write(b)
	return h.Sum(make([]byte, 0, len(node{})))
}

// path lists the siblings of nodes[i] on the way to the root, the nearest first.
func (h hasher) path(i int, nodes []node) ([]node, error) {
	steps, err := proof.Inclusion(uint64(i), uint64(len(nodes)))
	if err != nil {
		return nil, fmt.Errorf("path: %w", err)
	}
	hashes, all := make([][]byte, len(steps.IDs)), h.grow()
	keep := func(id compact.NodeID, hash []byte) {
		if j := slices.Index(steps.IDs, id); j >= 0 {
			hashes[j] = hash
		}
	}
	for _, n := range nodes {
		if err := all.Append(n[:], keep); err != nil {
			return nil, fmt.Errorf("path: %w", err)
		}
	}
	if hashes, err = steps.Rehash(hashes, h.HashChildren); err != nil {
		return nil, fmt.Errorf("path: %w", err)
	}
	out := make([]node, len(hashes))
	for i, n := range hashes {
		out[i] = node(n)
	}
	return out, nil
}

// climb is the root that a leaf at this index in a tree of this size leads to by a path; false when the path has the
// wrong length.
func (h hasher) climb(at node, index, size int64, path []node) (node, bool) {
	if index < 0 || index >= size {
		return at, false
	}
	steps := make([][]byte, len(path))
	for i := range path {
		steps[i] = path[i][:]
	}
	root, err := proof.RootFromInclusionProof(h, uint64(index), uint64(size), at[:], steps)
	if err != nil {
		return at, false
	}
	return node(root), true
}

func (h hasher) grow() *compact.Range {
	return (&compact.RangeFactory{Hash: h.HashChildren}).NewEmptyRange(0)
}

// blockSize is how many leaves stand under one node of the row that a seal keeps, a power of two: a proof then reads
// one block of events and the row, however many events a seal covers.
const blockSize = 1024

// tree makes a root, and the row of its blocks, of leaves that come one by one. It keeps 32 bytes for each block.
type tree struct {
	hasher
	size   uint64 // leaves of a block
	now    *compact.Range
	blocks []node
}

func newTree(h hash.Hash, size uint64) *tree {
	x := hasher{h}
	return &tree{hasher: x, size: size, now: x.grow()}
}

// add adds the leaf of an event's hash.
func (t *tree) add(event node) error {
	if err := t.now.Append(t.HashLeaf(event[:]), nil); err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	if t.now.End() == t.size {
		return t.close()
	}
	return nil
}

func (t *tree) close() error {
	if t.now.End() == 0 {
		return nil
	}
	root, err := t.now.GetRootHash(nil)
	if err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	t.blocks, t.now = append(t.blocks, node(root)), t.grow()
	return nil
}

// end gives the root and the row of blocks. At least one leaf was added.
func (t *tree) end() (node, []node, error) {
	if err := t.close(); err != nil {
		return node{}, nil, err
	}
	row := t.grow()
	for _, n := range t.blocks {
		if err := row.Append(n[:], nil); err != nil {
			return node{}, nil, fmt.Errorf("tree: %w", err)
		}
	}
	root, err := row.GetRootHash(nil)
	if err != nil {
		return node{}, nil, fmt.Errorf("tree: %w", err)
	}
	if root == nil {
		return node{}, nil, errors.New("tree: it has no leaves")
	}
	return node(root), t.blocks, nil
}
