package notify

import (
	"context"
	"errors"
	"fmt"

	"xiaohao/loop/calendar"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// A webhook is a channel to a program that listens. Each message is put together once and sent as it stands until it is
// taken, so that the same id always has the same body. A receiver that says nothing is asked again after growing
// pauses, and what waits for it waits as long; one message that it refuses does not hold up the others. Where nothing
// got through for asideAfter the channel is set aside until somebody takes it up again.

// What a webhook keeps to.
const (
	asideAfter = 5 * 24 * 3600 * 1_000_000 // µs
	keptBodies = 1000                      // of one channel: the payloads that the page still shows, the newest
	formerLife = 7 * 24 * 3600 * 1_000_000 // µs: so long a secret of before signs beside the new one
)

// Why a message was not sent at all.
const (
	WhyAside  = "the channel is set aside"
	WhyClosed = "the channel is closed"
)

// trial is a message that somebody has sent to see whether it arrives. It is tried once.
const trial = "try"

// secrets are what a message is signed with now.
func (c *Channel) secrets(now calendar.Instant) (current, former string) {
	if c.Former != "" && now < c.FormerUntil {
		former = c.Former
	}
	return c.Secret, former
}

// hookAll writes to one program and says how much it took. What is left when ctx ends waits for the next run.
func (n *Notify) hookAll(ctx context.Context, c Channel, list []row) (int, error) {
	sure := context.WithoutCancel(ctx) // what was begun is written down
	done := 0
	for i, r := range list {
		now := n.Now()
		switch {
		case c.Aside != 0:
			return done, n.shut(sure, list[i:], WhyAside)
		case !c.Enabled:
			return done, n.shut(sure, list[i:], WhyClosed)
		case ctx.Err() != nil || now < c.Again:
			return done, n.putOff(sure, list[i:], max(now, c.Again))
		}
		if err := n.hookOne(ctx, &c, r); err == nil {
			done++
		} else if e := (*deliver.Error)(nil); !errors.As(err, &e) {
			return done, err
		}
	}
	return done, nil
}

// hookOne sends one message, and notes what came of it, also in c. An error of package deliver says that it was not
// taken.
func (n *Notify) hookOne(ctx context.Context, c *Channel, r row) error {
	m, err := n.messageFor(*c, r)
	if err != nil {
		return err
	}
	var said deliver.Answer
	m.Answer = &said
	failed := n.Send(ctx, n.wire(c), m)
	r.Body, r.Tries = string(m.JSON), r.Tries+1
	n.judge(c, failed)
	err = n.Writer.Exclusive(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
		state, due, why := sent, r.Due, ""
		if failed != nil {
			state, due, why = n.next(*c, r, failed)
		}
		if err := tx.Later(ctx, `UPDATE outbox SET state = $1, tries = $2, due = $3, leased = 0, error = $4, body = $5,
			tried = $6, status = $7, answer = $8 WHERE city = $9 AND id = $10`, state, r.Tries, due, why,
			r.Body, n.Now(),
			statusOf(said, failed), short(said.Text), n.City, r.ID); err != nil {
			return err
		}
		return tx.Later(ctx, `UPDATE channels SET failing = $1, fails = $2, again = $3, aside = $4 WHERE city = $5
			AND id = $6`, c.Failing, c.Fails, c.Again, c.Aside, n.City, c.ID)
	})
	return errors.Join(failed, err)
}

// statusOf is what the receiver answered by, also where that is told by the error alone.
func statusOf(said deliver.Answer, failed error) int {
	var e *deliver.Error
	if said.Status == 0 && errors.As(failed, &e) {
		return e.Status
	}
	return said.Status
}

