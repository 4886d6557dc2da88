package gate

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"crypto/sha256"
	"encoding/base64"
	"hash/maphash"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"xiaohao/loop/calendar"
)

// Kept are pages that are the same for everybody, until what they show changes. Each is held in its packed form; of
// many who ask for a page that is not there one makes it. It holds no more than a number of bytes, whatever is asked
// for: a page comes in when it is asked for the second time, and the one that nobody asked for longest goes.
// Make it with NewKept. Safe for concurrent use.
type Kept struct {
	most int // bytes

	mu      sync.Mutex
	version any // of all that is kept
	pages   map[string]*list.Element
	order   *list.List // of *page, the one that was asked for last in front
	bytes   int
	making  map[flightKey]*making

	seed        maphash.Seed
	seen, older map[uint64]bool // keys that were asked for lately
}

// KeptMost is how many bytes of memory pages take.
const KeptMost = 64 << 20

const (
	largestPage = 1 << 20 // packed, in bytes; a larger one is not kept
	pageCosts   = 1024    // bytes of a page beside its text
	mostSeen    = 8192    // keys that are remembered, twice
	keptFor     = 45e6    // µs: words such as "ago" and "late" follow the clock
)

// NewKept keeps pages in so many bytes.
func NewKept(most int) *Kept {
	return &Kept{most: most, pages: map[string]*list.Element{}, order: list.New(), making: map[flightKey]*making{},
		seed: maphash.MakeSeed(), seen: map[uint64]bool{}}
}

// page is an answer with status 200.
type page struct {
	key    string
	header http.Header
	packed []byte
	tag    string
	until  calendar.Instant
}

func (p *page) size() int { return len(p.packed) + len(p.key) + pageCosts }

// flightKey names a page that is being made.
type flightKey struct {
	version any
	key     string
}

// making is a page on its way; page is nil where it turned out to be for one reader alone.
type making struct {
	done  chan struct{}
	page  *page
	known bool // it was asked for before, and is kept
}

// Serve answers with a page. version is what the page is made of, read before: a comparable value; when it is another
// one than before, nothing of what was kept is given any more. key says all that a page hangs on. write makes the page
// and must hang on nothing else; it says whether the answer is for this reader alone after all.
func (k *Kept) Serve(w http.ResponseWriter, r *http.Request, version any, key string, now calendar.Instant,
	write func(http.ResponseWriter) (alone bool)) {
	p, m, mine := k.find(flightKey{version, key}, now)
	switch {
	case p != nil:
		p.send(w, r)
		return
	case !mine:
		<-m.done
		if m.page != nil {
			m.page.send(w, r)
			return
		}
		write(w)
		return
	}
	rec := &recorder{header: http.Header{}}
	defer k.end(flightKey{version, key}, m) // also where write panics
	alone := write(rec)
	if alone || rec.status > http.StatusOK || len(rec.header["Set-Cookie"]) > 0 {
		rec.send(w)
		return
	}
	m.known = k.known(key)
	m.page = rec.page(key, now+keptFor, m.known)
	m.page.send(w, r)
}

// find gives the page if it is kept; otherwise who makes it, and whether that is who asks.
func (k *Kept) find(f flightKey, now calendar.Instant) (p *page, m *making, mine bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if f.version != k.version {
		k.version, k.bytes = f.version, 0
		clear(k.pages)
		k.order.Init()
	}
	if e := k.pages[f.key]; e != nil {
		if p := e.Value.(*page); now < p.until && now+keptFor >= p.until {
			k.order.MoveToFront(e)
			return p, nil, false
		}
		k.drop(e)
	}
	if m := k.making[f]; m != nil {
		return nil, m, false
	}
	m = &making{done: make(chan struct{})}
	k.making[f] = m
	return nil, m, true
}

// end lets those go on who wait for a page, and keeps it.
func (k *Kept) end(f flightKey, m *making) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.making, f)
	close(m.done)
	if m.page == nil || !m.known || f.version != k.version || len(m.page.packed) > largestPage ||
		k.pages[f.key] != nil {
		return
	}
	k.pages[f.key] = k.order.PushFront(m.page)
	for k.bytes += m.page.size(); k.bytes > k.most; {
		k.drop(k.order.Back())
	}
}

func (k *Kept) drop(e *list.Element) {
	p := k.order.Remove(e).(*page)
	delete(k.pages, p.key)
	k.bytes -= p.size()
}

// known says whether a key was asked for before, and remembers it: ten thousand addresses that are asked for once
// drive nothing out.
func (k *Kept) known(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	h := maphash.String(k.seed, key)
	known := k.seen[h] || k.older[h]
	if k.seen[h] = true; len(k.seen) >= mostSeen {
		k.older, k.seen = k.seen, map[uint64]bool{}
	}
	return known
}

// Holds says how many pages are kept and how many bytes they take.
func (k *Kept) Holds() (pages, size int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.pages), k.bytes
}

// recorder holds an answer back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *recorder) Header() http.Header         { return c.header }
func (c *recorder) Write(b []byte) (int, error) { return c.body.Write(b) }

func (c *recorder) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

// send gives the answer as it was made.
func (c *recorder) send(w http.ResponseWriter) {
	copyHeader(w.Header(), c.header)
	if c.status != 0 {
		w.WriteHeader(c.status)
	}
	_, _ = c.body.WriteTo(w) // a reader who is gone needs no answer
}

// page packs the answer, small where it is kept and otherwise fast.
func (c *recorder) page(key string, until calendar.Instant, kept bool) *page {
	sum := sha256.Sum256(c.body.Bytes())
	p := &page{key: key, header: c.header, until: until,
		tag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
	var b bytes.Buffer
	pool := fast
	if kept {
		pool = small
	}
	z := pool.Get().(*gzip.Writer)
	z.Reset(&b)
	_, _ = z.Write(c.body.Bytes()) // into memory
	_ = z.Close()
	pool.Put(z)
	p.packed = bytes.Clone(b.Bytes())
	return p
}

// The packers are used again: each takes a megabyte.
var small, fast = packers(6), packers(gzip.BestSpeed)

func packers(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, level) // the level is one that there is
		return z
	}}
}

// send answers with the page, or says that the reader has it already.
func (p *page) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	copyHeader(h, p.header)
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(browserKeeps))
	h.Set("Vary", "Accept-Encoding, Accept-Language, Cookie, User-Agent")
	h.Set("ETag", p.tag)
	if Has(r.Header.Get("If-None-Match"), p.tag) {
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if Squeezes(r) {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(p.packed)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(p.packed)
		}
		return
	}
	if r.Method == http.MethodHead {
		return
	}
	z, err := gzip.NewReader(bytes.NewReader(p.packed))
	if err == nil {
		_, _ = io.Copy(w, z) // a reader who is gone needs no answer
	}
}

// browserKeeps is how many seconds a browser or a proxy may keep such a page without asking: what was taken back is
// gone from there within a minute.
const browserKeeps = 20

// Has says whether a reader names a tag among those that he has.
func Has(said, tag string) bool {
	for t := range strings.SplitSeq(said, ",") {
		if t = strings.TrimSpace(t); t == tag || t == "*" {
			return true
		}
	}
	return false
}

func copyHeader(to, from http.Header) {
	for name, values := range from {
		to[name] = values
	}
}
