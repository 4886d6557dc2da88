package desk

import (
	"context"

	"xiaohao/area"
	"xiaohao/fault"
	"xiaohao/ledger"
	"xiaohao/matter"
	"xiaohao/org"
	"xiaohao/store"
)

// Record is an event about a thing that is no matter and is owned by a package above: a round, an inspection.
type Record struct {
	ID      ledger.ID
	Type    string
	Subject int64       // the thing; ledger.New when it begins with this event
	Areas   []area.Code // whom it concerns: org.MayRecord asks
	Photos  []string    // tokens of the caller's uploads that it takes as evidence

	// Body makes the event's body in the transaction that records it, from the photos by token. An error refuses it.
	Body func(ctx context.Context, r store.Reader, now int64, photos map[string]matter.Photo) (any, error)
}

// Record records it. Who may is org's to say. The same id again gives the first answer; errors are *fault.Error.
func (d *Desk) Record(ctx context.Context, caller org.Caller, rec Record) (ledger.Answer, error) {
	if rec.ID.IsZero() {
		return ledger.Answer{}, fault.New(fault.Invalid, "command_id").On("id")
	}
	a, err := d.ledger.Append(ctx, ledger.Request{ID: rec.ID, Actor: caller.Person, Decide: func(ctx context.Context, tx *store.Tx, now int64) ([]ledger.Draft, error) {
		if !d.Org().MayRecord(caller, rec.Type, rec.Areas) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		list, err := d.take(ctx, tx, caller, rec.Photos)
		if err != nil {
			return nil, err
		}
		photos := make(map[string]matter.Photo, len(list))
		for i, p := range list {
			p.Step, p.At, p.By = "inspect", now, caller.Person
			photos[rec.Photos[i]] = p
		}
		body, err := rec.Body(ctx, tx, now, photos)
		if err != nil {
			return nil, err
		}
		return []ledger.Draft{{Type: rec.Type, Subject: rec.Subject, Body: body}}, nil
	}})
	return a, translateNil(err)
}
