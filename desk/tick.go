package desk

import (
	"context"
	"errors"

	"xiaohao/fault"
	"xiaohao/matter"
	"xiaohao/org"
	"xiaohao/views"
)

// Tick does what is due by the clock: it takes up suspended matters on their review date. It may be called at any time, by any number of
// processes; each thing happens once, because its command id follows from the matter and the date.
func (d *Desk) Tick(ctx context.Context) (int, error) {
	done := 0
	for {
		due, err := views.Reviews(ctx, d.db.Read(), d.city, d.now(), 100)
		if err != nil {
			return done, translate(err)
		}
		for _, r := range due {
			_, err := d.Do(ctx, org.Caller{Clock: true}, Command{ID: named("resume", r.ID, r.Next), Matter: r.ID, Body: &matter.Resume{}})
			var f *fault.Error
			if err != nil && !(errors.As(err, &f) && f.Kind == fault.Conflict) {
				return done, err
			}
			done++
		}
		if len(due) < 100 {
			return done, nil
		}
	}
}
