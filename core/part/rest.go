package part

import (
	"sync"

	"xiaohao/loop/calendar"
)

// Rest keeps in mind of which items nothing is done now although their time has come, and until when. It is memory
// only: a program that begins looks at all of them once. Its zero value is ready. Unlike Aside it holds no failures.
type Rest struct {
	mu    sync.Mutex
	until map[int64]calendar.Instant
}

// Put lets an item rest until an instant.
func (r *Rest) Put(id int64, until calendar.Instant) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until == nil {
		r.until = map[int64]calendar.Instant{}
	}
	r.until[id] = until
}

// Still says that an item rests; one that does no longer is forgotten.
func (r *Rest) Still(id int64, now calendar.Instant) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until[id] > now {
		return true
	}
	delete(r.until, id)
	return false
}

// Len is how many rest, so that a piece of work can be cut that many longer.
func (r *Rest) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.until)
}
