package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// The limits of photos that come in pieces. A phone sends one after another, so what lies there half is what it gave
// up: of those the oldest goes.
const (
	MaxPhoto  = 20 << 20 // bytes of a whole photo
	MaxPiece  = 1 << 20  // bytes of a piece
	mostParts = 20       // unfinished photos of one person
)

// Beside is what a phone says of a photo that it made smaller, where the file itself says nothing any more.
type Beside struct {
	TakenAt  calendar.Instant // µs
	Lat, Lng *float64
	Told     string // matter.ByCamera or matter.ByPhone
}

// Piece is a part of a photo. Its ID is made by the phone: the same piece twice is taken once, and a photo that is
// whole stays whole.
type Piece struct {
	ID     ledger.ID
	Size   int64  // of the whole, bytes
	Sum    string // SHA-256 of the whole, in hex
	Offset int64
	Bytes  []byte
	Beside Beside
}

// Progress is how far a photo has come: what of it is here, and the token once it is whole.
type Progress struct {
	Got   int64  `json:"got"`
	Token string `json:"token,omitempty"`
}

// part is a row of parts.
type part struct {
	size, got int64
	sum       string
	token     string
}

// Part is how far a photo of the caller's has come; nothing for one that is not known, or no longer.
func (d *Desk) Part(ctx context.Context, caller org.Caller, id ledger.ID) (Progress, error) {
	p, ok, err := d.part(ctx, d.db.Read(), caller, id)
	if err != nil || !ok {
		return Progress{}, translateNil(err)
	}
	if p.token != "" {
		if ok, err := d.waits(ctx, d.db.Read(), p.token); err != nil || !ok {
			return Progress{}, translateNil(err)
		}
	}
	return Progress{p.got, p.token}, nil
}

// TakePiece takes a part of a photo and says how far it has come; a piece that does not join on is not taken. With
// the last one the photo is checked and becomes an upload. Whoever is logged in may. Errors: Invalid when the whole
// is not what its sum says, or no photo; TooLarge.
func (d *Desk) TakePiece(ctx context.Context, caller org.Caller, p Piece) (Progress, error) {
	if err := p.check(caller); err != nil {
		return Progress{}, err
	}
	var at part
	err := d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		at, err = d.lodge(ctx, tx, caller, p)
		return err
	})
	if err != nil {
		return Progress{}, translate(err)
	}
	if at.token != "" || at.got < at.size {
		return Progress{at.got, at.token}, nil
	}
	return d.whole(ctx, caller, p)
}

func (p Piece) check(caller org.Caller) error {
	sum, err := hex.DecodeString(p.Sum)
	switch n := int64(len(p.Bytes)); {
	case caller.Person == 0:
		return fault.New(fault.Login, "login_needed")
	case p.Size > MaxPhoto || n > MaxPiece:
		return fault.New(fault.TooLarge, "photo_too_large").On("photos")
	case p.ID.IsZero() || err != nil || len(sum) != sha256.Size || p.Size <= 0 || p.Offset < 0 || p.Offset+n > p.Size:
		return fault.New(fault.Invalid, "upload_broken").On("photos")
	}
	return nil
}

// lodge puts the piece with those that are there.
func (d *Desk) lodge(ctx context.Context, tx *store.Tx, caller org.Caller, p Piece) (part, error) {
	if err := d.sweep(ctx, tx, caller); err != nil {
		return part{}, err
	}
	at, ok, err := d.part(ctx, tx, caller, p.ID)
	if err != nil {
		return at, err
	}
	if ok && at.token != "" {
		if ok, err = d.waits(ctx, tx, at.token); err != nil || ok {
			return at, err
		}
	}
	if ok && (at.size != p.Size || at.sum != p.Sum) {
		return at, fault.New(fault.Conflict, "upload_other").On("photos")
	}
	if !ok {
		if err := d.dropPart(ctx, tx, caller.Person, p.ID[:]); err != nil {
			return at, err
		}
		at = part{size: p.Size, sum: p.Sum}
		if _, err := tx.Exec(ctx,
			`INSERT INTO parts (city, person, id, size, sum, got, at, token) VALUES ($1, $2, $3, $4, $5, 0, $6, '')`,
			d.city, caller.Person, p.ID[:], p.Size, p.Sum, d.now()); err != nil {
			return at, err
		}
	}
	if p.Offset != at.got || len(p.Bytes) == 0 {
		return at, nil
	}
	at.got += int64(len(p.Bytes))
	if _, err := tx.Exec(ctx, `INSERT INTO pieces (city, person, id, start, data) VALUES ($1, $2, $3, $4, $5)`, d.city,
		caller.Person, p.ID[:], p.Offset, p.Bytes); err != nil {
		return at, err
	}
	_, err = tx.Exec(ctx, `UPDATE parts SET got = $4, at = $5 WHERE city = $1 AND person = $2 AND id = $3`, d.city,
		caller.Person, p.ID[:], at.got, d.now())
	return at, err
}

