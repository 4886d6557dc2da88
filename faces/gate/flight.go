package gate

import (
	"sync"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// flight counts the bytes of large bodies: those under way now, of all and of each address, and those that an address
// sent lately. Safe for concurrent use.
type flight struct {
	most  int64 // bytes under way of all
	share int64 // bytes under way of one; a single body may be more
	store int64 // bytes that one may send in a short while
	drain int64 // bytes a minute by which that is forgotten

	mu    sync.Mutex
	total int64
	by    map[string]*sender
	swept calendar.Instant
}

// sender is one address or person.
type sender struct {
	under int64            // bytes under way
	sent  int64            // bytes sent lately, as of at
	at    calendar.Instant // µs
}

func newStreet() *flight {
	return &flight{most: 512 << 20, share: 128 << 20, store: 256 << 20, drain: 16 << 20}
}

func newOffice() *flight {
	return &flight{most: 1 << 30, share: 256 << 20, store: 2 << 30, drain: 256 << 20}
}

// take lets a body of n bytes begin. Errors: Limited when this sender has too much under way or sent too much, Busy
// when all together have. A sender "" is held to the whole only.
func (f *flight) take(who string, n int64, now calendar.Instant) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweep(now)
	s := f.sender(who, now)
	switch {
	case who != "" && s.under > 0 && s.under+n > f.share, who != "" && s.sent >= f.store:
		return fault.New(fault.Limited, "uploads_many")
	case f.total+n > f.most:
		return fault.New(fault.Busy, "uploads_busy")
	}
	s.under += n
	f.total += n
	return nil
}

// leave says that a body of n bytes, of which got came, is over.
func (f *flight) leave(who string, n, got int64, now calendar.Instant) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.sender(who, now)
	s.under -= n
	s.sent += got
	f.total -= n
}

// sender is who sends, with what he sent lately as of now.
func (f *flight) sender(who string, now calendar.Instant) *sender {
	if f.by == nil {
		f.by = map[string]*sender{}
	}
	s := f.by[who]
	if s == nil {
		s = &sender{at: now}
		f.by[who] = s
	}
	s.sent -= min(s.sent, max(0, now.Since(s.at))/1e6*f.drain/60)
	if now.Since(s.at) >= 1e6 || now < s.at {
		s.at = now
	}
	return s
}

// sweep forgets once a minute who has nothing under way and sent nothing lately.
func (f *flight) sweep(now calendar.Instant) {
	if d := now.Since(f.swept); d < 60e6 && d >= 0 {
		return
	}
	f.swept = now
	for who := range f.by {
		if s := f.sender(who, now); s.under == 0 && s.sent == 0 {
			delete(f.by, who)
		}
	}
}
