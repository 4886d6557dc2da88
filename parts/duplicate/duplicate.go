// Package duplicate sees what no clerk can: which reports are of one thing.
//
// While somebody reports, it suggests the matters that are likely the same, and why; a person decides. It keeps for
// that only what is open or was struck off lately: where each matter is, the rarest pieces of its words, and how
// common pieces are. Everything is folded from the events, the rare pieces by what was common at that event, so that
// a rebuild gives the same rows and Check proves them. A question is answered from a bounded number of index entries,
// however many matters there are.
//
// For those who may merge it keeps groups of open matters that are probably one thing (group.go): hints, looked for
// beside the work after each report, which nothing proves. What a dispatcher told apart is an event and does not come
// back.
//
// It owns the tables pattern_matters, pattern_cells, pattern_words and pattern_counts, and of the groups
// pattern_pairs, pattern_members, pattern_groups and pattern_pass. Restricted matters never stand in them. What of
// another's matter may be shown is decided in one place, Glance.
package duplicate

import (
	"context"
	"encoding/binary"
	"math"
	"sync"

	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

const (
	postings = 10            // rare pieces by which a matter is found
	never    = math.MaxInt64 // until of open matters
	lately   = policy.MaxLately * 86400e6
	cellSide = 15_000 // ten-millionths of a degree: 167 m, at 30° of latitude 145 m from west to east
	texts    = -1     // the slot of the counter of texts
)

// Duplicates answers for one city. Safe for concurrent use.
type Duplicates struct {
	part.Base

	mu     sync.Mutex
	counts *alike.Counts
	read   calendar.Instant // when counts were read, µs
}

// New makes the patterns of a city whose tables are there; Bind them to the desk before they are asked.
func New(b part.Base) *Duplicates { return &Duplicates{Base: b} }

// rules are what policy says for a category.
func rules(p *policy.Policy, category string) alike.Rules {
	r := p.Pattern.Reach(category)
	return alike.Rules{Radius: float64(r.Radius), Span: int64(r.Days) * 86400e6}
}

// cell is the square that a place lies in.
func cell(lat, lng int64) int64 { return square(floor(lat), floor(lng)) }

func square(y, x int64) int64 { return y<<24 | x&0xffffff }

func floor(e7 int64) int64 {
	return int64(math.Floor(float64(e7) / cellSide))
}

// around are the squares that may hold what is within so many metres, at most 49.
func around(lat, lng int64, metres float64) []int64 {
	const degree = 111_195.0 // metres
	side := cellSide / 1e7 * degree
	up := min(3, int64(math.Ceil(metres/side)))
	across := min(3, int64(math.Ceil(metres/max(1, side*math.Cos(float64(lat)/1e7*math.Pi/180)))))
	var out []int64
	for y := floor(lat) - up; y <= floor(lat)+up; y++ {
		for x := floor(lng) - across; x <= floor(lng)+across; x++ {
			out = append(out, square(y, x))
		}
	}
	return out
}

// packed begins what pack writes: an empty list is no empty value, which engines do not tell from none.
const packed = 1

// pack writes pieces as bytes, four each.
func pack(list []uint32) []byte {
	out := make([]byte, 1, 1+4*len(list))
	out[0] = packed
	for _, g := range list {
		out = binary.BigEndian.AppendUint32(out, g)
	}
	return out
}

// unpack reads what pack wrote; ok is false for anything else.
func unpack(b []byte) (list []uint32, ok bool) {
	if len(b)%4 != 1 || b[0] != packed {
		return nil, false
	}
	list = make([]uint32, 0, len(b)/4)
	for b = b[1:]; len(b) > 0; b = b[4:] {
		list = append(list, binary.BigEndian.Uint32(b))
	}
	return list, true
}

// learnt are the counts, at most ten minutes old.
func (p *Duplicates) learnt(ctx context.Context) (*alike.Counts, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Now()
	if p.counts != nil && now.Since(p.read) < 600e6 && now >= p.read {
		return p.counts, nil
	}
	c, err := readCounts(ctx, p.DB.Read(), p.City)
	if err != nil {
		return nil, err
	}
	p.counts = c
	if p.read = now; c.Texts < 1000 { // a young city learns with every report
		p.read = now - 590e6
	}
	return c, nil
}

func readCounts(ctx context.Context, r store.Reader, city int64) (*alike.Counts, error) {
	rows, err := r.Query(ctx, "SELECT slot, n FROM pattern_counts WHERE city = $1", city)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	c := &alike.Counts{}
	for rows.Next() {
		var slot, n int64
		if err := rows.Scan(&slot, &n); err != nil {
			return nil, store.Explain(err)
		}
		if slot == texts {
			c.Texts = n
		} else {
			c.In[slot] = int32(n)
		}
	}
	return c, store.Explain(rows.Err())
}