// whole makes an upload of the pieces.
func (d *Desk) whole(ctx context.Context, caller org.Caller, p Piece) (Progress, error) {
	data, err := d.pieces(ctx, caller, p)
	if err != nil {
		return Progress{}, translate(err)
	}
	var u Upload
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != p.Sum {
		err = fault.New(fault.Invalid, "upload_broken").On("photos")
	} else {
		u, err = d.upload(ctx, caller, bytes.NewReader(data), p.Beside)
	}
	done := d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err != nil {
			if k := fault.Of(err).Kind; k != fault.Invalid && k != fault.TooLarge {
				return nil // not the photo's fault: the pieces stay
			}
			return d.dropPart(ctx, tx, caller.Person, p.ID[:])
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pieces WHERE city = $1 AND person = $2 AND id = $3`, d.city,
			caller.Person, p.ID[:]); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE parts SET token = $4, at = $5 WHERE city = $1 AND person = $2 AND id = $3`,
			d.city, caller.Person, p.ID[:], u.Token, d.now())
		return err
	})
	if err = errors.Join(err, done); err != nil {
		return Progress{}, translate(err)
	}
	return Progress{p.Size, u.Token}, nil
}

func (d *Desk) pieces(ctx context.Context, caller org.Caller, p Piece) ([]byte, error) {
	rows, err := d.db.Read().Query(ctx,
		`SELECT data FROM pieces WHERE city = $1 AND person = $2 AND id = $3 ORDER BY start`, d.city,
		caller.Person, p.ID[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]byte, 0, p.Size)
	for rows.Next() {
		var b sql.RawBytes
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		out = append(out, b...)
	}
	return out, rows.Err()
}

func (d *Desk) part(ctx context.Context, r store.Reader, caller org.Caller, id ledger.ID) (p part, ok bool, err error) {
	err = r.QueryRow(ctx, `SELECT size, sum, got, token FROM parts WHERE city = $1 AND person = $2 AND id = $3`, d.city,
		caller.Person, id[:]).Scan(&p.size, &p.sum, &p.got, &p.token)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, err
}

// waits says whether an upload is still there for a command.
func (d *Desk) waits(ctx context.Context, r store.Reader, token string) (bool, error) {
	var n int
	err := r.QueryRow(ctx, `SELECT COUNT(*) FROM uploads WHERE city = $1 AND token = $2 AND at >= $3`, d.city, token,
		d.now()-uploadLife).Scan(&n)
	return n > 0, err
}

// sweep takes away what nobody went on with, and the oldest of a person who has too many.
func (d *Desk) sweep(ctx context.Context, tx *store.Tx, caller org.Caller) error {
	for _, q := range []struct {
		text string
		args []any
	}{
		{`SELECT person, id FROM parts WHERE city = $1 AND at < $2 ORDER BY at LIMIT 50`,
			[]any{d.city, d.now() - uploadLife}},
		{`SELECT person, id FROM parts WHERE city = $1 AND person = $2 AND token = '' ORDER BY at DESC, id
			LIMIT 50 OFFSET $3`, []any{d.city, caller.Person, mostParts}},
	} {
		old, err := stale(ctx, tx, q.text, q.args)
		if err != nil {
			return err
		}
		for _, o := range old {
			if err := d.dropPart(ctx, tx, o.person, o.id); err != nil {
				return err
			}
		}
	}
	return nil
}

type partKey struct {
	person int64
	id     []byte
}

func stale(ctx context.Context, tx *store.Tx, text string, args []any) (out []partKey, err error) {
	rows, err := tx.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k partKey
		if err := rows.Scan(&k.person, &k.id); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

func (d *Desk) dropPart(ctx context.Context, tx *store.Tx, person int64, id []byte) error {
	if _, err := tx.Exec(ctx, `DELETE FROM pieces WHERE city = $1 AND person = $2 AND id = $3`,
		d.city, person, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM parts WHERE city = $1 AND person = $2 AND id = $3`, d.city, person, id)
	return err
}
