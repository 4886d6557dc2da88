package desk

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Fact is an event about a thing that is no matter and is owned by a package above: a point.
type Fact struct {
	Type    event.Type
	Subject int64       // the thing; ledger.New when it begins with this event
	Areas   []area.Code // whom it concerns: org.MayKeep asks
	Body    any
}

// Keep records what decide finds on the writer's turn, all of it or nothing. Who may is org's to say, fact by fact.
// The same id again gives the first answer, or a conflict when said, what a person said under it, is something else;
// nil is not compared. Errors are *fault.Error. No facts and no error means that there is nothing to record.
func (d *Desk) Keep(ctx context.Context, caller org.Caller, id ledger.ID, said any,
	decide func(ctx context.Context, tx *store.Tx, now calendar.Instant) ([]Fact, error)) (ledger.Answer, error) {
	if id == (ledger.ID{}) {
		return ledger.Answer{}, fault.New(fault.Invalid, "command_id").On("id")
	}
	a, err := d.ledger.Append(ctx, ledger.Request{ID: id, Actor: caller.Person,
		Digest: d.content(ctx, caller, id, said),
		Decide: func(ctx context.Context, tx *store.Tx, now calendar.Instant) ([]ledger.Draft, error) {
			facts, err := decide(ctx, tx, now)
			if err != nil {
				return nil, err
			}
			drafts := make([]ledger.Draft, len(facts))
			for i, f := range facts {
				if !d.Org().MayAct(caller, f.Type, f.Areas...) {
					return nil, fault.New(fault.Denied, "not_allowed")
				}
				drafts[i] = ledger.Draft{Type: f.Type, Subject: f.Subject, Body: f.Body}
			}
			return drafts, nil
		}})
	return a, translateNil(d.otherwise(ctx, caller, words(said), err))
}
