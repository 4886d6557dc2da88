package org

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"strings"
	"sync"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Writer runs a write on the city's one writer, so that side tables never wait behind a lock; ledger.Ledger is one.
type Writer interface {
	Exclusive(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error
}

// Auth is logging in, for one city. Safe for concurrent use.
type Auth struct {
	City int64
	DB   store.Reader
	W    Writer
	Rand io.Reader
	Now  func() calendar.Instant // µs

	Effort Effort // of hashing new passwords; Due when not set

	mu       sync.Mutex
	attempts map[string]attempts
}

// Meta is what is kept of a browser, so that its owner knows it again.
type Meta struct{ IP, Agent string }

// Session is a fresh login; the token is given out this once.
type Session struct {
	Token      string
	Person     Person
	MustChange bool
}

// Lock-out: after this many failures in a row a login waits, longer each time.
const (
	freeFailures = 5
	firstLock    = 15 * 60 * 1_000_000 // µs
	longestLock  = 24 * 3600 * 1_000_000
)

// throttle: at most so many attempts a minute for one login, whoever makes them.
const perMinute = 10

type attempts struct {
	minute int64
	n      int
}

// errLogin never says which of the two was wrong.
func errLogin() error { return fault.New(fault.Login, "login_wrong").On("password") }

// Login checks a password and begins a session. Anybody may try. An unknown login takes as long as a wrong password.
func (a *Auth) Login(ctx context.Context, o *Org, login, password string, m Meta) (Session, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !a.allowed(login) {
		return Session{}, fault.New(fault.Limited, "too_often")
	}
	if len(password) > maxPassword {
		return Session{}, errLogin()
	}
	p, ok := o.PersonByLogin(login)
	c, err := a.credential(ctx, p.ID)
	if err != nil {
		return Session{}, err
	}
	if c.lockedUntil > a.Now() {
		return Session{}, fault.New(fault.Limited, "login_locked", "minutes", c.lockedUntil.Since(a.Now())/60e6+1)
	}
	right := check(c.hash, password)
	if !ok || p.Disabled || c.hash == "" {
		return Session{}, errLogin()
	}
	if !right {
		return Session{}, errors.Join(errLogin(), a.failed(ctx, p.ID, c.failures))
	}
	token, err := a.begin(ctx, p.ID, m)
	return Session{token, p, c.mustChange}, err
}

// allowed counts attempts for a login within a minute.
func (a *Auth) allowed(login string) bool {
	now := int64(a.Now()) / 60e6
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.attempts == nil || len(a.attempts) > 10000 {
		a.attempts = map[string]attempts{}
	}
	x := a.attempts[login]
	if x.minute != now {
		x = attempts{minute: now}
	}
	x.n++
	a.attempts[login] = x
	return x.n <= perMinute
}

type credential struct {
	hash        string
	mustChange  bool
	failures    int64
	lockedUntil calendar.Instant
}

func (a *Auth) credential(ctx context.Context, person int64) (credential, error) {
	var c credential
	err := a.DB.QueryRow(ctx,
		`SELECT hash, must_change, failed, locked_until FROM credentials WHERE city = $1 AND person = $2`,
		a.City, person).
		Scan(&c.hash, &c.mustChange, &c.failures, &c.lockedUntil)
	if errors.Is(err, sql.ErrNoRows) {
		return credential{}, nil
	}
	return c, err
}

// failed counts a wrong password and locks the login when there were too many.
func (a *Auth) failed(ctx context.Context, person, before int64) error {
	n, until := before+1, calendar.Instant(0)
	if n >= freeFailures {
		until = a.Now().Plus(min(longestLock, int64(firstLock)<<min(n-freeFailures, 10)))
	}
	return a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx,
			`UPDATE credentials SET failed = failed + 1, locked_until = $1 WHERE city = $2 AND person = $3`, until,
			a.City, person)
		return err
	})
}

// SetPassword gives a person a password, as an administrator or the command line does; all his sessions end. With
// change he must choose his own at the next login.
func (a *Auth) SetPassword(ctx context.Context, p Person, password string, change bool) error {
	return a.set(ctx, p, password, change, "")
}

// ChangePassword is a person's own change; his other sessions end.
func (a *Auth) ChangePassword(ctx context.Context, p Person, old, password, keep string) error {
	c, err := a.credential(ctx, p.ID)
	if err != nil {
		return err
	}
	if !a.allowed(strings.ToLower(p.Login)) {
		return fault.New(fault.Limited, "too_often")
	}
	if c.hash == "" || !check(c.hash, old) {
		return fault.New(fault.Invalid, "password_old").On("old")
	}
	if old == password {
		return fault.New(fault.Invalid, "password_same").On("new")
	}
	return a.set(ctx, p, password, false, keep)
}

func (a *Auth) set(ctx context.Context, p Person, password string, change bool, keep string) error {
	if err := strong(p, password); err != nil {
		return err
	}
	h, err := hash(a.Rand, password, a.Effort)
	if err != nil {
		return err
	}
	return a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO credentials (city, person, hash, must_change, failed, locked_until,
			changed_at) VALUES ($1, $2, $3, $4, 0, 0, $5)
			ON CONFLICT (city, person) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,
			failed = 0, locked_until = 0, changed_at = excluded.changed_at`,
			a.City, p.ID, h, flag(change), a.Now())
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM sessions WHERE city = $1 AND person = $2 AND digest <> $3`, a.City,
			p.ID, digest(keep))
		return err
	})
}

// HasPassword says whether a person was ever given a password.
func (a *Auth) HasPassword(ctx context.Context, person int64) (bool, error) {
	c, err := a.credential(ctx, person)
	return c.hash != "", err
}
