package release

import (
	"context"
	"database/sql"
	"errors"

	"xiaohao/core/org"
	"xiaohao/platform/store"
)

// Ends are where pieces of so many public matters each end, by number: the next piece begins behind it. There is none
// behind the last one.
func (x *Releases) Ends(ctx context.Context, size int) (ends []int64, err error) {
	for last := int64(0); ; {
		err := x.DB.Lagging().QueryRow(ctx, `SELECT matter FROM public_matters WHERE city = $1 AND matter > $2
			ORDER BY matter LIMIT 1 OFFSET $3`, x.City, last, int64(size-1)).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return ends, nil
		}
		if err != nil {
			return nil, store.Explain(err)
		}
		ends = append(ends, last)
	}
}

// Between are public matters behind one and up to another, by number, at most so many of them.
func (x *Releases) Between(ctx context.Context, after, upto int64, limit int) (out []org.Public, err error) {
	err = store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		p, _, err := x.scan(rows)
		if err == nil && p.Matter != 0 {
			out = append(out, p)
		}
		return err
	}, `SELECT matter, at, bare, shown FROM public_matters WHERE city = $1 AND matter > $2 AND matter <= $3
		ORDER BY matter LIMIT $4`, x.City, after, upto, int64(limit))
	return out, err
}
