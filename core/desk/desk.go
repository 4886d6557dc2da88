// Package desk is the one door for every write, and the guard before every read.
//
// A write travels one way: a face hands in a Command with a Caller; the desk finds out in org whether he may, gathers
// the facts, lets matter.Decide speak, and has the ledger append. A read asks org what the Caller may see before
// views answers. Faces hold no rule and reach no table; what is forbidden here is forbidden everywhere.
//
// It owns the side tables that are not history: uploads waiting for a command, and the reporters' personal data,
// encrypted under a key per matter, so that forgetting is destroying a key. It never reads a clock of its own.
package desk

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// Config is what a desk needs. All fields but Rand and Log are required.
type Config struct {
	City   int64
	DB     *store.DB
	Blobs  *blob.Store
	Now    func() int64 // Unix microseconds
	Secret []byte       // 32 bytes: receipts and personal data hang on it
	Rand   io.Reader
	Log    *slog.Logger
	Hash   string // "sm3" or "sha256", for a city that is new; "" for the policy's
	Group  int    // commands per transaction, 0 for the ledger's default

	// Views are more views of the ledger; those of the organisation and the matters stand before them.
	Views []ledger.View

	// Point says whether there is such a point, in the transaction of a report that names one; nil where there are
	// none.
	Point func(ctx context.Context, r store.Reader, id int64) (bool, error)

	// Offs are the strike-offs among which those lie that a matter may have come back after, in the transaction that
	// lists it; nil where nobody remembers.
	Offs func(ctx context.Context, r store.Reader, m *matter.Matter, category string,
		rule matter.Return) ([]matter.Off, error)

	// Follow makes more followers of the ledger. The organisation and the policy are there when it is called,
	// commands are not.
	Follow func(*Desk) []ledger.Follower
}

// Desk is one city's door. Safe for concurrent use.
type Desk struct {
	city   int64
	db     *store.DB
	blobs  *blob.Store
	now    func() int64
	secret []byte
	rand   io.Reader
	log    *slog.Logger
	point  func(ctx context.Context, r store.Reader, id int64) (bool, error)
	offs   func(ctx context.Context, r store.Reader, m *matter.Matter, category string,
		rule matter.Return) ([]matter.Off, error)
	views  *views.Set
	ledger *ledger.Ledger
	Auth   *org.Auth

	loading sync.Mutex // one reading of the organisation at a time
	changes sync.Mutex // one change of the organisation or the policy at a time
	org     atomic.Pointer[org.Org]
	rules   atomic.Pointer[rules]

	draining  atomic.Bool
	developed developed
}

// rules are the policy in force and what follows from it.
type rules struct {
	*policy.Policy
	cal *calendar.Calendar
}

// Migrations are all tables of a city, in order.
func Migrations() []store.Migration {
	return []store.Migration{
		{Version: 1, Name: "ledger", SQL: ledger.Schema},
		{Version: 2, Name: "org", SQL: org.Schema},
		{Version: 3, Name: "views", SQL: views.Schema, Only: views.SearchSchema},
		{Version: 4, Name: "desk", SQL: schema},
		{Version: 5, Name: "ladder", SQL: views.LadderSchema},
	}
}

const schema = `
CREATE TABLE uploads (
  city BIGINT NOT NULL, token TEXT NOT NULL, person BIGINT NOT NULL, at BIGINT NOT NULL, photo TEXT NOT NULL,
  PRIMARY KEY (city, token));
CREATE INDEX uploads_at ON uploads (city, at);
CREATE TABLE contacts (
  city BIGINT NOT NULL, command BLOB NOT NULL, key BLOB, data BLOB, forgotten BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (city, command));
CREATE TABLE preferences (
  city BIGINT NOT NULL, person BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (city, person, name));
`

