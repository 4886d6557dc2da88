package gate

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/time/rate"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// limiter holds a token bucket for each address and purpose. Addresses are forgotten when their bucket is full again.
type limiter struct {
	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	swept   calendar.Instant
}

type bucketKey struct {
	addr netip.Prefix
	what string
}

// bucket is a library's bucket, and when it was last asked: the library does not tell.
type bucket struct {
	*rate.Limiter
	at calendar.Instant // µs
}

// allowance is how many at once, and how many a minute after that.
type allowance struct {
	burst  int
	minute float64
}

// rates by purpose: what costs us little is generous, since a whole township may share one address.
var rates = map[string]allowance{
	"report": {20, 10},
	"photo":  {60, 30},
	"login":  {20, 10},
	"bearer": {20, 10},      // wrong tokens
	"piece":  {3000, 3000},  // of a photo, from several phones of one office
	"follow": {10, 1.0 / 3}, // letters to addresses that anybody may type, and phones of who would help: 20 an hour
	"device": {5, 1.0 / 6},  // the same from one browser
	"stop":   {600, 600},    // unsubscribing, which mail programs do for many from one address
	"paper":  {20, 2},       // codes and answers of sealed papers; each paper counts its wrong codes besides
	"write":  {600, 600},
	"read":   {1200, 2400},
}

// keyRate is that of one service key, wherever its program stands.
var keyRate = allowance{600, 600}

func newLimiter() *limiter { return &limiter{buckets: map[bucketKey]*bucket{}} }

// draw takes one token; false when there is none. It says what is in the bucket then.
func (l *limiter) draw(k bucketKey, a allowance, now calendar.Instant) (ok bool, tokens float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(k, a, now)
	ok = b.AllowN(now.Time(), 1)
	return ok, b.TokensAt(now.Time())
}

// left says whether there is a token to take.
func (l *limiter) left(k bucketKey, a allowance, now calendar.Instant) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(k, a, now).TokensAt(now.Time()) >= 1
}

// bucket is that of an address and purpose, as of now.
func (l *limiter) bucket(k bucketKey, a allowance, now calendar.Instant) *bucket {
	if now.Since(l.swept) > 60e6 {
		l.swept = now
		for key, b := range l.buckets {
			if now.Since(b.at) > 10*60e6 {
				delete(l.buckets, key)
			}
		}
	}
	b, t := l.buckets[k], now.Time()
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(a.minute/60), a.burst)}
		l.buckets[k] = b
	}
	if now < b.at {
		// The clock was set back: the bucket keeps what it had, and fills from now on, not only from when the clock
		// is as late again.
		b.SetBurstAt(b.at.Time(), a.burst)
		b.SetBurstAt(t, a.burst)
	}
	b.at = now
	return b
}

// Limit refuses a request that comes too often from one address (an IPv6 /64 counts as one). It tells programs what
// is left to them; see tell.
func (g *Gate) Limit(w http.ResponseWriter, r *http.Request, who Who) error {
	if g.trusted(r) {
		return nil
	}
	if who.Service != "" {
		return g.LimitKey(w, r, who.KeyID)
	}
	what := purpose(r, who)
	ok, tokens := g.limits.draw(bucketKey{g.network(r), what}, rates[what], g.Desk.Now())
	if ok && what == "follow" && who.Voice != "" {
		what = "device"
		ok, tokens = g.limits.draw(bucketKey{what: "device " + who.Voice}, rates[what], g.Desk.Now())
	}
	if tell(w, r, what, rates[what], tokens); !ok {
		return tooOften(w, rates[what], tokens)
	}
	return nil
}

// tooOften refuses, and says after how many seconds the next request is let through.
func tooOften(w http.ResponseWriter, of allowance, tokens float64) error {
	w.Header().Set("Retry-After", of.seconds(1-tokens))
	return fault.New(fault.Limited, "too_often")
}

// seconds is how long a bucket takes for so many tokens, at least one.
func (a allowance) seconds(tokens float64) string {
	return strconv.Itoa(max(1, int(math.Ceil(tokens/(a.minute/60)))))
}

// tell says to programs, beneath /api/ and /open311/, how many requests of a kind may come and how many are left, in
// the fields of the IETF's draft "RateLimit header fields for HTTP": the policy's name, its quota q and the seconds w
// in which it fills; what remains r, and the seconds t until it is full again. Where no limit holds nothing is said.
func tell(w http.ResponseWriter, r *http.Request, what string, of allowance, tokens float64) {
	if !strings.HasPrefix(r.URL.Path, "/api/") && !strings.HasPrefix(r.URL.Path, "/open311/") {
		return
	}
	full, left := float64(of.burst), max(0, tokens)
	w.Header().Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%s", what, of.burst, of.seconds(full)))
	w.Header().Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%s", what, int(left), of.seconds(full-left)))
}

// LimitKey refuses a service key that is used too often, from whatever address. A door that finds the key itself asks
// it.
func (g *Gate) LimitKey(w http.ResponseWriter, r *http.Request, id int64) error {
	ok, tokens := g.limits.draw(bucketKey{what: "key " + strconv.FormatInt(id, 10)}, keyRate, g.Desk.Now())
	if tell(w, r, "key", keyRate, tokens); !ok {
		return tooOften(w, keyRate, tokens)
	}
	return nil
}

// trusted says whether no limits hold for where the request comes from.
func (g *Gate) trusted(r *http.Request) bool { return g.TrustLoopback && g.IP(r).IsLoopback() }

// network is the client's address, of IPv6 its /64.
func (g *Gate) network(r *http.Request) netip.Prefix {
	ip, bits := g.IP(r), 32
	if ip.Is6() {
		bits = 64
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	}
	return p
}

func purpose(r *http.Request, who Who) string {
	switch {
	case r.Method == http.MethodGet || r.Method == http.MethodHead || strings.HasSuffix(r.URL.Path, "/alike"):
		// asked while one types; it writes nothing
		return "read"
	case strings.HasPrefix(r.URL.Path, open311): // many residents behind one program: its key has a pace of its own
		return "write"
	case strings.HasSuffix(r.URL.Path, "/follow"), strings.HasSuffix(r.URL.Path, "/join"):
		return "follow"
	case strings.HasPrefix(r.URL.Path, "/s/"):
		return "paper"
	case strings.HasPrefix(r.URL.Path, "/follow/stop/") || r.URL.Path == "/follow/bounces":
		return "stop"
	case strings.HasSuffix(r.URL.Path, "/login") || strings.HasSuffix(r.URL.Path, "/sessions"):
		return "login"
	case who.Staff() && r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, "/field/uploads/"):
		return "piece"
	case who.Staff():
		return "write"
	case strings.HasSuffix(r.URL.Path, "/photos"):
		return "photo"
	}
	return "report"
}
