package store

import (
	"context"
	"errors"
	"fmt"

	"xiaohao/loop/fault"
)

// Migration is one step of the schema. Versions rise from 1 without gaps; a step that was ever released is never
// changed.
type Migration struct {
	Version int
	Name    string // what it makes, for people
	SQL     string // one or more statements without arguments

	Only map[Engine]string // after SQL, what one engine alone needs
}

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
	version INTEGER NOT NULL PRIMARY KEY,
	name    TEXT NOT NULL
)`

// Migrate brings the schema forward, each step in a transaction of its own. It gives ErrSchemaNewer, and changes
// nothing, when the database already has a step that is not in the list: an older program must not write into a newer
// database.
func (db *DB) Migrate(ctx context.Context, steps []Migration) error {
	for i, m := range steps {
		if m.Version != i+1 {
			return fmt.Errorf("migration %q has version %d, want %d", m.Name, m.Version, i+1)
		}
	}
	if err := db.makeTable(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	have, err := db.SchemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if have > len(steps) {
		return newer(have, len(steps))
	}
	for _, m := range steps[have:] {
		err := db.Write(Patient(ctx), func(tx *Tx) error {
			// Two programs may migrate at once: the second waits here, and finds the step made.
			if tx.Engine() == Postgres {
				if err := tx.Script(ctx, "LOCK TABLE schema_migrations IN EXCLUSIVE MODE"); err != nil {
					return err
				}
			}
			var made int
			if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM schema_migrations WHERE version = $1",
				m.Version).Scan(&made); err != nil || made > 0 {
				return err
			}
			if err := tx.Script(ctx, m.SQL+";\n"+m.Only[tx.Engine()]); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)", m.Version, m.Name)
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate to %d (%s): %w", m.Version, m.Name, err)
		}
	}
	return nil
}

// makeTable makes the list of steps. Two programs that make it at once on one server collide once.
func (db *DB) makeTable(ctx context.Context) error {
	create := func(tx *Tx) error { return tx.Script(ctx, migrationsTable) }
	err := db.Write(ctx, create)
	if errors.Is(err, ErrDuplicate) || isCode(err, "42P07") {
		err = db.Write(ctx, create)
	}
	return err
}

// Current gives ErrSchemaOlder or ErrSchemaNewer, with both versions, unless the database has just these steps.
func (db *DB) Current(ctx context.Context, steps []Migration) error {
	have, err := db.SchemaVersion(ctx)
	switch {
	case err != nil:
		return err
	case have < len(steps):
		return fmt.Errorf("%w: %w", ErrSchemaOlder,
			fault.New(fault.Conflict, "schema_older", "have", have, "want", len(steps)))
	case have > len(steps):
		return newer(have, len(steps))
	}
	return nil
}

func newer(have, want int) error {
	return fmt.Errorf("%w: %w", ErrSchemaNewer, fault.New(fault.Conflict, "schema_newer", "have", have, "want", want))
}

// SchemaVersion is the last migration the database has, 0 for none.
func (db *DB) SchemaVersion(ctx context.Context) (int, error) {
	var tables, version int
	there := "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
	if db.engine == Postgres {
		there = "SELECT COUNT(to_regclass('schema_migrations'))"
	}
	err := db.read.QueryRow(ctx, there).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, Explain(err)
	}
	err = db.read.QueryRow(ctx, "SELECT COALESCE(MAX(version), 0) FROM schema_migrations").Scan(&version)
	return version, Explain(err)
}
