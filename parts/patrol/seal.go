package patrol

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// A track's parts lie under a fresh key of 32 bytes, AES-256 in GCM, each bound to its city, patrol and number; the key
// lies in the box of the city's secret.

var errSealed = errors.New("a part of a track does not open: it was altered, or is of another patrol or another city")

// binds is what a part is bound to.
func (x *Patrols) binds(patrol, n int64) []byte {
	b := binary.BigEndian.AppendUint64([]byte("xiaohao track"), uint64(x.City))
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, uint64(patrol)), uint64(n))
}

func (x *Patrols) seal(key []byte, patrol, n int64, plain []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, g.NonceSize(), g.NonceSize()+len(plain)+g.Overhead())
	if _, err := io.ReadFull(x.Rand, nonce); err != nil {
		return nil, err
	}
	return g.Seal(nonce, nonce, plain, x.binds(patrol, n)), nil
}

func (x *Patrols) open(key []byte, patrol, n int64, box []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil || len(box) < g.NonceSize() {
		return nil, errSealed
	}
	plain, err := g.Open(nil, box[:g.NonceSize()], box[g.NonceSize():], x.binds(patrol, n))
	if err != nil {
		return nil, errSealed
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

// key is the key of a patrol's track; nil where there is none.
func (x *Patrols) key(ctx context.Context, r store.Reader, patrol int64) ([]byte, error) {
	var box []byte
	err := r.QueryRow(ctx, "SELECT sealed FROM patrol_keys WHERE city = $1 AND patrol = $2", x.City, patrol).Scan(&box)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	return x.box.Show(box)
}

// keyOf is the key of a patrol's track, made where there is none. The track lives so many days from when the patrol
// ended (anew), or from its first part where no end came.
func (x *Patrols) keyOf(ctx context.Context, tx *store.Tx, patrol int64, now calendar.Instant,
	anew bool) ([]byte, error) {
	due := now.Plus(int64(x.Policy().Patrol.TrackDays) * 86400e6)
	key, err := x.key(ctx, tx, patrol)
	if err != nil {
		return nil, err
	}
	if key != nil && !anew {
		return key, nil
	}
	if key != nil {
		return key, tx.Later(ctx, "UPDATE patrol_keys SET due = $3 WHERE city = $1 AND patrol = $2", x.City, patrol,
			int64(due))
	}
	key = make([]byte, 32)
	if _, err := io.ReadFull(x.Rand, key); err != nil {
		return nil, err
	}
	box, err := x.box.Hide(key)
	if err != nil {
		return nil, err
	}
	return key, tx.Later(ctx, "INSERT INTO patrol_keys (city, patrol, sealed, due) VALUES ($1, $2, $3, $4)", x.City,
		patrol, box, int64(due))
}
