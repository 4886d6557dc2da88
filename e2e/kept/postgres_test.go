package kept_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"xiaohao/platform/store/pgtest"
)

// TestKeptPostgres does on PostgreSQL what TestKeptSQLite does with a file: a dump of the database as today's program
// left it is given to a server, and this program opens it. The rows are those of the file, so both are held against
// the same digests.
func TestKeptPostgres(t *testing.T) {
	server := pgtest.Start(t)
	c := fresh(t) // its photos, policy and secrets
	c.db = server.Database("kept", "UTF8", "C")
	if err := os.Remove(filepath.Join(c.data, "xiaohao.db")); err != nil {
		t.Fatal(err)
	}
	load := exec.Command(psql(t), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", c.db)
	load.Stdin = bytes.NewReader(unzipped(t, "postgres.sql.gz"))
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("psql: %v\n%s", err, out)
	}
	if err := c.forward(); err != nil {
		t.Fatal(err)
	}
	goesOn(t, c)
}

func psql(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/psql")
	if len(found) > 0 {
		return slices.Max(found)
	}
	path, err := exec.LookPath("psql")
	if err != nil {
		t.Fatalf("the server is here, psql is not: %v", err)
	}
	return path
}
