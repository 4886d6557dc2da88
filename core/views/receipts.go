package views

import (
	"context"
	"database/sql"
	"errors"

	"xiaohao/platform/store"
)

func addReceipt(ctx context.Context, tx *store.Tx, city int64, digest string, id int64) error {
	if digest == "" {
		return nil
	}
	err := tx.Later(ctx,
		"INSERT INTO receipts (city, digest, id) VALUES ($1, $2, $3) ON CONFLICT (city, digest) DO NOTHING",
		city, digest, id)
	return err
}

// ByReceipt is the matter whose receipt code has this digest.
func ByReceipt(ctx context.Context, r store.Reader, city int64, digest string) (id int64, ok bool, err error) {
	id, err = one(ctx, r, "SELECT id FROM receipts WHERE city = $1 AND digest = $2", city, digest)
	return id, id != 0, err
}

// one reads a number, 0 when there is no row.
func one(ctx context.Context, r store.Reader, text string, args ...any) (int64, error) {
	var n int64
	err := r.QueryRow(ctx, text, args...).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, store.Explain(err)
}
