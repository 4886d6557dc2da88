// Package storetest is the suite of laws that every engine behind package store must obey.
//
// It owns the meaning of "an engine fits": each law is a test that any engine runs on a fresh database. It never
// knows an engine.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/platform/store"
)

// Run tests the laws on databases made by open; each call of open gives an empty one that is closed when its test ends.
func Run(t *testing.T, open func(t *testing.T) *store.DB) {
	for name, law := range map[string]func(*testing.T, *store.DB){
		"a write that ends well stays":                   commitStays,
		"a write that fails leaves nothing":              failureLeavesNothing,
		"a write that panics leaves nothing":             panicLeavesNothing,
		"a savepoint takes back only itself":             savepointTakesBack,
		"readers do not see what is not committed":       readersSeeCommitted,
		"a snapshot is of one instant":                   snapshotStands,
		"a transaction sees its own writes":              txSeesItself,
		"rows of one text may be open twice":             rowsNest,
		"placeholders are bound by number":               placeholders,
		"values come back as they went in":               values,
		"one text inserts or updates and returns":        upsert,
		"a second row with one key is a duplicate":       duplicate,
		"a transaction cannot be used when it is over":   txEnds,
		"writes take turns and give up with their ctx":   turns,
		"a closed database refuses":                      closed,
		"the schema goes forward once":                   migrate,
		"a step that fails leaves the one before it":     migrateFails,
		"a newer schema is refused and left as it is":    migrateNewer,
		"steps must be numbered without gaps":            migrateNumbers,
		"what may have written is counted":               writesCounted,
		"many questions get their answers in order":      manyQuestions,
		"many rows are put by few statements":            manyRows,
		"a view of a hundred texts does not break reads": manyTexts,
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			t.Cleanup(func() { db.Close() })
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				return tx.Script(t.Context(), "CREATE TABLE things (city BIGINT NOT NULL, id BIGINT NOT NULL, "+
					"name TEXT, PRIMARY KEY (city, id))")
			})
			if err != nil {
				t.Fatal(err)
			}
			law(t, db)
		})
	}
}

var errStop = errors.New("stop")

func insert(tx *store.Tx, id int64, name any) error {
	_, err := tx.Exec(context.Background(), "INSERT INTO things (city, id, name) VALUES ($1, $2, $3)", 1, id, name)
	return err
}

