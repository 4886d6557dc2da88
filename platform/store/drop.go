package store

import (
	"context"
	"database/sql"
	"slices"

	"xiaohao/loop/fault"
)

// PartsOf lists the parts whose steps the database has, by name.
func (s Schema) PartsOf() []string {
	var out []string
	for id := range s.steps {
		if !slices.Contains(out, id.part) {
			out = append(out, id.part)
		}
	}
	slices.Sort(out)
	return out
}

// Drop takes the tables of a part away, and what is known of its steps; also does what else belongs to it, in the same
// transaction. It gives the names of the tables, and fault "part_none" when the database has no such part. There is no
// way back but a backup.
func (db *DB) Drop(ctx context.Context, part string,
	also func(ctx context.Context, tx *Tx) error) (tables []string, err error) {
	have, err := db.Schema(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(have.PartsOf(), part) {
		return nil, fault.New(fault.Missing, "part_none", "part", part)
	}
	err = Each(ctx, db.Read(), func(rows *sql.Rows) error {
		var t string
		err := rows.Scan(&t)
		tables = append(tables, t)
		return err
	}, "SELECT name FROM schema_tables WHERE part = $1 ORDER BY name", part)
	if err != nil {
		return nil, err
	}
	return tables, db.Write(Patient(ctx), func(tx *Tx) error {
		for _, t := range tables {
			if err := tx.Script(ctx, "DROP TABLE IF EXISTS "+t); err != nil {
				return err
			}
		}
		for _, text := range []string{"DELETE FROM schema_steps WHERE part = $1",
			"DELETE FROM schema_tables WHERE part = $1"} {
			if _, err := tx.Exec(ctx, text, part); err != nil {
				return err
			}
		}
		return also(ctx, tx)
	})
}
