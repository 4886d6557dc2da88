package e2e

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"xiaohao/city"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// A Citus cluster keeps each city's rows on one node. It refuses, or makes slow, what is not of one city: these tests
// hold the schema and every statement in the source to its rules (DESIGN: "Rules that keep distributed engines
// open").

// ofAllCities are texts that are meant to look at several cities: what a province asks, and what looks after the
// engine itself.
var ofAllCities = []string{
	"FROM seals WHERE city <> $1",
	"SELECT city FROM heads",                     // which cities a province has
	"FROM pattern_matters ORDER BY city, matter", // what a measurement takes out of a small city's file
}

var (
	statement = regexp.MustCompile(`(?i)^\s*(SELECT|INSERT INTO|INSERT OR REPLACE INTO|UPDATE|DELETE FROM|WITH)\b`)
	forbidden = regexp.MustCompile(`(?i)\b(TRIGGER|LISTEN|NOTIFY|pg_advisory|SERIAL|NEXTVAL|CREATE SEQUENCE|EXCLUDE ` +
		`USING|USING GIST|RECURSIVE|FOREIGN KEY|REFERENCES)\b`)
	insertInto = regexp.MustCompile(`(?i)INSERT INTO (\w+)\s*\(\s*(\w+)`)
	setsCity   = regexp.MustCompile(`(?i)\bSET\s+(\w+\s*=[^,]*,\s*)*city\s*=`)
)

// TestKeysLeadWithCity looks at the real schema: every table has the city first in its key, and so has every index.
func TestKeysLeadWithCity(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	for _, table := range tablesOf(t, db) {
		if len(table.Key) == 0 || table.Key[0] != "city" {
			t.Errorf("the key of %s is %v: it must begin with city", table.Name, table.Key)
		}
	}
	rows, err := db.Read().Query(t.Context(), "SELECT i.tbl_name, i.name, c.name "+
		"FROM sqlite_master AS i, pragma_index_info(i.name) AS c WHERE i.type = 'index' AND c.seqno = 0 "+
		"AND i.tbl_name NOT LIKE 'search%' AND i.tbl_name NOT LIKE 'schema_%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var table, index, column string
		if err := rows.Scan(&table, &index, &column); err != nil {
			t.Fatal(err)
		}
		if n++; column != "city" {
			t.Errorf("index %s of %s begins with %s, not with city", index, table, column)
		}
	}
	if n < 10 {
		t.Errorf("%d indexes were looked at", n)
	}
}

func migrated(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), storetest.FileDSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context(), city.Standard().Steps()); err != nil {
		t.Fatal(err)
	}
	return db
}

func tablesOf(t *testing.T, db *store.DB) []store.Table {
	t.Helper()
	tables, err := store.Tables(context.Background(), db.Read())
	if err != nil || len(tables) < 30 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	return tables
}

// TestStatementsAreOfOneCity reads every SQL text out of the source, and every piece of one. Whatever touches a
// distributed table names the city of each of its tables by a parameter, no row changes its city, and nothing is used
// that a cluster has not.
func TestStatementsAreOfOneCity(t *testing.T) {
	t.Parallel()
	names := []string{"search", "search_public"}
	for _, table := range tablesOf(t, migrated(t)) {
		names = append(names, table.Name)
	}
	touches := regexp.MustCompile(`\b(FROM|JOIN|INTO|UPDATE)\s+(` + strings.Join(names, "|") + `)\b`)
	seen := 0
	for where, text := range sourceTexts(t) {
		if strings.Contains(text, "FROM pg_class") { // lists what is there and uses none of it
			continue
		}
		if forbidden.MatchString(text) && (statement.MatchString(text) || strings.Contains(text, "CREATE ")) {
			t.Errorf("%s uses what a cluster has not: %s", where, text)
		}
		if !touches.MatchString(text) || strings.Contains(text, "fts5") || fileOnly(text) {
			continue
		}
		seen++
		if slices.ContainsFunc(ofAllCities, func(s string) bool { return strings.Contains(text, s) }) {
			continue
		}
		for _, ref := range citiless(text, names) {
			t.Errorf("%s asks %s without a city of its own: %s", where, ref, text)
		}
		if m := insertInto.FindStringSubmatch(text); m != nil && m[2] != "city" {
			t.Errorf("%s: the first column of an INSERT is the city: %s", where, text)
		}
		if setsCity.MatchString(text) {
			t.Errorf("%s changes a row's city: %s", where, text)
		}
	}
	t.Logf("%d statements on distributed tables", seen)
	if seen < 150 {
		t.Errorf("only %d statements were found: this test looks past them", seen)
	}
}

// fileOnly says whether a text is for SQLite's own text index, which no server has.
func fileOnly(text string) bool {
	return strings.Contains(text, "rowid") || strings.Contains(text, "search_terms") ||
		strings.Contains(text, "INTO search (search)") ||
		strings.Contains(text, "INTO search_public (search_public)") ||
		strings.Contains(text, "FROM search WHERE $1 > 0")
}

// sourceTexts are all texts in the program's source by their place: literals, and what is added up of literals, with
// … for what is not.
func sourceTexts(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"bench", "demo", "browser", "testdata", "storetest", "pgtest",
			"node_modules"}, d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			switch e.(type) {
			case *ast.BasicLit, *ast.BinaryExpr:
				if text, ok := added(e); ok {
					out[files.Position(e.Pos()).String()] = text
					return false
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// added is the text of an expression that has a literal in it.
func added(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.ParenExpr:
		return added(e.X)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			a, has := added(e.X)
			b, also := added(e.Y)
			return a + b, has || also
		}
	}
	return "…", false
}
