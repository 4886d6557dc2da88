package inspect

import (
	"context"
	"encoding/json"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// What pages and decisions need of an event itself is read from the ledger by its subject.

// planOf reads a round's plan and the seq of its event.
func planOf(ctx context.Context, r store.Reader, city, round int64) (*Planned, int64, error) {
	var b Planned
	seq, _, err := body(ctx, r, city, round, PlannedType, &b)
	return &b, seq, err
}

// openingOf reads how a round was opened; nil when it is not yet.
func openingOf(ctx context.Context, r store.Reader, city, round int64) (*Opened, error) {
	var b Opened
	seq, _, err := body(ctx, r, city, round, OpenedType, &b)
	if err != nil || seq == 0 {
		return nil, err
	}
	return &b, nil
}

// madeOf reads an inspection and who made it.
func madeOf(ctx context.Context, r store.Reader, city, id int64) (*Made, int64, error) {
	var b Made
	seq, actor, err := body(ctx, r, city, id, MadeType, &b)
	if err != nil {
		return nil, 0, err
	}
	if seq == 0 {
		return nil, 0, fault.New(fault.Missing, "inspection_missing")
	}
	return &b, actor, nil
}

// body reads the one event of a type that a subject has; seq is 0 when there is none.
func body(ctx context.Context, r store.Reader, city, subject int64, typ event.Type,
	into any) (seq, actor int64, err error) {
	e, ok, err := ledger.First(ctx, r, city, subject, typ)
	if err != nil || !ok {
		return 0, 0, err
	}
	return e.Seq, e.Actor, json.Unmarshal(e.Body, into)
}
