package ledger

import (
	"context"
	"database/sql"

	"xiaohao/platform/store"
)

// Forget takes away, in every city of the database, how far the views and followers of a part know the events. Their
// names begin with the part's name and a dot. The events stay: they are history.
func Forget(ctx context.Context, tx *store.Tx, part string) error {
	var cities []int64
	err := store.Each(ctx, tx, func(rows *sql.Rows) error {
		var c int64
		err := rows.Scan(&c)
		cities = append(cities, c)
		return err
	}, "SELECT city FROM heads")
	if err != nil {
		return err
	}
	for _, c := range cities {
		_, err := tx.Exec(ctx, "DELETE FROM cursors WHERE city = $1 AND (name LIKE $2 OR name LIKE $3)", c, part+".%",
			viewCursor(part)+".%")
		if err != nil {
			return err
		}
	}
	return nil
}
