package desk

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// recorder writes into the ledger what logging in says of itself.
type recorder struct{ d *Desk }

// Record implements org.Recorder.
func (r recorder) Record(ctx context.Context, actor, person int64,
	fn func(ctx context.Context, tx *store.Tx) (event.Type, any, error)) error {
	id, err := ledger.NewID(r.d.now(), r.d.rand)
	if err != nil {
		return err
	}
	_, err = r.d.ledger.Append(ctx, ledger.Request{ID: id, Actor: actor,
		Decide: func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]ledger.Draft, error) {
			typ, body, err := fn(ctx, tx)
			if err != nil {
				return nil, err
			}
			return []ledger.Draft{{Type: typ, Subject: person, Body: body}}, nil
		}})
	return translateNil(err)
}

// WarnKeys tells who holds a key that ends soon, once, and says how many were told.
func (d *Desk) WarnKeys(ctx context.Context) (int, error) {
	n, err := d.Auth.WarnKeys(ctx)
	return n, translateNil(err)
}

// SetPassword gives a person a password, which he changes at the next login where change is true. Only an
// administrator of every area of his posts may, or the system. It is an event; his sessions and keys end.
func (d *Desk) SetPassword(ctx context.Context, caller org.Caller, p org.Person, password string, change bool) error {
	if !d.Org().MayReset(caller, p) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return d.Auth.Reset(ctx, caller, p, password, change)
}

// PasswordGiven is who gave a person a password before he acted, and when.
type PasswordGiven struct {
	At calendar.Instant // µs
	By string           // a name; "" for the command line
}

// given are the passwords that others gave a person, the newest last.
func (d *Desk) given(ctx context.Context, person int64) ([]ledger.Event, error) {
	events, err := d.ledger.Events(ctx, d.db.Read(), person, 0, 1000)
	var out []ledger.Event
	for _, e := range events {
		if e.Type == org.TypePasswordSet && e.Actor != person {
			out = append(out, e)
		}
	}
	return out, err
}

// mark notes at each step whether somebody else could have acted as the person: whoever gave him a password not long
// before.
func (d *Desk) mark(ctx context.Context, list []Entry) error {
	known := map[int64][]ledger.Event{}
	reach := int64(d.Policy().PasswordDays) * 24 * 3600 * 1_000_000
	for i := range list {
		x := &list[i]
		if x.Person == 0 {
			continue
		}
		events, ok := known[x.Person]
		if !ok {
			var err error
			if events, err = d.given(ctx, x.Person); err != nil {
				return err
			}
			known[x.Person] = events
		}
		for _, e := range events {
			if ago := x.At.Since(e.At); ago >= 0 && ago <= reach {
				by, _ := d.Org().Person(e.Actor)
				x.Given = &PasswordGiven{e.At, by.Name}
			}
		}
	}
	return nil
}
