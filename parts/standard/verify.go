package standard

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/platform/store"
)

// Check compares the table with the events, up to where its follower stands, and tells every difference. r should see
// one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	var upto int64
	err := r.QueryRow(ctx, "SELECT seq FROM cursors WHERE city = $1 AND name = $2", city, follower{}.Name()).Scan(&upto)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it has not begun
	}
	want := map[Row]bool{}
	if err == nil {
		err = store.Each(ctx, r, func(rows *sql.Rows) error {
			e := ledger.Event{City: city}
			var body []byte
			if err := rows.Scan(&e.Seq, &e.At, &e.Actor, &body); err != nil {
				return err
			}
			e.Body = body
			row, err := rowOf(e)
			if err != nil {
				tell(err.Error())
				return nil
			}
			want[row] = true
			return nil
		}, "SELECT seq, at, actor, body FROM events WHERE city = $1 AND subject = $2 AND type = $3 AND seq <= $4 "+
			"ORDER BY seq", city, int64(0), PublishedType, upto)
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
