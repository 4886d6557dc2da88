package ledger

import (
	"context"
	"fmt"
	"strings"

	"xiaohao/platform/store"
)

// rebuilding is the cursor that exists while the views are being rebuilt. Open refuses a ledger that has it.
const rebuilding = "rebuild"

// rebuildBatch is how many events are replayed in one transaction.
const rebuildBatch = 2000

// viewCursor is the row that says that a view knows all events of the ledger.
func viewCursor(name string) string { return "view/" + name }

// readyViews proves that the views are complete; on an empty ledger they are, once reset.
func readyViews(ctx context.Context, tx *store.Tx, opts Options, head int64) error {
	if at, err := cursor(ctx, tx, opts.City, rebuilding, ""); err != nil {
		return err
	} else if at >= 0 {
		return fmt.Errorf("%w: a rebuild was interrupted at event %d", ErrRebuild, at)
	}
	var fresh []string
	for _, v := range opts.Views {
		at, err := cursor(ctx, tx, opts.City, viewCursor(v.Name()), "")
		if err != nil {
			return err
		}
		if at >= 0 {
			continue
		}
		if head > 0 {
			nothing, err := begins(ctx, tx, opts.City, v)
			if err != nil {
				return err
			}
			if !nothing {
				fresh = append(fresh, v.Name())
				continue
			}
		}
		if err := setCursor(ctx, tx, opts.City, viewCursor(v.Name()), 0); err != nil {
			return err
		}
	}
	if len(fresh) > 0 {
		return fmt.Errorf("%w: %s must learn %d events", ErrRebuild, strings.Join(fresh, ", "), head)
	}
	return nil
}

// Rebuild makes all views and followers anew from the events. No Ledger may be open on the database. It works in
// transactions of some thousand events. When it is interrupted the views are incomplete and Open gives ErrRebuild
// until a Rebuild has gone through; it always begins at the first event, so it may be interrupted and repeated at
// will. progress, which may be nil, is told how many events of how many are done.
func Rebuild(ctx context.Context, db *store.DB, opts Options, progress func(done, total int64)) error {
	opts, err := opts.filled()
	if err != nil {
		return err
	}
	if err := Replay(ctx, db, db, opts, progress); err != nil {
		return fmt.Errorf("rebuild views of city %d: %w", opts.City, err)
	}
	return nil
}

// Replay resets the views and followers in the database to and applies the events in the database from, which may be
// the same or another one: made in an empty one, the rows can be compared with those that are in use. Only from needs
// to hold events.
func Replay(ctx context.Context, from, to *store.DB, opts Options, progress func(done, total int64)) error {
	opts, err := opts.filled()
	if err != nil {
		return err
	}
	r := &replay{opts: opts, progress: progress}
	ctx = store.Patient(ctx)
	if err := to.Write(ctx, func(tx *store.Tx) error { return r.reset(ctx, tx) }); err != nil {
		return err
	}
	head, err := readHead(ctx, from.Read(), opts.City, "")
	if err != nil {
		return err
	}
	if head == nil {
		head = &Head{City: opts.City}
	}
	for at := int64(0); at < head.Seq; {
		if err := ctx.Err(); err != nil {
			return err
		}
		events, err := eventsFrom(ctx, from.Read(), opts.City, at, rebuildBatch)
		if err != nil {
			return err
		}
		if err := contiguous(events, opts.City, at); err != nil {
			return err
		}
		if err := to.Write(ctx, func(tx *store.Tx) error { return r.apply(ctx, tx, events) }); err != nil {
			return err
		}
		at = events[len(events)-1].Seq
		if progress != nil {
			progress(at, head.Seq)
		}
	}
	return to.Write(ctx, func(tx *store.Tx) error { return r.finish(ctx, tx, head.Seq) })
}

// contiguous proves that there are events and that they follow at without a gap.
func contiguous(events []Event, city, at int64) error {
	for _, e := range events {
		if at++; e.Seq != at {
			return &BrokenError{City: city, Seq: at, What: "it is missing"}
		}
	}
	if len(events) == 0 {
		return &BrokenError{City: city, Seq: at + 1, What: "it is missing"}
	}
	return nil
}

