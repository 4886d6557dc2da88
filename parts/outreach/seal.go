package outreach

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"xiaohao/platform/store"
)

// errSealed says that a sealed value was not made for this place, or under another secret.
var errSealed = errors.New("outreach: a sealed value does not open")

// seal makes a box that opens with the same key at the same place alone.
func seal(key, plain, place []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, g.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return g.Seal(nonce, nonce, plain, place), nil
}

func open(key, box, place []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(box) < g.NonceSize() {
		return nil, errSealed
	}
	plain, err := g.Open(nil, box[:g.NonceSize()], box[g.NonceSize():], place)
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

func placeOf(activity int64) []byte {
	return binary.BigEndian.AppendUint64([]byte("outreach"), uint64(activity))
}

// keyOf is the key of an activity's volunteers; nil where there is none, or no longer.
func (x *Outreach) keyOf(ctx context.Context, r store.Reader, activity int64) ([]byte, error) {
	var sealed []byte
	err := r.QueryRow(ctx, "SELECT sealed FROM outreach_keys WHERE city = $1 AND activity = $2", x.City,
		activity).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	return open(x.keys.box, sealed, placeOf(activity))
}

// freshKey makes the key of an activity and lays it down, sealed.
func (x *Outreach) freshKey(ctx context.Context, tx *store.Tx, activity int64) ([]byte, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	sealed, err := seal(x.keys.box, key, placeOf(activity))
	if err != nil {
		return nil, err
	}
	return key, tx.Later(ctx, "INSERT INTO outreach_keys (city, activity, sealed) VALUES ($1, $2, $3)", x.City,
		activity,
		sealed)
}

// whoOf knows a phone again without saying it.
func whoOf(key []byte, phone string) []byte {
	h := hmac.New(sha256.New, key)
	_, _ = io.WriteString(h, "phone "+phone)
	return h.Sum(nil)[:16]
}

// contact is what a volunteer leaves.
type contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

func sealContact(key []byte, c contact, id []byte) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return seal(key, plain, id)
}

func openContact(key, box, id []byte) (c contact, err error) {
	plain, err := open(key, box, id)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(plain, &c)
}
