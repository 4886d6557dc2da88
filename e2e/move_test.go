package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"xiaohao/app"
	"xiaohao/city"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// do runs the program and gives its exit code and what it said.
func do(args ...string) (int, string) {
	var out, bars bytes.Buffer
	p := app.System()
	p.Out, p.Err, p.Env = &out, &bars, english
	code := p.Run(args)
	if code != app.OK {
		return code, out.String() + bars.String()
	}
	return code, out.String()
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	code, said := do(args...)
	if code != app.OK {
		t.Fatalf("xiaohao %s: exit %d\n%s", strings.Join(args, " "), code, said)
	}
	return said
}

// TestMove moves the small city to a server and back: all three hold the same rows and the same head, and each proves.
func TestMove(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // it has both engines, whatever the others run on
	}
	server := storetest.ServerDSN(t)
	whole := filepath.Join(t.TempDir(), "city")
	smallCity(t, whole)
	file := filepath.Join(whole, "xiaohao.db")
	must(t, "migrate", "-data", whole, "-db", server)
	interrupt(t, file, server)
	if said := must(t, "move", "-data", whole, "-from", file, "-to", server); !strings.Contains(said, "Moved") {
		t.Error(said)
	}
	first := must(t, "verify", "-data", whole)
	if second := must(t, "verify", "-data", whole, "-db", server); second != first {
		t.Errorf("the ends say\n%s\n%s", first, second)
	}
	if code, said := do("move", "-data", whole, "-from", file, "-to", server); code != app.BadData ||
		!strings.Contains(said, "already holds") {
		t.Errorf("moved twice: exit %d, %s", code, said)
	}
	back := filepath.Join(t.TempDir(), "back.db")
	must(t, "move", "-data", whole, "-from", server, "-to", back)
	if third := must(t, "verify", "-data", whole, "-db", back); third != first {
		t.Errorf("back again it says\n%s\n%s", first, third)
	}
	if a, b := must(t, "province", "-data", whole), must(t, "province", "-db", server); a != b ||
		!strings.Contains(a, "4304") {
		t.Errorf("the cities of the province:\n%s\n%s", a, b)
	}
	want := rowsOf(t, file)
	for _, dsn := range []string{server, back} {
		got := rowsOf(t, dsn)
		for table := range want {
			if got[table] != want[table] {
				t.Errorf("%s differs:\n%s\n%s", table, want[table], got[table])
			}
		}
	}
}

// interrupt leaves the target as a move does that was killed: a part of one table, and a note.
func interrupt(t *testing.T, file, server string) {
	t.Helper()
	ctx := context.Background()
	from, err := store.Open(ctx, file, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	var seq int64
	var at calendar.Instant
	if err := from.Read().QueryRow(ctx, "SELECT seq, at FROM heads WHERE city = 4304").Scan(&seq, &at); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, server, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx, city.Standard().Steps()); err != nil {
		t.Fatal(err)
	}
	err = db.Write(ctx, func(tx *store.Tx) error {
		rows, err := from.Read().Query(ctx,
			"SELECT city, code, name, former, seq FROM areas ORDER BY city, code LIMIT 2")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			v := make([]any, 5)
			if err := rows.Scan(&v[0], &v[1], &v[2], &v[3], &v[4]); err != nil {
				return err
			}
			if err := tx.Later(ctx, "INSERT INTO areas (city, code, name, former, seq) VALUES ($1, $2, $3, $4, $5)",
				v...); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	note := `{"to":"` + store.Redacted(server) + `","head":` + strconv.FormatInt(seq, 10) + `,"done":{}}`
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "move.json"), []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rowsOf is every row of every table but the leases and the followers' cursors.
func rowsOf(t *testing.T, dsn string) map[string]string {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables, err := storetest.Tables(ctx, db.Read())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, table := range tables {
		rows, err := storetest.Dump(ctx, db.Read(), table)
		if err != nil {
			t.Fatal(err)
		}
		if table != "leases" && table != "cursors" {
			out[table] = strings.Join(rows, "\n")
		}
	}
	return out
}
