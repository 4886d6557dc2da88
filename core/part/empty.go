package part

import (
	"context"

	"xiaohao/platform/store"
)

// empty takes a city's rows out of tables.
func empty(ctx context.Context, tx *store.Tx, city int64, tables []string) error {
	for _, t := range tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", city); err != nil {
			return err
		}
	}
	return nil
}
