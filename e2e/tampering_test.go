package e2e

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaohao/city"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// tampering is a transaction in which a city is tampered with.
type tampering struct {
	*testing.T
	tx     *store.Tx
	list   *city.List
	secret []byte
	owners map[string]string // of tables
	tables []*table
}

// table is a table of the schema with its rows.
type table struct {
	name string
	cols []string
	keys []string
	rows [][]any
}

// deed is one thing that is done to a table.
type deed struct {
	table *table
	what  string
	do    func() error
}

var errTakenBack = errors.New("taken back")

// inside gives a transaction on a city that is taken back in the end.
func inside(t *testing.T, dsn string, fn func(*tampering)) {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(store.Patient(t.Context()), func(tx *store.Tx) error {
		m := &tampering{T: t, tx: tx, list: city.Standard()}
		var err error
		if m.owners, err = store.Owners(m.list.Steps()); err != nil {
			return err
		}
		if err := m.read(); err != nil {
			return err
		}
		fn(m)
		return errTakenBack
	})
	if !errors.Is(err, errTakenBack) {
		t.Fatal(err)
	}
}

// read asks the schema for its tables. The text index of a file is altered elsewhere (tamperSearch).
func (m *tampering) read() error {
	ctx := context.Background()
	text := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' " +
		"AND name NOT LIKE 'search%'"
	if m.tx.Engine() == store.Postgres {
		text = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()"
	}
	names, err := texts(m.tx, text)
	if err != nil {
		return err
	}
	known, err := store.Tables(ctx, m.tx)
	if err != nil {
		return err
	}
	keys := map[string][]string{}
	for _, k := range known {
		keys[k.Name] = k.Key
	}
	slices.Sort(names)
	for _, name := range names {
		if city.Unproven[name] != "" {
			continue
		}
		x := &table{name: name, keys: keys[name]}
		rows, err := m.tx.Query(ctx, "SELECT * FROM "+name)
		err = store.Rows(rows, err, func(rows *sql.Rows) error { return x.add(rows) })
		if err != nil {
			return err
		}
		if len(x.cols) == 0 { // no row
			if err := x.describe(m.tx); err != nil {
				return err
			}
		}
		m.tables = append(m.tables, x)
	}
	return nil
}

// filled wants rows in what is public and what goes with it, so that altering it shows something; in what nobody can
// prove too, for whoever moves a city or makes it anew.
func (m *tampering) filled() {
	m.Helper()
	for _, name := range []string{"releases", "release_rules", "public_matters", "public_tallies", "public_dots",
		"public_versions", "follow_people", "follows", "follow_asked", "publicity_papers", "publicity_plans",
		"publicity_positions", "screen_texts", "screen_pieces", "opendata", "opendata_withdrawn", "opendata_asked",
		"outreach_activities", "outreach_areas", "outreach_balances", "outreach_sums", "outreach_moves",
		"outreach_tickets", "outreach_sheets", "outreach_counts", "outreach_years", "outreach_reads",
		"outreach_keys", "outreach_volunteers"} {
		n := 0
		err := m.tx.QueryRow(m.Context(), "SELECT COUNT(*) FROM "+name).Scan(&n)
		looked := slices.ContainsFunc(m.tables, func(x *table) bool { return x.name == name })
		if err != nil || n == 0 || looked == (city.Unproven[name] != "") {
			m.Errorf("%s: %d rows, altered %v, %v", name, n, looked, err)
		}
	}
	for _, name := range m.empty() {
		m.Errorf("%s: no row", name)
	}
}

func (x *table) describe(tx *store.Tx) error {
	rows, err := tx.Query(context.Background(), "SELECT * FROM "+x.name+" WHERE 1 = 0")
	if err != nil {
		return err
	}
	defer rows.Close()
	x.cols, err = rows.Columns()
	return err
}

func (x *table) add(rows *sql.Rows) (err error) {
	if x.cols, err = rows.Columns(); err != nil {
		return err
	}
	vals, into := make([]any, len(x.cols)), make([]any, len(x.cols))
	for i := range into {
		into[i] = &vals[i]
	}
	err = rows.Scan(into...)
	x.rows = append(x.rows, vals)
	return err
}

// where is the condition that a row is this one, with its arguments behind so many others.
func (x *table) where(row []any, behind int) (text string, args []any) {
	var and []string
	for i, c := range x.cols {
		if len(x.keys) > 0 && !slices.Contains(x.keys, c) {
			continue
		}
		args = append(args, row[i])
		and = append(and, fmt.Sprintf("%s = $%d", c, behind+len(args)))
	}
	return strings.Join(and, " AND "), args
}

// proved is what a proof says by now, of some owners' tables or of all: its faults, and what is behind.
func (m *tampering) proved(owners []string) (found []string) {
	m.Helper()
	proven, err := m.list.Prove(m.Context(), m.tx, city.Proving{City: 4304, Owners: owners, Secret: m.secret},
		func(what string) { found = append(found, what) })
	if err != nil {
		found = append(found, err.Error())
	}
	for _, s := range proven.Behind(0) {
		found = append(found, "cursors: "+s.String())
	}
	return found
}

