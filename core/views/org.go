package views

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// orgView hands the events of areas, units and people to package org, which owns their tables.
type orgView struct{ city int64 }

func (v *orgView) Name() string                           { return "org.1" }
func (v *orgView) Begin(*store.Tx)                        {}
func (v *orgView) Flush(context.Context, *store.Tx) error { return nil }

func (v *orgView) Reset(ctx context.Context, tx *store.Tx) error {
	return org.ResetTables(ctx, tx, v.city)
}

func (v *orgView) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	if !ofOrg(e.Type) {
		return nil
	}
	if err := org.ApplyChange(ctx, tx, v.city, e.Seq, e.Type, e.Body); err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func ofOrg(typ event.Type) bool {
	return typ.In("area.") || typ.In("unit.") || typ.In("person.") ||
		typ.In("leave.")
}
