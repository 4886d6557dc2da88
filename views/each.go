package views

import (
	"context"
	"fmt"

	"xiaohao/matter"
	"xiaohao/org"
	"xiaohao/store"
)

// eachPiece is how many matters are read before they are handed over; no read transaction is open while they are.
const eachPiece = 1000

// Each gives every matter the filter shows within the scope, in the list's order, for exports. What changes meanwhile may be given as it was or as
// it is, but nothing twice unless it moved behind the place reached. fn's error ends it.
func Each(ctx context.Context, r store.Reader, city int64, scope org.Scope, f Filter, now int64, fn func(*matter.Matter) error) error {
	f.Limit = MaxLimit
	for {
		l, err := open(ctx, r, city, scope, f, now)
		if err != nil {
			return fmt.Errorf("export matters: %w", err)
		}
		var last entry
		list := make([]*matter.Matter, 0, eachPiece)
		stopped, at, err := l.read(ctx, eachPiece, true, func(e entry, _ *Row, m *matter.Matter) error {
			last = e
			list = append(list, m)
			return nil
		})
		if err != nil {
			return fmt.Errorf("export matters: %w", err)
		}
		for _, m := range list {
			if err := fn(m); err != nil {
				return err
			}
		}
		switch {
		case stopped:
			f.After = l.order.cursor(at)
		case len(list) == eachPiece:
			f.After = l.order.cursor(last)
		default:
			return nil
		}
	}
}

// Count counts what the filter shows within the scope, up to max; more says that there are more than n, or that counting them all takes too long.
func Count(ctx context.Context, r store.Reader, city int64, scope org.Scope, f Filter, now int64, max int) (n int, more bool, err error) {
	f.Limit, f.After = min(max, MaxLimit), ""
	l, err := open(ctx, r, city, scope, f, now)
	if err != nil {
		return 0, false, fmt.Errorf("count matters: %w", err)
	}
	stopped, _, err := l.read(ctx, max+1, false, func(entry, *Row, *matter.Matter) error {
		n++
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("count matters: %w", err)
	}
	return min(n, max), stopped || n > max, nil
}