type replay struct {
	opts     Options
	progress func(done, total int64)
}

func (r *replay) reset(ctx context.Context, tx *store.Tx) error {
	if _, err := readHead(ctx, tx, r.opts.City, tx.ForUpdate()); err != nil {
		return err // a process that is writing is waited for; the next finds the cursor that is set here
	}
	for _, v := range r.opts.Views {
		if err := v.Reset(ctx, tx); err != nil {
			return fmt.Errorf("reset view %s: %w", v.Name(), err)
		}
		v.Begin(tx)
	}
	for _, f := range r.opts.Followers {
		if err := dropCursors(ctx, tx, r.opts.City, f); err != nil {
			return err // this waits for a slice that another process is at; its next finds no cursor
		}
		if err := f.Reset(ctx, tx); err != nil {
			return fmt.Errorf("reset follower %s: %w", f.Name(), err)
		}
	}
	return setCursor(ctx, tx, r.opts.City, rebuilding, 0)
}

func (r *replay) apply(ctx context.Context, tx *store.Tx, events []Event) error {
	for _, v := range r.opts.Views {
		v.Begin(tx)
	}
	for _, e := range events {
		for _, v := range r.opts.Views {
			if err := guard(func() error { return v.Apply(ctx, tx, e) }); err != nil {
				return fmt.Errorf("view %s at event %d (%s): %w", v.Name(), e.Seq, e.Type, err)
			}
		}
	}
	for _, v := range r.opts.Views {
		if err := guard(func() error { return v.Flush(ctx, tx) }); err != nil {
			return fmt.Errorf("view %s after event %d: %w", v.Name(), events[len(events)-1].Seq, err)
		}
	}
	for _, f := range r.opts.Followers {
		wanted := WantsOf(f).Of(events)
		if len(wanted) == 0 {
			continue
		}
		if err := guard(func() error { return f.Apply(ctx, tx, wanted) }); err != nil {
			return fmt.Errorf("follower %s after event %d: %w", f.Name(), events[0].Seq-1, err)
		}
	}
	return setCursor(ctx, tx, r.opts.City, rebuilding, events[len(events)-1].Seq)
}

func (r *replay) finish(ctx context.Context, tx *store.Tx, head int64) error {
	for _, v := range r.opts.Views {
		if err := setCursor(ctx, tx, r.opts.City, viewCursor(v.Name()), 0); err != nil {
			return err
		}
	}
	for _, f := range r.opts.Followers {
		if err := setCursor(ctx, tx, r.opts.City, f.Name(), head); err != nil {
			return err
		}
	}
	return dropCursor(ctx, tx, r.opts.City, rebuilding)
}

// Refollow makes one follower's tables anew from the events. No Ledger may be open on the database.
func Refollow(ctx context.Context, db *store.DB, city int64, f Follower, progress func(done, total int64)) error {
	head, err := readHead(ctx, db.Read(), city, "")
	if err != nil || head == nil {
		return err
	}
	ctx = store.Patient(ctx)
	if err := db.Write(ctx, func(tx *store.Tx) error { return f.Reset(ctx, tx) }); err != nil {
		return err
	}
	for at := int64(0); ; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		events, err := eventsFrom(ctx, db.Read(), city, at, rebuildBatch)
		if err != nil {
			return err
		}
		if len(events) > 0 {
			at = events[len(events)-1].Seq
		}
		err = db.Write(ctx, func(tx *store.Tx) error {
			if wanted := WantsOf(f).Of(events); len(wanted) > 0 {
				if err := f.Apply(ctx, tx, wanted); err != nil {
					return err
				}
			}
			return setCursor(ctx, tx, city, f.Name(), at)
		})
		if err != nil {
			return fmt.Errorf("follower %s after event %d: %w", f.Name(), at, err)
		}
		if progress != nil {
			progress(at, head.Seq)
		}
		if at == head.Seq {
			return nil
		}
	}
}
