package views

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// At is a matter as it stood after one of its events, and what its report said, folded from the ledger: for those who
// follow it and keep no matters.
func At(ctx context.Context, r store.Reader, city, id, seq int64) (*matter.Matter, *matter.WasReported, error) {
	return folded(ctx, r, city, id, func(s int64, _ []byte) bool { return s <= seq })
}

// After is a matter as it stood after the command that one of its events is of, with all that this command did to it.
func After(ctx context.Context, r store.Reader, e *ledger.Event) (*matter.Matter, error) {
	m, _, err := folded(ctx, r, e.City, e.Subject,
		func(s int64, command []byte) bool { return s <= e.Seq || string(command) == string(e.Command[:]) })
	return m, err
}

// folded folds a matter's events as long as while says so; it is asked with their numbers and commands.
func folded(ctx context.Context, r store.Reader, city, id int64, while func(seq int64, command []byte) bool) (
	*matter.Matter, *matter.WasReported, error) {
	list, err := r.Query(ctx,
		"SELECT seq, at, type, actor, command, body FROM events WHERE city = $1 AND subject = $2 ORDER BY seq", city,
		id)
	if err != nil {
		return nil, nil, err
	}
	defer list.Close()
	m, said := &matter.Matter{}, (*matter.WasReported)(nil)
	for list.Next() {
		var s matter.Stamp
		var typ string
		var command, body []byte
		if err := list.Scan(&s.Seq, &s.At, &typ, &s.Actor, &command, &body); err != nil {
			return nil, nil, store.Explain(err)
		}
		if !while(s.Seq, command) {
			break
		}
		b, err := matter.Decode(typ, body)
		if err != nil {
			return nil, nil, err
		}
		if r, ok := b.(*matter.WasReported); ok {
			said = r
		}
		matter.ApplyBody(m, b, s)
	}
	if said == nil {
		return nil, nil, fmt.Errorf("matter %d was never reported", id)
	}
	return m, said, store.Explain(list.Err())
}
