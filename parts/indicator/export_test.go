package indicator

import (
	"context"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Recount counts all sets of a city from their sheets and tells every sum that is another.
func Recount(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	list, err := setsOf(ctx, r, city)
	for _, s := range list {
		if err != nil {
			return err
		}
		err = recount(ctx, r, city, &s, tell)
	}
	return err
}

func calendarInstant(at int64) calendar.Instant { return calendar.Instant(at) }
