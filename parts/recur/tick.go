package recur

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// effect names a look at a measure's effect, for those set aside.
func effect(id int64) string { return fmt.Sprintf("effect of the measure on matter %d", id) }

// Tick has the effect of root-cause measures looked at whose day has come, and says of how many. Any number of
// processes may.
func (x *Recur) Tick(ctx context.Context) (int, error) {
	done := 0
	for ctx.Err() == nil {
		var list []desk.Command
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var id int64
			var at calendar.Instant
			err := rows.Scan(&id, &at)
			list = append(list, desk.Command{ID: desk.Once("check root", id, at), Matter: id,
				Body: &matter.CheckRoot{}})
			return err
		}, "SELECT matter, look FROM recur_marked WHERE city = $1 AND look > 0 AND look <= $2 ORDER BY look LIMIT $3",
			x.City, x.Now(), 256+x.Aside.Len())
		if err != nil || len(list) == 0 {
			return done, err
		}
		list = slices.DeleteFunc(list, func(c desk.Command) bool { return x.Aside.Waits(effect(c.Matter)) })
		n := 0
		for i, err := range x.Desk.DoAll(ctx, org.Caller{Clock: true}, list) {
			switch {
			case err == nil:
				n++
				fallthrough
			case fault.Of(err).Kind == fault.Conflict: // somebody was faster
				x.Aside.Note(effect(list[i].Matter), nil)
			case part.Ends(ctx, err):
				return done + n, err
			default:
				x.Aside.Note(effect(list[i].Matter), err)
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
