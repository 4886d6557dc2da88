package standard

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check compares the table with the events, up to where its follower stands, and tells every difference. r should see
// one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Cursor(ctx, r, city, follower{}.Name())
	if err == nil && upto < 0 {
		return nil // it has not begun
	}
	want := map[Row]bool{}
	if err == nil {
		err = ledger.EachOf(ctx, r, city, 0, upto, []event.Type{PublishedType}, func(e ledger.Event) error {
			row, err := rowOf(e)
			if err != nil {
				tell(err.Error())
				return nil
			}
			want[row] = true
			return nil
		})
	}
	if err == nil {
		err = store.Each(ctx, r, func(rows *sql.Rows) error {
			var x Row
			if err := rows.Scan(&x.From, &x.Seq, &x.At, &x.By, &x.Digest, &x.Title.Zh,
				&x.Title.En, &x.Items); err != nil {
				return err
			}
			if !want[x] {
				tell(fmt.Sprintf("standard_versions: the row %+v is not what the events say", x))
			}
			delete(want, x)
			return nil
		}, "SELECT day, seq, at, person, digest, zh, en, items FROM standard_versions WHERE city = $1", city)
	}
	if err != nil {
		return fmt.Errorf("check the standard: %w", err)
	}
	for x := range want {
		tell(fmt.Sprintf("standard_versions: the row %+v is missing", x))
	}
	return nil
}
