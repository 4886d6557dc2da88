package views

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// fresh is what was made of an event, kept with it while it is in memory. Nobody changes it.
type fresh struct {
	body  matter.Body
	now   *matter.Matter  // after the event; nil when the event was read from the database
	after **matter.Matter // after the command, filled when the group is committed; nil like now
}

func freshOf(e *ledger.Event) *fresh {
	f, _ := e.Kept().(*fresh)
	return f
}

// Body is what an event about a matter says, read once for all who look at the event. The caller must not change it.
func Body(e *ledger.Event) (matter.Body, error) {
	if f := freshOf(e); f != nil {
		return f.body, nil
	}
	b, err := matter.Decode(e.Type, e.Body)
	if err == nil {
		e.Keep(&fresh{body: b})
	}
	return b, err
}

// Fresh is the matter as it stood after an event, when that is in memory; nil when it is not. The caller must not
// change it.
func Fresh(e *ledger.Event) *matter.Matter {
	if f := freshOf(e); f != nil {
		return f.now
	}
	return nil
}

// Of is the matter as it stood after an event, for those who follow it and keep no matters: from memory while the event
// is fresh, else folded from the ledger. The caller must not change it.
func Of(ctx context.Context, r store.Reader, e *ledger.Event) (*matter.Matter, error) {
	if m := Fresh(e); m != nil {
		return m, nil
	}
	m, _, err := At(ctx, r, e.City, e.Subject, e.Seq)
	return m, err
}

// After is the matter as it stood after the command that an event is of, with all that this command did to it. The
// caller must not change it.
func After(ctx context.Context, r store.Reader, e *ledger.Event) (*matter.Matter, error) {
	if f := freshOf(e); f != nil && f.after != nil {
		return *f.after, nil
	}
	last, err := ledger.LastOf(ctx, r, e.City, e.Command)
	if err != nil {
		return nil, err
	}
	m, _, err := At(ctx, r, e.City, e.Subject, max(last, e.Seq))
	return m, err
}

// At is a matter as it stood after one of its events, and what its report said, folded from the ledger.
func At(ctx context.Context, r store.Reader, city, id, seq int64) (*matter.Matter, *matter.WasReported, error) {
	m, said := &matter.Matter{}, (*matter.WasReported)(nil)
	err := ledger.EachOf(ctx, r, city, id, seq, []event.Type{matter.TypePrefix}, func(e ledger.Event) error {
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
