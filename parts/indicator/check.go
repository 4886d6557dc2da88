package indicator

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check folds the events again and tells every row of the tables that is not what they say; then it counts every set
// again from its sheets and tells every sum that is another. r should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps(), Skip: []string{"indicator_files"}}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the indicators: %w", err)
	}
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

// recountAsked counts anew from those that report how many are asked.
func recountAsked(ctx context.Context, r store.Reader, city int64, s *Set, tell func(string)) error {
	want := asks{}
	if err := feet(ctx, r, city, s.ID, s.Area, func(f foot) {
		want.add(&s.Definition, f.at, f.area.Level(), int64(f.since), 1)
		if f.until > 0 {
			want.add(&s.Definition, f.at, f.area.Level(), int64(f.until), -1)
		}
	}); err != nil {
		return err
	}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var k ask
		var n int64
		err := rows.Scan(&k.area, &k.level, &k.since, &n)
		if err == nil && n != want[k] {
			tell(fmt.Sprintf("indicator_asked: set %d, %s, level %s: %d are asked, counted again %d", s.ID, k.area,
				k.level, n, want[k]))
		}
		delete(want, k)
		return err
	}, "SELECT area, level, since, n FROM indicator_asked WHERE city = $1 AND set_id = $2", city, s.ID)
	for k, n := range want {
		if n != 0 {
			tell(fmt.Sprintf("indicator_asked: set %d, %s, level %s: %d that are asked were not counted", s.ID, k.area,
				k.level, n))
		}
	}
	return err
}

// place is a row of the sums.
type place struct {
	span Span
	cell
}

// recount counts a set from its sheets.
func recount(ctx context.Context, r store.Reader, city int64, s *Set, tell func(string)) error {
	want := map[place]change{}
	if err := sheets(ctx, r, func(x *Sheet) error {
		m, l := sums{}, x.Area.Level()
		m.give(&s.Definition, x.At, x.Values, 1)
		m.sheet(&s.Definition, x.At, l, x.InTime, 1)
		m.state(&s.Definition, x.At, l, x.State, 1)
		for k, c := range m {
			w := want[place{x.Span, k}]
			w.n, w.total = w.n+c.n, w.total+c.total
			if c.top != nil && (w.top == nil || *c.top > *w.top) {
				w.top = c.top
			}
			want[place{x.Span, k}] = w
		}
		return nil
	}, "set_id = $2", city, s.ID); err != nil {
		return err
	}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var p place
		var have change
		var top sql.NullInt64
		if err := rows.Scan(&p.area, &p.span, &p.code, &have.n, &have.total, &top); err != nil {
			return err
		}
		w := want[p]
		delete(want, p)
		same := have.n == w.n && have.total == w.total && top.Valid == (w.top != nil) &&
			(w.top == nil || Amount(top.Int64) == *w.top)
		if !same {
			tell(fmt.Sprintf("indicator_sums: set %d, %s, %s, %s: %d readings come to %d, counted again %d to %d", s.ID,
				p.area, p.span, p.code, have.n, have.total, w.n, w.total))
		}
		return nil
	}, "SELECT area, span, code, n, total, top FROM indicator_sums WHERE city = $1 AND set_id = $2", city, s.ID)
	for p, w := range want {
		if w.n != 0 || w.total != 0 {
			tell(fmt.Sprintf("indicator_sums: set %d, %s, %s, %s: %d readings were not added up", s.ID,
				area.Code(p.area),
				p.span, p.code, w.n))
		}
	}
	return err
}
