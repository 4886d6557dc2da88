package gate

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"sync"
	"time"
)

// gatherings count the voices of one network at one matter in one day. A network is kept as a digest under a key that
// is drawn anew each day, in memory alone: nobody can say afterwards who spoke from where. Several programs of a city
// count each for itself.
type gatherings struct {
	mu   sync.Mutex
	day  int64
	key  [32]byte
	said map[[16]byte]map[string]bool
}

// mostCrowds is how many networks and matters are kept a day; beyond, no further one is counted, and its voices are
// weighed: a voice that is weighed too much does less harm than a memory that is full.
const mostCrowds = 200_000

// Crowded says that more than most devices of the request's network spoke at a matter today, this voice beyond them:
// it is not weighed. The network is that of a block or a campus, a /24 or a /48.
func (g *Gate) Crowded(r *http.Request, matter int64, voice string, most int) bool {
	ip, bits := g.IP(r), 24
	if ip.Is6() {
		bits = 48
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return false
	}
	c := &g.crowds
	c.mu.Lock()
	defer c.mu.Unlock()
	if day := int64(g.Desk.Now()) / (24 * time.Hour).Microseconds(); c.said == nil || day != c.day {
		c.day, c.said = day, map[[16]byte]map[string]bool{}
		_, _ = rand.Read(c.key[:]) // it never fails
	}
	h := hmac.New(sha256.New, c.key[:])
	h.Write(binary.BigEndian.AppendUint64([]byte(network.String()), uint64(matter)))
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
