package deadline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// place is how far a reckoning has come: the policy it is for, and the last matter of a state's worklist.
type place struct {
	policy int64
	state  matter.State
	next   calendar.Instant
	id     int64
}

// reckon computes all running deadlines anew after a change of the policy, a batch of matters at a time; what it
// costs goes with what is open, but only once for each change.
func (c *Clock) reckon(ctx context.Context) (int, error) {
	at, now, err := c.reckoned(ctx)
	if err != nil || at.policy == now && at.state == matter.None {
		return 0, err
	}
	if at.policy != now {
		at = place{policy: now, state: matter.Assigned}
	}
	done := 0
	for at.state != matter.None {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		list, err := views.Running(ctx, c.db.Read(), c.desk.City(), at.state, at.next, at.id, Batch)
		if err != nil {
			return done, fmt.Errorf("reckon: %w", err)
		}
		commands := make([]desk.Command, len(list))
		for i, r := range list {
			commands[i] = desk.Command{ID: desk.Once("reckon.2", at.policy, r.ID), Matter: r.ID, Body: &matter.Reckon{}}
			at.next, at.id = r.Next, r.ID
		}
		for i, err := range c.desk.DoAll(ctx, caller, commands) {
			if wrong := c.outcome(ctx, "reckoning", list[i].ID, err); wrong != nil {
				return done, wrong
			}
		}
		done += len(list)
		if len(list) < Batch {
			at = place{policy: at.policy,
				state: map[matter.State]matter.State{matter.Assigned: matter.InHand}[at.state]}
		}
		if err := c.remember(ctx, at); err != nil {
			return done, err
		}
	}
	return done, nil
}

// reckoned reads how far the last reckoning came and which policy is in force.
func (c *Clock) reckoned(ctx context.Context) (at place, now int64, err error) {
	r, city := c.db.Read(), c.desk.City()
	if now, _, err = views.PolicyLast(ctx, r, city); err != nil {
		return at, 0, fmt.Errorf("reckon: %w", err)
	}
	at.policy = -1
	err = r.QueryRow(ctx, "SELECT policy, state, next, id FROM reckonings WHERE city = $1", city).Scan(&at.policy,
		&at.state, &at.next, &at.id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return at, now, store.Explain(err)
}

func (c *Clock) remember(ctx context.Context, at place) error {
	return c.desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO reckonings (city, policy, state, next, id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (city) DO UPDATE SET policy = excluded.policy, state = excluded.state, next = excluded.next,
id = excluded.id`,
			c.desk.City(), at.policy, int64(at.state), at.next, at.id)
		return err
	})
}
