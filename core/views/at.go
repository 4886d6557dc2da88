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
	m, said := &matter.Matter{}, (*matter.WasReported)(nil)
	err := ledger.EachOf(ctx, r, city, id, seq, nil, func(e ledger.Event) error {
		b, err := matter.Decode(e.Type, e.Body)
		if err != nil {
			return err
		}
		if r, ok := b.(*matter.WasReported); ok {
			said = r
		}
		matter.ApplyBody(m, b, matter.Stamp{Seq: e.Seq, At: e.At, Actor: e.Actor})
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if said == nil {
		return nil, nil, fmt.Errorf("matter %d was never reported", id)
	}
	return m, said, nil
}

// After is a matter as it stood after the command that one of its events is of, with all that this command did to it.
func After(ctx context.Context, r store.Reader, e *ledger.Event) (*matter.Matter, error) {
	last, err := ledger.LastOf(ctx, r, e.City, e.Command)
	if err != nil {
		return nil, err
	}
	m, _, err := At(ctx, r, e.City, e.Subject, max(last, e.Seq))
	return m, err
}
