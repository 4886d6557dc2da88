// Package follow tells residents how a matter goes on 关注: by receipt who reported it or said "me too", by e-mail
// whoever follows a public matter or an area. It owns whom we write to and what they follow; the letters travel in the
// outbox of package notify.
//
// A letter says what happened in one sentence, and only what everybody may read at the moment of sending: it asks the
// gate by way of package release. Of a matter that is not public its reporter is told the state and his receipt's
// address, nothing else.
//
// Invariants: nothing is sent to an address whose owner has not said yes, but one letter that asks him, of which one
// waits at a time and three a day go out; an address is told of an event of a matter once; an address lies encrypted
// under a key of its own, which is destroyed with the last thing that it follows.
package follow

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"io"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/notify"
	"xiaohao/parts/release"
)

const name = "follow"

// Follows is what people follow in a city. Safe for concurrent use.
type Follows struct {
	part.Base
	public *release.Releases
	outbox *notify.Notify
	keys   keys
}

// keys follow from the city's secret, each for one purpose.
type keys struct{ who, box, token, back []byte }

// New makes the following of a city whose tables are there.
func New(b part.Base, public *release.Releases, outbox *notify.Notify) (*Follows, error) {
	x := &Follows{Base: b, public: public, outbox: outbox}
	if x.Rand == nil {
		x.Rand = rand.Reader
	}
	for purpose, to := range map[string]*[]byte{"who": &x.keys.who, "box": &x.keys.box, "token": &x.keys.token,
		"bounce": &x.keys.back} {
		k, err := hkdf.Key(sha256.New, b.Secret, nil, "xiaohao follow "+purpose, 32)
		if err != nil {
			return nil, err
		}
		*to = k
	}
	outbox.Carries(name, x)
	return x, nil
}

// Source is where somebody follows from.
type Source int64

// The sources.
const (
	FromPage     Source = iota // a public page
	FromReporter               // the receipt of who reported it
	FromEcho                   // the receipt of who said "me too"
)

// Follow is one thing that somebody follows.
type Follow struct {
	ID       int64
	Source   Source
	Matter   int64     // 0 for an area
	Area     area.Code // 0 for a matter
	Category string    // of an area, "" for all
	Text     bool      // by text message
	Waits    bool      // for its owner's word
	Lang     string
	At       calendar.Instant // when it was asked for, or confirmed

	who   []byte
	lives int64
	told  calendar.Instant
	code  []byte // sealed
}

// The budgets.
const (
	day          = 24 * 3600 * 1_000_000 // µs
	confirmsADay = 3                     // letters that ask an address for its word
	textsADay    = 5                     // text messages to a phone
	forgets      = 2 * day               // after which what nobody confirmed is forgotten
	mostWaiting  = 5000                  // of a city, unconfirmed at a time
	mostEach     = 50                    // followed by one address
	hardBounces  = 3                     // that end it
	softBounces  = 10
	bounceTerm   = 90 * day  // so long a bounce counts
	refusalTerm  = 365 * day // so long nothing is sent to who wants no letter
	old          = 7 * day   // after so long nothing is told of an event any more
	goneAfter    = 3600 * 1_000_000
)

// errAddress is the one fault of an address that is none.
func errAddress() error { return fault.New(fault.Invalid, "email_bad").On("email") }

func (x *Follows) random(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(x.Rand, b)
	return b, err
}
