package publicity

import (
	"context"
	"sync"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Limits of files that are made for whoever asks: nobody can make the machine busy with them.
const (
	filesAtOnce = 2                // made at the same time
	filesKept   = 24               // kept for the next who asks
	fileLife    = int64(20e6)      // µs that one is kept: what is taken back is gone from it well within a minute
	fileWait    = 10 * time.Second // that somebody waits for his turn
)

// files are those that were made a moment ago.
type files struct {
	makes chan struct{} // a place for each that is being made
	mu    sync.Mutex
	made  map[string]made
}

type made struct {
	at   calendar.Instant
	data []byte
}

// File gives the file of a key: one that was made a moment ago, or a new one. Few are made at once; whoever comes while
// they are busy waits, and is told to try again after a while (fault.Busy try_again).
func (x *Publicity) File(ctx context.Context, key string, do func() ([]byte, error)) ([]byte, error) {
	f := &x.files
	if data, ok := f.get(key, x.Now()); ok {
		return data, nil
	}
	turn := time.NewTimer(fileWait)
	defer turn.Stop()
	select {
	case f.makes <- struct{}{}:
		defer func() { <-f.makes }()
	case <-turn.C:
		return nil, fault.New(fault.Busy, "try_again")
	case <-ctx.Done():
		return nil, fault.New(fault.Busy, "try_again").By(ctx.Err())
	}
	if data, ok := f.get(key, x.Now()); ok { // somebody made it meanwhile
		return data, nil
	}
	data, err := do()
	if err == nil {
		f.put(key, made{x.Now(), data})
	}
	return data, err
}

func (f *files) get(key string, now calendar.Instant) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.made[key]
	return m.data, ok && now >= m.at && now.Since(m.at) < fileLife
}

// put keeps a file; those that are too old go, and when there are too many all do.
func (f *files) put(key string, m made) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for k, other := range f.made {
		if m.at.Since(other.at) >= fileLife || len(f.made) >= filesKept {
			delete(f.made, k)
		}
	}
	f.made[key] = m
}
