package desk

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
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
	Original string `json:"original,omitempty"` // the text as typed, when personal numbers were taken out of it
}

// Reveal shows the personal data behind a matter to somebody whose work needs it; the look is recorded first.
func (d *Desk) Reveal(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64,
	reason string) (Contact, error) {
	if _, err := d.Do(ctx, caller, Command{ID: id, Matter: matterID,
		Body: &matter.Reveal{Reason: reason}}); err != nil {
		return Contact{}, err
	}
	key, data, err := d.sealed(ctx, matterID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && key == nil {
		return Contact{}, fault.New(fault.Missing, "contact_none")
	}
	if err != nil {
		return Contact{}, translate(err)
	}
	c, err := d.unsealed(key, data)
	if err != nil {
		return Contact{}, fault.New(fault.Internal, "contact_broken").By(err)
	}
	return c, nil
}

// sealed reads the personal data behind a matter and its key, both still encrypted; key is nil once it was destroyed.
func (d *Desk) sealed(ctx context.Context, matterID int64) (key, data []byte, err error) {
	cause, err := ledger.CausedBy(ctx, d.db.Read(), d.city, matterID)
	if err != nil {
		return nil, nil, err
	}
	err = d.db.Read().QueryRow(ctx, `SELECT key, data FROM contacts WHERE city = $1 AND command = $2`, d.city,
		cause).Scan(&key, &data)
	return key, data, err
}

// unsealed decrypts what sealed read.
func (d *Desk) unsealed(key, data []byte) (c Contact, err error) {
	k, err := open(d.derived("contacts"), key)
	if err != nil {
		return c, err
	}
	plain, err := open(k, data)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(plain, &c)
}

// Forget destroys the key of a matter's personal data; nobody can read it again. The caller must administer the
// matter's area.
func (d *Desk) Forget(ctx context.Context, caller org.Caller, matterID int64) error {
	m, err := d.views.Get(ctx, d.db.Read(), matterID)
	if err != nil {
		return translate(err)
	}
	if !d.Org().MayAdminister(caller, m.Area) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return translateNil(d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		cause, err := ledger.CausedBy(ctx, tx, d.city, matterID)
		if err != nil {
			return err
		}
		return tx.Later(ctx, `UPDATE contacts SET key = NULL, data = NULL, forgotten = $1
			WHERE city = $2 AND command = $3`, d.now(), d.city, cause)
	}))
}

// keep stores personal data under a fresh key that is itself sealed by the city's secret. It hangs on the command,
// since the matter has no number yet; it is the last thing a decision does.
func (d *Desk) keep(ctx context.Context, tx *store.Tx, command ledger.ID, c Contact) error {
	k := make([]byte, 32)
	if _, err := io.ReadFull(d.rand, k); err != nil {
		return err
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return err
	}
	data, err := seal(d.rand, k, plain)
	if err != nil {
		return err
	}
	key, err := seal(d.rand, d.derived("contacts"), k)
	if err != nil {
		return err
	}
	err = tx.Later(ctx, `INSERT INTO contacts (city, command, key, data) VALUES ($1, $2, $3, $4)`, d.city,
		command[:], key, data)
	return err
}

// derived is the secret for one purpose.
func (d *Desk) derived(purpose string) []byte {
	h := hmac.New(sha256.New, d.secret)
	h.Write([]byte(purpose))
	return h.Sum(nil)
}

func seal(rand io.Reader, key, plain []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, g.NonceSize())
	if _, err := io.ReadFull(rand, nonce); err != nil {
		return nil, err
	}
	return g.Seal(nonce, nonce, plain, nil), nil
}

func open(key, sealed []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < g.NonceSize() {
		return nil, io.ErrUnexpectedEOF
	}
	return g.Open(nil, sealed[:g.NonceSize()], sealed[g.NonceSize():], nil)
}

func gcm(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// crockford has no letters that are mistaken for digits or for one another.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// receipt is the code that goes with a report: the same for the same command id, and not to be guessed (60 bits).
func (d *Desk) receipt(id ledger.ID) string {
	h := hmac.New(sha256.New, d.derived("receipts"))
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
