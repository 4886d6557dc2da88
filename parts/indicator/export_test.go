package indicator

import (
	"context"
	"slices"

	"xiaohao/loop/area"
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
		if err = recount(ctx, r, city, &s, tell); err == nil {
			err = recountAsked(ctx, r, city, &s, tell)
		}
	}
	return err
}

// LackingByHand is Lacking by looking at all that report, one by one.
func (x *Indicators) LackingByHand(ctx context.Context, set int64, a area.Code, s Span) (missing, open []area.Code,
	err error) {
	d, err := x.setOf(ctx, set)
	if err != nil {
		return nil, nil, err
	}
	err = feet(ctx, x.DB.Read(), x.City, set, a, func(f foot) {
		if !f.reports(s) || len(d.Asked(f.area.Level(), s.Kind())) == 0 {
			return
		}
		sheet, err := sheetOf(ctx, x.DB.Read(), x.City, set, s, f.area)
		switch {
		case err != nil:
			missing = append(missing, f.area)
		case sheet.State == stateReported || sheet.State == stateReturned:
			open = append(open, f.area)
		}
	})
	slices.Sort(missing)
	slices.Sort(open)
	return missing, open, err
}

func calendarInstant(at int64) calendar.Instant { return calendar.Instant(at) }
