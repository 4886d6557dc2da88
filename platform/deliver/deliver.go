// Package deliver puts messages on the wire: mail, text messages by a city's gateway, the group robots of 企业微信, 钉钉
// and 飞书, and webhooks; and it reads what comes back to a mailbox as undeliverable. It knows nothing of what they say.
//
// It owns the form and the signature that each receiver has published, the meaning of their answers, and the guard
// that keeps messages from being used to reach into the city's own network: an address is judged where it leads, at
// the moment of connecting, not by its name. It keeps no state and no clock. No secret ever stands in an error:
// robots carry their keys in the address.
package deliver

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"
)

// The kinds of channel.
const (
	Email    = "email"
	WeCom    = "wecom"
	DingTalk = "dingtalk"
	Feishu   = "feishu"
	Webhook  = "webhook"
	Text     = "sms" // text messages by a gateway 短信
)

// Message is what is sent. Robots take Subject and Text, webhooks JSON, mail all but JSON and Params, a gateway of text
// messages Params.
type Message struct {
	Subject, Text, HTML string
	JSON                []byte
	Params              map[string]string // what a template of text messages may name, see SMS
	To                  string            // mail address, or a phone's number in digits
	ID                  string            // the same again is the same message
	At                  time.Time

	// Return is where a mail that cannot be delivered comes back to; "" for the sender's address.
	Return string

	// Unsubscribe is an https address that ends such mail when it gets the POST of RFC 8058; "" for none.
	Unsubscribe string

	// Answer is filled in with what a robot or a webhook answered; nil for who does not want to know.
	Answer *Answer
}

// Answer is what a receiver said, whether it took the message or not; the zero value when it said nothing.
type Answer struct {
	Status int
	Text   string // its beginning
}

// Channel is where to. AllowHosts are hosts (or host:port) inside the own network that an administrator allows.
type Channel struct {
	Kind, URL, Secret    string
	Former               string // the secret of before, while a webhook's receiver may still check by it
	From, User, Password string
	AllowHosts           []string
	SMS                  SMS // how its gateway wants text messages
}

// Kind is what an error means for trying again.
type Kind int

// The kinds of error.
const (
	Later   Kind = iota // it may work another time
	Refused             // it will never work as it is
)

// Error is why a message was not taken. Text is for an administrator.
type Error struct {
	Kind   Kind
	After  time.Duration // the receiver asked for this pause; 0 when it did not
	Status int           // of HTTP or SMTP, 0 without an answer
	Text   string

	Whom   bool // it is the recipient's address that was refused
	Unsure bool // the message may have gone out all the same: whoever must not send it twice asks a person
}

func (e *Error) Error() string { return e.Text }

// Silent is the text of an error: nothing came back in time.
const Silent = "no answer in time"

// Options of a Sender. Now is required.
type Options struct {
	Now     func() time.Time
	Timeout time.Duration  // of one message; 0 is ten seconds
	RootCAs *x509.CertPool // nil for the system's
}

// Sender sends. Safe for concurrent use.
type Sender struct{ Options }

// New makes a sender.
func New(o Options) *Sender {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	return &Sender{o}
}

// Send sends one message and waits for the receiver's word. Errors are *Error.
func (s *Sender) Send(ctx context.Context, c Channel, m Message) error {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" {
		return &Error{Kind: Refused, Text: "the channel has no address"}
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	allowed := slices.Contains(c.AllowHosts, u.Host) || slices.Contains(c.AllowHosts, u.Hostname())
	switch c.Kind {
	case Email:
		err = s.mail(ctx, c, m, u, allowed)
	case Text:
		err = s.text(ctx, c, m, u, allowed)
	default:
		err = s.post(ctx, c, m, u, allowed)
	}
	return explain(err)
}

// errUnsure says that the message was handed over and no answer came.
var errUnsure = errors.New("no answer")

// explain gives errors of the network a kind, and takes addresses out of them.
func explain(err error) error {
	var known *Error
	var ue *url.Error
	var ne net.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, errUnsure):
		return &Error{Unsure: true, Text: "no answer after the message was handed over: it may have gone out"}
	case errors.Is(err, ErrInside):
		return &Error{Kind: Refused, Text: ErrInside.Error()}
	case errors.As(err, &ne) && ne.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return &Error{Text: Silent}
	case errors.As(err, &ue):
		return &Error{Text: fmt.Sprintf("no connection: %v", ue.Err)}
	}
	return &Error{Text: err.Error()}
}
