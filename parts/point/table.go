package point

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

const columns = "id, code, name, kind, area, unit, address, known, lat, lng, datum, plate, retired, at, moved_at, " +
	"changed"

const putPoint = `INSERT INTO points (city, ` + columns +
	`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (city, id) DO UPDATE SET code = excluded.code, name = excluded.name, kind = excluded.kind, area = ` +
	`excluded.area, unit = excluded.unit,
address = excluded.address, known = excluded.known, lat = excluded.lat, lng = excluded.lng, datum = excluded.datum, ` +
	`plate = excluded.plate,
retired = excluded.retired, at = excluded.at, moved_at = excluded.moved_at, changed = excluded.changed`

func (p *Point) values(city int64) []any {
	lat, lng := p.Place.E7()
	return []any{city, p.ID, p.Code, p.Name, p.Kind, int64(p.Area), p.Unit, p.Address, bit(p.Place.Known()), lat, lng,
		int64(p.Place.Datum), p.Plate,
		bit(p.Retired), p.At, p.MovedAt, p.Changed}
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// scan reads columns.
func (p *Point) scan(row interface{ Scan(...any) error }) error {
	var known, retired, lat, lng int64
	var datum place.Datum
	err := row.Scan(&p.ID, &p.Code, &p.Name, &p.Kind, &p.Area, &p.Unit, &p.Address, &known, &lat, &lng, &datum,
		&p.Plate, &retired, &p.At, &p.MovedAt, &p.Changed)
	if err != nil {
		return err
	}
	if (retired|known)&^1 != 0 {
		return fmt.Errorf("points: the row of %d has flags that are neither 0 nor 1", p.ID)
	}
	if p.Retired = retired == 1; known == 1 {
		p.Place = place.FromE7(lat, lng, datum)
	}
	return nil
}

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// Name implements ledger.View; Schema names it too.
func (view) Name() string { return "points.1" }

// Reset implements ledger.View.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range []string{"points", "point_plates"} {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", v.city); err != nil {
			return err
		}
	}
	return nil
}

// Begin implements ledger.View.
func (view) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (view) Flush(context.Context, *store.Tx) error { return nil }

// Apply implements ledger.View.
func (v view) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	if !IsType(e.Type) {
		return nil
	}
	p := &Point{}
	if e.Type != RegisteredType {
		var err error
		if p, err = Get(ctx, tx, v.city, e.Subject); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	t, err := fold(p, e)
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	if err := tx.Later(ctx, putPoint, p.values(v.city)...); err != nil || t.plate == "" {
		return err
	}
	if t.before != "" {
		err := tx.Later(ctx, "UPDATE point_plates SET until = $1, standing = $2 WHERE city = $3 AND plate = $4", e.At,
			int64(t.left), v.city, t.before)
		if err != nil {
			return err
		}
	}
	return tx.Later(ctx,
		"INSERT INTO point_plates (city, plate, point, at, until, standing) VALUES ($1, $2, $3, $4, 0, 0)", v.city,
		t.plate, p.ID, e.At)
}

// none says that a query found no row.
func none(err error) bool { return errors.Is(err, sql.ErrNoRows) }
