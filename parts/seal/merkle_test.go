package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// naive is the definition of the tree, word for word.
func naive(leaves []node) node {
	if len(leaves) == 1 {
		return sha256.Sum256(append([]byte{0}, leaves[0][:]...))
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	l, r := naive(leaves[:k]), naive(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

func hashesOf(n int) []node {
	out := make([]node, n)
	for i := range out {
		out[i] = sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	}
	return out
}

// TestTree proves, for every size up to three hundred and every leaf, that the root is that of the definition and
// that the path leads to it; in blocks of one, of four and of more than there are leaves.
func TestTree(t *testing.T) {
	t.Parallel()
	x := hasher{sha256.New()}
	for n := 1; n <= 300; n++ {
		events := hashesOf(n)
		want := naive(events)
		for _, size := range []int{1, 4, 512} {
			tr := newTree(x.Hash, uint64(size))
			var leaves []node
			for _, e := range events {
				if err := tr.add(e); err != nil {
					t.Fatal(err)
				}
				leaves = append(leaves, x.leaf(e))
			}
			root, blocks, err := tr.end()
			if err != nil || root != want {
				t.Fatalf("%d leaves in blocks of %d: another root %v", n, size, err)
			}
			for i := range events {
				b := i / size
				path := append(mustPath(t, x, i-b*size, leaves[b*size:min(n, (b+1)*size)]),
					mustPath(t, x, b, blocks)...)
				if got, ok := x.climb(leaves[i], int64(i), int64(n), path); !ok || got != want {
					t.Fatalf("leaf %d of %d in blocks of %d: the path does not lead to the root", i, n, size)
				}
			}
		}
	}
}

// TestPathProvesOneLeafOnly alters the leaf, the place, the size or the path: none may lead to the root.
func TestPathProvesOneLeafOnly(t *testing.T) {
	t.Parallel()
	x := hasher{sha256.New()}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "n")
		i := rapid.IntRange(0, n-1).Draw(t, "i")
		var leaves []node
		for _, e := range hashesOf(n) {
			leaves = append(leaves, x.leaf(e))
		}
		root, path, at, index, size := naive(hashesOf(n)), mustPath(t, x, i, leaves), leaves[i], int64(i), int64(n)
		switch what := rapid.SampledFrom([]string{"leaf", "index", "shorter", "longer", "bit", "event"}).Draw(t,
			"what"); {
		case what == "leaf":
			at[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		case what == "index" && n > 1:
			index = int64((i + rapid.IntRange(1, n-1).Draw(t, "by")) % n)
		case what == "shorter" && len(path) > 0:
			path = path[:len(path)-1]
		case what == "longer":
			path = append(path, root)
		case what == "bit" && len(path) > 0:
			path[rapid.IntRange(0, len(path)-1).Draw(t, "step")][rapid.IntRange(0, 31).Draw(t, "byte")] ^= 4
		default:
			at = hashesOf(n)[i] // an event's hash is not its leaf
		}
		if got, ok := x.climb(at, index, size, path); ok && cmp.Equal(got, root) {
			t.Fatalf("leaf %d of %d: an altered proof leads to the root", i, n)
		}
	})
}