// try does some things at once, each to another table, looks whether each table is named, and takes them back. What
// goes unnamed among many is tried once more alone. What the engine does not let stand is left out.
func (m *tampering) try(deeds []deed) {
	m.Helper()
	var done []deed
	var found []string
	err := m.tx.Savepoint(func() error {
		for _, d := range deeds {
			err := m.tx.Savepoint(d.do)
			if err == nil {
				done = append(done, d)
			}
		}
		var owners []string
		for _, d := range done {
			owners = append(owners, m.owner(d.table.name))
		}
		if len(done) > 0 {
			found = m.proved(owners)
		}
		return errTakenBack
	})
	if !errors.Is(err, errTakenBack) {
		m.Fatal(err)
	}
	for _, d := range done {
		switch {
		case says(found, d.table.name):
		case len(deeds) > 1:
			m.try([]deed{d})
		default:
			m.Errorf("%s: %s, and the proof says %q", d.table.name, d.what, found)
		}
	}
}

// owner is whose proof looks at a table.
func (m *tampering) owner(name string) string {
	switch owner := m.owners[name]; owner {
	case "org", "views":
		return "views"
	case "":
		return "schema"
	default:
		return owner
	}
}

// says says whether a proof names a table; of the ledger's own tables it names the event, the head row or the command.
func says(found []string, table string) bool {
	words := map[string][]string{"heads": {"head", "event"}, "commands": {"command", "event"}, "events": {"event"},
		"seal_last": {"seal_last"}}[table]
	if words == nil {
		words = []string{table + ": ", "cursors: " + table + " stands"}
	}
	for _, f := range found {
		for _, w := range words {
			if strings.Contains(f, w) {
				return true
			}
		}
	}
	return false
}

// alone are the tables that are altered by themselves: what is said of them would hide what is said of others, or they
// say how far others are compared.
var alone = []string{"events", "heads", "commands", "cursors"}

// each makes deeds of all tables and tries them: of most tables at once.
func (m *tampering) each(make func(*table) (deed, bool)) {
	m.Helper()
	var together []deed
	for _, x := range m.tables {
		d, ok := make(x)
		switch {
		case !ok:
		case slices.Contains(alone, x.name):
			m.try([]deed{d})
		default:
			together = append(together, d)
		}
	}
	m.try(together)
}

// alter turns over each column of a row of every table: the first column of all tables, then the second, and so on.
func (m *tampering) alter() {
	most := 0
	for _, x := range m.tables {
		most = max(most, len(x.cols))
	}
	for i := range most {
		m.each(func(x *table) (deed, bool) {
			if i >= len(x.cols) || len(x.rows) == 0 {
				return deed{}, false
			}
			row, col := x.rows[rand.IntN(len(x.rows))], x.cols[i]
			to := m.altered(row[i], slices.Contains(x.keys, col))
			where, args := x.where(row, 1)
			return deed{x, fmt.Sprintf("%s from %.80v to %.80v", col, row[i], to), func() error {
				return m.one("UPDATE "+x.name+" SET "+col+" = $1 WHERE "+where, append([]any{to}, args...))
			}}, true
		})
	}
}

// remove takes a row of every table out.
func (m *tampering) remove() {
	for range 2 {
		m.each(func(x *table) (deed, bool) {
			if len(x.rows) == 0 {
				return deed{}, false
			}
			row := x.rows[rand.IntN(len(x.rows))]
			where, args := x.where(row, 0)
			return deed{x, fmt.Sprintf("%.200v taken out", row), func() error {
				return m.one("DELETE FROM "+x.name+" WHERE "+where, args)
			}}, true
		})
	}
}

