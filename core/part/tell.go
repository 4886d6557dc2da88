package part

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Telling is what a part's acts mean to whom. Nothing of a reporter may be among it.
type Telling struct {
	Types []event.Type // of the events

	// Tell says it of one event, in the transaction that puts it into inboxes. That may be long after the event: it
	// reads its subject as of the event (ledger.EachOf), never as it stands.
	Tell func(ctx context.Context, r store.Reader, e ledger.Event) ([]Message, error)
}

// Message is one thing that is told to some people. Whoever did it is never told, and nobody twice of one event.
type Message struct {
	Kind   string    // names the sentence: notify.<kind>
	People []int64   // ids of persons
	Units  []int64   // whose robots are told too
	Areas  bool      // the robots of the areas above At are told too
	Urgent bool      // it does not wait for the morning's digest
	At     area.Code // where it is

	// What the sentence may name.
	Title, Area string
	Due         calendar.Instant // µs
	N           int
	Path        string // on this site
}

// Tells are what the parts tell; notify asks once all are made.
func (v *Values) Tells() []Telling { return v.tells }

// AddTells adds what a part tells.
func (v *Values) AddTells(t ...Telling) { v.tells = append(v.tells, t...) }
