package org

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const minute = int64(60e6) // µs

// gatehouse is logging in on a real database, with a clock that is set by hand.
type gatehouse struct {
	*Auth
	now calendar.Instant
	org *Org
	li  Person
}

type direct struct{ db *store.DB }

func (w direct) Exclusive(ctx context.Context, fn func(context.Context, *store.Tx) error) error {
	return w.db.Write(ctx, func(tx *store.Tx) error { return fn(ctx, tx) })
}

func newGatehouse(t *testing.T) *gatehouse {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, storetest.DSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx, Steps()); err != nil {
		t.Fatal(err)
	}
	g := &gatehouse{now: 1_790_000_000_000_000, li: Person{ID: 5, Login: "li", Name: "李"}}
	g.Auth = &Auth{City: 4304, DB: db.Read(), W: direct{db}, Rand: rand.Reader, Now: func() calendar.Instant {
		return g.now
	}, Secret: make([]byte, 32)}
	g.org = testOrg(t, nil, map[int64]Person{5: g.li})
	return g
}

const right, wrong = "correct horse", "battery staple"

func (g *gatehouse) login(password string) (Session, error) {
	return g.Login(context.Background(), g.org, " LI ", password, Meta{IP: "1.2.3.4", Agent: "browser"})
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	g := newGatehouse(t)
	for p, want := range map[string]string{"short": "password_short", "1234567890": "password_weak",
		"liliilililil-li": "password_weak", "aaaaaaaaaaaa": "password_weak",
		strings.Repeat("x", 300): "password_long"} {
		if err := g.SetPassword(ctx, g.li, p, true); fault.Code(err) != want {
			t.Errorf("%q: %v, want %s", p, err, want)
		}
	}
	if err := g.SetPassword(ctx, g.li, right, true); err != nil {
		t.Fatal(err)
	}
	s, err := g.login(right)
	if err != nil || !s.MustChange {
		t.Fatalf("%+v %v", s, err)
	}
	other, err := g.login(right)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.ChangePassword(ctx, g.li, wrong, "a new password", s.Token); fault.Code(err) != "password_old" {
		t.Errorf("wrong old: %v", err)
	}
	if err := g.ChangePassword(ctx, g.li, right, right, s.Token); fault.Code(err) != "password_same" {
		t.Errorf("same: %v", err)
	}
	if err := g.ChangePassword(ctx, g.li, right, "a new password", s.Token); err != nil {
		t.Fatal(err)
	}
	if _, info, err := g.SessionCaller(ctx, g.org, s.Token); err != nil || info.MustChange {
		t.Errorf("own session after the change: %+v %v", info, err)
	}
	if _, _, err := g.SessionCaller(ctx, g.org, other.Token); fault.Code(err) != "login_needed" {
		t.Errorf("the other session must end: %v", err)
	}
	if h, err := hash(rand.Reader, right, Effort{}); err != nil || !strings.Contains(h, "$m=19456,t=2,p=1$") {
		t.Errorf("%s %v: less than OWASP's least", h, err)
	}
	if check("$argon2id$v=19$m=4294967295,t=1,p=1$AAAA$AAAA", right) || check("", right) || check("plain", "plain") {
		t.Error("a broken hash let somebody in")
	}
}

