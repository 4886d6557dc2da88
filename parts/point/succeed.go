package point

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// clock takes points along when areas and units are abolished.
var clock = org.Caller{Clock: true}

// Tick takes the points of abolished areas and units, retired ones too, to what stands in their place, and says how
// many that were. Their plates and codes stay. Any number of processes may.
func (x *Register) Tick(ctx context.Context) (int, error) {
	o := x.Org()
	if x.swept.Load() == o {
		return 0, nil
	}
	done, left := 0, 0
	follow := func(column string, of int64) error {
		for {
			ids, err := x.leftBehind(ctx, column, of)
			if err != nil || len(ids) == 0 {
				return err
			}
			moved := 0
			for _, id := range ids {
				ok, err := x.Aside.Try(ctx, fmt.Sprintf("point %d", id), func() error { return x.follow(ctx, id) })
				if err != nil {
					return fmt.Errorf("point %d: %w", id, err)
				}
				if ok {
					moved++
				}
			}
			left += len(ids)
			if done += moved; moved == 0 || len(ids) < piece {
				return nil
			}
		}
	}
	for _, a := range o.Tree().Succeeded() {
		if err := follow("area", int64(a)); err != nil {
			return done, err
		}
	}
	for _, u := range o.Abolished() {
		if _, ok := o.Successor(u); !ok {
			continue
		}
		if err := follow("unit", u); err != nil {
			return done, err
		}
	}
	if left == 0 {
		x.swept.Store(o)
	}
	return done, nil
}

// leftBehind are points of exactly an area, or of a unit.
func (x *Register) leftBehind(ctx context.Context, column string, of int64) ([]int64, error) {
	text := "SELECT id FROM points WHERE city = $1 AND area = $2 ORDER BY code LIMIT $3"
	if column == "unit" {
		text = "SELECT id FROM points WHERE city = $1 AND unit = $2 ORDER BY area, code LIMIT $3"
	}
	var out []int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, text, x.City, of, piece+x.Aside.Len())
	return out, err
}

// follow takes one point along.
func (x *Register) follow(ctx context.Context, point int64) error {
	_, err := x.Desk.Keep(ctx, clock, desk.Once("point follows", point, x.Now()), nil,
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			p, err := Get(ctx, tx, x.City, point)
			if err != nil {
				return nil, err
			}
			d, o := p.details(), x.Org()
			b := &Changed{}
			var lat, lng *float64
			if p.Place.Known() {
				lat, lng = &p.Place.Lat, &p.Place.Lng
			}
			if d.Area, err = x.Desk.Heir(ctx, tx, p.Area, lat, lng); err != nil {
				return nil, err
			}
			if d.Area != p.Area {
				b.Was = p.Area
			}
			if to, ok := o.Successor(p.Unit); ok {
				d.Unit, b.WasUnit = to, p.Unit
			}
			if b.Details = d; b.Was == 0 && b.WasUnit == 0 {
				return nil, nil
			}
			return []desk.Fact{{Type: ChangedType, Subject: p.ID, Areas: []area.Code{d.Area}, Body: b}}, nil
		})
	return err
}

// inUse counts the points in use in an area and below it.
func (x *Register) inUse(ctx context.Context, r store.Reader, in area.Code) (int64, error) {
	retired := false
	n, err := Count(ctx, r, x.City, Filter{Area: in, Retired: &retired})
	return int64(n), err
}

// usedBy is how many points in use a unit answers for.
func (x *Register) usedBy(ctx context.Context, r store.Reader, unit int64) (int64, error) {
	retired := false
	n, err := Count(ctx, r, x.City, Filter{Unit: unit, Retired: &retired})
	return int64(n), err
}
