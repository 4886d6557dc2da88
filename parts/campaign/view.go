package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"database/sql"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

var tables = []string{"campaigns", "campaign_areas", "campaign_matters", "campaign_orders"}

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// Name implements ledger.View; Schema names it too.
func (view) Name() string { return "campaigns.1" }

// Reset implements ledger.View.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range tables {
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
	err := v.apply(ctx, tx, e)
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	switch e.Type {
	case matter.TypeMerged:
		var b matter.WasMerged
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		return tx.Later(ctx, "UPDATE campaign_matters SET target = $1 WHERE city = $2 AND target = $3", b.Into,
			v.city, e.Subject)
	case matter.TypeSplit:
		return tx.Later(ctx, "UPDATE campaign_matters SET target = $1 WHERE city = $2 AND matter = $1",
			e.Subject, v.city)
	}
	if !IsType(e.Type) {
		return nil
	}
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	return v.write(ctx, tx, e, body)
}

func (v view) write(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	switch b := body.(type) {
	case *Opened:
		return v.opened(ctx, tx, e, b)
	case *Instructed:
		return tx.Later(ctx, "INSERT INTO campaign_orders (city, campaign, seq, area, person, at, text) "+
			"VALUES ($1, $2, $3, $4, $5, $6, $7)",
			v.city, e.Subject, e.Seq, int64(b.Area), e.Actor, e.At, b.Text)
	case *Found:
		return tx.Later(ctx, `INSERT INTO campaign_matters (city, campaign, matter, area, target)
			VALUES ($1, $2, $3, $4, $3)
ON CONFLICT (city, campaign, matter) DO NOTHING`, v.city, e.Subject, b.Matter, int64(b.Area))
	case *Zeroed:
		return tx.Later(ctx, "UPDATE campaign_areas SET zero = $1, zero_at = $2, signer = $3, signed = $4 "+
			"WHERE city = $5 AND campaign = $6 AND area = $7",
			e.Seq, e.At, e.Actor, b.Name, v.city, e.Subject, int64(b.Area))
	case *Succeeded:
		return v.succeeded(ctx, tx, e, b)
	case *Closed:
		return tx.Later(ctx, "UPDATE campaigns SET closed = $1 WHERE city = $2 AND id = $3", e.At, v.city, e.Subject)
	case *Drawn:
		for _, s := range b.Sent {
			if err := tx.Later(ctx,
				"UPDATE campaign_areas SET person = $1, looked = 1 WHERE city = $2 AND campaign = $3 AND area = $4",
				s.Person, v.city, e.Subject, int64(s.Area)); err != nil {
				return err
			}
		}
		return tx.Later(ctx, "UPDATE campaigns SET drawn = 1 WHERE city = $1 AND id = $2", v.city, e.Subject)
	case *SentOut:
		return tx.Later(ctx, "UPDATE campaign_areas SET person = $1 WHERE city = $2 AND campaign = $3 AND area = $4",
			b.Person, v.city, e.Subject, int64(b.Area))
	case *SpotCheck:
		return tx.Later(ctx, "UPDATE campaign_areas SET looked = $1, seen_at = $2, matter = $3 WHERE city = $4 "+
			"AND campaign = $5 AND area = $6",
			int64(b.verdict()), e.At, b.Matter, v.city, e.Subject, int64(b.Area))
	}
	return nil
}

func (b *SpotCheck) verdict() Spot {
	if b.False {
		return False
	}
	return Confirmed
}

func (v view) opened(ctx context.Context, tx *store.Tx, e ledger.Event, b *Opened) error {
	err := tx.Later(ctx, "INSERT INTO campaigns (city, id, name, scope, trend, opener, at, deadline, closed, drawn) "+
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)",
		v.city, e.Subject, b.Name, int64(b.Scope), b.Trend, e.Actor, e.At, b.Deadline)
	for _, a := range b.Foot {
		if err != nil {
			return err
		}
		err = v.cell(ctx, tx, e.Subject, a)
	}
	return err
}

// cell adds an area that has to answer, unless it has to already.
func (v view) cell(ctx context.Context, tx *store.Tx, campaign int64, a area.Code) error {
	return tx.Later(ctx, `INSERT INTO campaign_areas (city, campaign, area, zero, zero_at, signer, signed, person,
			looked, seen_at, matter)
VALUES ($1, $2, $3, 0, 0, 0, '', 0, 0, 0, 0) ON CONFLICT (city, campaign, area) DO NOTHING`, v.city, campaign, int64(a))
}

// none says that a query found no row.
func none(err error) bool { return errors.Is(err, sql.ErrNoRows) }
