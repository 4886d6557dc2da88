// Package deliver puts messages on the wire.
package deliver

import (
	"context"
	"time"
)

// Message is what is sent.
type Message struct {
	Subject, Text, HTML string
	JSON                []byte
	To, ID              string
	At                  time.Time
}

// Channel is where to.
type Channel struct {
	Kind, URL, Secret    string
	From, User, Password string
	AllowHosts           []string
}

// Kind is what an error means for trying again.
type Kind int

// The kinds.
const (
	Later Kind = iota
	Refused
)

// Error is why a message was not taken.
type Error struct {
	Kind   Kind
	After  time.Duration
	Status int
	Text   string
}

func (e *Error) Error() string { return e.Text }

// Options of a Sender.
type Options struct{ Now func() time.Time }

// Sender sends.
type Sender struct{ o Options }

// New makes one.
func New(o Options) *Sender { return &Sender{o} }

// Send sends one message.
func (s *Sender) Send(context.Context, Channel, Message) error { return &Error{Text: "not yet"} }
