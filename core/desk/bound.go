package desk

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Personal data lies under a fresh key of 32 bytes, that key under the city's secret: AES-256 in GCM, both times. Two
// forms of a box are there:
//
//	nonce ‖ sealed           as earlier programs wrote it, bound to nothing
//	01 ‖ nonce ‖ sealed      bound to its matter: whose it is (belongs) is associated data
//
// A matter is named by the command that reported it, as its first event says. A box of one matter put in the place of
// another's does not open. Which form a row has, the length of its key's box says: 60 bytes or 61.
const (
	boundForm   = 1
	contactsKey = "contacts"
	plainKeyBox = 12 + 32 + 16 // nonce, key, tag
)

// errBox says that a box was not made for this place.
var errBox = errors.New("it does not open: it was altered, or is of another matter or another city")

// sealedContact is a row of contacts.
type sealedContact struct {
	command, key, data []byte
	forgotten          int64 // when the key was destroyed, µs; 0 while it is there
	due                int64 // when ForgetDue looks at it, µs; 0 where nobody asked
}

// bound says whether the row is bound to its matter.
func (x *sealedContact) bound() bool { return len(x.key) != plainKeyBox }

// belongs is whose it is: what a bound box names beside what it holds.
func (x *sealedContact) belongs(city int64) []byte {
	b := binary.BigEndian.AppendUint64([]byte("xiaohao contact"), uint64(city))
	return append(b, x.command...)
}

// read opens the row with the key for contacts.
func (x *sealedContact) read(secret []byte, city int64) (c Contact, err error) {
	var to []byte
	if x.bound() {
		to = x.belongs(city)
	}
	k, err := open(secret, x.key, to)
	if err != nil {
		return c, err
	}
	plain, err := open(k, x.data, to)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(plain, &c)
}

// write seals a contact under a fresh key, bound to the row's matter.
func (x *sealedContact) write(rand io.Reader, secret []byte, city int64, c Contact) error {
	k := make([]byte, 32)
	if _, err := io.ReadFull(rand, k); err != nil {
		return err
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if x.data, err = seal(rand, k, plain, x.belongs(city)); err != nil {
		return err
	}
	x.key, err = seal(rand, secret, k, x.belongs(city))
	return err
}

// seal makes a box that is bound to something.
func seal(rand io.Reader, key, plain, to []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	box := make([]byte, 1+g.NonceSize(), 1+g.NonceSize()+len(plain)+g.Overhead())
	box[0] = boundForm
	if _, err := io.ReadFull(rand, box[1:]); err != nil {
		return nil, err
	}
	return g.Seal(box, box[1:], plain, to), nil
}

// open opens a box; to is nil for the old form.
func open(key, box, to []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if to != nil {
		if len(box) == 0 || box[0] != boundForm {
			return nil, errBox
		}
		box = box[1:]
	}
	if len(box) < g.NonceSize() {
		return nil, io.ErrUnexpectedEOF
	}
	plain, err := g.Open(nil, box[:g.NonceSize()], box[g.NonceSize():], to)
	if err != nil {
		return nil, errBox
	}
	return plain, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// bindBatch is how many rows Bind looks at on one turn.
const bindBatch = 200

// Bind seals what earlier programs left unbound anew, some rows at a time, and says how many it did. What the ledger
// says is forgotten, and a backup of this table brought back, it destroys again. It goes on behind the rows that it
// looked at; from the last on nothing is left to do until the program starts again, since what is new is bound. A row
// that does not open stays as it is: verify names it.
func (d *Desk) Bind(ctx context.Context) (int, error) {
	if d.boundTo == nil {
		d.boundTo = []byte{}
	}
	rows, err := contactsBehind(ctx, d.db.Read(), d.city, d.boundTo, bindBatch)
	if err != nil || len(rows) == 0 {
		return 0, translateNil(err)
	}
	gone, err := d.broughtBack(ctx, rows)
	if err != nil {
		return 0, translate(err)
	}
	secret := derived(d.secret, contactsKey)
	var anew []sealedContact
	var old [][]byte
	for i := range rows {
		x := &rows[i]
		if x.key == nil || x.bound() || slices.ContainsFunc(gone, x.of) {
			continue
		}
		c, err := x.read(secret, d.city)
		if err != nil {
			continue
		}
		old = append(old, bytes.Clone(x.key))
		if err := x.write(d.rand, secret, d.city, c); err != nil {
			return 0, err
		}
		anew = append(anew, *x)
	}
	if len(anew)+len(gone) == 0 {
		d.boundTo = rows[len(rows)-1].command
		return 0, nil
	}
	err = d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, command := range gone {
			if err := d.shredRow(ctx, tx, command); err != nil {
				return err
			}
		}
		for i, x := range anew { // unless it was forgotten meanwhile
			err := tx.Later(ctx,
				"UPDATE contacts SET key = $1, data = $2 WHERE city = $3 AND command = $4 AND key = $5",
				x.key, x.data, d.city, x.command, old[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		d.boundTo = rows[len(rows)-1].command
	}
	return len(anew) + len(gone), translateNil(err)
}

// broughtBack are those of some rows that have a key although the ledger says that they were forgotten.
func (d *Desk) broughtBack(ctx context.Context, rows []sealedContact) ([][]byte, error) {
	var there [][]byte
	for i := range rows {
		if rows[i].key != nil {
			there = append(there, rows[i].command)
		}
	}
	return ledger.Followed(ctx, d.db.Read(), d.city, there, matter.TypeForgotten)
}

// of says that the row is that of a command.
func (x *sealedContact) of(command []byte) bool { return bytes.Equal(x.command, command) }

// contactsBehind reads the next rows behind a command.
func contactsBehind(ctx context.Context, r store.Reader, city int64, command []byte,
	limit int) (out []sealedContact, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var x sealedContact
		err := rows.Scan(&x.command, &x.key, &x.data, &x.forgotten, &x.due)
		out = append(out, x)
		return err
	}, `SELECT command, key, data, forgotten, due FROM contacts WHERE city = $1 AND command > $2 ORDER BY command
		LIMIT $3`, city, command, int64(limit))
	return out, err
}
