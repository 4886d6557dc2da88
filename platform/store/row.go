package store

import (
	"database/sql"
	"errors"
)

// Row is the answer to a question about one row.
type Row struct{ row *sql.Row }

// Scan reads the row. It gives sql.ErrNoRows when there is none; other errors are explained.
func (r *Row) Scan(into ...any) error {
	err := r.row.Scan(into...)
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return Explain(err)
}

// Err is what went wrong in asking; a row that is not there is no error.
func (r *Row) Err() error { return Explain(r.row.Err()) }
