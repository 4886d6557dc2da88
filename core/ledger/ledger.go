// Package ledger is the truth: an append-only list of events per city, each carrying the hash of the one before.
//
// It owns the tables events, commands, heads and cursors, the order in which things happened, and the turn in which
// this process writes. It is the only package that writes events; it never changes or removes one. It knows neither
// what an event means (package matter does) nor who may cause it (package desk asks), and it holds no clock of its
// own.
//
// A write travels so: Append puts a Request in the queue; the city's one writer takes all that wait, up to
// Options.Group, into one transaction; each Decide sees what those before it did; events are appended and the views
// told; one commit makes the group durable; then all are answered.
//
// Followers are fed by one reader (feed). When a group is committed, its events stay in memory for a while (recent);
// events that are older, or that another process wrote, are read from the database. The reader lets events gather for
// a quarter of a second, then takes the next ones once and gives each follower those of the types it asked for. All
// work of one turn is done in one transaction on the writer's turn, each follower's inside a savepoint, and all
// cursors move with it: also those of followers that asked for none of the events, within a second and before CatchUp
// answers. A follower that fails, is slow (over 25 ms for 64 events, twice in a row), was moved by another process or
// is far behind leaves that transaction (apart): a goroutine feeds it from its own cursor in slices of its own size,
// after a failure with growing pauses, and brings it back when it has reached the head. Of several processes only the
// one with the lease LeaseFollow feeds; the others look how far it came.
//
// Invariants:
//   - Sequence numbers of a city begin at 1 and have no gaps; instants never go back, whatever the clock does.
//   - A command id is executed once. A repeat, even years later, gets the first answer.
//   - A command's events, its views and its side rows are committed together or not at all, and nobody is answered
//     before they are durable.
//   - Synchronous views are never ahead of or behind the head; followers may lag and say by how much.
package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// What a Draft may say of its subject instead of naming it.
const (
	New  int64 = 0  // a new subject, whose id is the event's own sequence number
	None int64 = -1 // no subject: organisation, policy
	Same int64 = -2 // the subject of the draft before it in the same request
)

// Limits on what one event may carry.
const (
	MaxBody = 1 << 20 // bytes of JSON
	MaxType = 64      // bytes
)

// The errors of this package; test with errors.Is. Those of package store (ErrNoSpace, ErrLocked …) come through
// unchanged.
var (
	ErrClosed         = errors.New("the ledger is closed")
	ErrForeignCommand = errors.New("this command id was used by somebody else")
	// the id is remembered with another Digest; the error is an *OtherContentError
	ErrOtherContent = errors.New("this command id was used for something else")

	ErrBadRequest  = errors.New("the request cannot be recorded")
	ErrBadScheme   = errors.New("unknown hash scheme")
	ErrOtherScheme = errors.New("the ledger was begun with another hash scheme")
	ErrRebuild     = errors.New("the views must be rebuilt first")
)

// Event is one thing that happened. Its fields are never changed once it is appended.
type Event struct {
	City    int64            // number of the city
	Seq     int64            // place in the city's ledger, from 1
	At      calendar.Instant // Unix microseconds
	Type    event.Type       // as in "reported"
	Subject int64            // id of what it is about: the Seq of that subject's first event; 0 = none
	Actor   int64            // id of the person; 0 = a resident or the clock
	Command ID               // what caused it; events of one command are neighbours
	Body    json.RawMessage  // as stored, byte for byte
	Hash    [32]byte         // over the previous event's hash and all fields above
	memo    *memo            // nil unless several look at it
}

// memo is what was made of an event, for those who look at it next.
type memo struct{ kept atomic.Pointer[any] }

// Keep leaves with an event what was made of it, so that no other view or follower must make it again. Whoever gets it
// must not change it. An event that nobody else will look at forgets it.
func (e Event) Keep(made any) {
	if e.memo != nil {
		e.memo.kept.Store(&made)
	}
}

// Kept is what was left with the event last; nil when it was nothing.
func (e Event) Kept() any {
	if e.memo == nil {
		return nil
	}
	if made := e.memo.kept.Load(); made != nil {
		return *made
	}
	return nil
}

// Draft is an event that a Decide wants to happen.
type Draft struct {
	Type    event.Type // 1 to MaxType bytes of printable ASCII
	Subject int64      // an id, or New, None or Same
	Body    any        // marshalled as JSON; a json.RawMessage is taken as it is once it is valid
}

// OtherContentError says that a command with the same id said something else; Answer is that one's.
type OtherContentError struct{ Answer Answer }

