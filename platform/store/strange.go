package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// object is something that a schema holds beside rows.
type object struct {
	kind string // "table", "view", "trigger", "rule", "index"
	name string
	on   string // the table that it is of; for a table its own name
}

func (o object) String() string {
	if o.on == o.name || o.on == "" {
		return o.kind + " " + o.name
	}
	return o.kind + " " + o.name + " on " + o.on
}

// Strange compares the schema of a database with what the steps make and tells what nobody made: tables, views,
// triggers, rules, and columns; and the tables and indexes that are missing. What a text index or an extension of the
// server keeps for itself is left out, and so is what allow names: an operator's own tables and views with all that is
// on them, or single triggers. It makes a scratch database of the steps in a folder of its own.
func Strange(ctx context.Context, r Reader, steps []Step, allow []string, tell func(string)) error {
	want, columns, err := schemaOf(ctx, r.Engine(), steps)
	if err != nil {
		return fmt.Errorf("what the schema should be: %w", err)
	}
	have, err := objects(ctx, r)
	if err != nil {
		return fmt.Errorf("what the schema is: %w", err)
	}
	for _, o := range have {
		if !want[o] && o.kind != "index" && !slices.Contains(allow, o.name) && !slices.Contains(allow, o.on) {
			tell(fmt.Sprintf("schema: the %s was made by no step of this program", o))
		}
	}
	for _, o := range slices.SortedFunc(maps.Keys(want), func(a, b object) int { return cmp.Compare(a.name, b.name) }) {
		if !slices.Contains(have, o) {
			tell(fmt.Sprintf("schema: the %s is missing", o))
		}
	}
	tables, err := Tables(ctx, r)
	if err != nil {
		return err
	}
	if err := noted(ctx, r, steps, tell); err != nil {
		return err
	}
	for _, t := range tables {
		for _, c := range t.Columns {
			if known := columns[t.Name]; known != nil && !known[c] {
				tell(fmt.Sprintf("schema: the column %s of the table %s was made by no step of this program", c,
					t.Name))
			}
		}
	}
	return nil
}

// schemaOf is what steps make on an engine: its objects, and the columns of the tables that hold rows of cities.
func schemaOf(ctx context.Context, e Engine, steps []Step) (map[object]bool, map[string]map[string]bool, error) {
	dir, err := os.MkdirTemp("", "xiaohao-schema")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	db, err := Open(ctx, "sqlite:"+filepath.Join(dir, "schema.db"), Options{})
	if err != nil {
		return nil, nil, err
	}
	defer db.Close()
	if err := db.Migrate(ctx, steps); err != nil {
		return nil, nil, err
	}
	list, err := objects(ctx, db.Read())
	if err != nil {
		return nil, nil, err
	}
	out := map[object]bool{}
	for _, o := range list {
		out[o] = true
	}
	tables, err := Tables(ctx, db.Read())
	if err != nil {
		return nil, nil, err
	}
	columns := map[string]map[string]bool{}
	for _, t := range tables {
		for _, c := range t.Columns {
			add(columns, t.Name, c)
		}
	}
	if e != SQLite {
		out = onServer(out, steps, e)
	}
	return out, columns, nil
}

var (
	virtualTable = regexp.MustCompile(`(?i)CREATE\s+VIRTUAL\s+TABLE\s+"?([a-z_0-9]+)"?`)
	createIndex  = regexp.MustCompile(`(?i)CREATE\s+(?:UNIQUE\s+)?INDEX\s+"?([a-z_0-9]+)"?\s+ON\s+"?([a-z_0-9]+)"?`)
)

// onServer is what a server has of the objects of a file: without the parts of a file's text index, and with what the
// steps make on that engine alone.
func onServer(file map[object]bool, steps []Step, e Engine) map[object]bool {
	out := maps.Clone(file)
	for _, s := range steps {
		for _, m := range virtualTable.FindAllStringSubmatch(s.Only[SQLite], -1) {
			for o := range out {
				if o.on == m[1] || strings.HasPrefix(o.on, m[1]+"_") {
					delete(out, o)
				}
			}
		}
	}
	for _, s := range steps {
		for _, m := range madeTable.FindAllStringSubmatch(s.Only[e], -1) {
			out[object{"table", m[1], m[1]}] = true
		}
		for _, m := range createIndex.FindAllStringSubmatch(s.Only[e], -1) {
			out[object{"index", m[1], m[2]}] = true
		}
	}
	return out
}

