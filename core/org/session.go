package org

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// How long a session lasts: so long unused, and so long at most.
const (
	idleLife = 12 * 3600 * 1_000_000     // µs
	fullLife = 7 * 24 * 3600 * 1_000_000 // µs
	seenStep = 5 * 60 * 1_000_000        // how exactly "last seen" is kept
)

// SessionInfo is a session as its owner sees it. The ID names it without giving it away.
type SessionInfo struct {
	ID         string           `json:"id"`
	Created    calendar.Instant `json:"created"`
	Seen       calendar.Instant `json:"seen"`
	IP         string           `json:"ip"`
	Agent      string           `json:"agent"`
	MustChange bool             `json:"-"`
	person     int64
}

// digest is what is kept of a token.
func digest(token string) string {
	h := sha256.Sum256([]byte("session " + token))
	return hex.EncodeToString(h[:])
}

func (a *Auth) begin(ctx context.Context, person int64, m Meta, login, origin string) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(a.Rand, b); err != nil {
		return "", err
	}
	token, now := base64.RawURLEncoding.EncodeToString(b), a.Now()
	return token, a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM sessions WHERE city = $1 AND created < $2`, a.City, now-fullLife)
		if err != nil {
			return err
		}
		if err := a.forget(ctx, tx, login, origin); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO sessions (city, digest, person, created, seen, ip, agent)
			VALUES ($1, $2, $3, $4, $4, $5, $6)`,
			a.City, digest(token), person, now, m.IP, cut(m.Agent, 200))
		return err
	})
}

// SessionCaller finds who holds a session. The fault is login_needed when it is unknown or over, or its person is
// disabled.
func (a *Auth) SessionCaller(ctx context.Context, o *Org, token string) (Caller, SessionInfo, error) {
	over := fault.New(fault.Login, "login_needed")
	d := digest(token)
	s := SessionInfo{ID: d[:16]}
	err := a.DB.QueryRow(ctx, `SELECT s.person, s.created, s.seen, s.ip, s.agent, c.must_change FROM sessions s
		JOIN credentials c ON c.city = $1 AND c.person = s.person WHERE s.city = $1 AND s.digest = $2`, a.City, d).
		Scan(&s.person, &s.Created, &s.Seen, &s.IP, &s.Agent, &s.MustChange)
	if errors.Is(err, sql.ErrNoRows) {
		return Caller{}, s, over
	}
	if err != nil {
		return Caller{}, s, err
	}
	now := a.Now()
	p, ok := o.Person(s.person)
	if !ok || p.Disabled || now > s.Seen+idleLife || now > s.Created+fullLife {
		return Caller{}, s, over
	}
	if now > s.Seen+seenStep {
		a.saw(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE sessions SET seen = $1 WHERE city = $2 AND digest = $3`, now, a.City, d)
			return err
		})
	}
	c := p.Caller()
	c.Posts = o.Posts(p, now)
	c.Watches = a.watches(ctx, p.ID)
	return c, s, nil
}

// sawWait is how long a request waits for the note that its session was seen.
const sawWait = time.Second

// saw notes when a session or a key was used. Who only reads is served also where nothing can be written: on a full
// disk, or while a standby hangs; the next request notes it then.
func (a *Auth) saw(ctx context.Context, note func(ctx context.Context, tx *store.Tx) error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = a.W.Exclusive(context.WithoutCancel(ctx), note)
	}()
	limit := time.NewTimer(sawWait)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
	}
}

// Caller is the person as one who asks.
func (p Person) Caller() Caller {
	return Caller{Person: p.ID, Name: p.Name, Lang: p.Lang, Posts: p.Posts}
}

// Logout ends the session of a token.
func (a *Auth) Logout(ctx context.Context, token string) error {
	return a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM sessions WHERE city = $1 AND digest = $2`, a.City, digest(token))
		return err
	})
}

// Sessions lists where a person is logged in, the last seen first.
func (a *Auth) Sessions(ctx context.Context, person int64) ([]SessionInfo, error) {
	rs, err := a.DB.Query(ctx, `SELECT digest, created, seen, ip, agent FROM sessions WHERE city = $1 AND person = $2
		ORDER BY seen DESC LIMIT 100`, a.City, person)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []SessionInfo
	now := a.Now()
	for rs.Next() {
		var s SessionInfo
		if err := rs.Scan(&s.ID, &s.Created, &s.Seen, &s.IP, &s.Agent); err != nil {
			return nil, err
		}
		if s.ID = s.ID[:16]; now <= s.Seen+idleLife && now <= s.Created+fullLife {
			out = append(out, s)
		}
	}
	return out, rs.Err()
}

// EndSession ends one of a person's sessions, named as Sessions lists it.
func (a *Auth) EndSession(ctx context.Context, person int64, id string) error {
	if len(id) != 16 || strings.ContainsAny(id, "%_") {
		return fault.New(fault.Missing, "session_missing")
	}
	var n int64
	err := a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = tx.Exec(ctx, `DELETE FROM sessions WHERE city = $1 AND person = $2 AND substr(digest, 1, 16) = $3`,
			a.City, person, id)
		return err
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Missing, "session_missing")
	}
	return nil
}

// EndAll ends every session of a person.
func (a *Auth) EndAll(ctx context.Context, person int64) error {
	return a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM sessions WHERE city = $1 AND person = $2`, a.City, person)
		return err
	})
}

func cut(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	s = s[:bytes]
	for !utf8.ValidString(s) && len(s) > 0 {
		s = s[:len(s)-1]
	}
	return s
}
