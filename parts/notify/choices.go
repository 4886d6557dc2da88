package notify

import (
	"context"
	"database/sql"
	"errors"
	"net/mail"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Choices are how somebody wants to be told besides his inbox. Minutes count from midnight in China.
type Choices struct {
	Email     bool
	Address   string // encrypted at rest, shown to himself only
	Digest    int    // minute at which one message gathers what can wait; −1 sends each at once
	QuietFrom int    // in this time nothing is sent at all; the same as QuietTo for none
	QuietTo   int
}

// Usual are the choices of who has made none: no mail, a digest at eight in the morning, quiet from ten at night to
// seven.
func Usual() Choices { return Choices{Digest: 8 * 60, QuietFrom: 22 * 60, QuietTo: 7 * 60} }

// when is the instant at which something is sent: what is urgent at once, the rest with the next digest, on a working
// day; neither in the quiet hours.
func (c Choices) when(at calendar.Instant, urgent bool, cal *calendar.Calendar) (due calendar.Instant, digest bool) {
	zone := cal.Location()
	if !urgent && c.Digest >= 0 {
		_, day := clockDay(at, zone)
		for range 30 {
			if due = day.Plus(int64(c.Digest) * 60e6); due >= at && cal.WorkDay(due) {
				break
			}
			day = calendar.Of(day.Time().In(zone).AddDate(0, 0, 1))
		}
		return due, true
	}
	minute, day := clockDay(at, zone)
	from, to := int64(c.QuietFrom), int64(c.QuietTo)
	switch {
	case from == to:
	case from < to && minute >= from && minute < to, from > to && minute < to:
		return day.Plus(to * 60e6), false
	case from > to && minute >= from:
		return day.Plus((24*60 + to) * 60e6), false
	}
	return at, false
}

func (n *Notify) choices(ctx context.Context, r store.Reader, person int64) (Choices, error) {
	c := Usual()
	var sealed []byte
	err := r.QueryRow(ctx,
		"SELECT email, digest, quiet_from, quiet_to, sealed FROM choices WHERE city = $1 AND person = $2",
		n.City, person).
		Scan(&c.Email, &c.Digest, &c.QuietFrom, &c.QuietTo, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	if err != nil {
		return c, store.Explain(err)
	}
	plain, err := n.box.Show(sealed)
	if err != nil {
		c.Email = false // sealed under another secret: he can set it anew
		return c, nil
	}
	c.Address = string(plain)
	return c, nil
}

// ChoicesOf are the caller's own.
func (n *Notify) ChoicesOf(ctx context.Context, caller org.Caller) (Choices, error) {
	return n.choices(ctx, n.DB.Read(), caller.Person)
}

// SetChoices sets the caller's own. Errors: email_bad, minutes_bad, not_allowed.
func (n *Notify) SetChoices(ctx context.Context, caller org.Caller, c Choices) error {
	if caller.Person == 0 {
		return fault.New(fault.Denied, "not_allowed")
	}
	if c.Email {
		a, err := mail.ParseAddress(c.Address)
		if err != nil || a.Address != c.Address || len(c.Address) > 200 {
			return fault.New(fault.Invalid, "email_bad").On("address")
		}
	}
	for _, m := range []int{c.Digest, c.QuietFrom, c.QuietTo} {
		if m < -1 || m >= 24*60 {
			return fault.New(fault.Invalid, "minutes_bad")
		}
	}
	sealed, err := n.box.Hide([]byte(c.Address))
	if err != nil {
		return err
	}
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO choices (city, person, email, digest, quiet_from, quiet_to, sealed)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (city, person) DO UPDATE SET email = excluded.email, digest = excluded.digest,
quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
sealed = excluded.sealed`, n.City, caller.Person, flag(c.Email), c.Digest, c.QuietFrom, c.QuietTo, sealed)
		return err
	})
}
