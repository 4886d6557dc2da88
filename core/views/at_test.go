package views

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// comparing is a follower that folds every fresh event again from the ledger and compares.
type comparing struct {
	fresh    atomic.Int64
	together atomic.Int64 // of these, those after which their command went on
}

func (*comparing) Name() string                           { return "comparing" }
func (*comparing) Types() []event.Type                    { return nil }
func (*comparing) Reset(context.Context, *store.Tx) error { return nil }

func (c *comparing) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for i := range events {
		e := &events[i]
		if !e.Type.In(matter.TypePrefix) || Fresh(e) == nil {
			continue
		}
		c.fresh.Add(1)
		if end, err := After(ctx, tx, e); err == nil && end != Fresh(e) {
			c.together.Add(1)
		}
		stored, ok, err := ledger.One(ctx, tx, city, e.Seq)
		if err != nil || !ok || Fresh(&stored) != nil {
			return fmt.Errorf("event %d as it is stored: %v, %v", e.Seq, ok, err)
		}
		stored.Command = e.Command // which One does not read
		for n, read := range []func(*ledger.Event) (any, error){
			func(e *ledger.Event) (any, error) { return Body(e) },
			func(e *ledger.Event) (any, error) { return Of(ctx, tx, e) },
			func(e *ledger.Event) (any, error) { return After(ctx, tx, e) },
		} {
			kept, err := read(e)
			if err != nil {
				return err
			}
			folded, err := read(&stored)
			if err != nil {
				return err
			}
			if d := cmp.Diff(folded, kept, cmp.AllowUnexported(matter.Matter{})); d != "" {
				return fmt.Errorf("read %d event %d %s (-folded +kept):\n%s", n, e.Seq, e.Type, d)
			}
		}
	}
	return nil
}

// TestFresh: what stays in memory with a fresh event is what the ledger's events say, to the last field, and later
// events change nothing of it.
func TestFresh(t *testing.T) {
	t.Parallel()
	w, c := newTown(t, 11), &comparing{}
	w.led.Close()
	o := w.options(w.set)
	o.Followers = append(o.Followers, c)
	var err error
	if w.led, err = ledger.Open(w.ctx, w.db, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.led.Close)
	w.live(600)
	_, err = w.led.Append(w.ctx, ledger.Request{ID: w.id(), Actor: 90,
		Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) {
			said := &matter.WasReported{Kind: matter.Problem, Area: township, Title: "路灯", Text: "路灯不亮"}
			return []ledger.Draft{{Type: matter.TypeReported, Subject: ledger.New, Body: said},
				{Type: matter.TypeAmended, Subject: ledger.Same, Body: &matter.WasAmended{Title: "路灯不亮"}}}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.led.CatchUp(w.ctx); err != nil {
		t.Fatal(err)
	}
	if n, m := c.fresh.Load(), c.together.Load(); n < 300 || m == 0 {
		t.Errorf("only %d events were fresh, and of %d the command went on", n, m)
	}
}