// judge keeps what an attempt says about the whole channel.
func (n *Notify) judge(c *Channel, failed error) {
	now := n.Now()
	if failed == nil {
		c.Failing, c.Fails, c.Again = 0, 0, 0
		return
	}
	if c.Failing == 0 {
		c.Failing = now
	}
	if now.Since(c.Failing) >= asideAfter {
		c.Aside = now
	}
	c.Again = 0
	var e *deliver.Error
	if !errors.As(failed, &e) || e.Kind == deliver.Refused || e.Status != 0 && e.Status != 429 &&
		e.Status != 503 {
		c.Fails = 0 // it answers: it is this message that it does not take
		return
	}
	c.Fails++
	c.Again = now.Plus(max(e.After.Microseconds(), pause(c.Fails)))
}

// next says what becomes of a message that was not taken.
func (n *Notify) next(c Channel, r row, failed error) (state int, due calendar.Instant, why string) {
	var e *deliver.Error
	wait, hopeless := int64(0), r.Kind == trial
	if errors.As(failed, &e) {
		wait, hopeless = e.After.Microseconds(), hopeless || e.Kind == deliver.Refused
	}
	due = max(n.Now().Plus(max(wait, pause(r.Tries))), c.Again)
	if hopeless || r.Tries >= maxTries {
		return dead, n.Now(), short(failed.Error())
	}
	return waiting, due, short(failed.Error())
}

// shut lays messages aside that go nowhere now. They count as not tried, and are sent when the channel is taken up.
func (n *Notify) shut(ctx context.Context, rows []row, why string) error {
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rows {
			if err := tx.Later(ctx, `UPDATE outbox SET state = $1, leased = 0, error = $2 WHERE city = $3 AND id = $4`,
				dead, why, n.City, r.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// putOff gives messages back until an instant, without a try.
func (n *Notify) putOff(ctx context.Context, rows []row, until calendar.Instant) error {
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rows {
			if err := tx.Later(ctx, "UPDATE outbox SET leased = 0, due = $1 WHERE city = $2 AND id = $3",
				max(until, r.Due), n.City, r.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// tidy forgets the payloads beyond the newest of each channel, what could never be sent after the time that sent
// messages are kept for, and secrets whose time is over. It says how much that was.
func (n *Notify) tidy(ctx context.Context) (done int, err error) {
	all, err := n.channels(ctx, n.DB.Read())
	if err != nil {
		return 0, err
	}
	err = n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		done = 0
		count := func(text string, args ...any) error {
			k, err := tx.Exec(ctx, text, args...)
			done += int(k)
			return err
		}
		for _, c := range all {
			if c.Kind != Webhook {
				continue
			}
			if err := count(`UPDATE outbox SET body = '', answer = '' WHERE city = $1 AND channel = $2 AND body <> ''
				AND state <> 0 AND at < (SELECT at FROM outbox WHERE city = $1 AND channel = $2 AND body <> ''
				ORDER BY at DESC LIMIT 1 OFFSET $3)`, n.City, c.ID, keptBodies-1); err != nil {
				return err
			}
			if c.Former != "" && n.Now() >= c.FormerUntil {
				c.Former, c.FormerUntil = "", 0
				done++
				if err := n.put(ctx, tx, c); err != nil {
					return err
				}
			}
		}
		return count(`DELETE FROM outbox WHERE city = $1 AND state = $2 AND carrier = '' AND channel > 0 AND due < $3`,
			n.City, dead, n.Now().Plus(-kept))
	})
	return done, err
}

// try sends a trial to a program and waits for its word.
func (n *Notify) try(ctx context.Context, c Channel) error {
	now := n.Now()
	r := row{ID: fmt.Sprintf("try/%d/c%d", now, c.ID), Channel: c.ID, Kind: trial, Args: "{}", At: now, Due: now}
	err := n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := n.queue(ctx, tx, r); err != nil {
			return err
		}
		return tx.Later(ctx, "UPDATE outbox SET leased = $1 WHERE city = $2 AND id = $3", now+lease, n.City, r.ID)
	})
	if err != nil {
		return err
	}
	return n.hookOne(ctx, &c, r)
}
