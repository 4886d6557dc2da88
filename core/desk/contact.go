package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Contact is the reporter's personal data. It is never in an event, a list, an export or a log.
type Contact struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Email    string `json:"email,omitempty"`
	Device   string `json:"device,omitempty"` // as a program of others knows the device, and the account
	Account  string `json:"account,omitempty"`
	Original string `json:"original,omitempty"` // the text as typed, when personal numbers were taken out of it
}

// clean makes what was typed safe to keep and to show.
func (c Contact) clean() Contact {
	for _, s := range []*string{&c.Name, &c.Phone, &c.Email, &c.Device, &c.Account} {
		*s = matter.Clean(*s)
	}
	return c
}

// Reveal shows the personal data behind a matter to somebody whose work needs it; the look is recorded first.
func (d *Desk) Reveal(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64,
	reason string) (Contact, error) {
	if _, err := d.Do(ctx, caller, Command{ID: id, Matter: matterID,
		Body: &matter.Reveal{Reason: reason}}); err != nil {
		return Contact{}, err
	}
	if m, err := d.views.Get(ctx, d.db.Read(), matterID); err != nil {
		return Contact{}, translate(err)
	} else if m.ForgetAsked != 0 { // also where the look was recorded before it was asked for
		return Contact{}, fault.New(fault.Conflict, "contact_locked")
	}
	x, err := d.sealed(ctx, matterID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && x.key == nil {
		return Contact{}, fault.New(fault.Missing, "contact_none")
	}
	if err != nil {
		return Contact{}, translate(err)
	}
	c, err := x.read(derived(d.secret, contactsKey), d.city)
	if err != nil {
		return Contact{}, fault.New(fault.Internal, "contact_broken").By(err)
	}
	return c, nil
}

// Reach is the phone of a matter's reporter, for a message that he asked for: the program may, no face. The zero
// Contact where nothing was left, or it was taken out or locked again.
func (d *Desk) Reach(ctx context.Context, matterID int64) (Contact, error) {
	m, err := d.views.Get(ctx, d.db.Read(), matterID)
	if err != nil {
		return Contact{}, translate(err)
	}
	if !m.Contact || m.ForgetAsked != 0 || m.Forgotten != 0 {
		return Contact{}, nil
	}
	x, err := d.sealed(ctx, matterID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && x.key == nil {
		return Contact{}, nil
	}
	if err != nil {
		return Contact{}, translate(err)
	}
	c, err := x.read(derived(d.secret, contactsKey), d.city)
	if err != nil {
		return Contact{}, fault.New(fault.Internal, "contact_broken").By(err)
	}
	return Contact{Phone: c.Phone}, nil
}

// sealed reads the personal data behind a matter and its key, both still encrypted; the key is nil once it was
// destroyed.
func (d *Desk) sealed(ctx context.Context, matterID int64) (x sealedContact, err error) {
	if x.command, err = ledger.CausedBy(ctx, d.db.Read(), d.city, matterID); err != nil {
		return x, err
	}
	err = d.db.Read().QueryRow(ctx, `SELECT key, data FROM contacts WHERE city = $1 AND command = $2`, d.city,
		x.command).Scan(&x.key, &x.data)
	return x, err
}

// keep stores personal data. It hangs on the command, since the matter has no number yet; it is the last thing a
// decision does.
func (d *Desk) keep(ctx context.Context, tx *store.Tx, command ledger.ID, c Contact) error {
	x := sealedContact{command: command[:]}
	if err := x.write(d.rand, derived(d.secret, contactsKey), d.city, c); err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO contacts (city, command, key, data) VALUES ($1, $2, $3, $4)`, d.city,
		command[:], x.key, x.data)
}

// derived is the secret for one purpose.
func derived(secret []byte, purpose string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(purpose))
	return h.Sum(nil)
}

// crockford has no letters that are mistaken for digits or for one another.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// receipt is the code that goes with a report: the same for the same command id, and not to be guessed (60 bits).
func (d *Desk) receipt(id ledger.ID) string {
	h := hmac.New(sha256.New, derived(d.secret, "receipts"))
	h.Write(id[:])
	return crockford.EncodeToString(h.Sum(nil)[:8])[:12]
}

// digest is what is kept of a receipt code.
func digest(code string) string {
	h := sha256.Sum256([]byte("receipt " + code))
	return hex.EncodeToString(h[:16])
}

// plainReceipt reads a code as people type it: lower case, blanks, dashes, O for 0, I and L for 1.
func plainReceipt(s string) string {
	s = strings.ToUpper(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'O':
			return '0'
		case r == 'I' || r == 'L':
			return '1'
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, s)
}

func translateNil(err error) error {
	if err == nil {
		return nil
	}
	return translate(err)
}
