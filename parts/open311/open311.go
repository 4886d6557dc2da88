// Package open311 is what becomes of that which programs of others send for residents by Open311: reports and words
// about what is public.
//
// A report is one of a resident, whatever program sent it. It is listed and let out within its own answer where policy
// says so (realtime) and nobody doubts it; all others wait for a person, and the program asks after them by a token.
// Whatever fails behind the report itself, the report stays taken. Words never change a state, and are public only once
// a person let them out.
//
// It owns the tokens, the last words of each program about a matter, and the addresses of pictures that are still to be
// fetched. Who a reporter is lies where all personal data lies; this package keeps nothing of it.
package open311

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/atlas"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// Open311 takes in what programs send to a city. Safe for concurrent use.
type Open311 struct {
	part.Base
	atlas    *atlas.Atlas
	releases *release.Releases

	mu   sync.Mutex
	day  int64
	sent map[int64]int // by key, of that day
}

// New makes it for a city whose tables are there.
func New(b part.Base, a *atlas.Atlas, r *release.Releases) *Open311 {
	if b.Rand == nil {
		b.Rand = rand.Reader
	}
	return &Open311{Base: b, atlas: a, releases: r}
}

// Key is the service key of a program, as the door found it.
type Key struct {
	ID   int64
	Name string
}

// Request is a report that a program sends for a resident. Report says what and where; its Source, Attributes and
// Photos are the door's to fill, its Via is filled here.
type Request struct {
	ID      ledger.ID // of the command; each post has its own
	Key     Key
	Report  matter.Report
	Contact *desk.Contact // nil where nothing was said
	Voice   string        // digest of the account, device or address behind the key; "" for none
	Doubt   matter.Doubt  // what the door counted
	Media   []string      // addresses of pictures
}

// Taken is what became of a request.
type Taken struct {
	Matter  int64  // its number, once everybody may see it; 0 before
	Token   string // by which the program asks after it
	Receipt string // by which the resident follows it here
}

// clock is who acts by policy's rules.
var clock = org.Caller{Clock: true}

// caller is whoever speaks through a key.
func (k Key) caller() org.Caller { return org.Caller{Via: k.ID} }

// Report takes a request. Errors are those of a report, each before anything was taken.
func (x *Open311) Report(ctx context.Context, r Request) (Taken, error) {
	token, err := x.newToken()
	if err != nil {
		return Taken{}, fault.New(fault.Internal, "internal").By(err)
	}
	b := r.Report
	b.Source, b.Via = matter.FromResident, &matter.Via{Key: r.Key.ID, Name: r.Key.Name, Token: digestOf(token)}
	caller := r.Key.caller()
	caller.Voice, caller.Doubt = r.Voice, r.Doubt
	res, err := x.Desk.Do(ctx, caller, desk.Command{ID: r.ID, Body: &b, Contact: r.Contact})
	if err != nil {
		return Taken{}, err
	}
	out := Taken{Token: token, Receipt: res.Receipt}
	x.told(ctx, "pictures", x.queue(ctx, res, r.Key, r.Media, true))
	if x.Policy().Realtime(b.Category) {
		public, err := x.atOnce(ctx, res.Matter)
		if x.told(ctx, "at once", err); public {
			out.Matter = res.Matter
		}
	}
	x.told(ctx, "token", x.Desk.CatchUp(ctx, Follower))
	return out, nil
}

// told logs what failed behind a report that was taken.
func (x *Open311) told(ctx context.Context, what string, err error) {
	if err != nil && x.Log != nil {
		x.Log.WarnContext(ctx, "open311: a report was taken, what follows it failed", "what", what,
			"error", err.Error())
	}
}

// atOnce lists a report by rule and lets it out, and says whether everybody may see it now. A report that somebody must
// read first is left as it is.
func (x *Open311) atOnce(ctx context.Context, id int64) (bool, error) {
	m, err := x.Desk.Matter(ctx, clock, id)
	if err != nil || m.State != matter.Reported || m.Doubt != "" || !x.releases.Ruleable(m) {
		return false, err
	}
	_, err = x.Desk.Do(ctx, clock, desk.Command{ID: desk.Once("open311 list", id), Matter: id,
		Body: &matter.List{Category: m.Category}})
	if err != nil {
		return false, err
	}
	if out, err := x.releases.Rule(ctx, id); err != nil || !out {
		return false, err
	}
	_, err = x.releases.Fresh(ctx, id)
	return err == nil, err
}

// Allow counts what a key sends in a day. The fault is georeport_day once it is too much.
func (x *Open311) Allow(k Key) error {
	most, day := x.Policy().Open311.Day, int64(x.Now())/(24*3600*1_000_000)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.sent == nil || x.day != day {
		x.day, x.sent = day, map[int64]int{}
	}
	if x.sent[k.ID] >= most {
		return fault.New(fault.Denied, "georeport_day", "max", most)
	}
	x.sent[k.ID]++
	return nil
}

// Token is what became of the report behind a token: its number once everybody may see it, or that of the matter it was
// merged into; 0 before, with its state. The fault is georeport_token for one that nobody has.
func (x *Open311) Token(ctx context.Context, token string) (int64, matter.State, error) {
	var id int64
	err := x.DB.Read().QueryRow(ctx, "SELECT matter FROM open311_tokens WHERE city = $1 AND token = $2", x.City,
		digestOf(token)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, fault.New(fault.Missing, "georeport_token")
	}
	if err != nil {
		return 0, 0, store.Explain(err)
	}
	m, err := x.Desk.Matter(ctx, clock, id)
	if err != nil {
		return 0, 0, err
	}
	lives, err := x.Desk.Survivor(ctx, m)
	if err != nil {
		return 0, 0, err
	}
	_, err = x.releases.One(ctx, lives.ID)
	if err == nil {
		return lives.ID, m.State, nil
	}
	if fault.Of(err).Kind == fault.Missing {
		err = nil
	}
	return 0, m.State, err
}

// letters of a token: none that is mistaken for another.
var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newToken is a code of 160 bits.
func (x *Open311) newToken() (string, error) {
	b := make([]byte, 20)
	_, err := io.ReadFull(x.Rand, b)
	return letters.EncodeToString(b), err
}

// digestOf is what is kept of a token.
func digestOf(token string) string {
	h := sha256.Sum256([]byte("open311 token " + strings.ToLower(token)))
	return hex.EncodeToString(h[:16])
}