func (e *OtherContentError) Error() string { return ErrOtherContent.Error() }

func (e *OtherContentError) Unwrap() error { return ErrOtherContent }

// Request is one command.
type Request struct {
	ID    ID    // made by the client; a repeat of it gets the first answer
	Actor int64 // the person; 0 = a resident or the clock
	// of what the command says, at most 64 bytes: a repeat with another one is refused. nil, and a remembered nil, are
	// not compared.
	Digest []byte
	// the subject that Decide will look at, 0 for none: a hint, so that views read those of a whole group at once
	About int64

	// Decide looks at the current state through tx and gives the events to append, or an error, which refuses the
	// command: the caller gets the error and nothing is written. It may write side rows through tx; they share the
	// fate of its events. No drafts and no error means that there is nothing to do: the answer is empty and the id is
	// not remembered. now is the instant of its events in Unix microseconds. It runs on the writer's turn: it must be
	// quick, must not wait for other appends, and must not keep tx. A panic in it refuses the command.
	Decide func(ctx context.Context, tx *store.Tx, now calendar.Instant) ([]Draft, error)
}

// Answer says what became of a Request.
type Answer struct {
	First, Last int64            // sequence numbers of its events
	Subject     int64            // subject of its first event
	At          calendar.Instant // when they happened, Unix microseconds
	Repeated    bool             // the command had been executed before; these are the facts of that time
}

// View keeps tables that are never behind the ledger. It is called on the writer's turn only, in the transaction of
// the events.
type View interface {
	Name() string // never changes; a new meaning of the tables gets a new name, so that they are rebuilt
	Reset(ctx context.Context, tx *store.Tx) error
	Begin(tx *store.Tx) // a group begins: forget whatever was gathered and not flushed
	Apply(ctx context.Context, tx *store.Tx, e Event) error
	Flush(ctx context.Context, tx *store.Tx) error // the group ends: write what was gathered
}

// Newcomer is a View that says which types of events it folds, as Follower.Types does. Where the ledger holds none of
// them its tables are empty and it begins by itself; any other view that an earlier program did not know wants a
// rebuild.
type Newcomer interface{ Types() []event.Type }

// begins says that a view has nothing to learn from the ledger.
func begins(ctx context.Context, r store.Reader, city int64, v View) (bool, error) {
	n, ok := v.(Newcomer)
	if !ok {
		return false, nil
	}
	found := false
	err := EachType(ctx, r, city, 0, 1, n.Types(), func(Event) error { found = true; return nil })
	return !found, err
}

// Preloader is a View that can read what a group's commands are about in one go, before the first of them is decided.
// It is an offer: a subject may be given that does not exist.
type Preloader interface {
	Preload(ctx context.Context, tx *store.Tx, subjects []int64) error
}

// Follower keeps tables that may lag. Apply gets the events of its Types in order, each at least once, and its writes
// are committed with its cursor. What the tables hold must be a function of the events up to the cursor, however they
// were cut into slices; a follower that reads other tables as they stand now says so in its comment.
type Follower interface {
	Name() string // never changes; under a new name it begins anew

	// Types are the types of the events it uses, nil for all: each exact, or with a dot at the end all that begin so,
	// as "matter.". Events of other types may be left out.
	Types() []event.Type

	// Reset empties the tables. Apply gets at least one event, must not change what it gets, and may run again after
	// its writes were taken back.
	Reset(ctx context.Context, tx *store.Tx) error
	Apply(ctx context.Context, tx *store.Tx, events []Event) error
}

// Renamed is a Follower whose tables have a new meaning under a new name. Were are the names that it had: where it
// begins anew, their cursors go.
type Renamed interface{ Were() []string }

// Options says how a city's ledger is run.
type Options struct {
	City      int64
	Hash      string                  // "sm3" or "sha256"; what the ledger was begun with stays
	Now       func() calendar.Instant // Unix microseconds
	Views     []View                  // in this order within each event
	Followers []Follower
	Group     int           // most commands in one commit; 0 means 256
	Wait      time.Duration // how long a command waits for its answer at most; 0 means twelve seconds

	// Caught is told that other processes appended the events after from, up to to, before this process goes on; nil
	// where nothing is kept in memory. It may be called from two goroutines at once.
	Caught func(ctx context.Context, r store.Reader, from, to int64) error
}

// Head is the end of a ledger.
type Head struct {
	City, Seq int64
	At        calendar.Instant
	Hash      [32]byte
	Scheme    string
}

