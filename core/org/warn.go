package org

import (
	"context"
	"database/sql"
	"errors"

	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// TypeKeyEnding says that a key ends soon; its subject is the person who holds it, and who is told by it.
const TypeKeyEnding event.Type = "key.ending"

// KeyEnding says which key that is. The clock says it, once.
type KeyEnding struct {
	Person  int64            `json:"person"`
	Key     int64            `json:"key"`
	Name    string           `json:"name"`
	Expires calendar.Instant `json:"expires"` // µs
}

// KeyNotice is how long before its end the holder of a key is told, in µs: thirty days. Of a key that belongs to no
// person the city's administrators are told. A key that was made for less
// is told of on its first day.
const KeyNotice = 30 * 24 * 3600 * 1_000_000

// warnBatch is how many keys WarnKeys looks at on one turn.
const warnBatch = 100

// errWarned says that somebody else told of it meanwhile, or the key was ended.
var errWarned = errors.New("told of already")

// WarnKeys records of each key that ends soon that it does, once, and says of how many.
func (a *Auth) WarnKeys(ctx context.Context) (done int, err error) {
	var list []KeyEnding
	now := a.Now()
	err = store.Each(ctx, a.DB, func(rows *sql.Rows) error {
		var k KeyEnding
		err := rows.Scan(&k.Person, &k.Key, &k.Name, &k.Expires)
		list = append(list, k)
		return err
	}, `SELECT person, id, name, expires FROM api_keys WHERE city = $1 AND revoked = 0 AND warned = 0 AND expires > $2
		AND expires <= $3 ORDER BY expires, id LIMIT $4`, a.City, now, now.Plus(KeyNotice), int64(warnBatch))
	if err != nil {
		return 0, err
	}
	for _, k := range list {
		err := a.record(ctx, 0, k.Person, func(ctx context.Context, tx *store.Tx) (event.Type, any, error) {
			n, err := tx.Exec(ctx, `UPDATE api_keys SET warned = $1 WHERE city = $2 AND id = $3 AND warned = 0
				AND revoked = 0`, now, a.City, k.Key)
			if err == nil && n == 0 {
				err = errWarned
			}
			if k.Person == 0 {
				return TypeServiceKeyEnding, ServiceKeyEnding{k.Key, k.Name, k.Expires}, err
			}
			return TypeKeyEnding, k, err
		})
		switch {
		case errors.Is(err, errWarned):
		case err != nil:
			return done, err
		default:
			done++
		}
	}
	return done, nil
}
