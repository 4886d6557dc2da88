package opendata

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/opendata"
)

// queue counts the downloads under way: of all, and of each network. A file is read from the disk as it is sent, so a
// download costs a little memory; what it costs of the line is bounded here.
type queue struct {
	mu  sync.Mutex
	all int
	by  map[string]int
}

// How many downloads go on at once.
const (
	mostAll = 64
	mostOne = 4
)

// longest is how long one download may take; what is cut off goes on by Range.
const longest = time.Hour

func newQueue() *queue { return &queue{by: map[string]int{}} }

// enter lets a download begin. The fault is opendata_many.
func (q *queue) enter(who string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.all >= mostAll || q.by[who] >= mostOne {
		return fault.New(fault.Limited, "opendata_many", "max", mostOne)
	}
	q.all++
	q.by[who]++
	return nil
}

func (q *queue) leave(who string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all--
	if q.by[who]--; q.by[who] == 0 {
		delete(q.by, who)
	}
}

// network is the network of an address: of IPv6 its /64.
func network(ip netip.Addr) string {
	if ip.Is6() && !ip.Is4In6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// areaFile sends a file of an area.
func (q *queue) areaFile(c *kit.Call) error {
	a, err := area.Parse(c.R.PathValue("area"))
	if err != nil || a.String() != c.R.PathValue("area") {
		return q.refuse(c, fault.New(fault.Missing, "opendata_none"))
	}
	return q.send(c, a, c.R.PathValue("file"))
}

// list sends a list of the whole city.
func (q *queue) list(name string) func(c *kit.Call) error {
	return func(c *kit.Call) error { return q.send(c, 0, name) }
}

// send sends a file, or the part of it that is asked for. Its ETag is its SHA-256, so a file that was made anew and is
// the same is not sent again. Programs of other sites may read it.
func (q *queue) send(c *kit.Call, a area.Code, name string) error {
	who := network(c.Gate.IP(c.R))
	if err := q.enter(who); err != nil {
		return q.refuse(c, err)
	}
	defer q.leave(who)
	f, r, err := dataOf(c.House).Read(c.Ctx, a, name)
	if err != nil {
		return q.refuse(c, err)
	}
	defer r.Close()
	h := c.W.Header()
	open(h)
	h.Set("ETag", `"`+f.Hash+`"`)
	h.Set("Content-Type", opendata.MediaType(f.Name))
	h.Set("Content-Disposition", `attachment; filename="`+fileName(a, f.Name)+`"`)
	h.Set("Cache-Control", "public, no-cache") // what was withdrawn is gone from caches too
	if c.Gate.Clock != nil {                   // not every writer can wait longer; then the server's own limit holds
		_ = http.NewResponseController(c.W).SetWriteDeadline(c.Gate.Clock().Add(longest))
	}
	http.ServeContent(c.W, c.R, "", time.Time{}, r)
	return nil
}

// open lets programs of other sites read an answer.
func open(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Content-Length, Content-Range, Content-Disposition, Retry-After")
}

// fileName is what a file is called where it is saved: with its area, so that two do not get mixed up.
func fileName(a area.Code, name string) string {
	if a == 0 {
		return name
	}
	stem, ext, _ := strings.Cut(name, ".")
	return stem + "-" + a.String() + "." + ext
}

// refuse says what is wrong on a page, and to programs by status and by when to come again.
func (*queue) refuse(c *kit.Call, err error) error {
	open(c.W.Header())
	var f *fault.Error
	if errors.As(err, &f) && f.Kind.Again() {
		c.W.Header().Set("Retry-After", "60")
	}
	return err
}

// sums are the checksums of all files.
func sums(c *kit.Call) error {
	if !c.Desk.Policy().OpenData.On {
		return fault.New(fault.Missing, "opendata_off")
	}
	s, err := dataOf(c.House).State(c.Ctx)
	if err != nil {
		return err
	}
	if s.Manifest == nil {
		return fault.New(fault.Missing, "opendata_none")
	}
	open(c.W.Header())
	c.W.Header().Set("Content-Type", opendata.MediaType("SHA256SUMS"))
	c.W.Header().Set("Cache-Control", "public, no-cache")
	_, err = c.W.Write(s.Manifest.Sums())
	return err
}
