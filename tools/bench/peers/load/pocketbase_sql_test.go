package main

import (
	"bytes"
	"database/sql"
	"io"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"
)

// TestPocketBaseSQL runs the script on a table shaped as PocketBase makes it, and finds the reports in it.
func TestPocketBaseSQL(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE matters (area TEXT NOT NULL, category TEXT NOT NULL, created TEXT NOT NULL, " +
		"id TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL, lat NUMERIC NOT NULL, lng NUMERIC " +
		"NOT NULL, " +
		"place TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL, title TEXT NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	const from, n = 30, 30 + 2*perInsert + 7
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-sql", "-target", "pocketbase", "-from", "30", "-n", "1037"},
		&out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(out.String()); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query("SELECT text, state, lat, length(id), created GLOB '20??-??-?? ??:??:??.???Z' FROM matters " +
		"ORDER BY created, rowid")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	i := from
	for ; rows.Next(); i++ {
		var text, st string
		var lat float64
		var length, instant int
		if err := rows.Scan(&text, &st, &lat, &length, &instant); err != nil {
			t.Fatal(err)
		}
		if r := texts(t).report(i); text != r.Text || st != states[state(i)] || coordinate(lat) != coordinate(r.Lat) ||
			length != 15 || instant != 1 {
			t.Fatalf("row %d: %s %s %v %d %d", i, text, st, lat, length, instant)
		}
	}
	if err := rows.Err(); err != nil || i != n {
		t.Errorf("%d rows, want %d: %v", i-from, n-from, err)
	}
}
