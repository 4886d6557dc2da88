package app

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMoveIntoLeavesNothing moves a made city into its folder, with the key of its seals: without it the next seal
// would be signed by a key that nobody vouched for.
func TestMoveIntoLeavesNothing(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "city")
	names := []string{"policy.yaml", "seal.key", "secret.key", "xiaohao.db"}
	for _, n := range names {
		if err := os.WriteFile(filepath.Join(from, n), []byte(n), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(from, "blobs"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := moveInto(from, to); err != nil {
		t.Fatal(err)
	}
	for _, n := range append(names, "blobs") {
		if _, err := os.Stat(filepath.Join(to, n)); err != nil {
			t.Error(err)
		}
	}
}
