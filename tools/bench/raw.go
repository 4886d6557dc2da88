package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"xiaohao/platform/store"
)

// group is how many reports the raw engine gets in one transaction: as many as the ledger takes.
const group = 256

// rawTables are the tables that a report writes a row into, with the condition that picks the rows of reports.
var rawTables = []struct{ name, where string }{
	{"events", "type = 'matter.reported'"}, {"commands",
		fmt.Sprintf("first IN (SELECT seq FROM events WHERE type = 'matter.reported' LIMIT %d)", most)},
	{"matters", "1 = 1"}, {"receipts", "1 = 1"},
}

// most is how many reports' rows are held to be inserted raw.
const most = 40000

// raw inserts the very rows that reports made into an empty database with the same tables and indexes, by plain SQL
// in groups, on the same disk. To a server the statements of a group travel together, as the ledger's do.
func (b *run) raw(ctx context.Context) error {
	from, err := store.Open(ctx, b.dsn(), store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer from.Close()
	scratch := filepath.Join(b.dir, "raw")
	if err := os.RemoveAll(scratch); err != nil {
		return err
	}
	if err := os.MkdirAll(scratch, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	target := "sqlite:" + filepath.Join(scratch, "raw.db")
	if b.DB != "" {
		if err := onServer(ctx, b.DB, "DROP SCHEMA IF EXISTS bench_raw CASCADE; CREATE SCHEMA bench_raw"); err != nil {
			return err
		}
		defer func() { _ = onServer(ctx, b.DB, "DROP SCHEMA bench_raw CASCADE") }() // the next run would
		target = store.InSchema(b.DB, "bench_raw")
	}
	to, err := store.Open(ctx, target, store.Options{})
	if err != nil {
		return err
	}
	defer to.Close()
	if err := Migrate(ctx, to); err != nil {
		return err
	}
	tables := make([]rows, len(rawTables))
	n := most
	for i, t := range rawTables {
		if tables[i], err = read(ctx, from.Read(), t.name, t.where); err != nil {
			return fmt.Errorf("raw %s: %w", t.name, err)
		}
		n = min(n, len(tables[i].rows))
	}
	var took []time.Duration
	cpu, start := cpuTime(), time.Now()
	for i := 0; i < n; i += group {
		t := time.Now()
		err := to.Write(ctx, func(tx *store.Tx) error {
			for j := i; j < min(i+group, n); j++ {
				for _, x := range tables {
					if err := tx.Later(ctx, x.insert, x.rows[j]...); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for range min(group, n-i) {
			took = append(took, time.Since(t))
		}
	}
	b.keep("report", "raw-"+b.engine(), 1, took, time.Since(start), cpuTime()-cpu)
	return nil
}

// rows are a table's rows as they are to be inserted.
type rows struct {
	insert string
	rows   [][]any
}

func read(ctx context.Context, r store.Reader, table, where string) (rows, error) {
	rs, err := r.Query(ctx, fmt.Sprintf("SELECT * FROM %s WHERE %s LIMIT %d", table, where, most))
	if err != nil {
		return rows{}, err
	}
	defer rs.Close()
	names, err := rs.Columns()
	if err != nil {
		return rows{}, err
	}
	marks := make([]string, len(names))
	for i := range marks {
		marks[i] = fmt.Sprint("$", i+1)
	}
	out := rows{insert: fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(names, ", "),
		strings.Join(marks, ", "))}
	for rs.Next() {
		row, err := scan(rs, len(names))
		if err != nil {
			return rows{}, err
		}
		out.rows = append(out.rows, row)
	}
	return out, rs.Err()
}

func scan(rs *sql.Rows, n int) ([]any, error) {
	row, to := make([]any, n), make([]any, n)
	for i := range row {
		to[i] = &row[i]
	}
	return row, rs.Scan(to...)
}
