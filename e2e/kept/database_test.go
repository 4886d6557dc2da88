package kept_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the tests look at rows behind the program's back
	_ "modernc.org/sqlite"
)

// beside are the tables that no digest is kept of, and why.
var beside = map[string]string{
	"schema_migrations": "which schema it is; a newer program has more of it",
	"leases":            "which process does what just now",
	"cursors":           "how far what follows the ledger has come; it is caught up, and may get other names",
}

// open opens the city's database for reading.
func (c city) open(t testing.TB) *sql.DB {
	t.Helper()
	driver, source := "sqlite", "file:"+filepath.Join(c.data, "xiaohao.db")+"?mode=ro"
	if c.db != "" {
		driver, source = "pgx", c.db
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// head is where the ledger ends: the number of its last event and that one's hash.
func (c city) head(t testing.TB) (seq int64, hash string) {
	t.Helper()
	var b []byte
	if err := c.open(t).QueryRow("SELECT seq, hash FROM heads").Scan(&seq, &b); err != nil {
		t.Fatal(err)
	}
	return seq, hex.EncodeToString(b)
}

// tables is a line for each table: its name, how many rows it has, a digest of them, and which columns the digest is
// over.
func (c city) tables(t testing.TB) []string {
	t.Helper()
	db := c.open(t)
	text := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if c.db != "" {
		text = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
	}
	var out []string
	for _, name := range column(t, db, text) {
		if _, left := beside[name]; !left && !strings.HasPrefix(name, "search") {
			out = append(out, digest(t, db, name, nil))
		}
	}
	slices.Sort(out)
	return out
}

// digest is over the sorted rows of a table; of columns that a later program added nothing is said.
func digest(t testing.TB, db *sql.DB, table string, columns []string) string {
	t.Helper()
	what := "*"
	if columns != nil {
		what = strings.Join(columns, ", ")
	}
	rows, err := db.Query("SELECT " + what + " FROM " + table)
	if err != nil {
		return table + " cannot be read: " + err.Error()
	}
	defer rows.Close()
	if columns, err = rows.Columns(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = hex.EncodeToString(b)
			}
		}
		lines = append(lines, fmt.Sprintf("%q", values))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	h := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return fmt.Sprintf("%s %d %x %s", table, len(lines), h[:12], strings.Join(columns, ","))
}

func column(t testing.TB, db *sql.DB, text string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// sameTables holds the rows of every kept table against the kept digests, column by column as they then were.
func sameTables(t *testing.T, c city, when string) {
	t.Helper()
	db := c.open(t)
	for _, line := range strings.Split(strings.TrimSpace(string(readKept(t, "tables.txt"))), "\n") {
		f := strings.Fields(line)
		if got := digest(t, db, f[0], strings.Split(f[3], ",")); got != line {
			t.Errorf("%s, table %s is\n%s, kept was\n%s", when, f[0], got, line)
		}
	}
}

// TestKeptSQLite opens what today's program left in a file, proves it, makes its views anew, and goes on.
func TestKeptSQLite(t *testing.T) {
	c := fresh(t)
	if *keep {
		compare(t, "tables.txt", strings.Join(c.tables(t), "\n")+"\n")
	}
	goesOn(t, c)
}

func goesOn(t *testing.T, c city) {
	var seq int64
	var hash string
	if _, err := fmt.Sscan(string(readKept(t, "head.txt")), &seq, &hash); err != nil {
		t.Fatal(err)
	}
	same := func(when string) {
		t.Helper()
		if n, h := c.head(t); n != seq || h != hash {
			t.Errorf("%s the ledger ends with event %d, %s; kept was %d, %s", when, n, h, seq, hash)
		}
	}
	first := c.verified(t)
	same("opened,")
	sameTables(t, c, "opened")
	c.must(t, "rebuild")
	same("made anew,")
	sameTables(t, c, "made anew")
	if again := c.verified(t); again != first || !strings.Contains(first, hash) {
		t.Errorf("verify says %q, and of views made anew %q", first, again)
	}
	s := serving(t, c)
	replay(t, s)
	a := s.post(t, "dispatcher", fmt.Sprintf("/api/v1/matters/%d/commands", kept(t).Matters["fixed2"]),
		map[string]any{"id": "01a2b000-0000-7000-8000-00000000e2e1", "command": "comment",
			"body": map[string]any{"text": "It goes on."}})
	if a.status != 201 {
		t.Errorf("a new command: %d %s", a.status, a.body)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if n, _ := c.head(t); n <= seq {
		t.Errorf("after new commands the ledger still ends with event %d", n)
	}
	c.verified(t)
}

// TestIndexIsMadeAnew: the text index that an earlier program made is made anew when today's serves the city, and finds
// what is written otherwise.
func TestIndexIsMadeAnew(t *testing.T) {
	c := fresh(t)
	s := serving(t, c)
	found := 0
	for range 100 { // the index follows the ledger
		a := s.ask(t, request{login: "supervisor", method: "GET", path: "/api/v1/matters?q=" + url.QueryEscape("路燈")})
		if found = bytes.Count(a.body, []byte(`"title"`)); a.status != 200 || found > 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if found == 0 {
		t.Error("路燈 finds no 路灯")
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	names := column(t, c.open(t), "SELECT name FROM cursors WHERE name LIKE 'search%' ORDER BY name")
	if len(names) != 1 || names[0] == "search.1" {
		t.Errorf("the cursors of search are %q", names)
	}
}
