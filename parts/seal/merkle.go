package seal

import "hash"

// node is the hash of a leaf or of a subtree.
type node = [32]byte

// hasher makes the nodes of a tree; it serves one goroutine.
type hasher struct{ hash.Hash }

// Leaves and nodes begin with different bytes, so that no subtree can be passed off as an event.
func (h hasher) leaf(event node) node { return h.sum(0, event[:], nil) }

func (h hasher) join(left, right node) node { return h.sum(1, left[:], right[:]) }

func (h hasher) sum(kind byte, a, b []byte) (out node) {
	h.Reset()
	h.Write([]byte{kind})
	h.Write(a)
	h.Write(b)
	h.Sum(out[:0])
	return out
}

// root is the root of a tree over these nodes; there is at least one.
func (h hasher) root(nodes []node) node {
	var p pile
	for _, n := range nodes {
		p.add(h, n)
	}
	return p.root(h)
}

// path lists the siblings of nodes[i] on the way to the root, the nearest first.
func (h hasher) path(i int, nodes []node) []node {
	if len(nodes) == 1 {
		return nil
	}
	k := split(len(nodes))
	if i < k {
		return append(h.path(i, nodes[:k]), h.root(nodes[k:]))
	}
	return append(h.path(i-k, nodes[k:]), h.root(nodes[:k]))
}

// split is the largest power of two below n.
func split(n int) int {
	k := 1
	for 2*k < n {
		k *= 2
	}
	return k
}

// climb is the root that a leaf at this index in a tree of this size leads to by a path; false when the path has the
// wrong length.
func (h hasher) climb(at node, index, size int64, path []node) (node, bool) {
	if index < 0 || index >= size {
		return at, false
	}
	last := size - 1
	for _, p := range path {
		if last == 0 {
			return at, false
		}
		if index&1 == 1 || index == last {
			at = h.join(p, at)
			for index&1 == 0 && index != 0 {
				index, last = index>>1, last>>1
			}
		} else {
			at = h.join(at, p)
		}
		index, last = index>>1, last>>1
	}
	return at, last == 0
}

// pile makes a root of nodes that come one by one: it keeps the roots of the complete subtrees so far, the largest
// first.
type pile struct {
	n    int64
	tops []node
}

func (p *pile) add(h hasher, n node) {
	p.tops = append(p.tops, n)
	for c := p.n; c&1 == 1; c >>= 1 {
		last := len(p.tops) - 1
		p.tops[last-1] = h.join(p.tops[last-1], p.tops[last])
		p.tops = p.tops[:last]
	}
	p.n++
}

func (p *pile) root(h hasher) node {
	at := p.tops[len(p.tops)-1]
	for i := len(p.tops) - 2; i >= 0; i-- {
		at = h.join(p.tops[i], at)
	}
	return at
}

// blockSize is how many leaves stand under one node of the row that a seal keeps, a power of two: a proof then reads
// one block of events and the row, however many events a seal covers.
const blockSize = 1024

// tree makes a root, and the row of its blocks, of leaves that come one by one. It keeps 32 bytes for each block.
type tree struct {
	hasher
	size   int64 // leaves of a block
	now    pile
	blocks []node
}

func (t *tree) add(event node) {
	t.now.add(t.hasher, t.leaf(event))
	if t.now.n == t.size {
		t.close()
	}
}

func (t *tree) close() {
	if t.now.n > 0 {
		t.blocks = append(t.blocks, t.now.root(t.hasher))
		t.now = pile{tops: t.now.tops[:0]}
	}
}

// end gives the root and the row of blocks. At least one leaf was added.
func (t *tree) end() (node, []node) {
	t.close()
	return t.hasher.root(t.blocks), t.blocks
}
