package gate

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"strconv"
	"sync"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/matter"
)

// gatherings count the voices of one network at one matter in one day, and the reports of one network or browser. A
// network is kept as a digest under a key that is drawn anew each day, in memory alone: nobody can say afterwards who
// spoke from where. Several programs of a city count each for itself.
type gatherings struct {
	mu   sync.Mutex
	day  int64
	key  [32]byte
	said map[[16]byte]map[string]bool
}

// mostCrowds is how many networks and matters are kept a day; beyond, no further one is counted, and its voices are
// weighed: a voice that is weighed too much does less harm than a memory that is full.
const mostCrowds = 200_000

// Doubt counts a resident's report against what one network and one browser send in a day, and says which of both
// is beyond: a person reads it before it joins the others. device is the browser's, "" for one without; id is the
// command's, so that the same report sent again counts once.
func (g *Gate) Doubt(r *http.Request, device string, id ledger.ID) matter.Doubt {
	if g.trusted(r) {
		return ""
	}
	most := g.Desk.Policy().Voice
	if device != "" && g.crowds.beyond("device "+device, id.String(), most.Device, g.today()) {
		return matter.DoubtDevice
	}
	if n := g.wide(r); n != "" && g.crowds.beyond("network "+n, id.String(), most.Network, g.today()) {
		return matter.DoubtAddress
	}
	return ""
}

// Crowded says that more than most devices of the request's network spoke at a matter today, this voice beyond them:
// it is not weighed. The network is that of a block or a campus, a /24 or a /48.
func (g *Gate) Crowded(r *http.Request, matter int64, voice string, most int) bool {
	n := g.wide(r)
	return n != "" && g.crowds.beyond(strconv.FormatInt(matter, 10)+" "+n, voice, most, g.today())
}

// wide is the network of a block or a campus that a request comes from, a /24 or a /48; "" where nobody knows.
func (g *Gate) wide(r *http.Request) string {
	ip, bits := g.IP(r), 24
	if ip.Is6() {
		bits = 48
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return network.String()
}

func (g *Gate) today() int64 { return int64(g.Desk.Now()) / (24 * time.Hour).Microseconds() }

// beyond hears a voice at a place and says whether it comes after most others of that day.
func (c *gatherings) beyond(place, voice string, most int, day int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.said == nil || day != c.day {
		c.day, c.said = day, map[[16]byte]map[string]bool{}
		_, _ = rand.Read(c.key[:]) // it never fails
	}
	h := hmac.New(sha256.New, c.key[:])
	h.Write([]byte(place))
	at := [16]byte(h.Sum(nil))
	switch heard := c.said[at]; {
	case heard[voice]:
		return false
	case len(heard) >= most:
		return true
	case heard != nil:
		heard[voice] = true
	case len(c.said) < mostCrowds:
		c.said[at] = map[string]bool{voice: true}
	}
	return false
}
