package store

import (
	"context"
	"database/sql"
)

// Each runs fn for every row of a query. It gives what fn gave, or what kind of error the engine gave.
func Each(ctx context.Context, r Reader, fn func(*sql.Rows) error, text string, args ...any) error {
	rows, err := r.Query(ctx, text, args...)
	return Rows(rows, err, fn)
}

// Rows is Each for a query that was asked; its error comes along.
func Rows(rows *sql.Rows, err error, fn func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return Explain(err)
		}
	}
	return Explain(rows.Err())
}
