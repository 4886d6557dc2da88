package views

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

func check(t *testing.T, db *store.DB) []string {
	t.Helper()
	var told []string
	err := db.Snapshot(t.Context(), func(r store.Reader) error {
		return Check(t.Context(), r, city, nil, func(s string) { told = append(told, s) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// organise writes a few events of areas, units, people and policy.
func organise(t *testing.T, w *town) {
	t.Helper()
	_, err := w.led.Append(w.ctx, ledger.Request{ID: w.id(),
		Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) {
			return []ledger.Draft{
				{Type: "area.set", Subject: ledger.None, Body: map[string]any{"area": "430405101000", "name": "某街道"}},
				{Type: "unit.set", Subject: ledger.New,
					Body: map[string]any{"code": "JD", "zh": "某街道办", "area": "430405101000"}},
				{Type: "person.set", Subject: ledger.New,
					Body: map[string]any{"login": "wang", "name": "王",
						"posts": []map[string]any{{"kind": "dispatcher", "area": "430405101000", "unit": 2}}}},
				{Type: PolicySetType, Subject: ledger.None, Body: PolicySet{"d1", "city: {}"}},
			}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
}

// Every column of every row is proven: whichever is altered, Check names its table.
func TestCheckFindsEveryAlteration(t *testing.T) {
	t.Parallel()
	w := newTownAt(t, 3, storetest.FileDSN(t)) // what it alters, and how, is written for SQLite
	organise(t, w)
	w.live(storetest.Drawn(350, 350, 200))
	w.led.Close()
	if told := check(t, w.db); len(told) > 0 {
		t.Fatalf("a sound database: %q", told)
	}
	keys := maps.Clone(tables)
	keys["areas"], keys["units"], keys["people"], keys["posts"] = "code", "id", "id", "person, place"
	for table, key := range keys {
		cols, row := firstRow(t, w.db, table)
		for i, col := range cols {
			if col == "city" {
				continue
			}
			var other any
			switch v := row[i].(type) {
			case int64:
				other = v + 1000
			case string:
				other = v + "x"
			default:
				t.Fatalf("%s.%s is a %T", table, col, v)
			}
			keyed := append([]string{"city"}, strings.Split(key, ", ")...)
			alter(t, w.db, table, keyed, cols, row, col, other)
			told := check(t, w.db)
			if !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, table+": ") }) {
				t.Errorf("%s.%s altered from %v to %v: %q", table, col, row[i], other, told)
			}
			if table == "matters" && col != "id" && !strings.Contains(strings.Join(told, "\n"), "column "+col+":") {
				t.Errorf("%s.%s altered: the column is not named: %q", table, col, told)
			}
			changed := slices.Clone(row)
			changed[i] = other
			alter(t, w.db, table, keyed, cols, changed, col, row[i])
		}
		write(t, w.db, "CREATE TABLE kept AS SELECT * FROM "+table)
		for what, text := range map[string]string{"deleted": "DELETE FROM " + table,
			"doubled": "INSERT INTO " + table + " SELECT " + shifted(cols, key) + " FROM kept LIMIT 1"} {
			write(t, w.db, text)
			if told := check(t, w.db); !slices.ContainsFunc(told, func(s string) bool {
				return strings.HasPrefix(s, table+": ")
			}) {
				t.Errorf("%s %s: %q", table, what, told)
			}
			write(t, w.db, "DELETE FROM "+table+"; INSERT INTO "+table+" SELECT * FROM kept")
		}
		write(t, w.db, "DROP TABLE kept")
	}
	write(t, w.db, fmt.Sprintf("DELETE FROM search WHERE rowid = %d", w.ids[0]))
	if told := check(t, w.db); len(told) != 2 || !strings.HasPrefix(told[0], "search: ") {
		t.Errorf("search: %q", told)
	}
	words := strings.Join(tokens(searched(w.matters()[0])...), " ")
	for _, wrong := range []string{words + " 不在", words[strings.Index(words, " "):], ""} {
		write(t, w.db, fmt.Sprintf("INSERT OR REPLACE INTO search (rowid, words) VALUES (%d, '%s')", w.ids[0], wrong))
		if told := check(t, w.db); len(told) != 1 || !strings.HasPrefix(told[0], "search: ") {
			t.Errorf("search with %q: %q", wrong, told)
		}
	}
	index := func(id int64, words string) {
		write(t, w.db, fmt.Sprintf("INSERT OR REPLACE INTO search (rowid, words) VALUES (%d, '%s')", id, words))
	}
	other := strings.Join(tokens(searched(w.matters()[1])...), " ")
	index(w.ids[0], other)
	index(w.ids[1], words)
	if told := check(t, w.db); len(told) != 1 || !strings.Contains(told[0], "other matters") {
		t.Errorf("search with two matters exchanged: %q", told)
	}
	index(w.ids[0], words)
	index(w.ids[1], other)
	if told := check(t, w.db); len(told) > 0 {
		t.Errorf("search put right: %q", told)
	}
}

// shifted is a column list that makes a row with a new key.
func shifted(cols []string, key string) string {
	out := slices.Clone(cols)
	last := key[strings.LastIndex(key, " ")+1:]
	for i, c := range out {
		if c == "login" || c == "code" && last == "id" {
			out[i] = c + " || 'y'" // unique as well
		}
		if c == "n" && last == "seq" { // a notice has its number once
			out[i] = c + " + 1000000"
		}
		if c != last {
			continue
		}
		if out[i] = c + " + 1000000"; slices.Contains([]string{"digest", "source_no", "word", "voice"}, c) {
			out[i] = c + " || 'y'"
		}
	}
	return strings.Join(out, ", ")
}

func firstRow(t *testing.T, db *store.DB, table string) ([]string, []any) {
	t.Helper()
	rows, err := db.Read().Query(t.Context(), "SELECT * FROM "+table+" LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cols, _ := rows.Columns()
	row, into := make([]any, len(cols)), make([]any, len(cols))
	for i := range row {
		into[i] = &row[i]
	}
	if !rows.Next() {
		t.Fatalf("%s is empty", table)
	}
	if err := rows.Scan(into...); err != nil {
		t.Fatal(err)
	}
	return cols, row
}

func alter(t *testing.T, db *store.DB, table string, key, cols []string, row []any, col string, to any) {
	t.Helper()
	args, where := []any{to}, []string{}
	for i, c := range cols {
		if slices.Contains(key, c) {
			args = append(args, row[i])
			where = append(where, fmt.Sprintf("%s = $%d", c, len(args)))
		}
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		n, err := tx.Exec(t.Context(), "UPDATE "+table+" SET "+col+" = $1 WHERE "+strings.Join(where, " AND "), args...)
		if err == nil && n != 1 {
			err = fmt.Errorf("%d rows", n)
		}
		return err
	})
	if err != nil {
		t.Fatalf("alter %s.%s: %v", table, col, err)
	}
}

func write(t *testing.T, db *store.DB, text string) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Script(t.Context(), text) }); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// A history that does not fit together is told, not a crash.
func TestCheckSurvivesForgedEvents(t *testing.T) {
	t.Parallel()
	w := newTown(t, 4)
	id := w.must(0, w.report())
	w.must(id, &matter.List{Category: "road"})
	w.led.Close()
	write(t, w.db, `UPDATE events SET type = 'matter.bounced', body = '{"reason":"x","back":5,"next":1}'
		WHERE type = 'matter.listed'`)
	if told := check(t, w.db); len(told) == 0 {
		t.Error("nothing was told")
	}
}
