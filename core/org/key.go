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
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Key is an API key as its owner sees it; the key itself is shown once, when it is made. A program with it may what
// its person may.
type Key struct {
	ID      int64            `json:"id"`
	Name    string           `json:"name"`
	Created calendar.Instant `json:"created"`
	Expires calendar.Instant `json:"expires,omitempty"`
	Seen    calendar.Instant `json:"seen,omitempty"`
}

const maxKeys = 20

func keyDigest(key string) string {
	h := sha256.Sum256([]byte("key " + key))
	return hex.EncodeToString(h[:])
}

// NewKey makes a key for a person; expires is an instant, 0 for never.
func (a *Auth) NewKey(ctx context.Context, person int64, name string, expires calendar.Instant) (string, error) {
	if err := named(name, "name"); err != nil {
		return "", err
	}
	if expires != 0 && expires <= a.Now() {
		return "", fault.New(fault.Invalid, "key_expired").On("expires")
	}
	b := make([]byte, 32)
	if _, err := io.ReadFull(a.Rand, b); err != nil {
		return "", err
	}
	key := "xh_" + base64.RawURLEncoding.EncodeToString(b)
	return key, a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		var n, next int64
		err := tx.QueryRow(ctx, `SELECT count(*) FROM api_keys WHERE city = $1 AND person = $2 AND revoked = 0`,
			a.City, person).Scan(&n)
		if err != nil {
			return err
		}
		if n >= maxKeys {
			return fault.New(fault.Conflict, "keys_many", "max", maxKeys)
		}
		err = tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) + 1 FROM api_keys WHERE city = $1`, a.City).Scan(&next)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO api_keys (city, id, digest, person, name, created, expires, seen,
			revoked) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)`,
			a.City, next, keyDigest(key), person, name, a.Now(), expires)
		return err
	})
}

// KeyCaller finds who a key belongs to. The fault is key_wrong when it is unknown, revoked or over, or its person is
// disabled.
func (a *Auth) KeyCaller(ctx context.Context, o *Org, key string) (Caller, error) {
	wrong := fault.New(fault.Login, "key_wrong")
	var id, person int64
	var expires, seen calendar.Instant
	err := a.DB.QueryRow(ctx,
		`SELECT id, person, expires, seen FROM api_keys WHERE city = $1 AND digest = $2 AND revoked = 0`, a.City,
		keyDigest(key)).
		Scan(&id, &person, &expires, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return Caller{}, wrong
	}
	if err != nil {
		return Caller{}, err
	}
	now := a.Now()
	p, ok := o.Person(person)
	if !ok || p.Disabled || expires != 0 && now > expires {
		return Caller{}, wrong
	}
	if now > seen+seenStep {
		a.saw(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE api_keys SET seen = $1 WHERE city = $2 AND id = $3`, now, a.City, id)
			return err
		})
	}
	c := p.Caller()
	c.Posts = o.Posts(p, now)
	return c, nil
}

// Keys lists a person's keys that are not revoked.
func (a *Auth) Keys(ctx context.Context, person int64) ([]Key, error) {
	rs, err := a.DB.Query(ctx, `SELECT id, name, created, expires, seen FROM api_keys WHERE city = $1 AND person = $2
		AND revoked = 0 ORDER BY id`, a.City, person)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []Key
	for rs.Next() {
		var k Key
		if err := rs.Scan(&k.ID, &k.Name, &k.Created, &k.Expires, &k.Seen); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rs.Err()
}

// RevokeKey ends one of a person's keys.
func (a *Auth) RevokeKey(ctx context.Context, person, id int64) error {
	var n int64
	err := a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = tx.Exec(ctx,
			`UPDATE api_keys SET revoked = 1 WHERE city = $1 AND person = $2 AND id = $3 AND revoked = 0`,
			a.City, person, id)
		return err
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Missing, "key_missing")
	}
	return nil
}
