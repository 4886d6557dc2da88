package inspect

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// follower folds the events. plan reads a round's plan from the ledger, when its opening needs it.
type follower struct {
	city int64
	plan func(ctx context.Context, r store.Reader, round int64) (*Planned, error)
}

// Follower keeps the tables; the ledger runs it.
func (x *Inspect) Follower() ledger.Follower { return newFollower(x.City) }

func newFollower(city int64) follower {
	return follower{city, func(ctx context.Context, r store.Reader, round int64) (*Planned, error) {
		b, _, err := planOf(ctx, r, city, round)
		return b, err
	}}
}

// followerName is the name of its cursor. A new meaning of the tables needs a new one.
const followerName = "inspect.1"

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (follower) Types() []event.Type {
	return []event.Type{PlannedType, OpenedType, ClosedType, MadeType, LinkedType, matter.TypeStruckOff,
		matter.TypeReopened,
		matter.TypeListed, matter.TypeDeclined, matter.TypeMerged, matter.TypeSplit}
}

var tables = []string{"inspect_rounds", "inspect_stops", "inspect_members", "inspections", "inspect_answers",
	"inspect_points", "inspect_bad", "inspect_items", "inspect_matters"}

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements ledger.Follower.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for i := range events {
		if err := f.one(ctx, tx, &events[i]); err != nil {
			return fmt.Errorf("event %d: %w", events[i].Seq, err)
		}
	}
	return nil
}

func (f follower) one(ctx context.Context, tx *store.Tx, e *ledger.Event) error {
	switch e.Type {
	case PlannedType:
		var b Planned
		return then(e, &b, func() error { return f.planned(ctx, tx, e, &b) })
	case OpenedType:
		var b Opened
		return then(e, &b, func() error { return f.opened(ctx, tx, e, &b) })
	case ClosedType:
		return tx.Later(ctx, "UPDATE inspect_rounds SET state = $1, closed = $2 WHERE city = $3 AND id = $4",
			StateClosed, e.At, f.city, e.Subject)
	case MadeType:
		var b Made
		return then(e, &b, func() error { return f.made(ctx, tx, e, &b) })
	case LinkedType:
		var b Linked
		return then(e, &b, func() error { return f.linked(ctx, tx, e, &b) })
	case matter.TypeStruckOff:
		return f.state(ctx, tx, e.Subject, matterStruck)
	case matter.TypeReopened, matter.TypeListed:
		return f.state(ctx, tx, e.Subject, matterOpen)
	case matter.TypeDeclined:
		return f.state(ctx, tx, e.Subject, matterDeclined)
	case matter.TypeMerged:
		var b matter.WasMerged
		return then(e, &b, func() error {
			return tx.Later(ctx, "UPDATE inspect_matters SET target = $1 WHERE city = $2 AND target = $3", b.Into,
				f.city, e.Subject)
		})
	case matter.TypeSplit:
		return tx.Later(ctx, "UPDATE inspect_matters SET target = $1 WHERE city = $2 AND matter = $1",
			e.Subject, f.city)
	}
	return nil
}

func then(e *ledger.Event, body any, fn func() error) error {
	if err := json.Unmarshal(e.Body, body); err != nil {
		return err
	}
	return fn()
}

func (f follower) state(ctx context.Context, tx *store.Tx, id int64, state int) error {
	return tx.Later(ctx, "UPDATE inspect_matters SET state = $1 WHERE city = $2 AND target = $3", state, f.city, id)
}

func (f follower) planned(ctx context.Context, tx *store.Tx, e *ledger.Event, b *Planned) error {
	return tx.Later(ctx, `INSERT INTO inspect_rounds (city, id, state, name, version, since, until, opened, closed,
		pairs) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8)
ON CONFLICT (city, id) DO NOTHING`, f.city, e.Subject, StatePlanned, b.Name, b.Version, b.From, b.Until, flag(b.Pairs))
}

// opened writes the stops; where they lie stands in the plan.
func (f follower) opened(ctx context.Context, tx *store.Tx, e *ledger.Event, b *Opened) error {
	plan, err := f.plan(ctx, tx, e.Subject)
	if err != nil {
		return err
	}
	where := make(map[int64]Candidate, len(plan.Frame))
	for _, c := range plan.Frame {
		where[c.Point] = c
	}
	if err := tx.Later(ctx, "UPDATE inspect_rounds SET state = $1, opened = $2 WHERE city = $3 AND id = $4", StateOpen,
		e.Seq, f.city, e.Subject); err != nil {
		return err
	}
	for n, t := range b.Teams {
		for _, p := range t.Members {
			if err := tx.Later(ctx, "INSERT INTO inspect_members (city, person, round, team) VALUES ($1, $2, $3, $4) "+
				"ON CONFLICT (city, person, round) DO NOTHING", f.city, p, e.Subject, n); err != nil {
				return err
			}
		}
		for _, p := range t.Points {
			err := tx.Later(ctx, `INSERT INTO inspect_stops (city, round, point, area, kind, team, inspection,
				full_marks, lost, lost2, veto, veto2) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 0, 0)
ON CONFLICT (city, round, point) DO NOTHING`, f.city, e.Subject, p, int64(where[p].Area), where[p].Kind, n)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// linked notes the matter of a failed item, also for the inspection that was looked at again.
func (f follower) linked(ctx context.Context, tx *store.Tx, e *ledger.Event, b *Linked) error {
	var point, again, had int64
	err := tx.QueryRow(ctx, `SELECT i.point, i.again, a.matter FROM inspections i
		JOIN inspect_answers a ON a.city = $1 AND a.inspection = i.id AND a.item = $3
WHERE i.city = $1 AND i.id = $2`, f.city, e.Subject, b.Item).Scan(&point, &again, &had)
	if err != nil {
		return store.Explain(err)
	}
	for _, id := range []int64{e.Subject, again} {
		if id == 0 {
			continue
		}
		if err := tx.Later(ctx,
			"UPDATE inspect_answers SET matter = $1, joined = $2 WHERE city = $3 AND inspection = $4 AND item = $5",
			b.Matter, flag(b.Joined), f.city, id, b.Item); err != nil {
			return err
		}
		err := tx.Later(ctx, `INSERT INTO inspect_matters (city, matter, inspection, item, point, lead, co, due,
			target, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (city, matter, inspection, item) DO NOTHING`, f.city, b.Matter, id, b.Item, point, b.Lead, numbers(b.Co),
			b.Limit, b.Matter, matterOpen)
		if err != nil {
			return err
		}
	}
	if had != 0 {
		return nil
	}
	return tx.Later(ctx, "UPDATE inspections SET unlinked = unlinked - 1 WHERE city = $1 AND id = $2",
		f.city, e.Subject)
}

func numbers(list []int64) string { return strings.Trim(fmt.Sprint(list), "[]") }

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
