package point

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check folds the events of points again and tells every row of the tables that is not what they say. r should see
// one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	points, plates := map[int64]*Point{}, map[string]Plate{}
	err := ledger.EachType(ctx, r, city, 0, 0, []event.Type{typePrefix}, func(e ledger.Event) error {
		p := points[e.Subject]
		if p == nil {
			p = &Point{}
		}
		t, err := fold(p, e)
		if err != nil {
			tell(fmt.Sprintf("event %d: %v", e.Seq, err))
			return nil
		}
		points[e.Subject] = p
		if t.plate != "" {
			if old, ok := plates[t.before]; ok {
				old.Until, old.Standing = e.At, t.left
				plates[t.before] = old
			}
			plates[t.plate] = Plate{Code: t.plate, Point: p.ID, At: e.At}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check the points: %w", err)
	}
	if err := comparePoints(ctx, r, city, points, tell); err != nil {
		return fmt.Errorf("check the points: %w", err)
	}
	if err := comparePlates(ctx, r, city, plates, tell); err != nil {
		return fmt.Errorf("check the points: %w", err)
	}
	return nil
}

func comparePoints(ctx context.Context, r store.Reader, city int64, want map[int64]*Point, tell func(string)) error {
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var p Point
		if err := p.scan(rows); err != nil {
			return err
		}
		if w := want[p.ID]; w == nil || *w != p {
			tell(fmt.Sprintf("points: the row of %d is not what the events say", p.ID))
		}
		delete(want, p.ID)
		return nil
	}, "SELECT "+columns+" FROM points WHERE city = $1", city)
	for _, id := range slices.Sorted(maps.Keys(want)) {
		tell(fmt.Sprintf("points: the row of %d is missing", id))
	}
	return err
}

func comparePlates(ctx context.Context, r store.Reader, city int64, want map[string]Plate, tell func(string)) error {
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var b Plate
		if err := rows.Scan(&b.Code, &b.Point, &b.At, &b.Until, &b.Standing); err != nil {
			return err
		}
		if want[b.Code] != b {
			tell(fmt.Sprintf("point_plates: a plate of %d is not what the events say", b.Point))
		}
		delete(want, b.Code)
		return nil
	}, "SELECT plate, point, at, until, standing FROM point_plates WHERE city = $1", city)
	for _, code := range slices.Sorted(maps.Keys(want)) {
		tell(fmt.Sprintf("point_plates: a plate of %d is missing", want[code].Point))
	}
	return err
}
