package recur

import (
	"context"
	"database/sql"
	"errors"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Tick has the effect of root-cause measures looked at whose day has come, and says of how many. Any number of
// processes may.
func (x *Recur) Tick(ctx context.Context) (int, error) {
	done := 0
	for ctx.Err() == nil {
		var list []desk.Command
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var id, at int64
			err := rows.Scan(&id, &at)
			list = append(list, desk.Command{ID: desk.Once("check root", id, at), Matter: id,
				Body: &matter.CheckRoot{}})
			return err
		}, "SELECT matter, look FROM recur_marked WHERE city = $1 AND look > 0 AND look <= $2 ORDER BY look LIMIT 256",
			x.City, x.Now())
		if err != nil || len(list) == 0 {
			return done, err
		}
		n := 0
		for _, err := range x.Desk.DoAll(ctx, org.Caller{Clock: true}, list) {
			var f *fault.Error
			if err == nil {
				n++
			} else if !errors.As(err, &f) || f.Kind != fault.Conflict {
				return done + n, err
			}
		}
		if done += n; n == 0 {
			return done, nil // what was done already is not yet followed
		}
		if err := x.Desk.Ledger().CatchUp(ctx); err != nil {
			return done, err
		}
	}
	return done, ctx.Err()
}
