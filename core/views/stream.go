package views

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// entry is a place in a sorted list. Which fields count is the order's business; the others are zero.
type entry struct {
	rank   int64 // lower ones first
	number string
	next   calendar.Instant
	id     int64
}

// order is how entries follow each other: by rank, then number backwards, then next, then id.
type order struct {
	sort string
	down bool // id backwards
}

func orderOf(sort string) order { return order{sort, sort == SortNew || sort == SortNumber} }

func (o order) compare(a, b entry) int {
	c := cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.number, a.number), cmp.Compare(a.next, b.next),
		cmp.Compare(a.id, b.id))
	if o.down && a.rank == b.rank && a.number == b.number && a.next == b.next {
		return -c
	}
	return c
}

// noRank and noNumber rank what has no unit or no number behind everything that has one.
const (
	noRank = 1 << 62
	maxID  = 1 << 62
	maxAt  = 1 << 62
)

// first is the place before everything.
func (o order) first() entry {
	e := entry{rank: -1}
	if o.down {
		e.id = maxID
	}
	return e
}

// of is the place of a row.
func (o order) of(r *Row) entry {
	switch o.sort {
	case SortNew:
		return entry{id: r.ID}
	case SortNumber:
		if r.Number == "" {
			return entry{rank: noRank, id: r.ID}
		}
		return entry{number: r.Number, id: r.ID}
	case SortUnit:
		if r.Lead == 0 {
			return entry{rank: noRank, next: r.Next, id: r.ID}
		}
		return entry{rank: r.Lead, next: r.Next, id: r.ID}
	}
	return entry{next: r.Next, id: r.ID}
}

// cursor writes a place for a URL.
func (o order) cursor(e entry) string {
	s := o.sort + " " + strconv.FormatInt(e.rank, 36) + " " + strconv.FormatInt(int64(e.next), 36) + " " +
		strconv.FormatInt(e.id, 36) + " " + e.number
	return base64.RawURLEncoding.EncodeToString([]byte(s))
}

// parse reads a cursor; "" is the place before everything. A cursor of another order, or none at all, is
// fault.Invalid "cursor_bad".
func (o order) parse(s string) (entry, error) {
	if s == "" {
		return o.first(), nil
	}
	bad := fault.New(fault.Invalid, "cursor_bad").On("after")
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return entry{}, bad
	}
	p := strings.SplitN(string(b), " ", 5)
	if len(p) != 5 || p[0] != o.sort || len(p[4]) > 64 {
		return entry{}, bad
	}
	e := entry{number: p[4]}
	var next int64
	for i, dst := range []*int64{&e.rank, &next, &e.id} {
		if *dst, err = strconv.ParseInt(p[i+1], 36, 64); err != nil {
			return entry{}, bad
		}
	}
	e.next = calendar.Instant(next)
	return e, nil
}

// stream is a sorted run of entries that is read piece by piece.
type stream struct {
	buf  []entry
	at   entry // everything up to here has been looked at
	done bool
	size int // how many entries the next piece looks at
	// more looks at up to size entries after at; it sets at, buf and done, and gives how much it cost.
	more func(ctx context.Context, s *stream) (int, error)
}

// merge gives the entries of all streams in order.
type merge struct {
	order   order
	streams []*stream
	from    entry // where the page begins
	work    int   // what may still be looked at
	first   int   // sizes of pieces, as in bounds
	last    int
	primed  bool // the first piece of every stream was read
}

// next gives the next entry. ok is false at the end and when the work is used up; then place says how far the streams
// were looked at, and ended which of the two it was.
func (m *merge) next(ctx context.Context) (e entry, ok, ended bool, place entry, err error) {
	for {
		var low *stream
		var head entry
		for _, s := range m.streams {
			if len(s.buf) == 0 && s.done {
				continue
			}
			h := s.at
			if len(s.buf) > 0 {
				h = s.buf[0]
			}
			// An entry goes before an unread stream that was looked at up to the same place: all the stream can still
			// give lies behind it.
			if c := m.order.compare(h, head); low == nil || c < 0 || c == 0 && len(s.buf) > 0 {
				low, head = s, h
			}
		}
		switch {
		case low == nil:
			return entry{}, false, true, entry{}, nil
		case len(low.buf) > 0:
			low.buf = low.buf[1:]
			return head, true, false, entry{}, nil
		case m.work <= 0 && m.order.compare(head, m.from) > 0: // a page always gets on
			return entry{}, false, false, head, nil
		}
		cost, err := low.more(ctx, low)
		if err != nil {
			return entry{}, false, false, entry{}, err
		}
		m.work -= cost + 1
		low.size = min(max(low.size, m.first)*4, m.last)
	}
}

// prime reads the first piece of every stream at once, unless that was done. The first entry wants them all in any
// case: none has been looked at further than another.
func (m *merge) prime(ctx context.Context) error {
	if m.primed || len(m.streams) < 2 {
		return nil
	}
	m.primed = true
	var wait sync.WaitGroup
	costs, errs := make([]int, len(m.streams)), make([]error, len(m.streams))
	for i, s := range m.streams {
		if s.done || len(s.buf) > 0 {
			continue
		}
		wait.Go(func() {
			costs[i], errs[i] = s.more(ctx, s)
			costs[i]++
			s.size = min(max(s.size, m.first)*4, m.last)
		})
	}
	wait.Wait()
	for _, cost := range costs {
		m.work -= cost
	}
	return errors.Join(errs...)
}

// fixed is a stream of entries that are all known.
func fixed(o order, after entry, list []entry) *stream {
	list = slices.DeleteFunc(list, func(e entry) bool { return o.compare(e, after) <= 0 })
	slices.SortFunc(list, o.compare)
	return &stream{buf: list, done: true}
}
