package org

import (
	"context"

	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The types of the events that say who could act as whom. Their subject is the person.
const (
	TypePasswordSet event.Type = "password.set"
	TypeKeyMade     event.Type = "key.made"
	TypeKeyEnded    event.Type = "key.ended"
)

// PasswordSet says that somebody else gave a person a password; it holds no secret. The actor is who gave it, 0 the
// command line.
type PasswordSet struct {
	Person int64 `json:"person"`
	Keys   int64 `json:"keys,omitempty"` // that ended with it
}

// KeyMade says that a person made himself a key.
type KeyMade struct {
	Person  int64            `json:"person"`
	Key     int64            `json:"key"`
	Name    string           `json:"name"`
	Expires calendar.Instant `json:"expires"`         // µs
	Reach   Reaches          `json:"reach,omitempty"` // of one that may less than its person; others read and write
}

// KeyEnded says that a key was ended before its time.
type KeyEnded struct {
	Person int64 `json:"person"`
	Key    int64 `json:"key"`
}

// AccessActs are these events, and who may declare them: an administrator over all areas of a person's posts gives him
// a password (MayReset), everybody makes and ends his own keys, an administrator of the city those of no person.
func AccessActs() []Act {
	own := []Right{{In: Any, Posts: matter.Posts()[1:]}}
	city := []Right{{In: City, Posts: []matter.Post{matter.Administrator}}, {In: Any, System: true}}
	return []Act{{Type: TypePasswordSet, Rights: []Right{{In: Over, Posts: []matter.Post{matter.Administrator}},
		{In: Any, System: true}}}, {Type: TypeKeyMade, Rights: own}, {Type: TypeKeyEnded, Rights: own},
		{Type: TypeKeyEnding, Rights: []Right{{In: Any, Clock: true}}},
		{Type: TypeServiceKeyMade, Whole: true, Rights: city}, {Type: TypeServiceKeyEnded, Whole: true, Rights: city},
		{Type: TypeServiceKeyEnding, Whole: true, Rights: []Right{{In: Any, Clock: true}}}}
}

// Recorder records on the writer's turn what fn did and says of it, about a person; all of it or nothing.
type Recorder interface {
	Record(ctx context.Context, actor, person int64,
		fn func(ctx context.Context, tx *store.Tx) (event.Type, any, error)) error
}

// record runs fn and records what it says.
func (a *Auth) record(ctx context.Context, actor, person int64,
	fn func(ctx context.Context, tx *store.Tx) (event.Type, any, error)) error {
	if a.R != nil {
		return a.R.Record(ctx, actor, person, fn)
	}
	return a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, _, err := fn(ctx, tx)
		return err
	})
}

// Reset is SetPassword by somebody, who must choose a new one at the next login where change is true: it is recorded,
// the person's sessions and keys end. Who may is asked before (MayReset).
func (a *Auth) Reset(ctx context.Context, by Caller, p Person, password string, change bool) error {
	if err := strong(p, password); err != nil {
		return err
	}
	h, err := hash(a.Rand, password, a.Effort)
	if err != nil {
		return err
	}
	return a.record(ctx, by.Person, p.ID, func(ctx context.Context, tx *store.Tx) (event.Type, any, error) {
		if err := a.put(ctx, tx, p, h, change, ""); err != nil {
			return "", nil, err
		}
		n, err := tx.Exec(ctx, `UPDATE api_keys SET revoked = 1 WHERE city = $1 AND person = $2 AND revoked = 0`,
			a.City, p.ID)
		return TypePasswordSet, PasswordSet{Person: p.ID, Keys: n}, err
	})
}

// keyLife is how long a key is good at most, in µs: a year.
const keyLife = 365 * 24 * 3600 * 1_000_000

// Term gives the keys of earlier programs, which had no end, a year from now, and says how many those were.
func (a *Auth) Term(ctx context.Context) (n int64, err error) {
	var some int64
	err = a.DB.QueryRow(ctx, `SELECT COUNT(*) FROM api_keys WHERE city = $1 AND expires = 0 AND revoked = 0`, a.City).
		Scan(&some)
	if err != nil || some == 0 {
		return 0, err
	}
	err = a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = tx.Exec(ctx, `UPDATE api_keys SET expires = $1 WHERE city = $2 AND expires = 0 AND revoked = 0`,
			a.Now().Plus(keyLife), a.City)
		return err
	})
	return n, err
}

// HeldKey is a key with whose it is.
type HeldKey struct {
	Key
	Person int64 `json:"person"`
}

// AllKeys lists the keys of a city's people that are good, by person. For administrators, who see those of whom they
// manage.
func (a *Auth) AllKeys(ctx context.Context) ([]HeldKey, error) {
	rs, err := a.DB.Query(ctx, `SELECT person, id, name, created, expires, seen, reach FROM api_keys WHERE city = $1
		AND person <> 0 AND revoked = 0 AND expires > $2 ORDER BY person, id`, a.City, a.Now())
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []HeldKey
	for rs.Next() {
		var k HeldKey
		var reach string
		if err := rs.Scan(&k.Person, &k.ID, &k.Name, &k.Created, &k.Expires, &k.Seen, &reach); err != nil {
			return nil, err
		}
		k.Reach = parseReaches(reach)
		out = append(out, k)
	}
	return out, rs.Err()
}
