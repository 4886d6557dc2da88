package org

import (
	"context"
	"database/sql"

	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// A service key belongs to no person: it lets another program through the doors that ask for one, and nothing else. It
// has no posts, so that no rule about matters ever says yes to it.

// The types of the events of service keys. They are about the city as a whole: their subject is 0.
const (
	TypeServiceKeyMade   event.Type = "service_key.made"
	TypeServiceKeyEnded  event.Type = "service_key.ended"
	TypeServiceKeyEnding event.Type = "service_key.ending"
)

// ServiceKeyMade says that a key was made for another program. Its actor is who made it, 0 for the command line.
type ServiceKeyMade struct {
	Key     int64            `json:"key"`
	Name    string           `json:"name"`
	Reach   Reaches          `json:"reach"`
	Expires calendar.Instant `json:"expires"` // µs
}

// ServiceKeyEnded says that such a key was ended before its time.
type ServiceKeyEnded struct {
	Key int64 `json:"key"`
}

// ServiceKeyEnding says that such a key ends soon. The clock says it, once.
type ServiceKeyEnding struct {
	Key     int64            `json:"key"`
	Name    string           `json:"name"`
	Expires calendar.Instant `json:"expires"` // µs
}

// maxServiceKeys is how many of them a city has at most at a time.
const maxServiceKeys = 200

// ServiceKeyInfo is a service key as administrators see it.
type ServiceKeyInfo struct {
	Key
	Maker int64 `json:"maker"` // who made it; 0 for the command line
}

// ServiceKey finds the service key of a program that wants through a door. Anybody may ask. Errors: Login key_wrong for
// one that is unknown or over, Denied key_personal for a key of a person, Denied key_reach for one that may less.
func (a *Auth) ServiceKey(ctx context.Context, key string, reach Reach) (id int64, name string, err error) {
	h, err := a.holder(ctx, key)
	switch {
	case err != nil:
		return 0, "", err
	case !h.Service():
		return 0, "", fault.New(fault.Denied, "key_personal")
	case !h.Reach.Has(reach):
		return 0, "", fault.New(fault.Denied, "key_reach", "reach", string(reach))
	}
	return h.Key, h.Name, nil
}

// NewServiceKey makes a service key and gives it out this once; k says its name, what it may, and until when, 0 for a
// year. It is recorded. Who may is asked before (desk.NewServiceKey). Errors as NewKey has them, and key_reach_none.
func (a *Auth) NewServiceKey(ctx context.Context, by Caller, k Key) (secret string, made Key, err error) {
	if secret, err = a.freshKey(&k, AllReaches()); err != nil {
		return "", k, err
	}
	k.Created = a.Now()
	err = a.record(ctx, by.Person, 0, func(ctx context.Context, tx *store.Tx) (_ event.Type, _ any, err error) {
		k.ID, err = a.addKey(ctx, tx, 0, by.Person, secret, k)
		return TypeServiceKeyMade, ServiceKeyMade{k.ID, k.Name, k.Reach, k.Expires}, err
	})
	return secret, k, err
}

// EndServiceKey ends a service key. It is recorded. Who may is asked before. The fault is key_missing for one that is
// not there.
func (a *Auth) EndServiceKey(ctx context.Context, by Caller, id int64) error {
	return a.record(ctx, by.Person, 0, func(ctx context.Context, tx *store.Tx) (event.Type, any, error) {
		n, err := tx.Exec(ctx, `UPDATE api_keys SET revoked = 1 WHERE city = $1 AND id = $2 AND person = 0
			AND revoked = 0`, a.City, id)
		if err == nil && n == 0 {
			err = fault.New(fault.Missing, "key_missing")
		}
		return TypeServiceKeyEnded, ServiceKeyEnded{id}, err
	})
}

// ServiceKeys lists the service keys that are not ended, those that are over too, by number.
func (a *Auth) ServiceKeys(ctx context.Context) ([]ServiceKeyInfo, error) {
	var out []ServiceKeyInfo
	err := store.Each(ctx, a.DB, func(rows *sql.Rows) error {
		var k ServiceKeyInfo
		var reach string
		err := rows.Scan(&k.ID, &k.Name, &k.Created, &k.Expires, &k.Seen, &reach, &k.Maker)
		k.Reach = parseReaches(reach)
		out = append(out, k)
		return err
	}, `SELECT id, name, created, expires, seen, reach, maker FROM api_keys WHERE city = $1 AND person = 0
		AND revoked = 0 ORDER BY id`, a.City)
	return out, err
}
