// Package part is what a capability says of itself, once, in one value in its own folder: its tables, what it keeps
// by the ledger's events, what it does by the clock, what it proves, its acts and who may declare them, what waits
// for a person, its sentences. Everything that opens, migrates, follows, ticks, verifies, routes or greets ranges
// over a list of these values; package city holds the list.
//
// It owns no table and no rule. A part is made in one step from one Base that is whole; a part that needs another one
// stands behind it in the list and asks for its value by its type (Get).
package part

import (
	"context"
	"io"
	"log/slog"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// Part is one capability. All fields but Name may be empty.
type Part struct {
	Name  string       // one word; it stands in the database and on the command line. Two are older than their folder
	Uses  []string     // other parts whose packages it imports or whose values it asks for; they stand before it
	Steps []store.Step // of its tables
	Acts  []org.Act    // events about no matter, and who may declare them
	Words string       // sentences, as the files of package lang have them

	// Make makes the part of a city. Where Base.Desk is nil the city is not at work: only Views and Followers are used.
	Make func(Base) (Made, error)

	// Check proves the part's tables against the events and tells what does not hold, each fault with its table's
	// name in front. What follows the ledger is compared as of its own cursor (ledger.Upto), never as of the end. It
	// reads only, and only rows of the city: others may lie in the same database. r sees one instant.
	Check func(ctx context.Context, r store.Reader, city int64, progress Progress, tell func(what string)) error

	// Files are the names of the files, each the hash of what is in it, that an event of this part rests on; nothing
	// for an event of another part. verify proves that they are there. nil for none ever. Photos of matters are
	// known.
	Files func(ledger.Event) ([]string, error)

	// Stands says how far the part has come by cursors that it keeps in tables of its own; nil for none.
	Stands func(ctx context.Context, r store.Reader, city, head int64) ([]ledger.Stand, error)
}

// Progress is told how many of how many are done.
type Progress = func(done, total int64)

// Base is what every part is made from; one value for all of them.
type Base struct {
	City    int64
	DB      *store.DB
	Desk    *desk.Desk // nil where the views are made anew: nobody works then
	Org     func() *org.Org
	Policy  func() *policy.Policy
	Now     func() calendar.Instant // Unix microseconds
	Secret  []byte                  // 32 bytes
	Rand    io.Reader
	Log     *slog.Logger
	SealKey string // file of the key that signs the seals, made when it is first used
	BaseURL string // the address people reach the city at, for links in messages; "" for none
	Folder  string // of the city's data, shared by its programs: for files that can be made again; "" for none

	// Send puts a message on the wire.
	Send func(context.Context, deliver.Channel, deliver.Message) error

	// Fetch reads what lies at an address that a stranger named, at most so many bytes, and never reaches into an
	// inside network; see deliver.Sender.Fetch.
	Fetch func(ctx context.Context, address string, most int64) ([]byte, error)

	Others *Values // of the parts before this one
	Aside  *Aside  // of this part: items that failed and wait for their next try
}

// Made is a part of a city at work.
type Made struct {
	Value     any // what rooms and later parts ask for
	Views     []ledger.View
	Followers []ledger.Follower
	Jobs      []Job

	// Knows are facts that this part has for decisions about matters.
	Knows desk.Knows

	// Tells are what its acts mean to whom.
	Tells []Telling

	// Waits says what waits for a person, for his home page; nil for nothing ever.
	Waits func(ctx context.Context, caller org.Caller) ([]Waiting, error)

	// Watches says which problems a person reads today beside those of his posts; nil for none ever.
	Watches func(ctx context.Context, person int64) ([]org.Watch, error)

	// End ends what somebody began and what goes on by itself, for a program that is about to leave. It is called
	// before Settle, and nothing begins afterwards. nil for nothing.
	End func(ctx context.Context) error

	// Settle brings what the part does behind the followers to the ledger's end, for a program that is about to leave;
	// nil for nothing.
	Settle func(ctx context.Context) error
}

// Waiting is something that waits for a person, beside the matters of his worklist.
type Waiting struct {
	Key  string // of its sentence, which may name {n}
	N    int    // how many
	More bool   // there are more than N
	Path string // where he finds it
}

// Job is what a part does by the clock. It runs in a goroutine of its own, in one process of a city at a time, so it
// may take its time; it must end soon after its context does, and must do no harm when it is done twice.
type Job struct {
	Name  string        // of its lease; "" for the part's name
	Every time.Duration // between two runs; 0 for a second
	Limit time.Duration // after which it is given up, and another process may try; 0 for a minute
	Alone bool          // not part of Tick: it takes long, or waits for the network

	// Do does what is due and says how much that was.
	Do func(ctx context.Context) (done int, err error)
}

// The defaults of a Job.
const (
	JobEvery = time.Second
	JobLimit = time.Minute
)

// Plain makes a Check of one that tells no progress.
func Plain(check func(context.Context, store.Reader, int64,
	func(string)) error) func(context.Context, store.Reader, int64,
	Progress, func(string)) error {
	return func(ctx context.Context, r store.Reader, city int64, _ Progress, tell func(string)) error {
		return check(ctx, r, city, tell)
	}
}
