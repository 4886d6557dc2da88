package org

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"strings"

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
	R    Recorder // of what others must see: passwords given, keys; nil to record nothing
	Rand io.Reader
	Now  func() calendar.Instant // µs

	Secret []byte       // keys what is kept of logins and devices
	Log    *slog.Logger // of who logged in, who failed and what is locked; nil for none

	Effort Effort // of hashing new passwords; Due when not set

	// Watches says what a person watches today beside his posts; nil for nothing ever. A person is asked about whenever
	// he comes, so that what ended last night ends. Where it cannot be told he comes in without.
	Watches func(ctx context.Context, person int64) []Watch
}

// watches is what a person watches today.
func (a *Auth) watches(ctx context.Context, person int64) []Watch {
	if a.Watches == nil {
		return nil
	}
	return a.Watches(ctx, person)
}

// Meta is what is kept of a browser, so that its owner knows it again.
type Meta struct {
	IP, Agent string
	Known     string // what an earlier Session gave it under Known
}

// Session is a fresh login; the token is given out this once.
type Session struct {
	Token      string
	Known      string // makes the browser known to the person
	Person     Person
	MustChange bool
}

// errLogin never says which of the two was wrong.
func errLogin() error { return fault.New(fault.Login, "login_wrong").On("password") }

// Login checks a password and begins a session. Anybody may try. An unknown login is counted, takes its time and is
// answered as a wrong password is. Errors: Invalid login_long, Limited login_locked, Login login_wrong.
func (a *Auth) Login(ctx context.Context, o *Org, login, password string, m Meta) (Session, error) {
	if len(login) > maxLogin {
		return Session{}, fault.New(fault.Invalid, "login_long", "max", maxLogin).On("login")
	}
	login = strings.ToLower(strings.TrimSpace(login))
	p, ok := o.PersonByLogin(login)
	c, err := a.credential(ctx, p.ID)
	if err != nil {
		return Session{}, err
	}
	key, origin := a.loginKey(login), a.origin(p, c.changed, m)
	if err := a.try(ctx, key, origin); err != nil {
		if fault.Of(err).Kind == fault.Limited {
			a.note(ctx, "login locked", key, m)
		}
		return Session{}, err
	}
	right := len(password) <= maxPassword && check(c.hash, password)
	if !ok || p.Disabled || c.hash == "" || !right {
		a.note(ctx, "login failed", key, m)
		return Session{}, errLogin()
	}
	s := Session{Person: p, MustChange: c.mustChange}
	if s.Token, err = a.begin(ctx, p.ID, m, key, origin); err != nil {
		return Session{}, err
	}
	if a.Log != nil {
		a.Log.InfoContext(ctx, "login", "person", p.ID, "from", network(m.IP))
	}
	nonce := digest(s.Token)
	s.Known = a.known(p, c.changed, a.keyed("nonce", nonce)[:22], m.Known)
	return s, nil
}

// note leaves a line for who watches the door: no name, no password, the keyed hash of what was typed.
func (a *Auth) note(ctx context.Context, what, login string, m Meta) {
	if a.Log != nil {
		a.Log.WarnContext(ctx, what, "login", login[:16], "from", network(m.IP))
	}
}

type credential struct {
	hash       string
	mustChange bool
	changed    calendar.Instant
}

func (a *Auth) credential(ctx context.Context, person int64) (credential, error) {
	var c credential
	err := a.DB.QueryRow(ctx,
		`SELECT hash, must_change, changed_at FROM credentials WHERE city = $1 AND person = $2`, a.City, person).
		Scan(&c.hash, &c.mustChange, &c.changed)
	if errors.Is(err, sql.ErrNoRows) {
		return credential{}, nil
	}
	return c, err
}

// SetPassword gives a person his first password where a whole city is made, by a tool or a test; nothing is recorded.
// What somebody does is Reset.
func (a *Auth) SetPassword(ctx context.Context, p Person, password string, change bool) error {
	return a.set(ctx, p, password, change, "")
}

// ownChange is the origin of guesses at the old password, in a session that is there.
const ownChange = "own"

// ChangePassword is a person's own change; his other sessions end.
func (a *Auth) ChangePassword(ctx context.Context, p Person, old, password, keep string) error {
	if old == password {
		return fault.New(fault.Invalid, "password_same").On("new")
	}
	if err := strong(p, password); err != nil {
		return err
	}
	c, err := a.credential(ctx, p.ID)
	if err != nil {
		return err
	}
	if err := a.try(ctx, a.loginKey(p.Login), ownChange); err != nil {
		return err
	}
	if c.hash == "" || !check(c.hash, old) {
		return fault.New(fault.Invalid, "password_old").On("old")
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
		return a.put(ctx, tx, p, h, change, keep)
	})
}

// put writes a password; the person's sessions but one end, and so does what was locked.
func (a *Auth) put(ctx context.Context, tx *store.Tx, p Person, h string, change bool, keep string) error {
	_, err := tx.Exec(ctx, `INSERT INTO credentials (city, person, hash, must_change, failed, locked_until,
		changed_at) VALUES ($1, $2, $3, $4, 0, 0, $5)
		ON CONFLICT (city, person) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,
		failed = 0, locked_until = 0, changed_at = excluded.changed_at`,
		a.City, p.ID, h, flag(change), a.Now())
	if err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, `DELETE FROM sessions WHERE city = $1 AND person = $2 AND digest <> $3`, a.City,
		p.ID, digest(keep)); err != nil {
		return err
	}
	return a.forgetAll(ctx, tx, p.Login)
}

// HasPassword says whether a person was ever given a password.
func (a *Auth) HasPassword(ctx context.Context, person int64) (bool, error) {
	c, err := a.credential(ctx, person)
	return c.hash != "", err
}
