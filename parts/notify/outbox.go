package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// row is one message that waits, was sent, or is dead.
type row struct {
	ID      string
	Channel int64 // 0 for mail to a person
	Person  int64
	Matter  int64
	Kind    string
	Args    string
	At, Due calendar.Instant
	Digest  bool
	Tries   int
	Error   string
	Body    string // of a webhook, once it was sent
}

const (
	waiting = 0
	sent    = 1
	dead    = 2
	onWire  = 3 // of carried rows alone: it is being sent; see Carry
)

// What the sender keeps to.
const (
	batch    = 200                  // rows taken at once
	lease    = 5 * 60 * 1_000_000   // µs: a process that was killed leaves its rows to another after so long
	maxTries = 16                   // with the pauses below a day and a half
	kept     = 30 * 24 * 3600 * 1e6 // µs: sent rows are kept so long, so that nothing is sent twice
)

func (n *Notify) queue(ctx context.Context, tx *store.Tx, r row) error {
	err := tx.Later(ctx, `INSERT INTO outbox (city, id, channel, person, matter, kind, args, at, due, digest, state,
		tries, leased, error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, '') ON CONFLICT (city, id) DO NOTHING`,
		n.City, r.ID, r.Channel, r.Person, r.Matter, r.Kind, r.Args, r.At, r.Due, flag(r.Digest))
	return err
}

// pause is how long to wait after so many tries, in µs: half a minute, doubling up to six hours, a little more or
// less so that not all come back at once.
func pause(tries int) int64 {
	p := min(int64(30e6)<<min(tries, 20), int64(6*3600e6))
	return p + rand.Int64N(p/4+1)
}

// Deliver sends what is due, and says how many messages went out. It may be called at any time, by several processes.
func (n *Notify) Deliver(ctx context.Context) (int, error) {
	rows, err := n.take(ctx)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	channels, err := n.channels(ctx, n.DB.Read())
	if err != nil {
		return 0, err
	}
	byID := map[int64]Channel{}
	var mail Channel
	for _, c := range channels {
		byID[c.ID] = c
		if c.Kind == Email && c.Enabled {
			mail = c
		}
	}
	groups := map[int64][]row{} // what hangs on one receiver does not hold up the others
	for _, r := range rows {
		groups[r.Channel] = append(groups[r.Channel], r)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	var failed error
	for id, list := range groups {
		wg.Go(func() {
			var done int
			var err error
			switch {
			case id == 0:
				done, err = n.mailAll(ctx, mail, list)
			case byID[id].Kind == Webhook:
				done, err = n.hookAll(ctx, byID[id], list)
			default:
				done, err = n.groupAll(ctx, byID[id], list)
			}
			mu.Lock()
			total, failed = total+done, errors.Join(failed, err)
			mu.Unlock()
		})
	}
	wg.Wait()
	return total, failed
}

const takeText = `SELECT id, channel, person, matter, kind, args, at, due, digest, tries, body FROM outbox
	WHERE city = $1 AND state = 0 AND carrier = '' AND due <= $2 AND leased < $3
ORDER BY due, id LIMIT $4`

// take leases the rows that are due.
func (n *Notify) take(ctx context.Context) ([]row, error) {
	now := n.Now()
	var found int
	err := n.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE city = $1 AND state = 0 "+
		"AND carrier = '' AND due <= $2 AND leased < $2 LIMIT 1) AS n", n.City, now).Scan(&found)
	if err != nil || found == 0 {
		return nil, store.Explain(err)
	}
	var out []row
	err = n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, takeText+tx.ForUpdate(), n.City, now, now, batch)
		if err != nil {
			return err
		}
		out, err = scan(rows)
		if err != nil {
			return err
		}
		for _, r := range out {
			if err := tx.Later(ctx, "UPDATE outbox SET leased = $1 WHERE city = $2 AND id = $3", now+lease,
				n.City, r.ID); err != nil {
				return err
			}
		}
		err = tx.Later(ctx, "DELETE FROM outbox WHERE city = $1 AND state = 1 AND due < $2", n.City, now-kept)
		return err
	})
	return out, err
}

func scan(rows *sql.Rows) ([]row, error) {
	defer rows.Close()
	var out []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.ID, &r.Channel, &r.Person, &r.Matter, &r.Kind, &r.Args, &r.At, &r.Due,
			&r.Digest, &r.Tries, &r.Body); err != nil {
			return nil, store.Explain(err)
		}
		out = append(out, r)
	}
	return out, store.Explain(rows.Err())
}

// groupAll writes to one robot. After the first that fails the others wait as long.
func (n *Notify) groupAll(ctx context.Context, c Channel, list []row) (int, error) {
	done, pace := 0, 0
	var failed error
	for i, r := range list {
		if !c.Enabled {
			failed = &deliver.Error{Kind: deliver.Refused, Text: WhyClosed}
		} else if c.Kind == WeCom && pace >= 20 { // twenty a minute, as published
			failed = &deliver.Error{Kind: deliver.Later, After: time.Minute, Text: "twenty a minute"}
			return done, n.later(ctx, list[i:], failed, false)
		}
		if failed == nil {
			failed = n.sendOne(ctx, c, r)
		}
		if failed != nil {
			return done, n.later(ctx, list[i:], failed, true)
		}
		if err := n.mark(ctx, list[i:i+1], sent, ""); err != nil {
			return done, err
		}
		done, pace = done+1, pace+1
	}
	return done, nil
}

