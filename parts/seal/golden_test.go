package seal

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
)

// TestTreesStandAsMade compares roots, rows of blocks and paths of trees of many sizes, in both schemes, with those of
// the program that computed them by its own code: seals and proofs that people keep lead to these roots. XIAOHAO_KEEP=1
// writes the file anew, which nobody should do.
func TestTreesStandAsMade(t *testing.T) {
	t.Parallel()
	const file = "testdata/trees.txt"
	var b strings.Builder
	for _, scheme := range []string{ledger.SHA256, ledger.SM3} {
		for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 9, 100, 1023, 1024, 1025, 2047, 2048, 2049, 3000, 5121} {
			fmt.Fprintf(&b, "%s %d\n", scheme, n)
			grow(t, &b, scheme, n)
		}
	}
	if os.Getenv("XIAOHAO_KEEP") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// grow writes the root, a fingerprint of the row of blocks, and one of each path of some leaves.
func grow(t *testing.T, b *strings.Builder, scheme string, n int) {
	t.Helper()
	h, err := ledger.NewHash(scheme)
	if err != nil {
		t.Fatal(err)
	}
	x := hasher{h}
	tr := newTree(h, blockSize)
	leaves := make([]node, 0, n)
	for _, e := range hashesOf(n) {
		if err := tr.add(e); err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, x.leaf(e))
	}
	root, blocks, err := tr.end()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "\troot %x, %d blocks %.8x\n", root, len(blocks), x.sum(9, fmt.Append(nil, blocks), nil))
	for i := 0; i < n; i += 1 + n/7 {
		block := i / blockSize
		first := block * blockSize
		path := append(mustPath(t, x, i-first, leaves[first:min(n, first+blockSize)]), mustPath(t, x, block, blocks)...)
		fmt.Fprintf(b, "\tleaf %d, %d steps %.8x\n", i, len(path), x.sum(9, fmt.Append(nil, path), nil))
		if got, ok := x.climb(leaves[i], int64(i), int64(n), path); !ok || got != root {
			t.Errorf("%s: leaf %d of %d: the path does not lead to the root", scheme, i, n)
		}
	}
}

func mustPath(t interface {
	Helper()
	Fatal(...any)
}, x hasher, i int, nodes []node) []node {
	t.Helper()
	path, err := x.path(i, nodes)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
