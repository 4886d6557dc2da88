// Package desk is the one door for every write, and the guard before every read.
//
// A write travels one way: a face hands in a Command with a Caller; the desk finds out in org whether he may, gathers
// the facts, lets matter.Decide speak, and has the ledger append. A read asks org what the Caller may see before
// views answers. Faces hold no rule and reach no table; what is forbidden here is forbidden everywhere.
//
// It owns the side tables that are not history: uploads waiting for a command, and the reporters' personal data,
// encrypted under a key per matter and bound to it, so that forgetting is destroying a key. It never reads a clock of
// its own.
package desk

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
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
	Now    func() calendar.Instant // Unix microseconds
	Secret []byte                  // 32 bytes: receipts and personal data hang on it
	Rand   io.Reader
	Log    *slog.Logger
	Hash   string // "sm3" or "sha256", for a city that is new; "" for the policy's
	Group  int    // commands per transaction, 0 for the ledger's default

	// Forgot is told of personal data that this program erased, so that it is kept outside the database; nil for
	// nobody.
	Forgot func(Forgotten) error

	// Acts are what may be declared beside matters, and by whom.
	Acts org.Acts
}

// Knows are facts that parts have for decisions about matters, in the transaction of the decision.
type Knows struct {
	// Point says whether there is such a point, for a report that names one.
	Point func(ctx context.Context, r store.Reader, id int64) (bool, error)

	// Within is which of some areas, or which area below one of them, holds a spot (WGS-84 degrees); 0 where nobody
	// knows their boundaries.
	Within func(ctx context.Context, r store.Reader, areas []area.Code, lat, lng float64) (area.Code, error)

	// Files counts the uploaded files that hang on a matter, for a step that policy asks them for.
	Files func(ctx context.Context, r store.Reader, id int64) (int, error)

	// Ends says why a person's case may not be struck off yet; nil where it may.
	Ends func(ctx context.Context, r store.Reader, id int64) error

	// Looks are the events of parts that say that somebody outside read of a case; their code says what he is.
	Looks []event.Type

	// Doubt says of a resident's report why a person should look at it before it joins the others; "" for none.
	Doubt func(ctx context.Context, r store.Reader, b *matter.Report) (matter.Doubt, error)

	// Duty is who is on duty for an area at an instant, by the rota 值班, and until when; nobody where none is set.
	Duty func(ctx context.Context, r store.Reader, a area.Code, now calendar.Instant) ([]matter.Member, error)

	// Open counts what of a part's is open in an area and all below it, for whoever abolishes it.
	Open []Opens

	// Absences are the strike-offs among which those lie that a matter may have come back after, for what lists it.
	Absences func(ctx context.Context, r store.Reader, m *matter.Matter, category string,
		rule matter.RecurrenceRule) ([]matter.Absence, error)
}

// Opens counts one kind of things that are open in an area and below it. Key is a plain word, as in "points".
type Opens struct {
	Key   string
	Count func(ctx context.Context, r store.Reader, in area.Code) (int64, error)

	// Of counts those that a unit answers for, for whoever abolishes it; nil where units do not.
	Of func(ctx context.Context, r store.Reader, unit int64) (int64, error)
}

// Joined is what parts bring: views behind those of the organisation and the matters, followers, facts.
type Joined struct {
	Views     []ledger.View
	Followers []ledger.Follower
	Knows     Knows
}

// Desk is one city's door. Safe for concurrent use.
type Desk struct {
	city   int64
	db     *store.DB
	blobs  *blob.Store
	now    func() calendar.Instant
	secret []byte
	rand   io.Reader
	log    *slog.Logger
	knows  Knows
	acts   org.Acts
	forgot func(Forgotten) error
	group  int
	hash   string
	views  *views.Set
	ledger *ledger.Ledger
	Auth   *org.Auth

	loading sync.Mutex // one reading of the organisation at a time
	changes sync.Mutex // one change of the organisation or the policy at a time
	org     atomic.Pointer[org.Org]
	rules   atomic.Pointer[rules]

	draining  atomic.Bool
	developed developed
	boundTo   []byte // the command up to which Bind has looked; nil before it began. The job's alone
}