func TestLockOut(t *testing.T) {
	t.Parallel()
	g := newGatehouse(t)
	if err := g.SetPassword(context.Background(), g.li, right, false); err != nil {
		t.Fatal(err)
	}
	for range freeFailures {
		if _, err := g.login(wrong); fault.Code(err) != "login_wrong" {
			t.Fatal(err)
		}
	}
	if _, err := g.login(right); fault.Code(err) != "login_locked" {
		t.Errorf("after %d failures: %v", freeFailures, err)
	}
	g.now = g.now.Plus(16 * minute)
	if _, err := g.login(wrong); fault.Code(err) != "login_wrong" {
		t.Errorf("after the lock: %v", err)
	}
	g.now = g.now.Plus(16 * minute)
	if _, err := g.login(right); fault.Code(err) != "login_locked" {
		t.Errorf("the second lock is longer: %v", err)
	}
	g.now = g.now.Plus(30 * minute)
	if _, err := g.login(right); err != nil {
		t.Errorf("at last: %v", err)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	g := newGatehouse(t)
	if err := g.SetPassword(ctx, g.li, right, false); err != nil {
		t.Fatal(err)
	}
	s, err := g.login(right)
	if err != nil {
		t.Fatal(err)
	}
	g.now = g.now.Plus(11 * 60 * minute)
	if c, _, err := g.SessionCaller(ctx, g.org, s.Token); err != nil || c.Person != 5 {
		t.Errorf("%+v %v", c, err)
	}
	g.now = g.now.Plus(11 * 60 * minute)
	if _, _, err := g.SessionCaller(ctx, g.org, s.Token); err != nil {
		t.Errorf("a session in use slides: %v", err)
	}
	disabled := testOrg(t, nil, map[int64]Person{5: {ID: 5, Login: "li", Disabled: true}})
	if _, _, err := g.SessionCaller(ctx, disabled, s.Token); fault.Code(err) != "login_needed" {
		t.Errorf("disabled: %v", err)
	}
	list, err := g.Sessions(ctx, 5)
	if err != nil || len(list) != 1 || list[0].Agent != "browser" {
		t.Errorf("%+v %v", list, err)
	}
	if err := g.EndSession(ctx, 6, list[0].ID); fault.Code(err) != "session_missing" {
		t.Errorf("somebody else's session: %v", err)
	}
	if err := g.EndSession(ctx, 5, list[0].ID); err != nil {
		t.Error(err)
	}
	if _, _, err := g.SessionCaller(ctx, g.org, s.Token); fault.Code(err) != "login_needed" {
		t.Errorf("ended: %v", err)
	}
	s, _ = g.login(right)
	g.now = g.now.Plus(13 * 60 * minute)
	if _, _, err := g.SessionCaller(ctx, g.org, s.Token); fault.Code(err) != "login_needed" {
		t.Errorf("unused for 13 hours: %v", err)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	g := newGatehouse(t)
	k, err := g.NewKey(ctx, 5, "报表", g.now.Plus(60*minute))
	if err != nil || !strings.HasPrefix(k, "xh_") {
		t.Fatalf("%q %v", k, err)
	}
	if c, err := g.KeyCaller(ctx, g.org, k); err != nil || c.Person != 5 {
		t.Errorf("%+v %v", c, err)
	}
	if _, err := g.KeyCaller(ctx, g.org, k+"x"); fault.Code(err) != "key_wrong" {
		t.Errorf("wrong key: %v", err)
	}
	var kept string
	if err := g.DB.QueryRow(ctx, `SELECT digest FROM api_keys`).Scan(&kept); err != nil || strings.Contains(kept, k) ||
		strings.Contains(k, kept) {
		t.Errorf("the key itself is kept: %v", err)
	}
	keys, err := g.Keys(ctx, 5)
	if err != nil || len(keys) != 1 || keys[0].Seen == 0 {
		t.Errorf("%+v %v", keys, err)
	}
	if err := g.RevokeKey(ctx, 6, keys[0].ID); fault.Code(err) != "key_missing" {
		t.Errorf("somebody else's key: %v", err)
	}
	if err := g.RevokeKey(ctx, 5, keys[0].ID); err != nil {
		t.Error(err)
	}
	if _, err := g.KeyCaller(ctx, g.org, k); fault.Code(err) != "key_wrong" {
		t.Errorf("revoked: %v", err)
	}
	k, _ = g.NewKey(ctx, 5, "短", g.now.Plus(minute))
	g.now = g.now.Plus(2 * minute)
	if _, err := g.KeyCaller(ctx, g.org, k); fault.Code(err) != "key_wrong" {
		t.Errorf("expired: %v", err)
	}
}
