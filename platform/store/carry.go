package store

import (
	"context"
	"database/sql"
	"io"
	"strings"
)

// carryRows is how many rows a transaction of Carry takes.
const carryRows = 20_000

// Carry copies the rows of a table in which column is value, in the order of its key, into another database, some
// thousands a transaction. It begins behind the rows that are there already, so that an interrupted copy goes on: the
// source must not have changed since. progress, which may be nil, is told how many rows of how many are there.
func Carry(ctx context.Context, from Reader, to *DB, t Table, column string, value int64,
	progress func(done, total int64)) error {
	var total, have int64
	count := "SELECT COUNT(*) FROM " + t.Name + " WHERE " + column + " = $1"
	if err := from.QueryRow(ctx, count, value).Scan(&total); err != nil {
		return Explain(err)
	}
	if err := to.Read().QueryRow(ctx, count, value).Scan(&have); err != nil {
		return Explain(err)
	}
	rows, err := from.Query(ctx, "SELECT "+strings.Join(t.Columns, ", ")+" FROM "+t.Name+" WHERE "+column+
		" = $1 ORDER BY "+strings.Join(t.Key, ", "), value)
	if err != nil {
		return err
	}
	defer rows.Close()
	for n := int64(0); n < have && rows.Next(); n++ {
	}
	for done := have; ; {
		part, err := nextRows(rows, len(t.Columns))
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || len(part) == 0 {
			return Explain(err)
		}
		if err := to.insert(ctx, t, part); err != nil {
			return err
		}
		if done += int64(len(part)); progress != nil {
			progress(done, total)
		}
	}
}

func nextRows(rows *sql.Rows, columns int) (part [][]any, err error) {
	for len(part) < carryRows && rows.Next() {
		row, into := make([]any, columns), make([]any, columns)
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		part = append(part, row)
	}
	return part, rows.Err()
}

func (db *DB) insert(ctx context.Context, t Table, part [][]any) error {
	return db.Write(Patient(ctx), func(tx *Tx) error {
		i := 0
		_, err := tx.Copy(ctx, t.Name, t.Columns, func() ([]any, error) {
			if i == len(part) {
				return nil, io.EOF
			}
			i++
			return part[i-1], nil
		})
		return err
	})
}
