package views

import (
	"context"

	"xiaohao/platform/store"
)

// addSource keeps the first matter of a number; a second one, should policy ever allow it, changes nothing.
func addSource(ctx context.Context, tx *store.Tx, city int64, source, no string, id int64) error {
	if no == "" {
		return nil
	}
	err := tx.Later(ctx, "INSERT INTO sources (city, source, source_no, id) VALUES ($1, $2, $3, $4) "+
		"ON CONFLICT (city, source, source_no) DO NOTHING",
		city, source, no, id)
	return err
}

// BySource is the matter that has this number in that source. Inside a command's transaction it sees the commands
// before it.
func BySource(ctx context.Context, r store.Reader, city int64, source, no string) (id int64, ok bool, err error) {
	id, err = one(ctx, r, "SELECT id FROM sources WHERE city = $1 AND source = $2 AND source_no = $3", city, source, no)
	return id, id != 0, err
}