// objects lists what a schema holds, without what the engine and its extensions keep for themselves.
func objects(ctx context.Context, r Reader) (out []object, err error) {
	text := "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT GLOB 'sqlite_*' ORDER BY type, name"
	if r.Engine() == Postgres {
		text = serverObjects
	}
	rows, err := r.Query(ctx, text)
	err = Rows(rows, err, func(rows *sql.Rows) error {
		var o object
		err := rows.Scan(&o.kind, &o.name, &o.on)
		if o.kind == "t" {
			o.kind = "trigger"
		}
		out = append(out, o)
		return err
	})
	return out, err
}

// serverObjects lists a server's objects. An extension's own depend on it ("e" in pg_depend), and so do the functions
// of the triggers that it puts on the tables of others. Citus shows the pieces of a spread table, NAME_102008, to who
// looks closely.
const serverObjects = `WITH own AS (
	SELECT c.oid, CAST(c.relname AS TEXT) AS name, c.relkind AS kind, c.relispartition AS piece FROM pg_class AS c
	JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
	WHERE NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = CAST('pg_class' AS regclass) AND d.objid = c.oid
		AND d.deptype = 'e')
	AND NOT (EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') AND c.relname ~ '_[0-9]{6,}$')
)
SELECT CASE kind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'table' ELSE 'view' END, name, name
FROM own WHERE kind IN ('r', 'p', 'f', 'v', 'm')
UNION ALL
SELECT 'index', CAST(c.relname AS TEXT), own.name FROM pg_index AS i JOIN own ON own.oid = i.indrelid
JOIN pg_class AS c ON c.oid = i.indexrelid WHERE i.indisvalid
UNION ALL
SELECT 't', CAST(t.tgname AS TEXT), own.name FROM pg_trigger AS t JOIN own ON own.oid = t.tgrelid
WHERE NOT t.tgisinternal AND NOT EXISTS (SELECT 1 FROM pg_depend AS d
	WHERE d.classid = CAST('pg_proc' AS regclass) AND d.objid = t.tgfoid AND d.deptype = 'e')
UNION ALL
SELECT 'rule', CAST(w.rulename AS TEXT), own.name FROM pg_rewrite AS w JOIN own ON own.oid = w.ev_class
WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT 't', CAST(e.evtname AS TEXT), '' FROM pg_event_trigger AS e WHERE NOT EXISTS (SELECT 1 FROM pg_depend AS d
	WHERE d.classid = CAST('pg_event_trigger' AS regclass) AND d.objid = e.oid AND d.deptype = 'e')
ORDER BY 1, 2, 3`

// noted compares what the database notes of its steps and tables with the steps.
func noted(ctx context.Context, r Reader, steps []Step, tell func(string)) error {
	owners, err := Owners(steps)
	if err != nil {
		return err
	}
	made, whose, version := map[string]string{}, maps.Clone(owners), map[string]string{}
	for _, s := range steps {
		made[s.String()] = s.Hash()
	}
	version[fmt.Sprint(versionOfParts)] = "parts"
	for _, t := range []struct {
		table, text string
		want        map[string]string
	}{
		{"schema_steps", "SELECT part || ' ' || step, hash FROM schema_steps", made},
		{"schema_tables", "SELECT name, part FROM schema_tables", whose},
		{"schema_migrations", fmt.Sprintf("SELECT CAST(version AS TEXT), name FROM schema_migrations "+
			"WHERE version >= %d",
			versionOfParts), version},
	} {
		rows, err := r.Query(ctx, t.text)
		err = Rows(rows, err, func(rows *sql.Rows) error {
			var key, value string
			err := rows.Scan(&key, &value)
			if t.want[key] != value {
				tell(fmt.Sprintf("%s: the row %s %s is of no step of this program", t.table, key, value))
			}
			delete(t.want, key)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", t.table, err)
		}
		for _, key := range slices.Sorted(maps.Keys(t.want)) {
			tell(fmt.Sprintf("%s: the row %s is missing", t.table, key))
		}
	}
	return nil
}
