package publicity

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Publicity) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "publicity.1", Asks: []event.Type{typePrefix},
		Tables: []string{"publicity_papers", "publicity_plans", "publicity_positions"},
		Fold:   view{city}.event}
}

// event folds one event.
func (v view) event(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	switch e.Type {
	case ProposedType, DraftedType, PassedType, RefusedType, WithdrawnType:
		return v.paper(ctx, tx, e)
	case PlannedType, ReplannedType, PutUpType, FoundGoneType, PlanEndedType:
		return v.plan(ctx, tx, e)
	}
	return nil
}

func (v view) paper(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	s := &Issue{}
	if e.Type != ProposedType {
		var err error
		if s, err = issueOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := s.fold(e); err != nil {
		return err
	}
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO publicity_papers (city, id, area, until, state, at, since, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (city, id) DO UPDATE SET state = excluded.state, at = excluded.at, since = excluded.since,
		body = excluded.body`, v.city, s.ID, int64(s.Area), int64(s.To), s.State, int64(s.At), int64(s.Since),
		string(body))
}

func (v view) plan(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	p := &Plan{}
	if e.Type != PlannedType {
		var err error
		if p, err = planOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := p.fold(e); err != nil {
		return err
	}
	kept := *p
	kept.Positions = nil
	body, err := json.Marshal(&kept)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, `INSERT INTO publicity_plans (city, id, area, unit, until, ended, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (city, id) DO UPDATE SET area = excluded.area, unit = excluded.unit, until = excluded.until,
		ended = excluded.ended, body = excluded.body`, v.city, p.ID, int64(p.Area), p.Unit, int64(p.Until),
		int64(p.Ended), string(body)); err != nil {
		return err
	}
	if e.Type == ReplannedType {
		if err := tx.Later(ctx, "DELETE FROM publicity_positions WHERE city = $1 AND plan = $2", v.city,
			p.ID); err != nil {
			return err
		}
	}
	for nth, x := range p.Positions {
		if changed := pointOf(e); changed != 0 && changed != x.Point {
			continue
		}
		if err := v.position(ctx, tx, p, nth, x); err != nil {
			return err
		}
	}
	return nil
}

// pointOf is the point that an event is about, 0 for the whole plan.
func pointOf(e ledger.Event) int64 {
	body, _ := Decode(e.Type, e.Body) // it was read before
	switch b := body.(type) {
	case *PutUp:
		return b.Point
	case *FoundGone:
		return b.Point
	}
	return 0
}

func (v view) position(ctx context.Context, tx *store.Tx, p *Plan, nth int, x Position) error {
	body, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO publicity_positions (city, plan, point, nth, unit, until, due, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (city, plan, point) DO UPDATE SET nth = excluded.nth, unit = excluded.unit,
		until = excluded.until, due = excluded.due, body = excluded.body`, v.city, p.ID, x.Point, int64(nth), p.Unit,
		int64(p.Until), int64(p.Due(x)), string(body))
}

// issueOf reads a paper, also in a transaction. It gives fault.Missing "publicity_missing".
func issueOf(ctx context.Context, r store.Reader, city, id int64) (*Issue, error) {
	s := &Issue{}
	err := one(r.QueryRow(ctx, "SELECT body FROM publicity_papers WHERE city = $1 AND id = $2", city, id), s)
	return s, err
}

// planOf reads a plan with its positions, also in a transaction. It gives fault.Missing "publicity_missing".
func planOf(ctx context.Context, r store.Reader, city, id int64) (*Plan, error) {
	p := &Plan{}
	if err := one(r.QueryRow(ctx, "SELECT body FROM publicity_plans WHERE city = $1 AND id = $2", city,
		id), p); err != nil {
		return nil, err
	}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		var x Position
		if err := rows.Scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &x)
		p.Positions = append(p.Positions, x)
		return err
	}, "SELECT body FROM publicity_positions WHERE city = $1 AND plan = $2 ORDER BY nth", city, id)
	return p, err
}

// one reads a row that holds JSON.
func one(row *store.Row, into any) error {
	return part.Document(row, into, func() error { return fault.New(fault.Missing, "publicity_missing") })
}

// Check folds the events of papers and plans again and tells every row of the tables that is not what they say. r
// should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps()}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the publicity: %w", err)
	}
	return nil
}