func write(t *testing.T, db *store.DB, ids ...int64) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for _, id := range ids {
			if err := insert(tx, id, "x"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ids(t *testing.T, r store.Reader) []int64 {
	t.Helper()
	rows, err := r.Query(t.Context(), "SELECT id FROM things WHERE city = $1 ORDER BY id", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		out = append(out, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func want(t *testing.T, r store.Reader, expected ...int64) {
	t.Helper()
	if diff := cmp.Diff(expected, ids(t, r)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func commitStays(t *testing.T, db *store.DB) {
	write(t, db, 1, 2)
	want(t, db.Read(), 1, 2)
}

func failureLeavesNothing(t *testing.T, db *store.DB) {
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := insert(tx, 1, "x"); err != nil {
			return err
		}
		return errStop
	})
	if !errors.Is(err, errStop) {
		t.Errorf("got %v", err)
	}
	write(t, db, 2)
	want(t, db.Read(), 2)
}

func panicLeavesNothing(t *testing.T, db *store.DB) {
	func() {
		defer func() {
			if recover() != "oh" {
				t.Error("the panic was lost")
			}
		}()
		_ = db.Write(t.Context(), func(tx *store.Tx) error {
			if err := insert(tx, 1, "x"); err != nil {
				t.Error(err)
			}
			panic("oh")
		})
	}()
	write(t, db, 2)
	want(t, db.Read(), 2)
}

func savepointTakesBack(t *testing.T, db *store.DB) {
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		step := func(id int64, fail error) error {
			return tx.Savepoint(func() error {
				if err := insert(tx, id, "x"); err != nil {
					return err
				}
				// A savepoint in a savepoint goes with the outer one.
				if err := tx.Savepoint(func() error { return insert(tx, id+1, "x") }); err != nil {
					return err
				}
				return fail
			})
		}
		if err := step(10, nil); err != nil {
			return err
		}
		if err := step(20, errStop); !errors.Is(err, errStop) {
			t.Errorf("got %v", err)
		}
		return step(30, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, db.Read(), 10, 11, 30, 31)
}

func readersSeeCommitted(t *testing.T, db *store.DB) {
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		err := insert(tx, 1, "x")
		want(t, db.Read())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, db.Read(), 1)
}

func snapshotStands(t *testing.T, db *store.DB) {
	write(t, db, 1)
	err := db.Snapshot(t.Context(), func(r store.Reader) error {
		write(t, db, 2)
		want(t, r, 1)
		want(t, db.Read(), 1, 2)
		return errStop
	})
	if !errors.Is(err, errStop) {
		t.Errorf("got %v", err)
	}
}

func txSeesItself(t *testing.T, db *store.DB) {
	write(t, db, 1)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := insert(tx, 2, "x"); err != nil {
			return err
		}
		want(t, tx, 1, 2)
		var n int64
		if err := tx.QueryRow(t.Context(), "SELECT COUNT(*) FROM things").Scan(&n); err != nil || n != 2 {
			t.Errorf("counted %d, %v", n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func rowsNest(t *testing.T, db *store.DB) {
	write(t, db, 1, 2, 3)
	count := func(r store.Reader) (n int) {
		outer, err := r.Query(t.Context(), "SELECT id FROM things WHERE city = $1", 1)
		if err != nil {
			t.Fatal(err)
		}
		defer outer.Close()
		for outer.Next() {
			n += len(ids(t, r))
			inner, err := r.Query(t.Context(), "SELECT id FROM things WHERE city = $1", 1)
			if err != nil {
				t.Fatal(err)
			}
			for inner.Next() {
				n++
			}
			inner.Close()
		}
		if err := outer.Err(); err != nil {
			t.Fatal(err)
		}
		return n
	}
	check := func(who string, r store.Reader) {
		if n := count(r); n != 18 {
			t.Errorf("%s: %d rows, want 18", who, n)
		}
	}
	check("reader", db.Read())
	if err := db.Snapshot(t.Context(), func(r store.Reader) error { check("snapshot", r); return nil }); err != nil {
		t.Error(err)
	}
	if err := db.Write(t.Context(), func(tx *store.Tx) error { check("tx", tx); return nil }); err != nil {
		t.Error(err)
	}
}

func placeholders(t *testing.T, db *store.DB) {
	var a, b, c string
	err := db.Read().QueryRow(t.Context(), "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)",
		"one", "two").Scan(&a, &b, &c)
	if err != nil || a != "two" || b != "one" || c != "two" {
		t.Errorf("got %q %q %q, %v", a, b, c, err)
	}
}

func values(t *testing.T, db *store.DB) {
	ctx := t.Context()
	type row struct {
		N    int64
		S    string
		B    []byte
		Null sql.NullInt64
	}
	rows := []row{
		{0, "", []byte{}, sql.NullInt64{}},
		{math.MaxInt64, "衡阳市 😀 \u202e 'quoted' \"twice\" \\", []byte{0, 1, 0xff}, sql.NullInt64{Int64: 5, Valid: true}},
		{math.MinInt64, "line\nline\ttab", []byte("text"), sql.NullInt64{Int64: -1, Valid: true}},
	}
	err := db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Script(ctx,
			"CREATE TABLE kinds (k BIGINT NOT NULL PRIMARY KEY, n BIGINT, s TEXT, b BLOB, "+
				"o BIGINT) WITHOUT ROWID"); err != nil {
			return err
		}
		for i, r := range rows {
			if _, err := tx.Exec(ctx, "INSERT INTO kinds (k, n, s, b, o) VALUES ($1, $2, $3, $4, $5)", i, r.N,
				r.S, r.B, r.Null); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		var got row
		if err := db.Read().QueryRow(ctx, "SELECT n, s, b, o FROM kinds WHERE k = $1", i).Scan(&got.N, &got.S,
			&got.B, &got.Null); err != nil {
			t.Fatal(err)
		}
		if len(got.B) == 0 {
			got.B = []byte{} // engines differ in what they hand out for no bytes; that it is not NULL is asked below
		}
		if diff := cmp.Diff(r, got); diff != "" {
			t.Errorf("row %d (-in +out):\n%s", i, diff)
		}
	}
	var nulls int64
	if err := db.Read().QueryRow(ctx, "SELECT COUNT(*) FROM kinds WHERE b IS NULL").Scan(&nulls); err != nil ||
		nulls != 0 {
		t.Errorf("%d empty values became NULL, %v", nulls, err)
	}
	var none string
	err = db.Read().QueryRow(ctx, "SELECT s FROM kinds WHERE k = $1", 99).Scan(&none)
	if !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("no row gave %v", err)
	}
}

func upsert(t *testing.T, db *store.DB) {
	write(t, db, 1)
	var name string
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO things (city, id, name) SELECT city, id, 'copy' FROM things
			WHERE true
			ON CONFLICT (city, id) DO UPDATE SET name = excluded.name`)
		if err != nil {
			return err
		}
		return tx.QueryRow(t.Context(), `INSERT INTO things (city, id, name) VALUES ($1, $2, $3)
			ON CONFLICT (city, id) DO UPDATE SET name = things.name || excluded.name RETURNING name`, 1, 1,
			"+").Scan(&name)
	})
	if err != nil || name != "copy+" {
		t.Errorf("got %q, %v", name, err)
	}
}

func duplicate(t *testing.T, db *store.DB) {
	write(t, db, 1)
	err := db.Write(t.Context(), func(tx *store.Tx) error { return insert(tx, 1, "x") })
	if !errors.Is(err, store.ErrDuplicate) {
		t.Errorf("got %v", err)
	}
}

func manyQuestions(t *testing.T, db *store.DB) {
	var expected []int64
	for id := range int64(600) {
		expected = append(expected, id)
	}
	write(t, db, expected...)
	var asked [][]any
	for id := range int64(700) {
		asked = append(asked, []any{1, 699 - id})
	}
	got := map[int]int64{}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := insert(tx, 650, "x"); err != nil {
			return err
		}
		return tx.Many(t.Context(), "SELECT id FROM things WHERE city = $1 AND id = $2", asked,
			func(i int, rows *sql.Rows) error {
				for rows.Next() {
					var id int64
					if err := rows.Scan(&id); err != nil {
						return err
					}
					got[i] = id
				}
				return rows.Err()
			})
	})
	if err != nil || len(got) != 601 {
		t.Fatalf("%d answers, %v", len(got), err)
	}
	for i, id := range got {
		if id != int64(699-i) {
			t.Errorf("question %d was answered with %d", i, id)
		}
	}
}

// manyRows: whatever their number, all rows come in, what follows the rows holds for each, and few statements ran.
func manyRows(t *testing.T, db *store.DB) {
	for _, n := range []int64{0, 1, 2, 7, 32, 33, 100} {
		var expected []int64
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			var rows [][]any
			for id := range n {
				rows, expected = append(rows, []any{int64(1), id, "new"}), append(expected, id)
			}
			if _, err := tx.Exec(t.Context(), "DELETE FROM things WHERE city = $1", 1); err != nil {
				return err
			}
			if n > 3 {
				if err := insert(tx, 3, "old"); err != nil {
					return err
				}
			}
			before := tx.Writes()
			err := tx.Rows(t.Context(), "INSERT INTO things (city, id, name) VALUES",
				"ON CONFLICT (city, id) DO UPDATE SET name = excluded.name", rows)
			if made := tx.Writes() - before; made > 6 && n < 100 || made > 8 {
				t.Errorf("%d statements for %d rows", made, n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want(t, db.Read(), expected...)
		var old int64
		if err := db.Read().QueryRow(t.Context(), "SELECT COUNT(*) FROM things WHERE city = $1 AND name = 'old'",
			1).Scan(&old); err != nil || old != 0 {
			t.Errorf("of %d rows %d kept what they were: %v", n, old, err)
		}
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Rows(t.Context(), "INSERT INTO things (city, id, name) VALUES", "",
			[][]any{{int64(2), int64(1), "a"}, {int64(2), int64(2)}})
	})
	if err == nil {
		t.Error("rows of different widths were taken")
	}
}