// rules are the policy in force and what follows from it.
type rules struct {
	*policy.Policy
	cal *calendar.Calendar
}

// CoreSteps are the steps of the tables that every city has, whatever its parts.
func CoreSteps() []store.Step {
	return slices.Concat(ledger.Steps(), org.Steps(), views.Steps(), Steps())
}

// New makes the desk of a city on a migrated database and loads its organisation and the policy in force. Parts are
// made with it; commands are taken from Start on.
func New(ctx context.Context, c Config) (*Desk, error) {
	d := &Desk{city: c.City, db: c.DB, blobs: c.Blobs, now: c.Now, secret: c.Secret, rand: c.Rand,
		log: c.Log, acts: c.Acts, forgot: c.Forgot,
		group: c.Group, hash: c.Hash, views: views.All(c.City)}
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
	return d, d.reload(ctx)
}

// Start starts the ledger's writer with what the parts bring.
func (d *Desk) Start(ctx context.Context, j Joined) error {
	o := LedgerOptions(d.city, d.Policy().Hash, d.now, d.views)
	o.Caught, o.Group = d.caught, d.group
	o.Views, o.Followers = append(o.Views, j.Views...), append(o.Followers, j.Followers...)
	if d.hash != "" {
		o.Hash = d.hash
	}
	d.knows = j.Knows
	var err error
	if d.ledger, err = ledger.Open(ctx, d.db, o); err != nil {
		return err
	}
	d.Auth = &org.Auth{City: d.city, DB: d.db.Read(), W: d.ledger, Rand: d.rand, Now: d.now,
		Secret: d.secret, Log: d.log, R: recorder{d}}
	if n, err := d.Auth.Term(ctx); err != nil {
		return err
	} else if n > 0 {
		d.log.WarnContext(ctx, "keys without an end end a year from now", "keys", n)
	}
	return d.reload(ctx)
}

// LedgerOptions are a city's ledger with its views, for opening and for rebuilding.
func LedgerOptions(city int64, hash string, now func() calendar.Instant, v *views.Set) ledger.Options {
	return ledger.Options{City: city, Hash: hash, Now: now, Views: v.Views(), Followers: v.Followers()}
}

// Close stops the writer after the commands it has taken.
func (d *Desk) Close() { d.ledger.Close() }

// City is the city's number.
func (d *Desk) City() int64 { return d.city }

// Now is the desk's clock in Unix microseconds.
func (d *Desk) Now() calendar.Instant { return d.now() }

// Org is the organisation as it stands. The value does not change; ask again for a newer one.
func (d *Desk) Org() *org.Org { return d.org.Load() }

// Policy is the policy in force.
func (d *Desk) Policy() *policy.Policy { return d.rules.Load().Policy }

// Calendar is the working time in force.
func (d *Desk) Calendar() *calendar.Calendar { return d.rules.Load().cal }

// Exclusive writes side tables of a part on the ledger's turn; see ledger.Exclusive.
func (d *Desk) Exclusive(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return d.ledger.Exclusive(ctx, fn)
}

// CatchUp waits until the followers of some names, or without a name all of them, know what happened until now.
func (d *Desk) CatchUp(ctx context.Context, followers ...string) error {
	return d.ledger.CatchUp(ctx, followers...)
}

// Ledger is for the commands that prove or rebuild it; faces have no use for it.
func (d *Desk) Ledger() *ledger.Ledger { return d.ledger }

// Ready says whether a command could be taken now: nil, or what a command would be refused with. It answers within
// seconds whatever the database does.
func (d *Desk) Ready(ctx context.Context) error {
	if d.draining.Load() {
		return fault.New(fault.Busy, "try_again")
	}
	return d.ledger.Ready(ctx)
}

// There is a context that ends, with the cause, while the database does not answer.
func (d *Desk) There() context.Context { return d.ledger.There() }

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
	d.org.Store(o.WithActs(d.acts))
	return nil
}

// caught takes over what other processes changed in the organisation and in the policy; those events have no subject.
func (d *Desk) caught(ctx context.Context, r store.Reader, from, to int64) error {
	org, rules, err := ledger.Loose(ctx, r, d.city, from, to, views.PolicySetType)
	if err != nil || org == 0 {
		return err
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
