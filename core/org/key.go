package org

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"

	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Key is an API key as its owner sees it; the key itself is shown once, when it is made. A program with a person's key
// may what he may, as far as the key reaches.
type Key struct {
	ID      int64            `json:"id"`
	Name    string           `json:"name"`
	Reach   Reaches          `json:"reach"`
	Created calendar.Instant `json:"created"`
	Expires calendar.Instant `json:"expires,omitempty"`
	Seen    calendar.Instant `json:"seen,omitempty"`
}

const maxKeys = 20

func keyDigest(key string) string {
	h := sha256.Sum256([]byte("key " + key))
	return hex.EncodeToString(h[:])
}

// NewKey makes a key for a person; expires is an instant within a year, 0 for a year from now. Without reaches it may
// read and write. It is recorded. Errors: Invalid key_expired, key_year, key_reach_unknown; Conflict keys_many.
func (a *Auth) NewKey(ctx context.Context, person int64, name string, expires calendar.Instant,
	reach ...Reach) (string, error) {
	k := Key{Name: name, Reach: reach, Expires: expires}
	if len(reach) == 0 {
		k.Reach = PersonReaches()
	}
	secret, err := a.freshKey(&k, PersonReaches())
	if err != nil {
		return "", err
	}
	return secret, a.record(ctx, person, person, func(ctx context.Context, tx *store.Tx) (event.Type, any, error) {
		id, err := a.addKey(ctx, tx, person, person, secret, k)
		m := KeyMade{Person: person, Key: id, Name: name, Expires: k.Expires}
		if !k.Reach.Has(ReachWrite) {
			m.Reach = k.Reach // events of keys that may all that their person may stay as they always were
		}
		return TypeKeyMade, m, err
	})
}

// freshKey judges what is asked of a new key, fills in when it ends, and draws the key itself.
func (a *Auth) freshKey(k *Key, among Reaches) (secret string, err error) {
	if err := named(k.Name, "name"); err != nil {
		return "", err
	}
	if k.Reach, err = k.Reach.choose(among); err != nil {
		return "", err
	}
	switch now := a.Now(); {
	case k.Expires == 0:
		k.Expires = now.Plus(keyLife)
	case k.Expires <= now:
		return "", fault.New(fault.Invalid, "key_expired").On("expires")
	case k.Expires > now.Plus(keyLife):
		return "", fault.New(fault.Invalid, "key_year").On("expires")
	}
	b := make([]byte, 32)
	if _, err := io.ReadFull(a.Rand, b); err != nil {
		return "", err
	}
	return keyMark + base64.RawURLEncoding.EncodeToString(b), nil
}

// keyMark is what every key begins with, so that it is told from a session and found where it does not belong.
const keyMark = "xh_"

func (a *Auth) addKey(ctx context.Context, tx *store.Tx, person, maker int64, secret string,
	k Key) (next int64, err error) {
	var n int64
	err = tx.QueryRow(ctx, `SELECT count(*) FROM api_keys WHERE city = $1 AND person = $2 AND revoked = 0
		AND (expires = 0 OR expires > $3)`, a.City, person, a.Now()).Scan(&n)
	if err != nil {
		return 0, err
	}
	most := int64(maxKeys)
	if person == 0 {
		most = maxServiceKeys
	}
	if n >= most {
		return 0, fault.New(fault.Conflict, "keys_many", "max", most)
	}
	err = tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) + 1 FROM api_keys WHERE city = $1`, a.City).Scan(&next)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO api_keys (city, id, digest, person, name, created, expires, seen,
		revoked, reach, maker) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9)`,
		a.City, next, keyDigest(secret), person, k.Name, a.Now(), k.Expires, k.Reach.String(), maker)
	return next, err
}

// Holder is who comes with a key: a person, or for a service key nobody (Person 0), whom no right is given to.
type Holder struct {
	Caller
	Key   int64
	Name  string // of the key
	Reach Reaches
}

// Service says that the key belongs to no person.
func (h Holder) Service() bool { return h.Person == 0 }

// KeyCaller finds who a key belongs to. What the key may is asked by the gate. The fault is key_wrong when it is
// unknown, revoked or over, or its person is disabled.
func (a *Auth) KeyCaller(ctx context.Context, o *Org, key string) (Holder, error) {
	h, err := a.holder(ctx, key)
	if err != nil || h.Service() {
		return h, err
	}
	p, ok := o.Person(h.Person)
	if !ok || p.Disabled {
		return Holder{}, errKey()
	}
	h.Caller = p.Caller()
	h.Posts = o.Posts(p, a.Now())
	h.Watches = a.watches(ctx, p.ID)
	return h, nil
}

// errKey never says what is wrong with a key.
func errKey() error { return fault.New(fault.Login, "key_wrong") }

// holder finds a key that is good, and notes that it was used. Of its person it gives the number alone.
func (a *Auth) holder(ctx context.Context, key string) (h Holder, err error) {
	var expires, seen calendar.Instant
	var reach string
	err = a.DB.QueryRow(ctx, `SELECT id, person, name, expires, seen, reach FROM api_keys WHERE city = $1
		AND digest = $2
		AND revoked = 0`, a.City, keyDigest(key)).Scan(&h.Key, &h.Person, &h.Name, &expires, &seen, &reach)
	if errors.Is(err, sql.ErrNoRows) {
		return Holder{}, errKey()
	}
	if err != nil {
		return Holder{}, err
	}
	now := a.Now()
	if expires != 0 && now > expires {
		return Holder{}, errKey()
	}
	h.Reach = parseReaches(reach)
	if now > seen+seenStep {
		a.saw(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE api_keys SET seen = $1 WHERE city = $2 AND id = $3`, now, a.City, h.Key)
			return err
		})
	}
	return h, nil
}

// Keys lists a person's keys that are not revoked.
func (a *Auth) Keys(ctx context.Context, person int64) ([]Key, error) {
	rs, err := a.DB.Query(ctx, `SELECT id, name, created, expires, seen, reach FROM api_keys
		WHERE city = $1 AND person = $2 AND person <> 0 AND revoked = 0 ORDER BY id`, a.City, person)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []Key
	for rs.Next() {
		var k Key
		var reach string
		if err := rs.Scan(&k.ID, &k.Name, &k.Created, &k.Expires, &k.Seen, &reach); err != nil {
			return nil, err
		}
		k.Reach = parseReaches(reach)
		out = append(out, k)
	}
	return out, rs.Err()
}

// RevokeKey ends one of a person's keys. It is recorded.
func (a *Auth) RevokeKey(ctx context.Context, person, id int64) error {
	return a.record(ctx, person, person, func(ctx context.Context, tx *store.Tx) (event.Type, any, error) {
		n, err := tx.Exec(ctx,
			`UPDATE api_keys SET revoked = 1 WHERE city = $1 AND person = $2 AND person <> 0 AND id = $3
				AND revoked = 0`,
			a.City, person, id)
		if err == nil && n == 0 {
			err = fault.New(fault.Missing, "key_missing")
		}
		return TypeKeyEnded, KeyEnded{person, id}, err
	})
}
