package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// Carrier is a part that has letters for people who do not work here. The outbox knows nothing of them: no name, no
// address, no word. What a letter says is put together at the moment of sending.
type Carrier interface {
	// Parcel puts together what an entry says now; nil where there is nothing to say any more. An error of package
	// deliver says whether and when it is tried again.
	Parcel(ctx context.Context, id, ref string) (*Parcel, error)

	// Sent is told that an entry went out.
	Sent(ctx context.Context, id, ref string) error

	// Refused is told that an entry's address was refused for good.
	Refused(ctx context.Context, id, ref string) error
}

// Parcel is a letter to somebody, or a text message. Token goes into the address that it comes back to when it cannot
// be delivered; at most 44 letters and digits.
type Parcel struct {
	deliver.Message
	Token string
}

// Outgoing is a letter that waits. The same ID again is the same letter: it is sent once, whoever asks how often, for
// 30 days. Ref tells the carrier what it is about; it holds nothing of a person.
type Outgoing struct {
	ID, Carrier, Ref string
	Text             bool // a text message, not a mail
	At, Due          calendar.Instant
}

// The channels of carried rows: no row of channels has such a number.
const (
	byMail = 0
	byText = -1
)

// Carries tells which part carries the letters of a name; for the making of the parts.
func (n *Notify) Carries(name string, c Carrier) { n.carriers[name] = c }

// Put lays an entry into the outbox.
func (n *Notify) Put(ctx context.Context, tx *store.Tx, e Outgoing) error {
	channel := byMail
	if e.Text {
		channel = byText
	}
	return tx.Later(ctx, `INSERT INTO outbox (city, id, channel, person, matter, kind, args, at, due, digest, state,
		tries, leased, error, carrier)
VALUES ($1, $2, $3, 0, 0, '', $4, $5, $6, 0, 0, 0, 0, '', $7) ON CONFLICT (city, id) DO NOTHING`,
		n.City, e.ID, channel, e.Ref, e.At, e.Due, e.Carrier)
}

// Offers says whether the city has a mail server and a gateway for text messages now.
func (n *Notify) Offers(ctx context.Context) (mail, text bool, err error) {
	all, err := n.channels(ctx, n.DB.Read())
	for _, c := range all {
		mail = mail || c.Enabled && c.Kind == Email
		text = text || c.Enabled && c.Kind == Text
	}
	return mail, text, err
}

// What Carry keeps to.
const carryBatch = 50

// Carry sends what is due of the letters to people who do not work here, and says how many went out. It may be called
// at any time, by several processes. Each letter goes out at most once: it is marked before it is put on the wire,
// and one of which nobody knows whether it went out is laid aside for a person.
func (n *Notify) Carry(ctx context.Context) (int, error) {
	rows, until, err := n.takeCarried(ctx)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	channels, err := n.channels(ctx, n.DB.Read())
	if err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total, failed := 0, error(nil)
	for lane, kind := range map[int64]string{byMail: Email, byText: Text} {
		list := slices.DeleteFunc(slices.Clone(rows), func(r carried) bool { return r.Channel != lane })
		wg.Go(func() {
			done, err := n.carryAll(ctx, channelOf(channels, kind), list, until)
			mu.Lock()
			total, failed = total+done, errors.Join(failed, err)
			mu.Unlock()
		})
	}
	wg.Wait()
	return total, failed
}

func channelOf(all []Channel, kind string) (c Channel) {
	for _, x := range all {
		if x.Kind == kind && x.Enabled {
			c = x
		}
	}
	return c
}

// carried is a row with the part whose letter it is.
type carried struct {
	row
	carrier string
}

const carriedText = `SELECT id, channel, args, tries, carrier FROM outbox WHERE city = $1 AND state = 0
	AND carrier <> '' AND due <= $2 AND leased < $3 ORDER BY due, id LIMIT $4`

// unknown is why a row is dead whose process ended while it was on the wire.
const unknown = "the program ended while this was being sent: it may have gone out"

