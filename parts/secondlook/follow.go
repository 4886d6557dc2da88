package secondlook

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

type follower struct{ city int64 }

// Follower keeps the tables; the ledger runs it.
func (x *Looks) Follower() ledger.Follower { return follower{x.City} }

// Name implements ledger.Follower.
func (follower) Name() string { return "recheck.1" }

// Types implements ledger.Follower.
func (follower) Types() []event.Type {
	return []event.Type{CommittedType, MadeType, matter.TypeStruckOff, matter.TypeDrawn, matter.TypeRechecked,
		matter.TypeReopened}
}

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range []string{"recheck_strikes", "recheck_draws", "recheck_looks"} {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements ledger.Follower.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for _, e := range events {
		if err := f.one(ctx, tx, e); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	return nil
}

func (f follower) one(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	switch e.Type {
	case CommittedType:
		var b Committed
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		late := 0
		if b.Late {
			late = 1
		}
		err := tx.Later(ctx, `INSERT INTO recheck_draws (city, week, committed, commitment, late, made, candidates,
			drawn) VALUES ($1, $2, $3, $4, $5, 0, 0, 0)
ON CONFLICT (city, week) DO NOTHING`, f.city, b.Week, e.Seq, b.Commitment, late)
		return err
	case MadeType:
		var b Made
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		err := tx.Later(ctx,
			"UPDATE recheck_draws SET made = $1, candidates = $2, drawn = $3 WHERE city = $4 AND week = $5", e.Seq,
			b.Candidates, len(b.Drawn), f.city, b.Week)
		return err
	case matter.TypeStruckOff:
		return f.struck(ctx, tx, e)
	case matter.TypeDrawn, matter.TypeRechecked, matter.TypeReopened:
		return f.look(ctx, tx, e)
	}
	return nil
}

// struck notes a strike-off with who had a part in it.
func (f follower) struck(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	m, err := views.Of(ctx, tx, &e)
	if err != nil || m.Kind == matter.Help {
		return err
	}
	var units []string
	for _, u := range m.FixedBy {
		units = append(units, fmt.Sprint(u))
	}
	err = tx.Later(ctx, "INSERT INTO recheck_strikes (city, week, seq, matter, unit, area, verifier, units) "+
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		f.city, Week(e.At), e.Seq, e.Subject, m.Lead, int64(m.Area), e.Actor, strings.Join(units, " "))
	return err
}

func (f follower) look(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := views.Body(&e)
	if err != nil {
		return err
	}
	const closing = "UPDATE recheck_looks SET state = $1, at = $2 WHERE city = $3 AND matter = $4 AND state = 0"
	switch b := b.(type) {
	case *matter.WasDrawn:
		m, err := views.Of(ctx, tx, &e)
		if err != nil {
			return err
		}
		err = tx.Later(ctx, `INSERT INTO recheck_looks (city, matter, week, person, until, unit, state, at)
			VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
ON CONFLICT (city, matter, week) DO NOTHING`, f.city, e.Subject, b.Week, b.Person, b.Until, m.Lead, e.At)
		return err
	case *matter.WasRechecked:
		state := Bad
		if b.Good {
			state = Good
		}
		err = tx.Later(ctx, closing, state, e.At, f.city, e.Subject)
	case *matter.WasReopened:
		err = tx.Later(ctx, closing, Gone, e.At, f.city, e.Subject)
	}
	return err
}
