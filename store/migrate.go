package store

import (
	"context"
	"fmt"
)

// Migration is one step of the schema. Versions rise from 1 without gaps; a step that was ever released is never changed.
type Migration struct {
	Version int
	Name    string // what it makes, for people
	SQL     string // one or more statements without arguments
}

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
	version INTEGER NOT NULL PRIMARY KEY,
	name    TEXT NOT NULL
)`

// Migrate brings the schema forward, each step in a transaction of its own. It gives ErrSchemaNewer, and changes nothing, when the database
// already has a step that is not in the list: an older program must not write into a newer database.
func (db *DB) Migrate(ctx context.Context, steps []Migration) error {
	for i, m := range steps {
		if m.Version != i+1 {
			return fmt.Errorf("migration %q has version %d, want %d", m.Name, m.Version, i+1)
		}
	}
	if err := db.Write(ctx, func(tx *Tx) error { return tx.Script(ctx, migrationsTable) }); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	have, err := db.SchemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if have > len(steps) {
		return fmt.Errorf("%w: it has schema %d, this program knows %d", ErrSchemaNewer, have, len(steps))
	}
	for _, m := range steps[have:] {
		err := db.Write(ctx, func(tx *Tx) error {
			if err := tx.Script(ctx, m.SQL); err != nil {
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

// SchemaVersion is the last migration the database has, 0 for none.
func (db *DB) SchemaVersion(ctx context.Context) (int, error) {
	var tables, version int
	err := db.read.QueryRow(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'").Scan(&tables)
	if err != nil || tables == 0 {
		return 0, Explain(err)
	}
	err = db.read.QueryRow(ctx, "SELECT COALESCE(MAX(version), 0) FROM schema_migrations").Scan(&version)
	return version, Explain(err)
}