// takeCarried leases rows until an instant, which is also what proves that they are leased to this process.
func (n *Notify) takeCarried(ctx context.Context) (out []carried, until calendar.Instant, err error) {
	now := n.Now()
	var found int
	err = n.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE city = $1 AND carrier <> '' "+
		"AND state IN (0, 3) AND due <= $2 AND leased < $2 LIMIT 1) AS n", n.City, now).Scan(&found)
	if err != nil || found == 0 {
		return nil, 0, store.Explain(err)
	}
	until = now.Plus(lease)
	err = n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Later(ctx, "UPDATE outbox SET state = 2, leased = 0, tries = tries + 1, error = $1 "+
			"WHERE city = $2 AND carrier <> '' "+
			"AND state = 3 AND leased < $3", unknown, n.City, now); err != nil {
			return err
		}
		for _, state := range []int{sent, dead} {
			if err := tx.Later(ctx, "DELETE FROM outbox WHERE city = $1 AND carrier <> '' AND state = $2 AND due < $3",
				n.City, state, now-kept); err != nil {
				return err
			}
		}
		out = nil
		rows, err := tx.Query(ctx, carriedText+tx.ForUpdate(), n.City, now, now, carryBatch)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c carried
			if err := rows.Scan(&c.ID, &c.Channel, &c.Args, &c.Tries, &c.carrier); err != nil {
				return store.Explain(err)
			}
			out = append(out, c)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return store.Explain(err)
		}
		for _, c := range out {
			if err := tx.Later(ctx, "UPDATE outbox SET leased = $1 WHERE city = $2 AND id = $3", until, n.City,
				c.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return out, until, err
}

// carryAll sends rows one behind the other. Where the receiver cannot be reached the others wait as long.
func (n *Notify) carryAll(ctx context.Context, c Channel, list []carried, until calendar.Instant) (int, error) {
	done := 0
	sure := context.WithoutCancel(ctx) // what was begun is written down
	for i, r := range list {
		if ctx.Err() != nil {
			return done, nil // the rest is taken anew when its lease is over
		}
		held, err := n.hold(sure, r, until)
		if err != nil {
			return done, err
		}
		if !held {
			continue
		}
		went, err := n.carryOne(sure, c, r)
		if err == nil {
			if err := n.mark(sure, []row{r.row}, sent, ""); err != nil {
				return done, err
			}
			if went {
				done++
			}
			continue
		}
		rows := []row{r.row}
		if away(err) {
			for _, x := range list[i+1:] {
				rows = append(rows, x.row)
			}
		}
		if err := n.later(sure, rows, err, true); err != nil || len(rows) > 1 {
			return done, err
		}
	}
	return done, nil
}

// away says that no server answered at all: the next letter would fare no better.
func away(err error) bool {
	var e *deliver.Error
	return errors.As(err, &e) && e.Kind == deliver.Later && e.Status == 0 && e.After == 0 && !e.Unsure && !e.Whom
}

// hold marks a row as on the wire, if it is still leased to this process.
func (n *Notify) hold(ctx context.Context, r carried, until calendar.Instant) (held bool, err error) {
	err = n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := tx.Exec(ctx, "UPDATE outbox SET state = 3 WHERE city = $1 AND id = $2 AND state = 0 AND leased = $3 "+
			"AND leased > $4", n.City, r.ID, until, n.Now())
		held = k == 1
		return err
	})
	return held, err
}

// carryOne sends a row; went is false where there was nothing to say any more.
func (n *Notify) carryOne(ctx context.Context, c Channel, r carried) (went bool, err error) {
	from := n.carriers[r.carrier]
	if from == nil {
		return false, &deliver.Error{Kind: deliver.Refused, Text: "no part carries such letters"}
	}
	p, err := from.Parcel(ctx, r.ID, r.Args)
	if err != nil || p == nil {
		return false, err
	}
	if c.ID == 0 {
		return false, &deliver.Error{Kind: deliver.Later, Text: "no channel is set for letters to residents"}
	}
	m := p.Message
	m.ID, m.At = r.ID, n.Now().Time()
	if name, host, ok := strings.Cut(c.Bounce, "@"); ok && p.Token != "" {
		m.Return = name + "+" + p.Token + "@" + host
	}
	err = n.Send(ctx, c.wire(), m)
	var e *deliver.Error
	if err == nil {
		if err := from.Sent(ctx, r.ID, r.Args); err != nil { // it went out all the same
			n.Log.ErrorContext(ctx, "after a letter", "carrier", r.carrier, "error", err.Error())
		}
		return true, nil
	}
	if !errors.As(err, &e) {
		return false, err
	}
	if e.Whom {
		if err := from.Refused(ctx, r.ID, r.Args); err != nil {
			return false, err
		}
	}
	said := *e
	said.Text = hush(e.Text, m.To)
	if said.Unsure {
		said.Kind = deliver.Refused // a person looks at it: it is not sent twice
	}
	return false, &said
}

// hush takes an address out of what a server said.
func hush(said, address string) string {
	if address == "" {
		return said
	}
	name, _, _ := strings.Cut(address, "@")
	for _, s := range []string{address, name} {
		for at := strings.Index(strings.ToLower(said), strings.ToLower(s)); len(s) > 2 && at >= 0; {
			said = said[:at] + "…" + said[at+len(s):]
			at = strings.Index(strings.ToLower(said), strings.ToLower(s))
		}
	}
	return said
}

// Carried counts the letters to residents of the last 30 days that are dead, and those that wait for another try. Only
// an administrator of the city, and the clock.
func (n *Notify) Carried(ctx context.Context, caller org.Caller) (stuck, again int, err error) {
	if !caller.Clock && !n.Org().MayAdminister(caller, area.Code(n.City*1e8)) {
		return 0, 0, fault.New(fault.Denied, "not_allowed")
	}
	for state, into := range map[int]*int{waiting: &again, dead: &stuck} {
		err := n.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM outbox WHERE city = $1 AND carrier <> '' "+
			"AND state = $2 AND tries > 0", n.City, state).Scan(into)
		if err != nil {
			return 0, 0, store.Explain(err)
		}
	}
	return stuck, again, nil
}
