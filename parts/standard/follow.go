package standard

import (
	"context"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

type follower struct{ city int64 }

// Follower keeps the table; the ledger runs it.
func (s *Standard) Follower() ledger.Follower { return follower{s.City} }

// Name implements ledger.Follower.
func (follower) Name() string { return "standard.1" }

// Types implements ledger.Follower.
func (follower) Types() []event.Type { return []event.Type{PublishedType} }

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	return tx.Later(ctx, "DELETE FROM standard_versions WHERE city = $1", f.city)
}

// Apply implements ledger.Follower.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for _, e := range events {
		if e.Type != PublishedType {
			continue
		}
		r, err := rowOf(e)
		if err != nil {
			return err
		}
		err = tx.Later(ctx, "INSERT INTO standard_versions (city, day, seq, at, person, digest, zh, en, items) "+
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			f.city, int64(r.From), r.Seq, r.At, r.By, r.Digest, r.Title.Zh, r.Title.En, r.Items)
		if err != nil {
			return err
		}
	}
	return nil
}

// rowOf is what the table says of an event.
func rowOf(e ledger.Event) (Row, error) {
	v := &Version{}
	if err := json.Unmarshal(e.Body, v); err != nil {
		return Row{}, fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return Row{From: v.From, Seq: e.Seq, At: e.At, By: e.Actor, Digest: v.Digest(), Title: v.Title,
		Items: len(v.Items(""))}, nil
}