// Open opens a city on a migrated database: it starts the ledger's writer and loads the organisation and the policy
// in force.
func Open(ctx context.Context, c Config) (*Desk, error) {
	d := &Desk{city: c.City, db: c.DB, blobs: c.Blobs, now: c.Now, secret: c.Secret, rand: c.Rand, log: c.Log,
		point: c.Point, offs: c.Offs, views: views.All(c.City)}
	if d.rand == nil {
		d.rand = rand.Reader
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	p, err := d.stored(ctx, c.DB.Read())
	if err != nil {
		return nil, err
	}
	d.enforce(p)
	if err := d.reload(ctx); err != nil {
		return nil, err
	}
	o := LedgerOptions(c.City, p.Hash, c.Now, d.views)
	o.Caught, o.Views = d.caught, append(o.Views, c.Views...)
	if c.Follow != nil {
		o.Followers = append(o.Followers, c.Follow(d)...)
	}
	if o.Group = c.Group; c.Hash != "" {
		o.Hash = c.Hash
	}
	d.ledger, err = ledger.Open(ctx, c.DB, o)
	if err != nil {
		return nil, err
	}
	d.Auth = &org.Auth{City: c.City, DB: c.DB.Read(), W: d.ledger, Rand: d.rand, Now: c.Now}
	return d, d.reload(ctx)
}

// LedgerOptions are a city's ledger with its views, for opening and for rebuilding.
func LedgerOptions(city int64, hash string, now func() int64, v *views.Set) ledger.Options {
	return ledger.Options{City: city, Hash: hash, Now: now, Views: v.Views(), Followers: v.Followers()}
}

// Close stops the writer after the commands it has taken.
func (d *Desk) Close() { d.ledger.Close() }

// City is the city's number.
func (d *Desk) City() int64 { return d.city }

// Now is the desk's clock in Unix microseconds.
func (d *Desk) Now() int64 { return d.now() }

// Org is the organisation as it stands. The value does not change; ask again for a newer one.
func (d *Desk) Org() *org.Org { return d.org.Load() }

// Policy is the policy in force.
func (d *Desk) Policy() *policy.Policy { return d.rules.Load().Policy }

// Calendar is the working time in force.
func (d *Desk) Calendar() *calendar.Calendar { return d.rules.Load().cal }

// Ledger is for the commands that prove or rebuild it; faces have no use for it.
func (d *Desk) Ledger() *ledger.Ledger { return d.ledger }

// Ready says whether a command could be taken now.
func (d *Desk) Ready(ctx context.Context) error {
	if d.draining.Load() {
		return fault.New(fault.Busy, "try_again")
	}
	return d.db.Read().QueryRow(ctx, `SELECT 1`).Scan(new(int))
}

// Drain makes Ready say no from now on; what comes all the same is answered.
func (d *Desk) Drain() { d.draining.Store(true) }

func (d *Desk) reload(ctx context.Context) error { return d.load(ctx, d.db.Read()) }

// load reads the organisation anew. One at a time: whoever comes later reads what is at least as new.
func (d *Desk) load(ctx context.Context, r store.Reader) error {
	d.loading.Lock()
	defer d.loading.Unlock()
	o, err := org.Load(ctx, r, d.city)
	if err != nil {
		return err
	}
	d.org.Store(o)
	return nil
}

// caught takes over what other processes changed in the organisation and in the policy; those events have no subject.
func (d *Desk) caught(ctx context.Context, r store.Reader, from, to int64) error {
	var org, rules int
	err := r.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN type = 'policy.set' THEN 1 ELSE 0 END), 0)
		FROM events
		WHERE city = $1 AND subject = 0 AND seq > $2 AND seq <= $3`, d.city, from, to).Scan(&org, &rules)
	if err != nil || org == 0 {
		return store.Explain(err)
	}
	if rules > 0 {
		p, err := d.stored(ctx, r)
		if err != nil {
			return err
		}
		d.enforce(p)
	}
	return d.load(ctx, r)
}

func (d *Desk) stored(ctx context.Context, r store.Reader) (*policy.Policy, error) {
	src, ok, err := views.Policy(ctx, r, d.city)
	if err != nil {
		return nil, err
	}
	if !ok {
		return policy.Default(), nil
	}
	return policy.Parse(src)
}

func (d *Desk) enforce(p *policy.Policy) { d.rules.Store(&rules{Policy: p, cal: p.Calendar()}) }