// insert puts a row that nobody made into every table, also those that the small city has nothing in.
func (m *tampering) insert() {
	m.each(func(x *table) (deed, bool) {
		if x.name == "schema_migrations" {
			return deed{}, false // earlier programs' steps may stand there, by whatever names they had
		}
		var marks []string
		var args []any
		for i, c := range x.cols {
			var v any = int64(1 << 14)
			if len(x.rows) > 0 {
				v = m.altered(x.rows[0][i], slices.Contains(x.keys, c))
			} else if slices.Contains(wordy, c) {
				v = "x"
			}
			if c == "city" {
				v = int64(4304)
			}
			args = append(args, v)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		return deed{x, fmt.Sprintf("%v put in", args), func() error {
			return m.one("INSERT INTO "+x.name+" VALUES ("+strings.Join(marks, ", ")+")", args)
		}}, true
	})
}

// wordy are the columns of words in tables that the small city has nothing in.
var wordy = []string{"week", "digest", "body", "what", "code", "kind", "name", "text", "signed"}

// one executes a statement that must reach one row.
func (m *tampering) one(text string, args []any) error {
	n, err := m.tx.Exec(context.Background(), text, args...)
	if err == nil && n != 1 {
		m.Errorf("%s %.200v: %d rows", text, args, n)
	}
	return err
}

// altered is a value with one byte of it, or one bit of a number, turned over.
func (m *tampering) altered(v any, key bool) any {
	switch x := v.(type) {
	case int64:
		if key {
			return x ^ 1<<14 // no other row's
		}
		return x ^ 1<<rand.IntN(3)
	case string:
		if x == "" || m.tx.Engine() == store.Postgres { // which takes no broken character
			return x + "x"
		}
		b := []byte(x)
		b[rand.IntN(len(b))] ^= 1
		return string(b)
	case []byte:
		if len(x) == 0 {
			return []byte{1}
		}
		b := slices.Clone(x)
		b[rand.IntN(len(b))] ^= 1 << rand.IntN(8)
		return b
	}
	return "x"
}

// schema makes what nobody of the program made, and takes away what it did.
func (m *tampering) schema() {
	trigger := `CREATE TRIGGER sleeper AFTER INSERT ON matters BEGIN DELETE FROM alarms; END`
	if m.tx.Engine() == store.Postgres {
		trigger = `CREATE FUNCTION sleep_now() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN DELETE FROM alarms; RETURN NEW; END';
			CREATE TRIGGER sleeper AFTER INSERT ON matters FOR EACH ROW EXECUTE FUNCTION sleep_now()`
	}
	for want, text := range map[string]string{
		"schema: the trigger sleeper on matters was made by no step": trigger,
		"schema: the table stranger was made by no step":             "CREATE TABLE stranger (city BIGINT)",
		"schema: the view window_of was made by no step":             "CREATE VIEW window_of AS SELECT * FROM matters",
		"schema: the column extra of the table alarms was made by":   "ALTER TABLE alarms ADD COLUMN extra BIGINT",
		"schema: the index matters_newest on matters is missing":     "DROP INDEX matters_newest",
		"schema: the table boundaries is missing":                    "DROP TABLE boundaries",
		"schema_tables: the row alarms nobody is of no step": "UPDATE schema_tables SET part = 'nobody' " +
			"WHERE name = 'alarms'",
		"schema_steps: the row alarm 1 is missing": "DELETE FROM schema_steps WHERE part = 'alarm'",
	} {
		var found []string
		err := m.tx.Savepoint(func() error {
			if err := m.tx.Script(m.Context(), text); err != nil {
				return err
			}
			found = m.proved([]string{"schema"})
			return errTakenBack
		})
		if !errors.Is(err, errTakenBack) || !strings.Contains(strings.Join(found, "\n"), want) {
			m.Errorf("%s: %v, and the proof says %q", text, err, found)
		}
	}
}

// index is a text index of a file: its table, whose proof looks at it, and what asks for its words.
type index struct{ name, owner, words string }

var indexes = []index{{"search", "views", "SELECT term FROM search_terms"},
	{"search_public", "release", "SELECT DISTINCT term FROM search_public_words"}}

// tamperSearch turns over bytes of a text index's pages. The engine keeps a few that nothing depends on; all others
// the proof must catch, so an alteration that it lets pass must leave the finds of every word as they were.
func tamperSearch(t *testing.T, whole string, x index) {
	var pages [][]any
	var words []string
	file := filepath.Join(whole, "xiaohao.db")
	inside(t, file, func(m *tampering) {
		data := &table{name: x.name + "_data"}
		rows, err := m.tx.Query(t.Context(), "SELECT id, block FROM "+data.name+" WHERE id > 10")
		if err = store.Rows(rows, err, data.add); err == nil {
			words, err = texts(m.tx, x.words)
		}
		if err != nil || len(data.rows) == 0 || len(words) == 0 {
			t.Fatalf("the text index has %d pages and %d words: %v", len(data.rows), len(words), err)
		}
		pages = data.rows
	})
	want, passed := finds(t, copied(t, file), x.name, words), 0
	for range storetest.Drawn(25, 8, 4) {
		one, page := copied(t, file), pages[rand.IntN(len(pages))]
		inFile(t, one, func(tx *store.Tx) error {
			m := tampering{tx: tx}
			_, err := tx.Exec(t.Context(), "UPDATE "+x.name+"_data SET block = $1 WHERE id = $2",
				m.altered(page[1], false), page[0])
			return err
		})
		var found []string
		inside(t, one, func(m *tampering) { found = m.proved([]string{x.owner}) })
		if len(found) == 0 {
			if passed++; passed > 17 || finds(t, one, x.name, words) != want {
				t.Errorf("a page of %s was altered, and the proof did not see it (%d passed)", x.name, passed)
			}
		} else if said := strings.Join(found, "; "); !strings.Contains(said, x.name+": ") &&
			!strings.Contains(said, "damaged") {
			t.Errorf("a page of %s: %s", x.name, said)
		}
	}
	t.Logf("%d alterations changed nothing that any word finds", passed)
}
