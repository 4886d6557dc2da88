package node

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
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
func (x *Nodes) View() ledger.View { return view{x.City} }

// Name implements ledger.View.
func (view) Name() string { return "node.1" }

// Types implements ledger.Newcomer: a city of an earlier program begins without a rebuild.
func (view) Types() []event.Type { return []event.Type{typePrefix} }

// Reset implements ledger.View.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range []string{"node_tasks", "node_cards", "node_card_matters"} {
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
func (v view) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) (err error) {
	switch e.Type {
	case GivenType, AnsweredType, WithdrawnType:
		err = v.card(ctx, tx, e)
	default:
		if e.Type.In(typePrefix) {
			err = v.track(ctx, tx, e)
		}
	}
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func (v view) track(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	t := &Track{}
	if e.Type != SetType {
		var err error
		if t, err = trackOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := t.fold(e); err != nil {
		return err
	}
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	late := int64(0)
	if n := t.Next(); n != nil && !t.Rests {
		late = int64(n.Due)
	}
	return tx.Later(ctx, `INSERT INTO node_tasks (city, matter, area, unit, late, climbs, plan, plan_at, judge, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (city, matter) DO UPDATE SET area = excluded.area,
		unit = excluded.unit, late = excluded.late, climbs = excluded.climbs, plan = excluded.plan,
		plan_at = excluded.plan_at, judge = excluded.judge, body = excluded.body`, v.city, t.Matter, int64(t.Area),
		t.Unit, late, int64(t.climbs().at), int64(t.Plan.State), int64(t.Plan.Due), bit(t.asksJudge() && !t.Rests),
		string(body))
}

func (v view) card(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	k := &Card{}
	if e.Type != GivenType {
		var err error
		if k, err = cardOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := k.fold(e); err != nil {
		return err
	}
	body, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, `INSERT INTO node_cards (city, id, unit, area, at, until, owes, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (city, id) DO UPDATE SET until = excluded.until,
		owes = excluded.owes, body = excluded.body`, v.city, k.ID, k.Unit, int64(k.Area), int64(k.At),
		int64(k.ends()), bit(k.Owes()), string(body)); err != nil {
		return err
	}
	if e.Type != GivenType {
		return nil
	}
	for _, m := range k.Matters {
		if err := tx.Later(ctx, "INSERT INTO node_card_matters (city, matter, card) VALUES ($1, $2, $3)", v.city, m,
			k.ID); err != nil {
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

// trackOf reads a task's nodes, also in a transaction. It gives fault.Missing "node_missing".
func trackOf(ctx context.Context, r store.Reader, city, matter int64) (*Track, error) {
	t := &Track{}
	return t, one(r.QueryRow(ctx, "SELECT body FROM node_tasks WHERE city = $1 AND matter = $2", city, matter), t)
}

// cardOf reads a card, also in a transaction. It gives fault.Missing "node_missing".
func cardOf(ctx context.Context, r store.Reader, city, id int64) (*Card, error) {
	k := &Card{}
	return k, one(r.QueryRow(ctx, "SELECT body FROM node_cards WHERE city = $1 AND id = $2", city, id), k)
}

func one(row interface{ Scan(...any) error }, into any) error {
	var body string
	err := row.Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return missing()
	}
	if err != nil {
		return store.Explain(err)
	}
	return json.Unmarshal([]byte(body), into)
}

func missing() error { return fault.New(fault.Missing, "node_missing") }

// Check folds the events again and tells what the tables say otherwise.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{View: view{city}, Types: []event.Type{typePrefix}, Steps: Steps()},
		progress, tell)
}
