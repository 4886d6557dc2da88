package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"xiaohao/loop/fault"
)

// versionOfParts is what schema_migrations says of a database whose steps are kept by part. Programs from before know
// steps 1 to 25 of one list; they find a newer one here and refuse the database.
const versionOfParts = 26

const stepsTables = `
CREATE TABLE IF NOT EXISTS schema_migrations (
	version INTEGER NOT NULL PRIMARY KEY,
	name    TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS schema_steps (
	part TEXT NOT NULL,
	step INTEGER NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (part, step)
);
CREATE TABLE IF NOT EXISTS schema_tables (
	name TEXT NOT NULL PRIMARY KEY,
	part TEXT NOT NULL
)`

// stepID says which step of which part.
type stepID struct {
	part string
	n    int
}

// Schema is which steps a database has: their hashes.
type Schema struct {
	steps  map[stepID]string
	legacy int // the last version of the one list that earlier programs had
}

// Count is how many steps the database has.
func (s Schema) Count() int {
	if len(s.steps) == 0 {
		return s.legacy
	}
	return len(s.steps)
}

// Migrate brings the schema forward, each step in a transaction of its own. It changes nothing, and gives
// ErrSchemaNewer when the database has a step that the list lacks, with fault "part_unknown" when it has one of a part
// that the list lacks; ErrSchemaChanged when a step was made by another text than the list has.
func (db *DB) Migrate(ctx context.Context, steps []Step) error {
	if _, err := Owners(steps); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	db.guard.know(steps)
	have, err := db.Schema(ctx)
	if err == nil {
		err = have.fits(steps)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if len(have.steps) == 0 {
		if have, err = db.adoptAll(ctx, steps); err != nil {
			return err
		}
	}
	for _, s := range inOrder(steps) {
		if _, made := have.steps[stepID{s.Part, s.N}]; made {
			continue
		}
		if err := db.Write(Patient(ctx), func(tx *Tx) error { return take(ctx, tx, s) }); err != nil {
			return fmt.Errorf("migrate step %s: %w", s, err)
		}
	}
	return nil
}

// adoptAll makes the lists of steps, and notes what an earlier program made.
func (db *DB) adoptAll(ctx context.Context, steps []Step) (Schema, error) {
	if err := db.makeTables(ctx); err != nil {
		return Schema{}, fmt.Errorf("migrate: %w", err)
	}
	if err := db.Write(Patient(ctx), func(tx *Tx) error { return adopt(ctx, tx, steps) }); err != nil {
		return Schema{}, fmt.Errorf("migrate: note the parts of an earlier program's steps: %w", err)
	}
	return db.Schema(ctx)
}

// inOrder puts what earlier programs had in one list into that order, and what is new behind it.
func inOrder(steps []Step) []Step {
	out := slices.Clone(steps)
	slices.SortStableFunc(out, func(a, b Step) int { return cmp.Compare(uint(a.Was-1), uint(b.Was-1)) })
	return out
}

// lockSteps makes a second program that migrates wait here; it then finds the step made.
func lockSteps(ctx context.Context, tx *Tx) error {
	if tx.Engine() != Postgres {
		return nil
	}
	return tx.Script(ctx, "LOCK TABLE schema_steps IN EXCLUSIVE MODE")
}

// adopt notes once which steps of parts an earlier program's list came to; nothing of them is run again.
func adopt(ctx context.Context, tx *Tx, steps []Step) error {
	if err := lockSteps(ctx, tx); err != nil {
		return err
	}
	var version int
	if err := tx.QueryRow(ctx, "SELECT COALESCE(MAX(version), 0) FROM schema_migrations").Scan(&version); err != nil {
		return Explain(err)
	}
	if version >= versionOfParts {
		return nil
	}
	for _, s := range steps {
		if s.Was > 0 && s.Was <= version {
			if err := note(ctx, tx, s); err != nil {
				return err
			}
		}
	}
	_, err := tx.Exec(ctx, "INSERT INTO schema_migrations (version, name) VALUES ($1, 'parts')", versionOfParts)
	return err
}

// take makes a step unless another program was faster.
func take(ctx context.Context, tx *Tx, s Step) error {
	if err := lockSteps(ctx, tx); err != nil {
		return err
	}
	var made int
	err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM schema_steps WHERE part = $1 AND step = $2", s.Part, s.N).Scan(&made)
	if err != nil || made > 0 {
		return Explain(err)
	}
	if err := tx.Script(ctx, s.Text(tx.Engine())); err != nil {
		return err
	}
	return note(ctx, tx, s)
}

// note remembers a step, and the tables that it made.
func note(ctx context.Context, tx *Tx, s Step) error {
	if _, err := tx.Exec(ctx, "INSERT INTO schema_steps (part, step, hash) VALUES ($1, $2, $3)", s.Part,
		s.N, s.Hash()); err != nil {
		return err
	}
	for _, t := range s.Makes() {
		_, err := tx.Exec(ctx, "INSERT INTO schema_tables (name, part) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
			t, s.Part)
		if err != nil {
			return err
		}
	}
	return nil
}

// makeTables makes the lists of steps. Two programs that make them at once on one server collide once.
func (db *DB) makeTables(ctx context.Context) error {
	script := func(tx *Tx) error { return tx.Script(ctx, stepsTables) }
	err := db.Write(ctx, script)
	if errors.Is(err, ErrDuplicate) || isCode(err, "42P07") || isCode(err, "42710") { // the table, or its row type
		err = db.Write(ctx, script)
	}
	return err
}

// Current gives ErrSchemaOlder, ErrSchemaNewer or ErrSchemaChanged, saying where they differ, unless the database has
// just these steps.
func (db *DB) Current(ctx context.Context, steps []Step) error {
	db.guard.know(steps)
	have, err := db.Schema(ctx)
	if err == nil {
		err = have.fits(steps)
	}
	if err != nil {
		return err
	}
	if n := have.Count(); n < len(steps) || len(have.steps) == 0 {
		return fmt.Errorf("%w: %w", ErrSchemaOlder,
			fault.New(fault.Conflict, "schema_older", "have", n, "want", len(steps)))
	}
	return nil
}

// fits says whether the database has nothing that the list lacks or has otherwise.
func (s Schema) fits(steps []Step) error {
	parts, known := map[string]bool{}, map[stepID]Step{}
	for _, x := range steps {
		parts[x.Part], known[stepID{x.Part, x.N}] = true, x
	}
	if s.legacy > versionOfParts {
		return newer(s.legacy, versionOfParts)
	}
	for id, hash := range s.steps {
		x, ok := known[id]
		switch {
		case !parts[id.part]:
			return fmt.Errorf("%w: %w", ErrSchemaNewer, fault.New(fault.Conflict, "part_unknown", "part", id.part))
		case !ok:
			return newer(len(s.steps), len(steps))
		case x.Hash() != hash:
			return fmt.Errorf("%w: %w", ErrSchemaChanged, fault.New(fault.Conflict, "step_changed", "step", x.String()))
		}
	}
	return nil
}

func newer(have, want int) error {
	return fmt.Errorf("%w: %w", ErrSchemaNewer, fault.New(fault.Conflict, "schema_newer", "have", have, "want", want))
}

// Schema reads which steps the database has; none of a database that is empty.
func (db *DB) Schema(ctx context.Context) (Schema, error) {
	out := Schema{steps: map[stepID]string{}}
	if ok, err := db.has(ctx, "schema_migrations"); err != nil || !ok {
		return out, err
	}
	row := db.read.QueryRow(ctx, "SELECT COALESCE(MAX(version), 0) FROM schema_migrations")
	if err := row.Scan(&out.legacy); err != nil {
		return out, Explain(err)
	}
	if ok, err := db.has(ctx, "schema_steps"); err != nil || !ok {
		return out, err
	}
	rows, err := db.read.Query(ctx, "SELECT part, step, hash FROM schema_steps")
	return out, Rows(rows, err, func(rows *sql.Rows) error {
		var id stepID
		var hash string
		err := rows.Scan(&id.part, &id.n, &hash)
		out.steps[id] = hash
		return err
	})
}

func (db *DB) has(ctx context.Context, table string) (bool, error) {
	var n int
	text := "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
	if db.engine == Postgres {
		text = "SELECT COUNT(to_regclass(CAST($1 AS TEXT)))"
	}
	err := db.read.QueryRow(ctx, text, table).Scan(&n)
	return n > 0, Explain(err)
}
