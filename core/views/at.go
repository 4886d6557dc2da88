package views

import (
	"context"
	"fmt"

	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// At is a matter as it stood after one of its events, and what its report said, folded from the ledger: for those who
// follow it and keep no matters.
func At(ctx context.Context, r store.Reader, city, id, seq int64) (*matter.Matter, *matter.WasReported, error) {
	list, err := r.Query(ctx,
		"SELECT seq, at, type, actor, body FROM events WHERE city = $1 AND subject = $2 AND seq <= $3 ORDER BY seq",
		city, id, seq)
	if err != nil {
		return nil, nil, err
	}
	defer list.Close()
	m, said := &matter.Matter{}, (*matter.WasReported)(nil)
	for list.Next() {
		var s matter.Stamp
		var typ string
		var body []byte
		if err := list.Scan(&s.Seq, &s.At, &typ, &s.Actor, &body); err != nil {
			return nil, nil, store.Explain(err)
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
