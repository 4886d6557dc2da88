package inspect

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Asking is how often an item was asked in inspections and how often it failed; re-inspections are not among them.
type Asking struct{ Asked, Failed int64 }

// Enough is how often an item must have been asked before "never fails" or "always fails" means anything.
const Enough = 10

// Suspicious says that an item never failed although it was asked often: nobody looks, or the question is too easy.
func (a Asking) Suspicious() bool { return a.Asked >= Enough && a.Failed == 0 }

// Hopeless says that an item failed each time it was asked.
func (a Asking) Hopeless() bool { return a.Asked >= Enough && a.Failed == a.Asked }

// Items says of each item that was ever asked how it went, by its code.
func (x *Inspect) Items(ctx context.Context) (map[string]Asking, error) {
	out := map[string]Asking{}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var item string
		var a Asking
		err := rows.Scan(&item, &a.Asked, &a.Failed)
		out[item] = a
		return err
	}, "SELECT item, asked, failed FROM inspect_items WHERE city = $1", x.City)
	return out, err
}

// Visited says of each point that was ever inspected when it was last, µs.
func (x *Inspect) Visited(ctx context.Context) (map[int64]calendar.Instant, error) {
	out := map[int64]calendar.Instant{}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p int64
		var seen calendar.Instant
		err := rows.Scan(&p, &seen)
		out[p] = seen
		return err
	}, "SELECT point, seen FROM inspect_points WHERE city = $1", x.City)
	return out, err
}

// Never lists the points in use that were never inspected, by area and code, and says how many points in use there are.
func (x *Inspect) Never(ctx context.Context) (all int, never []Spot, err error) {
	list, err := x.Points.Within(ctx, []area.Code{area.Code(x.City * 1e8)}, nil)
	if err != nil {
		return 0, nil, err
	}
	seen, err := x.Visited(ctx)
	if err != nil {
		return 0, nil, err
	}
	for _, s := range list {
		if seen[s.ID] == 0 {
			never = append(never, s)
		}
	}
	slices.SortFunc(never, func(a, b Spot) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Code, b.Code))
	})
	return len(list), never, nil
}

// Duty is whose a matter is by the standard, as its failed item said: the form that assigns it is filled in with it.
type Duty struct {
	Inspection, Point int64
	Item              string
	Lead              int64
	Co                []int64
	Limit             string // of the deadline, as policy writes limits; "" for policy's own
}

// DutyOf finds it; ok is false for a matter that came from no inspection.
func (x *Inspect) DutyOf(ctx context.Context, matter int64) (d Duty, ok bool, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var co string
		err := rows.Scan(&d.Inspection, &d.Item, &d.Point, &d.Lead, &co, &d.Limit)
		d.Co, ok = ids(co), true
		return err
	}, "SELECT inspection, item, point, lead, co, due FROM inspect_matters WHERE city = $1 AND matter = $2 "+
		"ORDER BY inspection LIMIT 1", x.City, matter)
	return d, ok, err
}
