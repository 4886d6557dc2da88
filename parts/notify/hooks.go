package notify

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// Sent is a message to a program that listens, as its page shows it.
type Sent struct {
	ID, Kind         string
	At, Tried, Again calendar.Instant // of the event, of the last attempt (0 for none), of the next one (0 for none)
	Tries            int
	Taken, Dead      bool
	Status           int    // of the last answer, 0 for none
	Answer, Error    string // what it said; why it was not taken
	Body             string // as it was sent; "" when it is not kept any more, or was never sent
}

// Hook is the channel of a number, where it leads to a program and the caller administers it. Errors: channel_missing.
func (n *Notify) Hook(ctx context.Context, caller org.Caller, id int64) (Channel, error) {
	all, err := n.Channels(ctx, caller)
	if err != nil {
		return Channel{}, err
	}
	i := slices.IndexFunc(all, func(c Channel) bool { return c.ID == id && c.Kind == Webhook })
	if i < 0 {
		return Channel{}, fault.New(fault.Missing, "channel_missing")
	}
	return all[i], nil
}

const sentText = `SELECT id, kind, at, tried, due, tries, state, status, answer, error, body FROM outbox WHERE city = $1
	AND channel = $2 AND channel > 0 `

// SentTo lists what was sent to a program, the last first, from behind the message (at, id) on; 0 for the beginning.
// Who administers the channel may.
func (n *Notify) SentTo(ctx context.Context, caller org.Caller, channel int64, at calendar.Instant, id string,
	limit int) (out []Sent, err error) {
	if _, err := n.Hook(ctx, caller, channel); err != nil {
		return nil, err
	}
	if at == 0 {
		at = 1<<63 - 1
	}
	err = store.Each(ctx, n.DB.Read(), func(rows *sql.Rows) error {
		s, err := scanSent(rows.Scan)
		out = append(out, s)
		return err
	}, sentText+`AND at <= $3 AND (at < $3 OR id < $4) ORDER BY at DESC, id DESC LIMIT $5`, n.City, channel, at,
		id, limit)
	return out, err
}

// SentOne is one of them. Errors: letter_missing.
func (n *Notify) SentOne(ctx context.Context, caller org.Caller, channel int64, id string) (Sent, error) {
	if _, err := n.Hook(ctx, caller, channel); err != nil {
		return Sent{}, err
	}
	s, err := scanSent(n.DB.Read().QueryRow(ctx, sentText+`AND id = $3`, n.City, channel, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return s, fault.New(fault.Missing, "letter_missing")
	}
	return s, store.Explain(err)
}

func scanSent(scan func(...any) error) (Sent, error) {
	var s Sent
	var state int
	err := scan(&s.ID, &s.Kind, &s.At, &s.Tried, &s.Again, &s.Tries, &state, &s.Status, &s.Answer, &s.Error, &s.Body)
	s.Taken, s.Dead = state == sent, state == dead
	if state != waiting {
		s.Again = 0
	}
	return s, err
}

// SendAgain sends a message to a program once more, now, whatever became of it: under the same id and with the same
// body, so that a receiver who has it knows it. Who administers the channel may. Errors: letter_missing.
func (n *Notify) SendAgain(ctx context.Context, caller org.Caller, channel int64, id string) error {
	if _, err := n.Hook(ctx, caller, channel); err != nil {
		return err
	}
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := tx.Exec(ctx, `UPDATE outbox SET state = 0, tries = 0, due = $1, leased = 0 WHERE city = $2
			AND channel = $3 AND channel > 0 AND id = $4`, n.Now(), n.City, channel, id)
		if err == nil && k == 0 {
			err = fault.New(fault.Missing, "letter_missing")
		}
		return err
	})
}

// TakeUp takes a channel up again that was set aside, and sends what could not be sent meanwhile. Who administers it
// may; twice is once.
func (n *Notify) TakeUp(ctx context.Context, caller org.Caller, channel int64) error {
	if _, err := n.Hook(ctx, caller, channel); err != nil {
		return err
	}
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return n.takeUp(ctx, tx, channel, true)
	})
}

// takeUp lets a channel, and what waits for it, be tried at once; revive sends what is dead too, but for what the
// receiver refused by itself.
func (n *Notify) takeUp(ctx context.Context, tx *store.Tx, channel int64, revive bool) error {
	if err := tx.Later(ctx, `UPDATE channels SET failing = 0, fails = 0, again = 0, aside = 0 WHERE city = $1
		AND id = $2`, n.City, channel); err != nil {
		return err
	}
	return tx.Later(ctx, `UPDATE outbox SET state = 0, tries = 0, due = $1, leased = 0 WHERE city = $2
		AND channel = $3 AND channel > 0 AND (state = 0 OR $4 = 1 AND state = 2 AND kind <> $5
		AND (status < 400 OR status >= 429))`,
		n.Now(), n.City, channel, flag(revive), trial)
}

// Fingerprint tells a channel's secret from another one without saying it.
func (c *Channel) Fingerprint() string {
	h := sha256.Sum256([]byte("webhook " + c.Secret))
	return hex.EncodeToString(h[:6])
}

// Rotate draws a new secret and gives it out this once; the one of before signs beside it for seven days. of is the
// fingerprint of the secret that is changed: the same form sent twice changes it once. Who administers the channel may.
// Errors: channel_rotated.
func (n *Notify) Rotate(ctx context.Context, caller org.Caller, channel int64, of string) (string, error) {
	secret, err := deliver.NewSecret(rand.Reader)
	if err != nil {
		return "", err
	}
	return secret, n.alter(ctx, caller, channel, func(c *Channel) error {
		if c.Fingerprint() != of {
			return fault.New(fault.Conflict, "channel_rotated")
		}
		c.replace(secret, n.Now())
		return nil
	})
}

// replace puts a new secret in the place of the one that is there, which goes on for a while.
func (c *Channel) replace(secret string, now calendar.Instant) {
	if c.Secret != "" && c.Secret != secret {
		c.Former, c.FormerUntil = c.Secret, now.Plus(formerLife)
	}
	c.Secret = secret
}

// EndFormer ends the secret of before at once. Who administers the channel may; twice is once.
func (n *Notify) EndFormer(ctx context.Context, caller org.Caller, channel int64) error {
	return n.alter(ctx, caller, channel, func(c *Channel) error {
		c.Former, c.FormerUntil = "", 0
		return nil
	})
}

// alter changes a webhook as it stands on the writer's turn.
func (n *Notify) alter(ctx context.Context, caller org.Caller, channel int64, change func(*Channel) error) error {
	if _, err := n.Hook(ctx, caller, channel); err != nil {
		return err
	}
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := n.channels(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(c Channel) bool { return c.ID == channel && c.Kind == Webhook })
		if i < 0 {
			return fault.New(fault.Missing, "channel_missing")
		}
		if err := change(&all[i]); err != nil {
			return err
		}
		return n.put(ctx, tx, all[i])
	})
}

// waits says to administrators which channels were set aside.
func (n *Notify) waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	if !n.Org().Administers(caller) {
		return nil, nil
	}
	list, err := n.Channels(ctx, caller)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(c Channel) bool { return c.Aside == 0 })
	if len(list) == 0 {
		return nil, nil
	}
	return []part.Waiting{{Key: "waits.channels_aside", N: len(list), Path: "/admin/delivery"}}, nil
}

// wire is how a channel is reached now.
func (n *Notify) wire(c *Channel) deliver.Channel {
	w := c.wire()
	w.Secret, w.Former = c.secrets(n.Now())
	return w
}
