package store

import (
	"context"
	"fmt"
	"slices"
)

// Table is a stored table: its columns in order, and those of its key.
type Table struct {
	Name    string
	Columns []string
	Key     []string
}

// keepsSchema is how the names of the tables begin that belong to no city.
const keepsSchema = "schema_%"

// Tables are the tables that hold rows of cities, by name. The parts of SQLite's text index are left out: nobody but
// the engine reads them.
func Tables(ctx context.Context, r Reader) ([]Table, error) {
	text := `SELECT m.name, c.name, c.pk FROM sqlite_master AS m, pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search%' AND m.name NOT LIKE $1
		ORDER BY m.name, c.cid`
	if r.Engine() == Postgres {
		text = `SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), COALESCE(array_position(CAST(i.indkey AS
			int2[]), a.attnum) + 1, 0)
			FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
			JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
			WHERE c.relkind IN ('r', 'p') AND c.relname NOT LIKE $1 ORDER BY 1, a.attnum`
	}
	rows, err := r.Query(ctx, text, keepsSchema)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var out []Table
	places := map[string][]int{}
	for rows.Next() {
		var table, column string
		var place int
		if err := rows.Scan(&table, &column, &place); err != nil {
			return nil, Explain(err)
		}
		if len(out) == 0 || out[len(out)-1].Name != table {
			out = append(out, Table{Name: table})
		}
		t := &out[len(out)-1]
		t.Columns = append(t.Columns, column)
		if place > 0 {
			t.Key = append(t.Key, column)
			places[table] = append(places[table], place)
		}
	}
	for i := range out {
		sortBy(out[i].Key, places[out[i].Name])
	}
	return out, Explain(rows.Err())
}

// sortBy puts names into the order of their places.
func sortBy(names []string, places []int) {
	order := slices.Clone(names)
	sorted := slices.Sorted(slices.Values(places))
	for i, p := range places {
		at, _ := slices.BinarySearch(sorted, p)
		order[at] = names[i]
	}
	copy(names, order)
}

// Distribute spreads the tables over the nodes of a Citus cluster by a column that leads all their keys, so that the
// rows of one city lie together on one node; the lists of migrations become reference tables. Tables that are spread
// already stay. It gives the number of tables that are spread. Source of the functions: Citus's documentation,
// "Utility functions".
func (db *DB) Distribute(ctx context.Context, first, column string) (int, error) {
	there, err := db.Cluster(ctx)
	if err != nil {
		return 0, err
	}
	if !there {
		return 0, fmt.Errorf("%w: the extension citus is not there", ErrUnsuited)
	}
	tables, err := Tables(ctx, db.read)
	if err != nil {
		return 0, err
	}
	slices.SortStableFunc(tables, func(a, b Table) int { return flag(b.Name == first) - flag(a.Name == first) })
	for _, t := range tables {
		if err := db.distribute(ctx, t.Name, first, column); err != nil {
			return 0, fmt.Errorf("distribute %s: %w", t.Name, err)
		}
	}
	for _, t := range []string{"schema_migrations", "schema_steps", "schema_tables"} {
		err := db.Write(Patient(ctx), func(tx *Tx) error {
			return tx.Script(ctx, "SELECT create_reference_table('"+t+"') WHERE NOT EXISTS "+
				"(SELECT 1 FROM pg_dist_partition WHERE logicalrelid = '"+t+"'::regclass)")
		})
		if err != nil {
			return 0, err
		}
	}
	return len(tables), nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (db *DB) distribute(ctx context.Context, table, first, column string) error {
	with := "default"
	if table != first {
		with = first
	}
	return db.Write(Patient(ctx), func(tx *Tx) error {
		return tx.Script(ctx, fmt.Sprintf("SELECT create_distributed_table('%s', '%s', colocate_with => '%s') "+
			"WHERE NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = '%s'::regclass)",
			table, column, with, table))
	})
}
