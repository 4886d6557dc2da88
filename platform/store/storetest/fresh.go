package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // makes and drops the schemas of tests

	"xiaohao/platform/store"
)

// Server is the environment variable with the address of a PostgreSQL database in which tests make schemas of their
// own. Engine, set to "postgres", lets every test that asks for a fresh database get one there instead of a file: so
// the whole suite runs on either engine.
const (
	Server = "XIAOHAO_POSTGRES"
	Engine = "XIAOHAO_TEST_ENGINE"
)

// OnServer says whether fresh databases are a server's.
func OnServer() bool { return os.Getenv(Engine) == store.Postgres.String() }

// DSN is the address of a database that is empty and gone when the test ends.
func DSN(t testing.TB) string {
	if !OnServer() {
		return FileDSN(t)
	}
	return ServerDSN(t)
}

// FileDSN is a file that is not there yet, whatever the environment says: for what only SQLite does.
func FileDSN(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "x.db") }

// ServerDSN is an empty schema of the server that the environment names; without one the test is skipped, and in CI
// it fails.
func ServerDSN(t testing.TB) string {
	t.Helper()
	base := os.Getenv(Server)
	if base == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set: this test needs PostgreSQL", Server)
		}
		t.Skipf("%s is not set: this test needs PostgreSQL (.ci/run starts one)", Server)
	}
	schema := randomName(t)
	if err := onServer("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := onServer("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Log(err)
		}
	})
	return store.InSchema(base, schema)
}

// randomName is the name of a schema or a database of one test.
func randomName(t testing.TB) string {
	t.Helper()
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	return "t_" + hex.EncodeToString(b[:])
}

// onServer runs a statement on the server that the environment names.
func onServer(text string) error {
	db, err := sql.Open("pgx", os.Getenv(Server))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(context.Background(), text)
	return err
}

var (
	hexBytes  = regexp.MustCompile(`(?i)\bX'([0-9a-f]*)'`)
	hexText   = regexp.MustCompile(`\bhex\((\w+)\)`)
	zeroBytes = regexp.MustCompile(`zeroblob\((\d+)\)`)
)

// Words writes a test's statement, which has SQLite's literals for bytes, in the words of an engine.
func Words(e store.Engine, text string) string {
	if e == store.SQLite {
		return text
	}
	text = hexText.ReplaceAllString(text, "encode($1, 'hex')")
	text = zeroBytes.ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.Atoi(zeroBytes.FindStringSubmatch(s)[1])
		return `'\x` + strings.Repeat("00", n) + `'::bytea`
	})
	return strings.ReplaceAll(hexBytes.ReplaceAllString(text, `'\x$1'::bytea`), "AS BLOB", "AS BYTEA")
}
