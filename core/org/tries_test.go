package org

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"xiaohao/loop/fault"
)

// from logs in, or tries to, from an address with what the browser was given before.
func (g *gatehouse) from(ip, known, login, password string) (Session, error) {
	return g.Login(context.Background(), g.org, login, password, Meta{IP: ip, Known: known})
}

// TestLockOutByNetwork: who guesses locks his own network out, not the person; all networks together have more guesses,
// and then a browser that knows the person still logs in.
func TestLockOutByNetwork(t *testing.T) {
	t.Parallel()
	g := newGatehouse(t)
	g.Effort = Light
	if err := g.SetPassword(context.Background(), g.li, right, false); err != nil {
		t.Fatal(err)
	}
	home, err := g.from("203.0.113.7", "", "li", right)
	if err != nil || home.Known == "" {
		t.Fatalf("%+v %v", home, err)
	}
	for range freeFailures {
		_, _ = g.from("198.51.100.1", "", "li", wrong)
	}
	if _, err := g.from("198.51.100.1", "", "li", right); fault.Code(err) != "login_locked" {
		t.Errorf("who guessed is locked: %v", err)
	}
	if _, err := g.from("203.0.113.8", "", "li", right); err != nil {
		t.Errorf("the person elsewhere is not: %v", err)
	}
	for i := range freeEverybody {
		_, _ = g.from("10.0."+string(rune('0'+i/8))+"."+string(rune('0'+i%8)), "", "li", wrong)
	}
	if _, err := g.from("203.0.113.8", "", "li", right); fault.Code(err) != "login_locked" {
		t.Errorf("many networks together are locked: %v", err)
	}
	again, err := g.from("203.0.113.9", home.Known, "li", right)
	if err != nil {
		t.Fatalf("a browser that knows the person: %v", err)
	}
	for name, known := range map[string]string{"forged": home.Known[:len(home.Known)-1] + "x", "of nobody": "a.b~",
		"long": strings.Repeat("x", 5000)} {
		if _, err := g.from("203.0.113.9", known, "li", right); fault.Code(err) != "login_locked" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range freeFailures {
		_, _ = g.from("203.0.113.9", again.Known, "li", wrong)
	}
	if _, err := g.from("203.0.113.9", again.Known, "li", right); fault.Code(err) != "login_locked" {
		t.Errorf("a known browser guesses no more than others: %v", err)
	}
	if err := g.SetPassword(context.Background(), g.li, right+"!", false); err != nil {
		t.Fatal(err)
	}
	if _, err := g.from("203.0.113.9", again.Known, "li", right+"!"); err != nil {
		t.Errorf("a new password ends all locks: %v", err)
	}
}

// TestUnknownLoginsAreAnsweredAlike: the same attempts at a login that exists and at one that does not have the same
// answers, and leave the same rows and lines.
func TestUnknownLoginsAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	g := newGatehouse(t)
	g.Effort = Light
	var lines bytes.Buffer
	g.Log = slog.New(slog.NewTextHandler(&lines, nil))
	if err := g.SetPassword(context.Background(), g.li, right, false); err != nil {
		t.Fatal(err)
	}
	for i := range freeFailures + 2 {
		_, known := g.from("198.51.100.1", "", "li", wrong)
		_, unknown := g.from("198.51.100.1", "", "nobody", wrong)
		if fault.Of(known).Error() != fault.Of(unknown).Error() {
			t.Errorf("attempt %d: %v and %v", i, known, unknown)
		}
	}
	if _, err := g.from("", "", strings.Repeat("x", maxLogin+1), wrong); fault.Of(err).Kind != fault.Invalid {
		t.Errorf("a login of %d bytes: %v", maxLogin+1, err)
	}
	var rows, logins, failed int
	if err := g.DB.QueryRow(context.Background(), `SELECT COUNT(*), COUNT(DISTINCT login), SUM(failed) FROM login_tries
		WHERE city = $1`, g.City).Scan(&rows, &logins, &failed); err != nil || rows != 4 || logins != 2 ||
		failed != 4*freeFailures {
		t.Errorf("%d rows of %d logins, %d failed; %v", rows, logins, failed, err)
	}
	if n := strings.Count(lines.String(), "login failed"); n != 2*freeFailures {
		t.Errorf("%d lines of failures:\n%s", n, lines.String())
	}
	if n := strings.Count(lines.String(), "login locked"); n != 4 {
		t.Errorf("%d lines of locks:\n%s", n, lines.String())
	}
	for _, secret := range []string{"nobody", wrong, "=li"} {
		if strings.Contains(lines.String(), secret) {
			t.Errorf("%q stands in the log:\n%s", secret, lines.String())
		}
	}
}

// TestGuessesAtOnce: a hundred guesses at the same moment are no more than five.
func TestGuessesAtOnce(t *testing.T) {
	t.Parallel()
	g := newGatehouse(t)
	g.Effort = Light
	if err := g.SetPassword(context.Background(), g.li, right, false); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var wait sync.WaitGroup
	got := map[string]int{}
	for range 100 {
		wait.Go(func() {
			_, err := g.from("198.51.100.1", "", "li", wrong)
			mu.Lock()
			defer mu.Unlock()
			got[fault.Code(err)]++
		})
	}
	wait.Wait()
	if got["login_wrong"] != freeFailures || got["login_locked"] != 100-freeFailures {
		t.Errorf("%v", got)
	}
}
