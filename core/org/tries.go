package org

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Lock-out: a login from a network, or from a device that is known to it, waits after freeFailures in a row, longer
// each time. All networks together have more: somebody with many addresses is stopped, and known devices go on.
const (
	freeFailures  = 5
	freeEverybody = 50
	firstLock     = 15 * 60 * 1_000_000   // µs
	longestLock   = 24 * 3600 * 1_000_000 // µs; what failed is remembered as long
)

// maxLogin is the longest login that is looked at, in bytes.
const maxLogin = 256

// counted is an origin, and how often it may fail.
type counted struct {
	origin string
	free   int64
}

// fromNetwork begins the origin of an attempt from no known device.
const fromNetwork = "net "

// everybody is the origin under which all networks are counted together.
const everybody = ""

// loginKey is what is kept of a login that was typed, whether there is such a person or not.
func (a *Auth) loginKey(login string) string { return a.keyed("login", login)[:32] }

// keyed is a keyed hash in hex, of its own kind for each purpose.
func (a *Auth) keyed(purpose string, parts ...string) string {
	h := hmac.New(sha256.New, a.Secret)
	h.Write([]byte("xiaohao " + purpose))
	for _, p := range parts {
		h.Write([]byte("\x00" + p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// origin is where an attempt comes from: a device that this login knows, or a network.
func (a *Auth) origin(p Person, changed calendar.Instant, m Meta) string {
	if d := a.device(p, changed, m.Known); d != "" {
		return d
	}
	return fromNetwork + network(m.IP)
}

// network is an address, of IPv6 its /64.
func network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// try counts an attempt before the password is looked at, so that many at once are no more than their number, and says
// how it is refused: login_locked. Success takes it back.
func (a *Auth) try(ctx context.Context, login, origin string) error {
	now, locked := a.Now(), calendar.Instant(0)
	err := a.W.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM login_tries WHERE city = $1 AND at < $2`, a.City,
			now-longestLock); err != nil {
			return err
		}
		list := []counted{{origin, freeFailures}}
		if strings.HasPrefix(origin, fromNetwork) {
			list = append(list, counted{everybody, freeEverybody})
		}
		for _, x := range list {
			until, err := a.lockedUntil(ctx, tx, login, x.origin)
			if err != nil {
				return err
			}
			locked = max(locked, until)
		}
		if locked > now {
			return nil
		}
		for _, x := range list {
			if err := a.count(ctx, tx, login, x, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if locked > now {
		return fault.New(fault.Limited, "login_locked", "minutes", locked.Since(now)/60e6+1)
	}
	return nil
}

func (a *Auth) lockedUntil(ctx context.Context, r store.Reader,
	login, origin string) (until calendar.Instant, _ error) {
	err := r.QueryRow(ctx, `SELECT locked_until FROM login_tries WHERE city = $1 AND login = $2 AND origin = $3`,
		a.City, login, origin).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return until, err
}

// count adds one to what failed; the update itself knows the number and sets the lock.
func (a *Auth) count(ctx context.Context, tx *store.Tx, login string, x counted, now calendar.Instant) error {
	free := strconv.FormatInt(x.free, 10)
	_, err := tx.Exec(ctx, `INSERT INTO login_tries (city, login, origin, failed, locked_until, at)
		VALUES ($1, $2, $3, 1, 0, $4) ON CONFLICT (city, login, origin) DO UPDATE SET
		failed = login_tries.failed + 1, at = excluded.at,
		locked_until = CASE login_tries.failed + 1 - `+free+` WHEN 0 THEN CAST($5 AS BIGINT) WHEN 1 THEN $6
			WHEN 2 THEN $7 WHEN 3 THEN $8 WHEN 4 THEN $9 WHEN 5 THEN $10 WHEN 6 THEN $11
			ELSE CASE WHEN login_tries.failed + 1 > `+free+` THEN CAST($12 AS BIGINT) ELSE 0 END END`,
		a.City, login, x.origin, now, lockUntil(now, 0), lockUntil(now, 1), lockUntil(now, 2), lockUntil(now, 3),
		lockUntil(now, 4), lockUntil(now, 5), lockUntil(now, 6), lockUntil(now, 7))
	return err
}

// lockUntil is when the lock ends that the n-th failure beyond the free ones sets.
func lockUntil(now calendar.Instant, n int) calendar.Instant {
	return now.Plus(min(longestLock, int64(firstLock)<<n))
}

// forget takes back what failed from an origin, and one of what all networks have together: who knows the password is
// let in once, and nobody's guesses are forgiven by it but those from his own place.
func (a *Auth) forget(ctx context.Context, tx *store.Tx, login, origin string) error {
	_, err := tx.Exec(ctx, `DELETE FROM login_tries WHERE city = $1 AND login = $2 AND origin = $3`, a.City, login,
		origin)
	if err != nil || !strings.HasPrefix(origin, fromNetwork) {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE login_tries SET failed = failed - 1, locked_until = 0 WHERE city = $1 AND login = $2
		AND origin = $3 AND failed > 0`, a.City, login, everybody)
	return err
}

// forgetAll takes back all that failed, when a person gets a new password.
func (a *Auth) forgetAll(ctx context.Context, tx *store.Tx, login string) error {
	_, err := tx.Exec(ctx, `DELETE FROM login_tries WHERE city = $1 AND login = $2`, a.City, a.loginKey(login))
	return err
}

// Known devices. What a browser is given after a login names the person, and is worth something until his password
// changes: from there his login is not locked by what others failed elsewhere.
const mostDevices = 4 // persons that one browser is known to

// known makes a browser known to a person beside those it was known to.
func (a *Auth) known(p Person, changed calendar.Instant, nonce, before string) string {
	out := []string{nonce + "." + a.keyed("device", strconv.FormatInt(p.ID, 10),
		strconv.FormatInt(int64(changed), 10), nonce)[:32]}
	for _, d := range strings.Split(before, "~") {
		if d != "" && len(d) < 100 && len(out) < mostDevices && a.deviceOf(p, changed, d) == "" {
			out = append(out, d)
		}
	}
	return strings.Join(out, "~")
}

// device is the origin of a browser that is known to a person; "" when it is not.
func (a *Auth) device(p Person, changed calendar.Instant, known string) string {
	if p.ID == 0 || len(known) > 1000 {
		return ""
	}
	for _, d := range strings.Split(known, "~") {
		if o := a.deviceOf(p, changed, d); o != "" {
			return o
		}
	}
	return ""
}

func (a *Auth) deviceOf(p Person, changed calendar.Instant, d string) string {
	nonce, mac, _ := strings.Cut(d, ".")
	want := a.deviceMac(p, changed, nonce)
	if nonce == "" || !hmac.Equal([]byte(mac), []byte(want)) {
		return ""
	}
	return "dev " + mac
}

func (a *Auth) deviceMac(p Person, changed calendar.Instant, nonce string) string {
	return a.keyed("device", strconv.FormatInt(p.ID, 10), strconv.FormatInt(int64(changed), 10), nonce)[:32]
}
