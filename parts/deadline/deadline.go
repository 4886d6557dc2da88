// Package deadline is the clock's hand: what happens by itself because time has passed or a rule has changed.
//
// It lets the rungs of the ladder fire, takes up what was parked on its review date, computes deadlines anew when the
// policy or the holiday table changes, and moves the open matters of abolished units, and all matters of abolished
// areas, to their successors. It decides
// nothing: each is a command of package matter, given through the desk in the clock's name, under a command id that
// follows from what it is for. So any number of processes may tick, be killed and repeat themselves: each thing
// happens once. The clock's word is never taken for more than "not before": a rung that fired stays fired when the
// clock is set back.
//
// Invariants: what a tick costs goes with what is due, not with what is open; the rungs of one matter fire in their
// order; after a night off the oldest are caught up first.
package deadline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Clock acts for a city. Safe for concurrent use.
type Clock struct {
	desk  *desk.Desk
	db    *store.DB
	aside *part.Aside
	swept atomic.Pointer[area.Tree] // the areas of which nothing was left to be moved
}

// New makes the clock's hand of a city whose tables are there.
func New(b part.Base) *Clock { return &Clock{desk: b.Desk, db: b.DB, aside: b.Aside} }

// Batch is how many commands go to the ledger at once.
const Batch = 256

// caller is the clock.
var caller = org.Caller{Clock: true}

// Tick does all that is due now and says how much that was. It may be called at any time, by any number of processes;
// interrupted, it goes on where it stood.
func (c *Clock) Tick(ctx context.Context) (int, error) {
	done := 0
	for _, step := range []func(context.Context) (int, error){c.reviews, c.successions, c.resettle, c.ladder,
		c.reckon} {
		n, err := step(ctx)
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// ladder lets every rung fire whose time has come, oldest first, until none is left.
func (c *Clock) ladder(ctx context.Context) (int, error) {
	return c.repeat(ctx, "ladder", func() ([]desk.Command, error) {
		due, err := views.Firing(ctx, c.db.Read(), c.desk.City(), c.desk.Now(), Batch+c.aside.Len())
		var list []desk.Command
		for _, m := range due {
			list = append(list, desk.Command{ID: desk.Once("climb", m.ID, m.Climbs, m.Fire), Matter: m.ID,
				Body: &matter.Climb{}})
		}
		return list, err
	})
}

// Coming is the instant (µs) at which the nth rung from now on fires, counted from 1; 0 when there are not so many.
func (c *Clock) Coming(ctx context.Context, n int) (calendar.Instant, error) {
	var at calendar.Instant
	err := c.db.Read().QueryRow(ctx,
		"SELECT fire FROM matters WHERE city = $1 AND fire > 0 ORDER BY fire, id LIMIT 1 OFFSET $2",
		c.desk.City(), n-1).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return at, store.Explain(err)
}

// reviews takes up what was parked until today.
func (c *Clock) reviews(ctx context.Context) (int, error) {
	return c.repeat(ctx, "reviews", func() ([]desk.Command, error) {
		due, err := views.Reviews(ctx, c.db.Read(), c.desk.City(), c.desk.Now(), Batch+c.aside.Len())
		var list []desk.Command
		for _, r := range due {
			list = append(list, desk.Command{ID: desk.Once("resume", r.ID, r.Next), Matter: r.ID,
				Body: &matter.Resume{}})
		}
		return list, err
	})
}

// repeat gives what is due in batches until nothing is. A batch of which nothing could be done ends it: another tick
// will look again.
func (c *Clock) repeat(ctx context.Context, what string, due func() ([]desk.Command, error)) (int, error) {
	done := 0
	for ctx.Err() == nil {
		list, err := due()
		if err != nil {
			return done, fmt.Errorf("%s: %w", what, err)
		}
		list = slices.DeleteFunc(list, func(x desk.Command) bool { return c.aside.Waits(item(what, x.Matter)) })
		n := 0
		for i, err := range c.desk.DoAll(ctx, caller, list) {
			if wrong := c.outcome(ctx, what, list[i].Matter, err); wrong != nil {
				return done + n, wrong
			}
			if err == nil {
				n++
			}
		}
		if done += n; n == 0 || len(list) < Batch && what != "ladder" {
			return done, nil
		}
	}
	return done, ctx.Err()
}

// item names a matter's step for those set aside.
func item(what string, id int64) string { return fmt.Sprintf("%s of matter %d", what, id) }

// outcome notes what became of one command. Where the database or the whole process is in trouble the work ends; a
// matter that is in trouble by itself is set aside, and the others go on.
func (c *Clock) outcome(ctx context.Context, what string, id int64, err error) error {
	switch {
	case err == nil, settled(err):
		c.aside.Note(item(what, id), nil)
	case part.Ends(ctx, err):
		return fmt.Errorf("%s of matter %d: %w", what, id, err)
	default:
		c.aside.Note(item(what, id), err)
	}
	return nil
}

// settled says that somebody else, or another process, was first.
func settled(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Kind == fault.Conflict
}