// Ledger is one city's open ledger. It is safe for concurrent use.
type Ledger struct {
	db    *store.DB
	opts  Options
	chain *chain
	head  atomic.Pointer[Head]

	commands chan *waiting
	sides    chan *side
	slices   chan *side
	quit     chan struct{} // closed: take nothing more
	ended    chan struct{} // closed: the writer is gone

	following []*following
	feed      *feed
	recent    recent
	reads     atomic.Int64 // times that events were read from the database for followers
	leases    *leases
	turns     turns
	presence  *presence
	wait      sync.WaitGroup
	close     sync.Once
}

// Open begins or goes on with the city's ledger and starts its writer. It gives ErrOtherScheme when the ledger was
// begun with another hash, and ErrRebuild when a view is new to a ledger that has events, or a rebuild was
// interrupted: run Rebuild, then open again.
func Open(ctx context.Context, db *store.DB, opts Options) (*Ledger, error) {
	opts, err := opts.filled()
	if err != nil {
		return nil, err
	}
	l := &Ledger{
		db: db, opts: opts,
		commands: make(chan *waiting, 4*opts.Group),
		sides:    make(chan *side, 64),
		slices:   make(chan *side, len(opts.Followers)+1),
		quit:     make(chan struct{}),
		ended:    make(chan struct{}),
		leases:   newLeases(),
		presence: newPresence(),
	}
	if l.chain, err = newChain(opts.Hash); err != nil {
		return nil, err
	}
	if err := db.Write(ctx, func(tx *store.Tx) error { return l.begin(ctx, tx) }); err != nil {
		return nil, fmt.Errorf("open ledger of city %d: %w", opts.City, err)
	}
	l.startFollowers()
	go l.run()
	if db.Shared() {
		l.wait.Add(2)
		go l.watch()
		go l.keepLeases()
	}
	return l, nil
}

func (o Options) filled() (Options, error) {
	if o.Group <= 0 {
		o.Group = 256
	}
	if o.Wait <= 0 {
		o.Wait = answerWait
	}
	if o.Hash == "" {
		o.Hash = SM3
	}
	if o.Now == nil {
		return o, fmt.Errorf("%w: a ledger needs a clock", ErrBadRequest)
	}
	if o.City <= 0 {
		return o, fmt.Errorf("%w: city %d", ErrBadRequest, o.City)
	}
	names := map[string]bool{}
	for _, v := range o.Views {
		names[viewCursor(v.Name())] = true
	}
	for _, f := range o.Followers {
		names[f.Name()] = true
		if slices.Contains(f.Types(), "") {
			return o, fmt.Errorf("%w: follower %s asks for events of no type", ErrBadRequest, f.Name())
		}
	}
	if len(names) != len(o.Views)+len(o.Followers) {
		return o, fmt.Errorf("%w: two views have one name", ErrBadRequest)
	}
	return o, nil
}

// begin makes the head row of a new ledger, or proves that this one can be gone on with.
func (l *Ledger) begin(ctx context.Context, tx *store.Tx) error {
	h, err := readHead(ctx, tx, l.opts.City, tx.ForUpdate())
	if err != nil {
		return err
	}
	if h == nil {
		h = &Head{City: l.opts.City, Hash: l.chain.genesis(l.opts.City), Scheme: l.opts.Hash}
		_, err := tx.Exec(ctx, "INSERT INTO heads (city, seq, hash, at, scheme) VALUES ($1, 0, $2, 0, $3)", h.City,
			h.Hash[:], h.Scheme)
		if err != nil {
			return err
		}
	}
	if h.Scheme != l.opts.Hash {
		return fmt.Errorf("%w: %s, not %s", ErrOtherScheme, h.Scheme, l.opts.Hash)
	}
	if err := readyViews(ctx, tx, l.opts, h.Seq); err != nil {
		return err
	}
	l.head.Store(h)
	return nil
}

// Head is the end of the ledger after the last commit of this process.
func (l *Ledger) Head() Head { return *l.head.Load() }

// Close lets the running group finish, refuses what still waits with ErrClosed, and stops the followers. It does not
// close the database.
func (l *Ledger) Close() {
	l.close.Do(func() { close(l.quit) })
	<-l.ended
	l.wait.Wait()
	if l.db.Shared() {
		l.release()
	}
}

// pause waits for d, or for less when the ledger is closed or woken.
func (l *Ledger) pause(d time.Duration, wake <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-wake:
	case <-l.quit:
	}
}
