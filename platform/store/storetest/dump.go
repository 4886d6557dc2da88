package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"xiaohao/platform/store"
)

// Tables are the stored tables of a database by name, without those that the text index and the migrations are made of.
func Tables(ctx context.Context, r store.Reader) ([]string, error) {
	text := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if r.Engine() == store.Postgres {
		text = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()"
	}
	rows, err := read(ctx, r, text)
	var out []string
	for _, name := range rows {
		if name = strings.TrimSpace(name); !strings.HasPrefix(name, "search") && !strings.HasPrefix(name, "sqlite_") &&
			name != "schema_migrations" {
			out = append(out, name)
		}
	}
	return out, err
}

// Dump is every row of a table, each in one line, in the order of the lines: the same rows give the same dump on any
// engine.
func Dump(ctx context.Context, r store.Reader, table string) ([]string, error) {
	return read(ctx, r, "SELECT * FROM "+table)
}

func read(ctx context.Context, r store.Reader, text string) ([]string, error) {
	rows, err := r.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var out []string
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		var b strings.Builder
		for _, v := range values {
			if bytes, ok := v.([]byte); ok {
				v = fmt.Sprintf("%x", bytes)
			}
			fmt.Fprintf(&b, "%v ", v)
		}
		out = append(out, b.String())
	}
	slices.Sort(out)
	return out, rows.Err()
}
