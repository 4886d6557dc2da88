package views

import (
	"context"
	"fmt"
	"reflect"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// eachPiece is how many matters are read before they are handed over; no read transaction is open while they are.
const eachPiece = 1000

// Each gives every matter the filter shows within the scope, in the list's order, for exports. What changes meanwhile
// may be given as it was or as it is, but nothing twice unless it moved behind the place reached. fn's error ends it.
func Each(ctx context.Context, r store.Reader, city int64, scope org.Scope, f Filter, now calendar.Instant,
	fn func(*matter.Matter) error) error {
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

// Count counts what the filter shows within the scope, up to most; more says that there are more than n, or that
// counting them all takes too long. Where the counters know the answer they are asked, and the count may be exact
// beyond most.
func Count(ctx context.Context, r store.Reader, city int64, scope org.Scope, f Filter, now calendar.Instant,
	most int) (n int, more bool, err error) {
	f.Limit, f.After = min(most, MaxLimit), ""
	if n, ok, err := counted(ctx, r, city, scope, f); err != nil || ok {
		return n, false, err
	}
	l, err := open(ctx, r, city, scope, f, now)
	if err != nil {
		return 0, false, fmt.Errorf("count matters: %w", err)
	}
	stopped, _, err := l.read(ctx, most+1, false, func(entry, *Row, *matter.Matter) error {
		n++
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("count matters: %w", err)
	}
	return min(n, most), stopped || n > most, nil
}

// counted asks the counters; ok is false when they do not know: they know kinds, states and areas, and the scope must
// hold whole areas only, but for the few matters that the person reported elsewhere and the cases that he is on.
func counted(ctx context.Context, r store.Reader, city int64, scope org.Scope, f Filter) (n int, ok bool, err error) {
	p := f.plan()
	plain := Filter{List: f.List, Kinds: f.Kinds, States: f.States, Open: f.Open, Area: f.Area, Sort: f.Sort,
		Limit: f.Limit, Now: f.Now}
	if !reflect.DeepEqual(plain, f) || p.led || len(scope.Units) > 0 || len(scope.Watches) > 0 || scope.Matter != 0 {
		return 0, false, nil
	}
	kinds, areas := p.kinds&^maskOf([]matter.Kind{matter.Help}), within(p.areas, scope.Areas)
	if scope.All {
		kinds, areas = p.kinds, within(p.areas, []area.Code{area.Code(city * 1e8)})
	}
	for _, a := range areas {
		some, err := one(ctx, r, "SELECT COALESCE(SUM(n), 0) FROM tallies WHERE city = $1 AND dim = $2 "+
			"AND area = $3 AND (CAST($4 AS BIGINT) >> kind) & 1 = 1 AND (CAST($5 AS BIGINT) >> state) & 1 = 1",
			city, int64(byArea), int64(a), int64(kinds), int64(p.states))
		if err != nil {
			return 0, false, fmt.Errorf("count matters: %w", err)
		}
		n += int(some)
	}
	if scope.All || scope.Person == 0 {
		return n, true, nil
	}
	own, ok, err := ownElsewhere(ctx, r, city, scope, f)
	return n + own, ok, err
}

// ownElsewhere counts what the person reported outside the areas of the scope, and the cases of people in need that he
// is on: no area holds those.
func ownElsewhere(ctx context.Context, r store.Reader, city int64, scope org.Scope,
	f Filter) (n int, ok bool, err error) {
	l, err := open(ctx, r, city, org.Scope{Person: scope.Person,
		Member: scope.Member}, f, 0)
	if err != nil {
		return 0, false, fmt.Errorf("count matters: %w", err)
	}
	areas := org.Scope{Areas: scope.Areas}
	read := 0
	stopped, _, err := l.read(ctx, eachPiece, false, func(_ entry, r *Row, _ *matter.Matter) error {
		read++
		n += int(1 - bit(areas.Match(r.partial())))
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("count matters: %w", err)
	}
	return n, !stopped && read < eachPiece, nil
}
