package ledger

import (
	"slices"
	"sort"
	"sync"
)

// How much of what was appended last is kept in memory for the followers.
const (
	recentEvents = 8192
	recentBytes  = 8 << 20 // of bodies; what the views keep with them is some three times that
)

// recent are the groups of events that this process committed last. A follower near the head gets them from here, so
// that nobody reads or decodes them again. Between two groups there may be a gap, where another process wrote.
type recent struct {
	mu     sync.Mutex
	groups [][]Event // oldest first; a group has no gap in it
	events int
	bytes  int
}

// add keeps a group that is committed and lets the oldest go.
func (r *recent) add(group []Event) {
	if len(group) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.groups = append(r.groups, group)
	r.events += len(group)
	r.bytes += sizeOf(group)
	for len(r.groups) > 1 && (r.events > recentEvents || r.bytes > recentBytes) {
		r.events -= len(r.groups[0])
		r.bytes -= sizeOf(r.groups[0])
		r.groups[0] = nil // the array lives on for a while, the events need not
		r.groups = r.groups[1:]
	}
}

func sizeOf(group []Event) (n int) {
	for i := range group {
		n += len(group[i].Body)
	}
	return n
}

// after gives up to limit events that follow seq without a gap; none when the next one is not in memory. The caller
// must not change them: all followers get the same.
func (r *recent) after(seq int64, limit int) []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := sort.Search(len(r.groups), func(i int) bool { return last(r.groups[i]) > seq })
	if i == len(r.groups) || r.groups[i][0].Seq > seq+1 {
		return nil
	}
	out := r.groups[i][seq+1-r.groups[i][0].Seq:]
	if len(out) >= limit {
		return out[:limit:limit]
	}
	out = slices.Clip(out)
	for _, g := range r.groups[i+1:] {
		if g[0].Seq != last(out)+1 || len(out) >= limit {
			break
		}
		out = append(out, g[:min(len(g), limit-len(out))]...)
	}
	return out
}

// last is the number of the last of some events.
func last(events []Event) int64 { return events[len(events)-1].Seq }
