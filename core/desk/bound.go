package desk

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

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

// Bind seals what earlier programs left unbound anew, some rows at a time, and says how many it did. It goes on behind
// the rows that it looked at; from the last on nothing is left to do until the program starts again, since what is new
// is bound. A row that does not open stays as it is: verify names it.
func (d *Desk) Bind(ctx context.Context) (int, error) {
	if d.boundTo == nil {
		d.boundTo = []byte{}
	}
	rows, err := contactsBehind(ctx, d.db.Read(), d.city, d.boundTo, bindBatch)
	if err != nil || len(rows) == 0 {
		return 0, translateNil(err)
	}
	secret := derived(d.secret, contactsKey)
	var anew []sealedContact
	var old [][]byte
	for i := range rows {
		x := &rows[i]
		if x.key == nil || x.bound() {
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
	if d.boundTo = rows[len(rows)-1].command; len(anew) == 0 {
		return 0, nil
	}
	err = d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
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
	return len(anew), translateNil(err)
}

// contactsBehind reads the next rows behind a command.
func contactsBehind(ctx context.Context, r store.Reader, city int64, command []byte,
	limit int) (out []sealedContact, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var x sealedContact
		err := rows.Scan(&x.command, &x.key, &x.data, &x.forgotten)
		out = append(out, x)
		return err
	}, `SELECT command, key, data, forgotten FROM contacts WHERE city = $1 AND command > $2 ORDER BY command LIMIT $3`,
		city, command, int64(limit))
	return out, err
}

// checkBatch is how many rows CheckContacts reads at once.
const checkBatch = 500

// CheckContacts proves the personal data of a city against its events: each row is of a report that says it has one,
// each such report has its row, and each row opens as that of its matter, unless its key was destroyed. It tells what
// does not hold, and gives the number of rows that are not yet bound to their matter. Without the city's secret nothing
// is opened. It shows nothing of what it reads. r should see one instant, as a Snapshot does.
func CheckContacts(ctx context.Context, r store.Reader, city int64, secret []byte,
	tell func(string)) (unbound int64, err error) {
	reports, err := contactReports(ctx, r, city)
	if err != nil {
		return 0, fmt.Errorf("check the contacts: %w", err)
	}
	key := derived(secret, contactsKey)
	for at := []byte{}; ; {
		rows, err := contactsBehind(ctx, r, city, at, checkBatch)
		if err != nil {
			return 0, fmt.Errorf("check the contacts: %w", err)
		}
		for i := range rows {
			x := &rows[i]
			said := func(what string) { tell(fmt.Sprintf("contacts: the row of command %x %s", x.command, what)) }
			if id := hex.EncodeToString(x.command); reports[id] == 0 {
				said("is of no report that has one")
			} else {
				delete(reports, id)
			}
			switch gone := x.key == nil; {
			case gone && (x.data != nil || x.forgotten == 0), !gone && x.forgotten != 0:
				said("is half forgotten")
			case gone:
			case secret != nil:
				if _, err := x.read(key, city); err != nil {
					said("cannot be read: " + err.Error())
				}
			}
			if x.key != nil && !x.bound() {
				unbound++
			}
			at = x.command
		}
		if len(rows) < checkBatch {
			break
		}
	}
	for id, matter := range reports {
		tell(fmt.Sprintf("contacts: the row of command %s is missing: matter %d has one", id, matter))
	}
	return unbound, nil
}

// contactReports are the matters that were reported with personal data, by the command that reported them, in hex.
func contactReports(ctx context.Context, r store.Reader, city int64) (map[string]int64, error) {
	out := map[string]int64{}
	err := ledger.EachCause(ctx, r, city, matter.TypeReported, func(seq int64, command, body []byte) error {
		var said struct {
			Contact bool `json:"contact"`
		}
		if err := json.Unmarshal(body, &said); err == nil && said.Contact { // the proof of views tells what is no JSON
			out[hex.EncodeToString(command)] = seq
		}
		return nil
	})
	return out, err
}
