package duty

import (
	"context"
	"encoding/json"
	"math"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Duties) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "duty.1", Asks: []event.Type{typePrefix},
		Also:   slices.Concat(come, gone),
		Tables: []string{"duties", "duty_units", "duty_periods"},
		Fold:   view{city}.event}
}

// event folds one event.
func (v view) event(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	if e.Type.In(typePrefix) {
		return v.apply(ctx, tx, e)
	}
	return tx.Later(ctx, "UPDATE duty_periods SET waits = $3 WHERE city = $1 AND matter = $2", v.city, e.Subject,
		bit(slices.Contains(gone, e.Type)))
}

// come are the events by which a report came or none will, gone those by which it is waited for again.
var (
	come = []event.Type{matter.TypeFixed, matter.TypeStruckOff, matter.TypeDeclined, matter.TypeMerged}
	gone = []event.Type{matter.TypeRejected, matter.TypeReopened, matter.TypeSplit}
)

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	s := &Stand{}
	if e.Type != BegunType {
		var err error
		if s, err = standOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	periods, err := s.fold(e)
	if err != nil {
		return err
	}
	for _, p := range periods {
		if err := tx.Later(ctx, `INSERT INTO duty_periods (city, duty, period, matter, due, made, waits, at)
			VALUES ($1, $2, $3, $4, $5, $6, 1, $7)`, v.city, s.ID, int64(p.Period), p.Matter, int64(p.Due), bit(p.Made),
			int64(p.At)); err != nil {
			return err
		}
	}
	return v.put(ctx, tx, s)
}

// put writes a duty with its units.
func (v view) put(ctx context.Context, tx *store.Tx, s *Stand) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	due, opens := int64(math.MaxInt64), int64(0)
	if s.Next != nil {
		due, opens = int64(s.Next.Due), int64(s.Next.Opens)
	}
	over := bit(s.Ended != 0)
	if err := tx.Later(ctx, `INSERT INTO duties (city, id, area, over, due, opens, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (city, id) DO UPDATE SET area = excluded.area,
		over = excluded.over, due = excluded.due, opens = excluded.opens, body = excluded.body`, v.city, s.ID,
		int64(s.Area), over, due, opens, string(body)); err != nil {
		return err
	}
	if err := tx.Later(ctx, "DELETE FROM duty_units WHERE city = $1 AND duty = $2", v.city, s.ID); err != nil {
		return err
	}
	for _, u := range s.units() {
		if err := tx.Later(ctx, "INSERT INTO duty_units (city, duty, unit, over, due) VALUES ($1, $2, $3, $4, $5)",
			v.city, s.ID, u, over, due); err != nil {
			return err
		}
	}
	return nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// standOf reads a duty, also in a transaction. It gives fault.Missing "duty_missing".
func standOf(ctx context.Context, r store.Reader, city, id int64) (*Stand, error) {
	s := &Stand{}
	return s, part.Document(r.QueryRow(ctx, "SELECT body FROM duties WHERE city = $1 AND id = $2", city, id), s,
		missing)
}

// Check folds the events again and tells what the tables say otherwise.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{View: kept(city), Types: slices.Concat([]event.Type{typePrefix}, come,
		gone), Steps: Steps()}, progress, tell)
}