// mailAll writes to people: what gathers for one person's digest is one message.
func (n *Notify) mailAll(ctx context.Context, server Channel, list []row) (int, error) {
	var order []string
	letters := map[string][]row{}
	for _, r := range list {
		key := r.ID
		if r.Digest {
			key = fmt.Sprint("digest ", r.Person)
		}
		if letters[key] == nil {
			order = append(order, key)
		}
		letters[key] = append(letters[key], r)
	}
	done := 0
	for _, key := range order {
		rows := letters[key]
		if err := n.letter(ctx, server, rows); err != nil {
			if err := n.later(ctx, rows, err, true); err != nil {
				return done, err
			}
			continue
		}
		done++
		if err := n.mark(ctx, rows, sent, ""); err != nil {
			return done, err
		}
	}
	return done, nil
}

func (n *Notify) letter(ctx context.Context, server Channel, rows []row) error {
	c, err := n.choices(ctx, n.DB.Read(), rows[0].Person)
	if err != nil {
		return err
	}
	p, ok := n.Org().Person(rows[0].Person)
	switch {
	case !ok || p.Disabled || !c.Email:
		return nil // he does not want it any more: it counts as sent
	case server.ID == 0:
		return &deliver.Error{Kind: deliver.Later, Text: "no mail server is set"}
	}
	m, err := n.compose(p.Lang, rows)
	if err != nil {
		return err
	}
	m.To = c.Address
	return n.Send(ctx, server.wire(), m)
}

// later puts rows off, or lays them aside when it is no use.
func (n *Notify) later(ctx context.Context, rows []row, why error, counts bool) error {
	var e *deliver.Error
	wait, hopeless := int64(0), false
	if errors.As(why, &e) {
		wait, hopeless = e.After.Microseconds(), e.Kind == deliver.Refused
	}
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i, r := range rows {
			state, tries := waiting, r.Tries
			if counts && i == 0 {
				tries++
			}
			if hopeless && i == 0 || tries >= maxTries {
				state = dead
			}
			err := tx.Later(ctx, "UPDATE outbox SET state = $1, tries = $2, due = $3, leased = 0, error = $4 "+
				"WHERE city = $5 AND id = $6",
				state, tries, n.Now().Plus(max(wait, pause(tries)*flag(counts))), short(why.Error()), n.City, r.ID)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// sendOne puts one row on the wire of a channel.
func (n *Notify) sendOne(ctx context.Context, c Channel, r row) error {
	m, err := n.messageFor(c, r)
	if err != nil {
		return err
	}
	return n.Send(ctx, c.wire(), m)
}

func (n *Notify) mark(ctx context.Context, rows []row, state int, why string) error {
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rows {
			if err := tx.Later(ctx, "UPDATE outbox SET state = $1, error = $2, leased = 0 WHERE city = $3 AND id = $4",
				state, why, n.City, r.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

func short(s string) string {
	if r := []rune(s); len(r) > 300 {
		return string(r[:299]) + "…"
	}
	return s
}

// Letter is a message in the outbox as an administrator sees it.
type Letter struct {
	ID, Kind, Error string
	Channel, Person int64
	Matter          int64
	At, Due         calendar.Instant
	Tries           int
	Carrier         string // the part whose letter it is, of those to residents; then nothing else says to whom
	Text            bool   // a text message
}

// Dead lists the messages that could not be delivered, the last first; Waiting those that wait for another try. Only
// an administrator of the city.
func (n *Notify) Dead(ctx context.Context, caller org.Caller, limit int) ([]Letter, error) {
	return n.letters(ctx, caller, "state = 2", limit)
}

// Waiting lists the messages that failed at least once and will be tried again.
func (n *Notify) Waiting(ctx context.Context, caller org.Caller, limit int) ([]Letter, error) {
	return n.letters(ctx, caller, "state = 0 AND tries > 0", limit)
}

func (n *Notify) letters(ctx context.Context, caller org.Caller, which string, limit int) ([]Letter, error) {
	if !n.Org().MayAdminister(caller, area.Code(n.City*1e8)) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	rows, err := n.DB.Read().Query(ctx,
		"SELECT id, kind, error, channel, person, matter, at, due, tries, carrier FROM outbox WHERE city = $1 AND "+
			which+
			" ORDER BY due DESC LIMIT $2", n.City, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Letter
	for rows.Next() {
		var l Letter
		if err := rows.Scan(&l.ID, &l.Kind, &l.Error, &l.Channel, &l.Person, &l.Matter, &l.At,
			&l.Due, &l.Tries, &l.Carrier); err != nil {
			return nil, store.Explain(err)
		}
		if l.Carrier != "" {
			l.Text, l.Channel = l.Channel == byText, 0
		}
		out = append(out, l)
	}
	return out, store.Explain(rows.Err())
}

// Resend tries a dead or waiting message again now; id "" tries all dead ones, but for those to residents: one of them
// may have gone out already, so that a person looks at each.
func (n *Notify) Resend(ctx context.Context, caller org.Caller, id string) error {
	if !n.Org().MayAdminister(caller, area.Code(n.City*1e8)) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := tx.Later(ctx, "UPDATE outbox SET state = 0, tries = 0, due = $1, leased = 0 WHERE city = $2 "+
			"AND state <> 1 AND ($3 = '' AND state = 2 AND carrier = '' OR id = $3)", n.Now(), n.City, id)
		return err
	})
}
