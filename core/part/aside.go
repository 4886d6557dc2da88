package part

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Aside keeps in mind which items of a part's work failed, so that each is tried again after a while, the while
// growing, and hinders no other. It is memory only: after a restart every item is tried at once, which does no harm.
type Aside struct {
	part string
	now  func() calendar.Instant

	mu    sync.Mutex
	items map[string]*Item
}

// Item is a piece of work that was set aside.
type Item struct {
	Part  string
	Key   string           // what it is, as in "inspection 17"
	Err   error            // why, and what would mend it
	Since calendar.Instant // when it first failed, µs
	Next  calendar.Instant // when it is tried again, µs
	Tries int
}

// The back-off of items, in µs.
const (
	firstAgain = 10_000_000
	lastAgain  = 3600_000_000
)

// NewAside makes the memory of a part's failed items.
func NewAside(part string, now func() calendar.Instant) *Aside {
	return &Aside{part: part, now: now, items: map[string]*Item{}}
}

// Try does one item unless it failed a short while ago, and says whether it was done. An error of the context is
// given back: the whole work ends then. Other errors set the item aside. A nil Aside keeps nothing and gives every
// error back.
func (a *Aside) Try(ctx context.Context, key string, do func() error) (bool, error) {
	if a == nil {
		err := do()
		return err == nil, err
	}
	if a.Waits(key) {
		return false, nil
	}
	err := do()
	if Ends(ctx, err) {
		return false, err
	}
	a.Note(key, err)
	return err == nil, nil
}

// Ends says that an error is not of the item but of the whole work, which ends then and is tried again as a whole: the
// context is over, or the database cannot be used now.
func Ends(ctx context.Context, err error) bool {
	if err == nil {
		return false
	}
	kind := fault.Of(err).Kind
	return ctx.Err() != nil || kind == fault.Busy || kind == fault.NoSpace || kind == fault.Unavailable
}

// Note keeps what became of an item: nil lets it go, an error sets it aside. A nil Aside keeps nothing.
func (a *Aside) Note(key string, err error) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		delete(a.items, key)
		return
	}
	i := a.items[key]
	if i == nil {
		i = &Item{Part: a.part, Key: key, Since: a.now()}
		a.items[key] = i
	}
	i.Err, i.Next = err, a.now().Plus(min(lastAgain, int64(firstAgain)<<min(i.Tries, 20)))
	i.Tries++
}

// Len is how many items are set aside: a query for the next ones must look that much further.
func (a *Aside) Len() int {
	if a == nil {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.items)
}

// Waits says that an item failed and is not to be tried yet.
func (a *Aside) Waits(key string) bool {
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	i := a.items[key]
	return i != nil && a.now() < i.Next
}

// Items lists what is set aside, the oldest first.
func (a *Aside) Items() []Item {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]Item, 0, len(a.items))
	for _, i := range a.items {
		out = append(out, *i)
	}
	slices.SortFunc(out, func(x, y Item) int {
		return cmp.Or(cmp.Compare(x.Since, y.Since),
			cmp.Compare(x.Key, y.Key))
	})
	return out
}
