package kept_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestKeptBackup restores a backup that an earlier program wrote: it is brought forward, proved, and made the city.
func TestKeptBackup(t *testing.T) {
	folder := t.TempDir()
	c := city{data: filepath.Join(folder, "city"), clock: filepath.Join(folder, "clock")}
	if err := c.set(kept(t).Now); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "backup.tar")
	if err := os.WriteFile(file, unzipped(t, "sqlite.tar.gz"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.must(t, "restore", file)
	c.verified(t)
}
