// Package georeport asks other bodies' servers by Open311 GeoReport v2: what they take, what it needs, to take
// something, and what became of it. It reads XML and JSON, whichever a server has, and forgives what servers get
// wrong: objects for arrays and arrays for objects, numbers for strings, nothing for null, dates without a zone.
//
// It knows no city and keeps nothing but which of the two formats a server answered in. It believes no server: an
// answer is bounded in bytes, depth, parts and time, other numbers than those asked for are left out, and it connects
// into the own network only where an administrator allowed the host (deliver.Outside). No key stands in an error, even
// where the server says it back.
package georeport

import (
	"crypto/x509"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Server is where another body takes reports.
type Server struct {
	Base         string   // address of the endpoint: "https://city.example/open311/v2"
	Jurisdiction string   // "" where the server serves one
	Key          string   // its api_key; "" where it asks for none
	AllowHosts   []string // hosts (or host:port) inside the own network that an administrator allows
	Format       string   // "json" or "xml" where it is known, "" to find out
}

// Kind is what an error means for trying again.
type Kind int

// The kinds of error.
const (
	Later   Kind = iota // it may work another time
	Refused             // it will never work as it is
	Unsure              // a report may have been taken all the same: it is not sent again before somebody looked
	Missing             // the server does not know it
)

// Why is what went wrong, as a word that pages have a sentence for.
type Why string

// What may go wrong.
const (
	WhyAddress    Why = "address"    // the server's address is none
	WhyInside     Why = "inside"     // it leads into the own network
	WhyConnection Why = "connection" // no connection
	WhyTime       Why = "time"       // no answer in time
	WhyCut        Why = "cut"        // the answer broke off
	WhyLong       Why = "long"       // the answer is too long, too deep or has too many parts
	WhyPage       Why = "page"       // a page for people in place of an answer
	WhyUnreadable Why = "unreadable" // neither XML nor JSON
	WhyElsewhere  Why = "elsewhere"  // it sends to another host
	WhyKey        Why = "key"        // it does not accept the key
	WhyStatus     Why = "status"     // it refused, see Status and Said
	WhyNothing    Why = "nothing"    // it answered without a number and without a token
)

// Whys lists them.
func Whys() []Why {
	return []Why{WhyAddress, WhyInside, WhyConnection, WhyTime, WhyCut, WhyLong, WhyPage, WhyUnreadable, WhyElsewhere,
		WhyKey, WhyStatus, WhyNothing}
}

// Error is why a server was asked in vain.
type Error struct {
	Kind   Kind
	Why    Why
	Status int           // of HTTP, 0 without an answer
	After  time.Duration // the server asked for this pause; 0 when it did not
	Said   string        // what the server says is wrong, in its words; "" for nothing
}

func (e *Error) Error() string {
	out := "the server: " + string(e.Why)
	if e.Status != 0 {
		out += fmt.Sprintf(" %d", e.Status)
	}
	if e.Said != "" {
		out += ": " + e.Said
	}
	return out
}

// Away says that no server answered at all: the next question would fare no better.
func (e *Error) Away() bool {
	return e.Status == 0 && (e.Why == WhyConnection || e.Why == WhyTime || e.Why == WhyInside || e.Why == WhyAddress)
}

// Options of a Client.
type Options struct {
	Timeout time.Duration    // of one question with its redirects; 0 is fifteen seconds
	RootCAs *x509.CertPool   // nil for the system's
	Zone    *time.Location   // of dates that name none; nil for UTC
	Now     func() time.Time // nil for time.Now
}

// Client asks servers. Safe for concurrent use.
type Client struct {
	Options
	mu     sync.Mutex
	format map[string]string // by base: the format that it answered in
}

// New makes a client.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Client{Options: o, format: map[string]string{}}
}

// The formats.
const (
	asJSON = "json"
	asXML  = "xml"
)

// Format is the format that a server is known to answer in, "" where nobody knows yet.
func (c *Client) Format(s Server) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.format[s.Base]; f != "" {
		return f
	}
	if s.Format == asJSON || s.Format == asXML {
		return s.Format
	}
	return ""
}

// learn keeps which format a server answered in. Whoever names a thousand servers does not fill the memory.
func (c *Client) learn(s Server, format string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.format) > 1000 {
		clear(c.format)
	}
	c.format[s.Base] = format
}

// formats are those to try, the likelier one first.
func (c *Client) formats(s Server) []string {
	if c.Format(s) == asXML {
		return []string{asXML, asJSON}
	}
	return []string{asJSON, asXML}
}

// address is where a server is asked; a fault when it has none, or one that is not asked.
func (s Server) address() (u *url.URL, allowed bool, err error) {
	u, err = url.Parse(strings.TrimSpace(s.Base))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, false, &Error{Kind: Refused, Why: WhyAddress}
	}
	allowed = slices.Contains(s.AllowHosts, u.Host) || slices.Contains(s.AllowHosts, u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || !allowed) {
		return nil, false, &Error{Kind: Refused, Why: WhyAddress}
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, allowed, nil
}

// Usable says whether a server's address can be asked: https, or http to a host that is allowed.
func (s Server) Usable() bool {
	_, _, err := s.address()
	return err == nil
}
