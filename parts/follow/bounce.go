package follow

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// Returned takes what a mail server reports of a letter that it could not deliver, and says whether it counts: only a
// report that came back to an address that this city made for one letter does, whatever else stands in it, and of each
// letter one. Anybody may hand it in.
func (x *Follows) Returned(ctx context.Context, r deliver.Report) (bool, error) {
	if !r.Failed {
		return false, nil
	}
	for _, to := range r.To {
		local, _, _ := strings.Cut(to, "@")
		_, token, _ := strings.Cut(local, "+")
		who, letter, ok := x.returned(token)
		if !ok {
			continue
		}
		return true, x.back(ctx, who, letter, r.Hard)
	}
	return false, nil
}

// back counts a letter that came back. Three for good, or more that may have had a reason of the day, end all that goes
// to that address; one for good ends what its owner has not confirmed.
func (x *Follows) back(ctx context.Context, who, letter []byte, hard bool) error {
	level := 0
	if hard {
		level = 1
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, there, err := x.person(ctx, tx, who)
		if err != nil || !there {
			return err // it ended already
		}
		if err := tx.Later(ctx, `INSERT INTO follow_bounces (city, who, letter, hard, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (city, who, letter) DO UPDATE SET hard = CASE WHEN excluded.hard > follow_bounces.hard
			THEN excluded.hard ELSE follow_bounces.hard END`, x.City, who, letter, level, x.Now()); err != nil {
			return err
		}
		var hards, every int
		if err := tx.QueryRow(ctx, "SELECT COALESCE(SUM(hard), 0), COUNT(*) FROM follow_bounces WHERE city = $1 "+
			"AND who = $2 AND at > $3", x.City, who, x.Now()-bounceTerm).Scan(&hards, &every); err != nil {
			return store.Explain(err)
		}
		return x.end(ctx, tx, who, func(f Follow) bool {
			return hards >= hardBounces || every-hards >= softBounces || hard && f.Waits
		})
	})
}

// Door is the secret with which a mail server hands in what came back; it follows from the city's secret.
func Door(secret []byte) (string, error) {
	k, err := hkdf.Key(sha256.New, secret, nil, "xiaohao follow door", 20)
	return hex.EncodeToString(k), err
}

// Opens says whether a secret opens the door for what came back.
func (x *Follows) Opens(secret string) bool {
	door, err := Door(x.Secret)
	return err == nil && subtle.ConstantTimeCompare([]byte(secret), []byte(door)) == 1
}

// Figures are what an administrator is told: numbers alone.
type Figures struct {
	People, Waiting int // who follow something; who have not said yes yet
	Stuck, Again    int // letters of the last 30 days that are dead, or wait for another try
	Hard, Soft      int // letters of the last week that came back
}

// Figures counts. Only an administrator of the city.
func (x *Follows) Figures(ctx context.Context, caller org.Caller) (out Figures, err error) {
	if !x.Org().MayAdminister(caller, area.Code(x.City*1e8)) {
		return out, fault.New(fault.Denied, "not_allowed")
	}
	if err := x.DB.Read().QueryRow(ctx, `SELECT
		(SELECT COUNT(*) FROM follow_people WHERE city = $1 AND refused = 0),
		(SELECT COUNT(DISTINCT who) FROM follows WHERE city = $1 AND state = 0),
		(SELECT COALESCE(SUM(hard), 0) FROM follow_bounces WHERE city = $1 AND at > $2),
		(SELECT COUNT(*) FROM follow_bounces WHERE city = $1 AND at > $2)`, x.City, x.Now()-7*day).
		Scan(&out.People, &out.Waiting, &out.Hard, &out.Soft); err != nil {
		return out, store.Explain(err)
	}
	out.Soft -= out.Hard
	out.Stuck, out.Again, err = x.outbox.Carried(ctx, caller)
	return out, err
}
