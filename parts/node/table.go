package node

import (
	"context"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Nodes) View() ledger.View { return view{x.City} }

// Name implements ledger.View.
func (view) Name() string { return "node.1" }

// Types implements ledger.Newcomer: a city of an earlier program begins without a rebuild, for without nodes its
// matters' events mean nothing here.
func (view) Types() []event.Type { return []event.Type{typePrefix} }

// ofMatters are the events by which a matter gets another lead unit, is over, or is taken up again.
var ofMatters = []event.Type{matter.TypeAssigned, matter.TypeDelegated, matter.TypeBounced, matter.TypeMoved,
	matter.TypeStruckOff, matter.TypeMerged, matter.TypeDeclined, matter.TypeReopened, matter.TypeSplit}

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
	case matter.TypeAssigned, matter.TypeDelegated, matter.TypeBounced, matter.TypeMoved:
		err = v.lead(ctx, tx, e)
	case matter.TypeStruckOff, matter.TypeMerged, matter.TypeDeclined:
		err = tx.Later(ctx, "UPDATE node_tasks SET rests = 1, late = 0, climbs = 0, plan = 0, judge = 0 "+
			"WHERE city = $1 AND matter = $2", v.city, e.Subject)
	case matter.TypeReopened, matter.TypeSplit:
		err = v.wakes(ctx, tx, e.Subject)
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
	return v.put(ctx, tx, t)
}

// wakes puts a task back that was over, where it has nodes.
func (v view) wakes(ctx context.Context, tx *store.Tx, id int64) error {
	t, err := trackOf(ctx, tx, v.city, id)
	if err != nil && fault.Of(err).Kind == fault.Missing {
		return nil
	}
	if err != nil {
		return err
	}
	t.Rests = false
	return v.put(ctx, tx, t)
}

// put writes a task's row.
func (v view) put(ctx context.Context, tx *store.Tx, t *Track) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	late, plan := int64(0), int64(t.Plan.State)
	if n := t.Next(); n != nil {
		late = int64(n.Due)
	}
	if t.Rests {
		late, plan = 0, 0
	}
	return tx.Later(ctx, `INSERT INTO node_tasks (city, matter, area, unit, late, climbs, plan, plan_at, judge, rests,
		body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (city, matter) DO UPDATE SET
		area = excluded.area, unit = excluded.unit, late = excluded.late, climbs = excluded.climbs,
		plan = excluded.plan, plan_at = excluded.plan_at, judge = excluded.judge, rests = excluded.rests,
		body = excluded.body`, v.city, t.Matter, int64(t.Area), t.Unit, late, int64(t.climbs().at), plan,
		int64(t.Plan.Due), bit(t.asksJudge() && !t.Rests), bit(t.Rests), string(body))
}

// lead has the nodes of a task, where it has any, follow it to another lead unit.
func (v view) lead(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := views.Body(&e)
	if err != nil {
		return err
	}
	const put = "UPDATE node_tasks SET unit = $3 WHERE city = $1 AND matter = $2"
	switch b := body.(type) {
	case *matter.WasAssigned:
		return tx.Later(ctx, put, v.city, e.Subject, b.Lead)
	case *matter.WasDelegated:
		return tx.Later(ctx, put, v.city, e.Subject, b.To)
	case *matter.WasBounced:
		return tx.Later(ctx, put, v.city, e.Subject, b.Back)
	case *matter.WasMoved:
		return tx.Later(ctx, put+" AND unit = $4", v.city, e.Subject, b.To, b.From)
	}
	return nil
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
	t, rests := &Track{}, int64(0)
	err := one(r.QueryRow(ctx, "SELECT body, unit, rests FROM node_tasks WHERE city = $1 AND matter = $2", city,
		matter), t, &t.Unit, &rests)
	t.Rests = rests == 1
	return t, err
}

// cardOf reads a card, also in a transaction. It gives fault.Missing "node_missing".
func cardOf(ctx context.Context, r store.Reader, city, id int64) (*Card, error) {
	k := &Card{}
	return k, one(r.QueryRow(ctx, "SELECT body FROM node_cards WHERE city = $1 AND id = $2", city, id), k)
}

// one reads a row that holds JSON, and more behind it.
func one(row interface{ Scan(...any) error }, into any, more ...any) error {
	return part.Document(row, into, missing, more...)
}

func missing() error { return fault.New(fault.Missing, "node_missing") }

// Check folds the events again and tells what the tables say otherwise.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{View: view{city}, Types: append([]event.Type{typePrefix}, ofMatters...),
		Steps: Steps()},
		progress, tell)
}
