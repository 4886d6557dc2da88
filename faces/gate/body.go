package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/photo"
)

// Body is what one request of a route may bring. Every route states one when it is mounted (States); what no route
// stated gets Words.
type Body struct {
	Text   int64 // bytes of everything but photos and a file
	Photos int   // photos beside it, each of at most MaxPhotoPart bytes; 0 for none
	File   int64 // bytes of a file that a form brings beside its texts; 0 for none
	Raw    bool  // the body itself is a photo

	// Back is how many bytes of text a browser may bring that somebody logged in with before, where that is more than
	// Text: it carries a large form through logging in again.
	Back int64
}

// MaxPhotoPart is the most that a photo may be on its way in, in bytes: a little more than a photo may be, so that the
// reader of the photo says what is wrong with it.
const MaxPhotoPart = 21 << 20

// The bodies that routes state.
var (
	Words    = Body{Text: 256 << 10}                           // of somebody without a login: words alone
	Pictures = Body{Text: 256 << 10, Photos: matter.MaxPhotos} // of somebody without a login: words with photos
	Picture  = Body{Text: 256 << 10, Photos: 1, Raw: true}     // one photo, as the body or as the part of a form
	Office   = Body{Text: 1 << 20, Photos: matter.MaxPhotos}   // of somebody who logged in
	Entrance = Body{Text: 256 << 10, Back: carried}            // who logs in, and maybe carries a form
	Resumed  = Body{Text: carried}                             // of somebody who logged in and carries a form
)

// carried is the most that a form comes to while it is carried through logging in: what Office takes, packed.
const carried = 2 << 20

// whole is the most bytes of the body of a request.
func (b Body) whole(r *http.Request) int64 {
	form := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/")
	if !form && !b.Raw {
		return b.Text
	}
	return b.Text + int64(b.Photos)*MaxPhotoPart + b.File
}

// stated is what a route said of itself.
type stated struct {
	Body
	staff bool // it wants a login
}

// States notes what the requests of a route may bring; pattern is one of http.ServeMux, staff says that the route
// wants a login. A route that states nothing is refused, and so is a pattern that catches what another one catches.
// Call it before the gate serves.
func (g *Gate) States(pattern string, b Body, staff bool) (err error) {
	if b.Text <= 0 {
		return fmt.Errorf("the route %q does not say how much its requests may bring: give it a gate.Body", pattern)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	if g.stated == nil {
		g.routes, g.stated = http.NewServeMux(), map[string]stated{}
	}
	if _, again := g.stated[pattern]; !again {
		g.routes.HandleFunc(pattern, http.NotFound)
	}
	g.stated[pattern] = stated{b, staff}
	return nil
}

// Stated are the bodies of all routes, by pattern.
func (g *Gate) Stated() map[string]Body {
	out := make(map[string]Body, len(g.stated))
	for pattern, s := range g.stated {
		out[pattern] = s.Body
	}
	return out
}

type bodyKey struct{}

// BodyOf is what a request may bring, as its route stated it.
func BodyOf(r *http.Request) Body {
	if b, ok := r.Context().Value(bodyKey{}).(Body); ok {
		return b
	}
	return Words
}

// allowed is what the route of a request stated. Who did not log in gets no more than strangers get anywhere where a
// login is wanted: words, and the photos of a form whose session ended while it was filled in. From a browser that
// somebody logged in with before the form is taken whole, so that it comes back whole.
func (g *Gate) allowed(r *http.Request, who Who) Body {
	if g.routes == nil {
		return Words
	}
	_, pattern := g.routes.Handler(r)
	s, ok := g.stated[pattern]
	switch {
	case !ok:
		return Words
	case s.staff && who.Back:
		return s.Body
	case s.Back > 0 && who.Back:
		return Body{Text: s.Back}
	case s.staff && !who.Staff():
		return Body{Text: Words.Text, Photos: s.Photos}
	}
	return s.Body
}

// admit bounds a request's body: how much it may be, how much of all bodies is under way at once, and how slowly it
// may come. leave is called when the request is answered.
func (g *Gate) admit(w http.ResponseWriter, r *http.Request, who Who) (_ *http.Request, leave func(), err error) {
	b := g.allowed(r, who)
	r = r.WithContext(context.WithValue(r.Context(), bodyKey{}, b))
	if r.Body == nil || r.Body == http.NoBody {
		return r, func() {}, nil
	}
	control := http.NewResponseController(w)
	if g.Clock != nil {
		_ = control.SetReadDeadline(g.Clock().Add(patience)) // also for a body that nobody reads
	}
	most := b.whole(r)
	if r.ContentLength > most {
		return r, nil, g.large(r, who)
	}
	lane, key := g.lane(r, who)
	r = r.WithContext(photo.Asks(r.Context(), key)) // photos of one asker wait behind each other
	s := &stream{body: http.MaxBytesReader(w, r.Body, most), control: control, clock: g.Clock}
	r.Body = s
	n := r.ContentLength
	if n < 0 {
		n = most
	}
	if n <= Words.Text {
		return r, func() {}, nil
	}
	if err := lane.take(key, n, g.Desk.Now()); err != nil {
		return r, nil, err
	}
	return r, func() { lane.leave(key, n, s.got, g.Desk.Now()) }, nil
}

// large refuses a body. Of a form of staff that nobody is logged in for it says that, and how to save what was typed.
func (g *Gate) large(r *http.Request, who Who) error {
	if g.routes != nil && !who.Staff() {
		if _, pattern := g.routes.Handler(r); g.stated[pattern].staff {
			return fault.New(fault.TooLarge, "body_large_out")
		}
	}
	return fault.New(fault.TooLarge, "body_large")
}

// lane is where a request's body is counted, and under which name: a person by himself, others by their address.
// "" is not held to a share.
func (g *Gate) lane(r *http.Request, who Who) (*flight, string) {
	switch {
	case who.Staff():
		return g.office, strconv.FormatInt(who.Person, 10)
	case g.trusted(r):
		return g.street, ""
	}
	return g.street, g.network(r).String()
}

// How slowly a body may come: so long in all, and longer by its bytes at the pace of a bad line. Only what the program
// waits for the network counts.
const (
	patience = 15 * time.Second
	pace     = 4 << 10 // bytes a second
)

// stream is a body on its way in. Its reads end when it comes too slowly.
type stream struct {
	body    io.ReadCloser
	control *http.ResponseController
	got     int64
	waited  time.Duration
	clock   func() time.Time
}

// errSlow is what a handler gets of a body that comes too slowly.
func errSlow(cause error) error { return fault.New(fault.Busy, "body_slow").By(cause) }

func (s *stream) Read(b []byte) (int, error) {
	if s.clock == nil {
		return s.take(b)
	}
	left := patience + time.Duration(s.got)*time.Second/pace - s.waited
	begun := s.clock()
	if s.control.SetReadDeadline(begun.Add(left)) == nil && left <= 0 {
		return 0, errSlow(os.ErrDeadlineExceeded)
	}
	n, err := s.take(b)
	s.waited += s.clock().Sub(begun)
	if errors.Is(err, io.EOF) {
		_ = s.control.SetReadDeadline(time.Time{}) // what comes next on this line has its own time
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSlow(err)
	}
	return n, err
}

func (s *stream) take(b []byte) (int, error) {
	n, err := s.body.Read(b)
	s.got += int64(n)
	return n, err
}

func (s *stream) Close() error { return s.body.Close() }
